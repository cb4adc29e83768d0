package snaproll_test

import (
	"strings"
	"testing"
	"time"

	"snaproll.dev/go/snaproll"
)

// forked is an execution with three snapshots, the last two of them children of
// the first.
func forked(t testing.TB) (*snaproll.Execution, [3]snaproll.ID) {
	t.Helper()
	run := of(snaproll.NewExecution(testOptions(t, snaproll.NoAutoSnapshot())))
	t.Cleanup(func() { run.Close() })
	var ids [3]snaproll.ID
	for n := range ids {
		if n == 2 {
			of(run.RollbackTo(ctx, ids[0]))
		}
		need(t, run.Set("n", n))
		ids[n] = of(run.Snapshot(ctx))
	}
	return run, ids
}

func TestATreeHasParentsChildrenAndCommonAncestors(t *testing.T) {
	run, ids := forked(t)
	a, b, c := ids[0], ids[1], ids[2]
	parent, present, err := run.Parent(c)
	need(t, err)
	wantEqual(t, "parent", parent, a)
	wantEqual(t, "present", present, true)
	_, present, err = run.Parent(a)
	need(t, err)
	wantEqual(t, "present at the root", present, false)
	children := of(of(run.Children(a)).Entries())
	wantEqual(t, "newest child", children[0].ID, c)
	common, _, err := run.CommonAncestor(b, c)
	need(t, err)
	wantEqual(t, "common ancestor", common, a)
	tree := of(run.Manager().Tree())
	wantEqual(t, "snapshots", len(tree), 3)
	wantEqual(t, "parent in the tree", *tree[0].Parent, a)
	if tree[2].Parent != nil {
		t.Error("the root has a parent")
	}
	_, _, err = run.Parent(snaproll.ID{9})
	wantCode(t, err, snaproll.ErrNotFound)
}

func TestBranchesAreMadeSwitchedRenamedAndRemoved(t *testing.T) {
	run, ids := forked(t)
	need(t, run.CreateBranch(ctx, "main", nil))
	need(t, run.CreateBranch(ctx, "try", &ids[1]))
	wantCode(t, run.CreateBranch(ctx, "try", nil), snaproll.ErrExists)
	of(run.SwitchBranch(ctx, "try"))
	wantVariable(t, run, "n", "1")
	need(t, run.RenameBranch(ctx, "main", "done"))
	branches := of(run.Branches())
	wantEqual(t, "first", branches[0], snaproll.Branch{Name: "done", Head: ids[2]})
	wantEqual(t, "second", branches[1], snaproll.Branch{Name: "try", Head: ids[1], Selected: true})
	need(t, run.RemoveBranch(ctx, "done"))
	wantEqual(t, "no name", of(run.Branches())[1], snaproll.Branch{Head: ids[2]})
	_, err := run.SwitchBranch(ctx, "done")
	wantCode(t, err, snaproll.ErrNotFound)
}

func TestTagsHoldsAndTextsNameSnapshots(t *testing.T) {
	run, ids := forked(t)
	need(t, run.Tag(ctx, ids[0], "good"))
	wantCode(t, run.TagUniquely(ctx, ids[1], "good"), snaproll.ErrExists)
	wantEqual(t, "tag", of(run.Tags())[0].Snapshot, ids[0])
	wantEqual(t, "good", of(run.Resolve("good")), ids[0])
	wantEqual(t, "latest~", of(run.Resolve("latest~")), ids[0])
	need(t, run.Tag(ctx, ids[1], "good"))
	_, err := run.Resolve("good")
	e := wantCode(t, err, snaproll.ErrAmbiguous)
	if !strings.Contains(e.Message, ids[1].String()) {
		t.Error("not named:", e.Message)
	}
	need(t, run.Untag(ctx, ids[1], "good"))
	need(t, run.Hold(ctx, ids[0], "audit", "case 7"))
	hold := of(run.Holds())[0]
	wantEqual(t, "reason", hold.Reason, "case 7")
	if hold.At.IsZero() {
		t.Error("a hold without a time")
	}
	wantCode(t, run.RemoveSnapshot(ctx, ids[0]), snaproll.ErrHeld)
	need(t, run.Release(ctx, ids[0], "audit"))
	need(t, run.RemoveSnapshot(ctx, ids[0]))
	wantEqual(t, "tags", len(of(run.Tags())), 0)
}

func TestAPolicyTellsWhichSnapshotsStay(t *testing.T) {
	run, ids := forked(t)
	wantEqual(t, "policy", of(run.Policy()), "")
	_, err := run.Prune(ctx, "")
	wantCode(t, err, snaproll.ErrNotFound)
	planned := of(run.PlanPrune(ctx, "keep-last=1"))
	wantEqual(t, "planned", planned.Removed, 2)
	wantEqual(t, "newest", planned.Snapshots[0].ID, ids[2])
	wantEqual(t, "stays", planned.Snapshots[0].Stays, true)
	need(t, run.SetPolicy(ctx, " keep-last=2 "))
	wantEqual(t, "policy", of(run.Manager().Policy()), "keep-last=2")
	wantEqual(t, "removed", of(run.Prune(ctx, "")).Removed, 1)
	wantEqual(t, "left", of(run.Manager().Count()), 2)
	need(t, run.SetPolicy(ctx, ""))
	wantEqual(t, "policy", of(run.Policy()), "")
	e := wantCode(t, run.SetPolicy(ctx, "keep-last=2 keep-dayly=1"), snaproll.ErrParse)
	wantEqual(t, "offset", e.Offset, 12)
	wantEqual(t, "text", of(snaproll.PolicyText("keep-daily=1 keep-last=2")),
		"keep-last=2 keep-daily=1")
}

func TestExecutionsExpireByThePolicyOfTheirStore(t *testing.T) {
	store, _ := newStore(t)
	need(t, store.SetPolicy(ctx, "expire-idle=1d"))
	wantEqual(t, "policy", of(store.Policy()), "expire-idle=1d")
	need(t, open(t, store, "a").Close())
	wantEqual(t, "expired", of(store.PlanExpire(ctx, time.Time{})).Removed, 0)
	later := time.Now().Add(48 * time.Hour)
	planned := of(store.PlanExpire(ctx, later))
	wantEqual(t, "planned", planned.Removed, 1)
	wantEqual(t, "reason", planned.Executions[0].Reason, "expire-idle")
	wantEqual(t, "removed", of(store.Expire(ctx, later)).Removed, 1)
	wantEqual(t, "there", of(store.Exists("a")), false)
	need(t, store.SetPolicy(ctx, ""))
	wantEqual(t, "policy", of(store.Policy()), "")
}

func TestNamesOfAClosedExecutionAreUnusable(t *testing.T) {
	run, _ := forked(t)
	need(t, run.Close())
	_, err := run.Tags()
	wantCode(t, err, snaproll.ErrUnusable)
	_, err = run.Manager().Tags()
	wantCode(t, err, snaproll.ErrUnusable)
	wantCode(t, run.CreateBranch(ctx, "x", nil), snaproll.ErrUnusable)
}
