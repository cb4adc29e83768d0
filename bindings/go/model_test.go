package snaproll_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"snaproll.dev/go/snaproll"
)

// plainState is what a state is to the model: JSON texts by name, and the nodes
// with a result, true where they are done.
type plainState struct {
	variables map[string]string
	nodes     map[string]bool
}

func (s plainState) copy() plainState {
	return plainState{maps.Clone(s.variables), maps.Clone(s.nodes)}
}

// model is an execution as plain Go does it, and the execution beside it.
type model struct {
	run     *snaproll.Execution
	reopen  func(*snaproll.Execution) *snaproll.Execution // nil in memory.
	now     plainState
	history []plainSnapshot // Newest first.
	undo    []plainState
	redo    []plainState
	told    []string // What was done, for a failure.
}

type plainSnapshot struct {
	id    snaproll.ID
	state plainState
}

const modelSnapshots = 4 // Kept.

var (
	modelNames  = []string{"a", "b/~", "", "ü"}
	modelNodes  = []string{"n", "m/1"}
	modelValues = []string{`null`, `true`, `-7`, `1.0`, `""`, `"text"`, `[]`, `[1,[2]]`,
		`{"k":{"l":[null]}}`, `12345678901234567890123`}
)

// operation makes one operation on both, as two bytes choose, and gives the codes
// that each fails with, 0 for none.
func (m *model) operation(kind, choice byte) (got error, want snaproll.Code) {
	name := modelNames[int(choice)%len(modelNames)]
	text := modelValues[int(choice/4)%len(modelValues)]
	node := modelNodes[int(choice)%len(modelNodes)]
	index := int(choice) % (modelSnapshots + 1)
	switch kind % 14 {
	case 0, 1:
		m.tell("set %q to %s", name, text)
		m.changed().variables[name] = text
		return m.run.Set(name, json.RawMessage(text)), 0
	case 2:
		m.tell("remove %q", name)
		got = m.run.Remove(name)
		if _, there := m.now.variables[name]; !there {
			return got, snaproll.ErrNotFound
		}
		delete(m.changed().variables, name)
		return got, 0
	case 3:
		m.tell("append %s to %q", text, name)
		return m.run.Append(pointerOf(name), json.RawMessage(text)), m.append(name, text)
	case 4:
		m.tell("append text to %q", name)
		return m.run.AppendText(pointerOf(name), "ß"), m.appendText(name)
	case 5, 6:
		m.tell("snapshot")
		id, err := m.run.Snapshot(ctx)
		m.history = slices.Insert(m.history, 0, plainSnapshot{id, m.now.copy()})
		m.history = m.history[:min(len(m.history), modelSnapshots)]
		return err, 0
	case 7:
		m.tell("roll back to the snapshot %d", index)
		if index >= len(m.history) {
			return fails(m.run.RollbackTo(ctx, snaproll.ID{})), snaproll.ErrNotFound
		}
		m.goBack(m.history[index].state)
		return fails(m.run.RollbackTo(ctx, m.history[index].id)), 0
	case 8:
		m.tell("undo")
		return fails(m.run.UndoRollback(ctx)), m.swap(&m.undo, &m.redo)
	case 9:
		m.tell("redo")
		return fails(m.run.RedoRollback(ctx)), m.swap(&m.redo, &m.undo)
	case 10:
		m.tell("step %q", node)
		if !m.now.nodes[node] {
			m.changed().nodes[node] = true
			m.now.variables["a"] = `1`
		}
		return fails(snaproll.Step(ctx, m.run, node, func(context.Context) (int, error) {
			return 1, m.run.Set("a", 1)
		})), 0
	case 11:
		return m.fail(node, choice >= 128)
	case 12:
		m.tell("remove the snapshot %d", index)
		if index >= len(m.history) {
			return m.run.RemoveSnapshot(ctx, snaproll.ID{}), snaproll.ErrNotFound
		}
		id := m.history[index].id
		m.history = slices.Delete(m.history, index, index+1)
		return m.run.RemoveSnapshot(ctx, id), 0
	}
	return m.transaction(name, text, choice >= 128)
}

