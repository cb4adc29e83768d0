package main

import (
	"bytes"
	"errors"
	"fmt"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"time"
	"unicode/utf8"

	"snaproll.dev/go/snaproll"
)

const (
	keptLines  = 5
	lineBytes  = 499
	shownBytes = 60
)

var number = regexp.MustCompile(`^([a-z][a-z0-9_]*)=(-?[0-9].*)$`)

// Said is what a command said.
type Said struct {
	ExitCode int               // 128 + n where signal n ended it
	Lines    []string          // the first ones
	Numbers  map[string]string // of lines name=number: JSON
	Took     time.Duration
}

// Failure is the code and the last words.
func (s *Said) Failure() string {
	if len(s.Lines) == 0 {
		return fmt.Sprintf("exit %d", s.ExitCode)
	}
	return fmt.Sprintf("exit %d: %s", s.ExitCode, s.Lines[len(s.Lines)-1])
}

// clean gives UTF-8 without control characters, as the state and the terminal
// take it.
func clean(line []byte) string {
	text := utf8.Valid(line)
	for i, c := range line {
		if c < ' ' || c == 0x7f || (c > 0x7f && !text) {
			line[i] = '?'
		}
	}
	return string(line)
}

// runCommand runs a script by /bin/sh, without input, its two outputs as one.
func runCommand(script string) *Said {
	begin := time.Now()
	output, err := exec.Command("/bin/sh", "-c", script).CombinedOutput()
	said := &Said{Numbers: map[string]string{}, Took: time.Since(begin)}
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		status := exit.Sys().(syscall.WaitStatus)
		said.ExitCode = status.ExitStatus()
		if status.Signaled() {
			said.ExitCode = 128 + int(status.Signal())
		}
	} else if err != nil {
		said.ExitCode = 127
	}
	for line := range bytes.Lines(output) {
		line = bytes.TrimSuffix(line, []byte("\n"))
		said.take(clean(line[:min(len(line), lineBytes)]))
	}
	return said
}

func (s *Said) take(line string) {
	if found := number.FindStringSubmatch(line); found != nil {
		if json, ok := numberJSON(found[2]); ok {
			s.Numbers[found[1]] = json
		}
	}
	if len(s.Lines) < keptLines {
		s.Lines = append(s.Lines, line)
	}
}

// numberJSON gives the canonical JSON of a number.
func numberJSON(text string) (string, bool) {
	value, err := snaproll.ParseValue(ctx, text)
	if err != nil {
		return "", false
	}
	defer value.Close()
	if _, err := value.Double(); err != nil {
		return "", false
	}
	json, err := value.ToJSON(ctx)
	return strings.Clone(json), err == nil
}
