package snaproll_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// takesContext finds the exported functions and methods that take a context.
var takesContext = regexp.MustCompile(
	`(?m)^func (?:\(\w+ \*?(\w+)\) )?([A-Z]\w*)(?:\[.*\])?\(\n?\t?ctx context\.Context`)

// sourceLines are the lines of the package, without its tests.
func sourceLines(t testing.TB) (lines []string) {
	t.Helper()
	for _, path := range append(of(filepath.Glob("*.go")), "variables.h", "snapshot_options.h") {
		if !strings.HasSuffix(path, "_test.go") {
			lines = append(lines, strings.Split(string(of(os.ReadFile(path))), "\n")...)
		}
	}
	return lines
}

// Functions of the C ABI that this package has no use for, and why.
var notCalled = map[string]string{
	"snaproll_error_code": "the status is the code of an error",
}

var (
	declared = regexp.MustCompile(`\b(snaproll_\w+)\s*\(`)
	called   = regexp.MustCompile(`\b(snaproll_\w+)\(`)
)

func TestEveryFunctionOfTheHeadersIsCalled(t *testing.T) {
	calls := map[string]bool{}
	for _, line := range sourceLines(t) {
		if code, _, _ := strings.Cut(line, "//"); !strings.Contains(line, "#cgo") {
			for _, found := range called.FindAllStringSubmatch(code, -1) {
				calls[found[1]] = true
			}
		}
	}
	headers := of(filepath.Glob("../../capi/snaproll/*.h"))
	functions := 0
	for _, path := range headers {
		text := string(of(os.ReadFile(path)))
		for _, declaration := range strings.Split(text, "SNAPROLL_API ")[1:] {
			name := declared.FindStringSubmatch(declaration)
			if name == nil || strings.Contains(name[0], "\n") {
				continue
			}
			functions++
			if _, told := notCalled[name[1]]; calls[name[1]] == told {
				t.Errorf("%s: called %v, on the list %v", name[1], calls[name[1]], told)
			}
		}
	}
	if functions < 400 {
		t.Errorf("only %d functions were found", functions)
	}
}

// exportedMethod finds methods, and functions, that users call.
var exportedMethod = regexp.MustCompile(`(?m)^func (?:\(\w* ?\*?(\w+)\) )?([A-Z]\w*)(?:\[.*?\])?\(`)

func TestEveryExportedFunctionIsCalledByATest(t *testing.T) {
	var tests strings.Builder
	for _, path := range of(filepath.Glob("*_test.go")) {
		tests.Write(of(os.ReadFile(path)))
	}
	words := map[string]bool{}
	for _, word := range regexp.MustCompile(`[.\s(!]([A-Z]\w*)`).FindAllStringSubmatch(
		tests.String(), -1) {
		words[word[1]] = true
	}
	for _, found := range exportedMethod.FindAllStringSubmatch(
		strings.Join(sourceLines(t), "\n"), -1) {
		kind, name := found[1], found[2]
		if kind != "" && kind == strings.ToLower(kind[:1])+kind[1:] && kind != "histories" {
			continue // A method of a type that is not exported.
		}
		if !words[name] {
			t.Errorf("%s.%s is called by no test", kind, name)
		}
	}
}
