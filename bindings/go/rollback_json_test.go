package snaproll

import (
	"context"
	"testing"
	"time"
)

// What is told of a rollback where the library had no memory for its JSON form is
// what the library tells with memory.
func TestTheJSONOfARollbackIsTheSameWithoutTheLibrary(t *testing.T) {
	for _, step := range []time.Duration{1, 1_000, 1_000_000, 1_000_000_000} {
		clock, err := NewManualClock(time.Unix(980_000_000, 0), step)
		if err != nil {
			t.Fatal(err)
		}
		run, err := NewExecution(WithClock(clock))
		if err != nil {
			t.Fatal(err)
		}
		none, err := run.Rollback(context.Background())
		if none == nil || err == nil {
			t.Fatal("a rollback without a snapshot succeeded")
		}
		if _, err := run.Snapshot(context.Background()); err != nil {
			t.Fatal(err)
		}
		done, err := run.Rollback(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		for _, result := range []*RollbackResult{none, done} {
			want := result.ToJSON()
			if err := result.makeJSON(); err != nil || result.ToJSON() != want {
				t.Errorf("%v: got %s, want %s", err, result.ToJSON(), want)
			}
		}
		run.Close()
		clock.Close()
	}
}