func (m *model) tell(format string, values ...any) {
	m.told = append(m.told, fmt.Sprintf(format, values...))
}

// changed is the state, where something changes that no rollback does.
func (m *model) changed() plainState {
	m.redo = nil
	return m.now
}

func (m *model) goBack(to plainState) {
	m.undo = append(m.undo, m.now.copy())
	m.redo = nil
	m.now = to.copy()
}

func (m *model) swap(from, to *[]plainState) snaproll.Code {
	if len(*from) == 0 {
		return snaproll.ErrNotFound
	}
	*to = append(*to, m.now)
	m.now = (*from)[len(*from)-1]
	*from = (*from)[:len(*from)-1]
	return 0
}

func pointerOf(name string) string {
	return "/variables/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
}

func (m *model) append(name, text string) snaproll.Code {
	list, there := m.now.variables[name]
	switch {
	case !there:
		return snaproll.ErrNotFound
	case list[0] != '[':
		return snaproll.ErrType
	case list == `[]`:
		m.changed().variables[name] = "[" + text + "]"
	default:
		m.changed().variables[name] = list[:len(list)-1] + "," + text + "]"
	}
	return 0
}

func (m *model) appendText(name string) snaproll.Code {
	text, there := m.now.variables[name]
	switch {
	case !there:
		return snaproll.ErrNotFound
	case text[0] != '"':
		return snaproll.ErrType
	}
	m.changed().variables[name] = text[:len(text)-1] + `ß"`
	return 0
}

// fail is a step that fails, and is recorded or taken back.
func (m *model) fail(node string, recorded bool) (got error, want snaproll.Code) {
	m.tell("step %q fails, recorded: %v", node, recorded)
	onError := snaproll.OnErrorRollback
	if recorded {
		onError = snaproll.OnErrorFail
	}
	cause := errors.New("on purpose")
	done := m.now.nodes[node]
	_, got = snaproll.Step(ctx, m.run, node, func(context.Context) (int, error) {
		return 0, errors.Join(m.run.Set("b/~", "half"), cause)
	}, onError)
	switch {
	case done:
		return got, 0
	case recorded:
		m.changed().nodes[node] = false
		m.now.variables["b/~"] = `"half"`
	default:
		before := m.now.copy()
		m.now.variables["b/~"] = `"half"`
		m.goBack(before)
	}
	if back := (*snaproll.RolledBack)(nil); !errors.Is(got, cause) || errors.As(got, &back) == recorded {
		return fmt.Errorf("the step failed with %w", got), 0
	}
	return nil, 0
}

// transaction sets two variables as one, or none; on a store the execution is
// opened again behind it.
func (m *model) transaction(name, text string, commits bool) (got error, want snaproll.Code) {
	m.tell("set %q and \"a\" as one: %v", name, commits)
	got = m.run.Transact(func(t *snaproll.Context) error {
		err := errors.Join(t.Set(name, json.RawMessage(text)), t.Set("a", nil))
		if !commits {
			err = errors.Join(err, snaproll.ErrHeld) // Any.
		}
		return err
	})
	if !commits {
		return got, snaproll.ErrHeld
	}
	m.changed().variables[name] = text
	m.now.variables["a"] = `null`
	if m.reopen != nil && got == nil {
		m.tell("open again")
		m.run = m.reopen(m.run)
	}
	return got, 0
}

