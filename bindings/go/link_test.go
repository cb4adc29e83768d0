package snaproll_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// buildError is what go build says of this package in an environment, the lines
// that tell where it is left out.
func buildError(t *testing.T, environment []string, arguments ...string) string {
	t.Helper()
	build := exec.Command("go", append([]string{"build"}, arguments...)...)
	// What was built with the library is not taken for this.
	build.Env = append(os.Environ(), "CGO_CPPFLAGS=-DNO_LIBRARY", "LC_ALL=C")
	build.Env = append(build.Env, environment...)
	out, err := build.CombinedOutput()
	if err == nil {
		t.Fatal("it was built")
	}
	var said []string
	for line := range strings.Lines(string(out)) {
		if line := strings.TrimSpace(line); !strings.HasPrefix(line, "#") &&
			(len(said) == 0 || said[len(said)-1] != line) { // pkgconf says it twice.
			said = append(said, line)
		}
	}
	return strings.Join(said, "\n")
}

func TestWithoutTheLibraryOneLineSaysWhatToInstall(t *testing.T) {
	nothing := []string{"PKG_CONFIG_PATH=" + t.TempDir(), "PKG_CONFIG_LIBDIR=" + t.TempDir()}
	wantEqual(t, "shared", buildError(t, nothing), "Package 'snaproll', required by "+
		"'install-libsnaproll-dev-or-set-PKG_CONFIG_PATH', not found")
	wantEqual(t, "static", buildError(t, nothing, "-tags", "snaproll_static"),
		"Package 'snaproll-static', required by "+
			"'static-install-libsnaproll-dev-or-set-PKG_CONFIG_PATH', not found")
}

func TestTheLibraryOfAnotherVersionIsToldSo(t *testing.T) {
	folder := t.TempDir()
	need(t, os.WriteFile(folder+"/snaproll.pc",
		[]byte("Name: snaproll\nDescription: newer\nVersion: 0.2.0\n"), 0o600))
	said := buildError(t, []string{"PKG_CONFIG_PATH=" + folder})
	if !strings.Contains(said, "0.2.0") || !strings.Contains(said, "< 0.2.0") {
		t.Error(said)
	}
}

func TestWithoutCgoOneLineSaysSo(t *testing.T) {
	said := buildError(t, []string{"CGO_ENABLED=0"})
	const want = "snaproll needs cgo: set CGO_ENABLED=1 and install a C compiler"
	if !strings.Contains(said, want) || strings.Contains(said, "\n") {
		t.Error(said)
	}
}
