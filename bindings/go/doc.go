// Package snaproll keeps the state of something that runs in steps, takes
// snapshots of it and brings it back: the Go binding of the C library Snaproll.
//
// An [Execution] is the front door: one [Context] (variables and node results,
// as JSON) and its history, a [Manager], in one handle.
//
//	run, err := snaproll.NewExecution(snaproll.WorkflowID("demo"))
//	defer run.Close()
//	err = run.Set("messages", []any{})
//	id, err := run.Snapshot(ctx, snaproll.Label("before"))
//	err = run.Append("/variables/messages", map[string]any{"role": "user"})
//	back, err := run.RollbackTo(ctx, id)
//
// [Step] runs a function as a node, once, and takes back what it did to the state
// where it fails. [Get] and [Set] read and write variables by their type.
//
// # Contexts
//
// What can wait or take long takes a [context.Context] first. Where that is done,
// the call fails with [ErrStopped], and errors.Is finds what the context says as
// well. What waits for a commit, for its turn, or for something to be opened, then
// returns at once; long calls stop soon. One transaction with its sync, as that of
// a Snapshot, is not interrupted, and waits for other processes at most the
// [BusyTimeout] of the store.
//
// A [*slog.Logger] can be told what happens
// ([WithLogger]).
//
// # JSON
//
// Any Go value goes in as [encoding/json] writes it, and comes out as it reads
// it, with these differences: numbers read into an any are [json.Number], so
// that nothing is lost; a string that is not UTF-8 is an error and is not
// replaced; <, > and & are not escaped. [json.RawMessage] and [*Value] go in as
// they are. encoding/json writes the float64 1 as 1, which is an integer: where
// a float has to stay one, use [Float].
//
// Methods that take a name (Set, Get, Remove and their typed kin) are about
// variables; those with At, Append, AppendText, Splice, SpliceText and Test take
// a JSON Pointer that starts with /variables, /node_results or /state.
//
// # Going back
//
// Rollback, RollbackTo and RollbackN go back at once. PlanRollback and its kin
// give a [RollbackPlan] instead: its Result is the full preview, ApplyPlan does
// just that. With a [Selector] only what it names is taken back: variables, node
// results, what stands at pointers, or a node and all that is downstream of it by
// the edges that SetEdges told. UndoRollback takes a rollback, an applied plan or
// patch back, and RedoRollback does it again.
//
// A [RollbackResult] tells what to compensate (RemovedNodes, the last one first)
// and which irreversible steps stay done (Effects). What changed, between any two
// of contexts, snapshots and values, is a [Patch]: as RFC 6902, in a compact form,
// or as text; it can be applied, composed and inverted.
//
// # Stores
//
// [OpenStore] opens a file in which executions outlive their process, and
// [Store.Execution] an execution on it. Each finished, failed or rolled-back step,
// each snapshot and each rollback is committed when the call returns.
//
// Ends of steps and [Execution.Save] are committed for all goroutines that wait by
// one of the store, in few transactions, and those that wait hold no thread of the
// operating system. Of other calls that may wait for a store at most 16 are under
// way in a process. Where the end of a step can not be committed, the step has
// ended in memory alone; see [OpenStep.Finish].
//
// Where the shape of the state changes, [Store.Migration] and [Store.MigrationFunc]
// tell how an execution that was committed with an older [Schema] becomes one of
// the newer one.
//
// # Snapshots
//
// An execution takes one at every node until told otherwise ([AutoSnapshot],
// [NoAutoSnapshot]); [WithSnapshotRules] says when else. [Execution.History]
// gives the snapshots in which one value changed, [Execution.Bisect] the first
// of them that satisfies a predicate.
//
// A history is a tree: work after a rollback grows a branch ([Execution.Tree],
// [Execution.Branches], [Execution.SwitchBranch]). Snapshots are named by tags, and
// held so that they stay; [Execution.Resolve] reads names. A policy tells which
// snapshots stay ([Execution.SetPolicy], [Execution.Prune]).
//
// Values at transient places stay in the live context and are in nothing that is
// stored; secret ones are stored, and masked where they are shown
// ([Context.SetPrivatePaths], [Value.Masked]).
//
// # Handles
//
// Whatever has a Close method holds memory of the library. Close gives it back
// at once; without it, the garbage collector does so some time later. Handles
// can be closed in any order, more than once, and while another goroutine uses
// them: the call that is under way ends first. Use after Close is
// [ErrUnusable].
//
// # Goroutines
//
// Every type may be used by many goroutines. Value, Patch, Snapshot,
// SnapshotList, FieldHistory, Checkpoint, RollbackPlan, RollbackResult and Summary
// are immutable; Store, Execution, Context, Manager and Clock are
// synchronized inside; an OpenStep and a NodeResult serve one goroutine at a time,
// and let the others wait.
package snaproll
