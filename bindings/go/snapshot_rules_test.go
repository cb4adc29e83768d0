package snaproll_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"snaproll.dev/go/snaproll"
)

// taken tells of each node whether it began with a snapshot.
func taken(x *snaproll.Execution, nodes ...string) string {
	var all []string
	for _, node := range nodes {
		step := of(x.StepBegin(ctx, node))
		defer step.Close()
		if _, ok, err := step.SnapshotID(); err != nil {
			panic(err)
		} else if ok {
			all = append(all, node)
		}
	}
	return strings.Join(all, " ")
}

func newRuled(t *testing.T, rules snaproll.SnapshotRules) *snaproll.Execution {
	return newRun(t, snaproll.NoAutoSnapshot(), snaproll.WithSnapshotRules(rules))
}

func TestRulesTakeSnapshotsBesideEveryNthNode(t *testing.T) {
	x := newRuled(t, snaproll.SnapshotRules{AtLeastNodes: 2})
	wantEqual(t, "nodes", taken(x, "a", "b", "c", "d"), "b d")

	x = newRuled(t, snaproll.SnapshotRules{AtLeastBytes: 10})
	need(t, x.Set("x", "short"))
	wantEqual(t, "without a snapshot", taken(x, "a", "b"), "a")
	need(t, x.Set("x", "much longer"))
	wantEqual(t, "bytes", taken(x, "c", "d"), "c")

	x = newRuled(t, snaproll.SnapshotRules{Before: []string{"deploy/*", "v?"}})
	wantEqual(t, "globs", taken(x, "deploy/eu", "build", "vé", "v10"), "deploy/eu vé")

	x = newRuled(t, snaproll.SnapshotRules{BeforeIrreversible: true})
	wantEqual(t, "reversible", taken(x, "a"), "")
	step := of(x.StepBegin(ctx, "b", snaproll.Irreversible()))
	defer step.Close()
	_, ok, err := step.SnapshotID()
	need(t, err)
	wantEqual(t, "irreversible", ok, true)
}

func TestRulesSeeTheTimeOfTheNewestSnapshot(t *testing.T) {
	clock := of(snaproll.NewManualClock(start, 0))
	defer clock.Close()
	c := of(snaproll.NewContext("flow", snaproll.WithClock(clock)))
	defer c.Close()
	m := of(snaproll.NewManager(10, snaproll.WithClock(clock)))
	defer m.Close()
	need(t, m.SetSnapshotRules(snaproll.SnapshotRules{AtLeastTime: time.Minute}))
	for _, at := range []struct {
		passed time.Duration
		taken  bool
	}{{0, true}, {time.Minute - 1, false}, {1, true}} {
		need(t, clock.Advance(at.passed))
		_, ok, err := m.OnNodeExecute(ctx, c, "n")
		need(t, err)
		wantEqual(t, at.passed.String(), ok, at.taken)
	}
	need(t, m.SetSnapshotRules(snaproll.SnapshotRules{}))
	need(t, clock.Advance(time.Hour))
	_, ok, err := m.OnNodeExecute(ctx, c, "n")
	need(t, err)
	wantEqual(t, "without rules", ok, false)
}

func TestAnUnchangedStateKeepsNothingNew(t *testing.T) {
	x := newRuled(t, snaproll.SnapshotRules{SkipUnchanged: true})
	first := of(x.Snapshot(ctx))
	wantEqual(t, "unchanged", of(x.Snapshot(ctx, snaproll.Label("not kept"))), first)
	need(t, x.Set("x", 1))
	wantEqual(t, "changed", of(x.Snapshot(ctx)) != first, true)
	m := x.Manager()
	defer m.Close()
	wantEqual(t, "count", of(m.Count()), 2)
}

func TestRulesTellWhatIsWrong(t *testing.T) {
	for _, bad := range []struct {
		rules snaproll.SnapshotRules
		code  snaproll.Code
	}{
		{snaproll.SnapshotRules{AtLeastNodes: -1}, snaproll.ErrRange},
		{snaproll.SnapshotRules{AtLeastTime: -1}, snaproll.ErrInvalidArgument},
		{snaproll.SnapshotRules{Before: []string{"a", `b\`}}, snaproll.ErrParse},
		{snaproll.SnapshotRules{Before: []string{strings.Repeat("x", 1025)}}, snaproll.ErrLimit},
	} {
		t.Run(fmt.Sprint(bad.code), func(t *testing.T) {
			wantCode(t, bad.rules.Check(), bad.code)
			_, err := snaproll.NewExecution(snaproll.WithSnapshotRules(bad.rules))
			wantCode(t, err, bad.code)
			m := newManager(t, 10)
			wantCode(t, m.SetSnapshotRules(bad.rules), bad.code)
		})
	}
	e := wantCode(t, snaproll.SnapshotRules{Before: []string{"a", `b\`}}.Check(), snaproll.ErrParse)
	wantEqual(t, "offset", e.Offset, 1)
	wantEqual(t, "message", e.Message, "before 1: the glob ends with a single backslash")
	need(t, snaproll.SnapshotRules{Before: []string{"*"}}.Check())
}