// compare finds the first thing in which both differ.
func (m *model) compare() string {
	if found := differs("the state", of(m.run.AsValue()), m.now); found != "" {
		return found
	}
	if n := of(m.run.UndoCount()); n != len(m.undo) {
		return fmt.Sprintf("%d can be undone, want %d", n, len(m.undo))
	}
	for node, done := range m.now.nodes {
		if of(m.run.IsDone(node)) != done {
			return fmt.Sprintf("%q is done: %v", node, !done)
		}
	}
	manager := m.run.Manager()
	defer manager.Close()
	list := of(manager.List())
	defer list.Close()
	if n := of(list.Count()); n != len(m.history) {
		return fmt.Sprintf("%d snapshots, want %d", n, len(m.history))
	}
	for i, one := range m.history {
		snapshot := of(list.At(i))
		defer snapshot.Close()
		if snapshot.ID() != one.id {
			return fmt.Sprintf("snapshot %d is another", i)
		}
		found := differs(fmt.Sprint("snapshot ", i), of(snapshot.AsValue()), one.state)
		if found != "" {
			return found
		}
	}
	return ""
}

func differs(what string, state *snaproll.Value, want plainState) string {
	defer state.Close()
	var got struct {
		Variables map[string]json.RawMessage
		Nodes     map[string]json.RawMessage `json:"node_results"`
	}
	if err := state.Decode(&got); err != nil {
		return err.Error()
	}
	variables := map[string]string{}
	for name, text := range got.Variables {
		variables[name] = string(text)
	}
	if !maps.Equal(variables, want.variables) {
		return fmt.Sprintf("%s has %v, want %v", what, variables, want.variables)
	}
	nodes := slices.Sorted(maps.Keys(got.Nodes))
	if !slices.Equal(nodes, slices.Sorted(maps.Keys(want.nodes))) {
		return fmt.Sprintf("%s has results of %q, want %v", what, nodes, want.nodes)
	}
	return ""
}

func newModel(run *snaproll.Execution) *model {
	return &model{run: run,
		now: plainState{map[string]string{}, map[string]bool{}}}
}

// play makes all operations on a model, and compares after each.
func (m *model) play(t *testing.T, operations []byte) {
	for i := 0; i+1 < len(operations); i += 2 {
		got, want := m.operation(operations[i], operations[i+1])
		if want == 0 && got != nil || want != 0 && !errors.Is(got, want) {
			t.Fatalf("got %v, want %v, after:\n%s", got, want, strings.Join(m.told, "\n"))
		}
		if found := m.compare(); found != "" {
			t.Fatalf("%s, after:\n%s", found, strings.Join(m.told, "\n"))
		}
	}
}

// playBoth plays in memory and on a store.
func playBoth(t *testing.T, operations []byte) {
	options := []snaproll.Option{snaproll.NoAutoSnapshot(), snaproll.MaxSnapshots(modelSnapshots)}
	memory := of(snaproll.NewExecution(options...))
	defer memory.Close()
	newModel(memory).play(t, operations)

	store := of(snaproll.OpenStore(ctx, ":memory:"))
	defer store.Close()
	open := func() *snaproll.Execution {
		return of(store.Execution(ctx, "run", options[0], options[1], snaproll.NoStartSnapshot()))
	}
	durable := newModel(open())
	durable.reopen = func(run *snaproll.Execution) *snaproll.Execution {
		need(t, run.Save(ctx))
		need(t, run.Close())
		return open()
	}
	defer func() { durable.run.Close() }()
	durable.play(t, operations)
}

// FuzzModel plays bytes as operations, two each, beside plain Go.
func FuzzModel(f *testing.F) {
	f.Add([]byte{0, 1, 5, 0, 0, 5, 7, 0, 8, 0, 9, 0, 12, 0, 7, 0})
	f.Add([]byte{10, 0, 5, 0, 11, 1, 11, 129, 10, 1, 7, 0, 10, 0, 2, 0, 2, 0})
	f.Add([]byte{0, 24, 3, 0, 3, 4, 0, 20, 4, 0, 13, 200, 13, 20, 5, 0, 5, 0, 5, 0, 5, 0, 5, 0})
	f.Fuzz(func(t *testing.T, operations []byte) {
		playBoth(t, operations[:min(len(operations), 200)])
	})
}

func TestRandomOperationsDoWhatPlainGoDoes(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 2))
	for range cases(40) {
		operations := make([]byte, 120)
		for i := range operations {
			operations[i] = byte(r.Uint32())
		}
		playBoth(t, operations)
	}
}
