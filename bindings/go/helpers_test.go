package snaproll_test

import (
	"context"
	"errors"
	"os"
	"testing"
	"time"

	"snaproll.dev/go/snaproll"
)

var ctx = context.Background()

// need fails the test at an error that is none of its subjects.
func need(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// of is what a call gave, which has to succeed.
func of[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// wantCode checks the code of an error, and gives all that it tells.
func wantCode(t testing.TB, err error, code snaproll.Code) *snaproll.Error {
	t.Helper()
	var e *snaproll.Error
	if !errors.Is(err, code) || !errors.As(err, &e) {
		t.Fatalf("got %v, want %v", err, code)
	}
	return e
}

func wantEqual[T comparable](t testing.TB, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// wantVariable checks the canonical JSON of a variable.
func wantVariable(t testing.TB, c interface{ Get(string, any) error }, name, want string) {
	t.Helper()
	out, err := readRaw(func(into any) error { return c.Get(name, into) })
	need(t, err)
	wantEqual(t, name, string(out.(jsonText)), want)
}

var start = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)

// testOptions are options with a clock that moves on by a second a reading.
func testOptions(t testing.TB, more ...snaproll.Option) *snaproll.Options {
	t.Helper()
	clock := of(snaproll.NewManualClock(start, time.Second))
	options := of(snaproll.NewOptions(append(more,
		snaproll.WithClock(clock), snaproll.IDSeed(1))...))
	t.Cleanup(func() { clock.Close(); options.Close() })
	return options
}

func newContext(t testing.TB) *snaproll.Context {
	t.Helper()
	c := of(snaproll.NewContext("flow", testOptions(t)))
	t.Cleanup(func() { c.Close() })
	return c
}

func newRun(t testing.TB, options ...snaproll.Option) *snaproll.Execution {
	t.Helper()
	run := of(snaproll.NewExecution(options...))
	t.Cleanup(func() { run.Close() })
	return run
}

// cases is how many random cases a test tries in the tier that runs.
func cases(short int) int {
	switch os.Getenv("SNAPROLL_TIER") {
	case "medium":
		return short * 10
	case "long":
		return short * 100
	}
	return short
}
