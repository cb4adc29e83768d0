package snaproll_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"snaproll.dev/go/snaproll"
)

// The scenario that all languages replay: see its README. A replay keeps the
// objects and ids that lines have named.
type replay struct {
	named map[string]any
}

// line is one operation with its inputs.
type line struct {
	*replay
	inputs map[string]any
}

type operation func(*line) (any, error)

// What an operation may give, beside plain Go values.
type (
	jsonText string              // Goes into the reply as it is.
	object   struct{ thing any } // Is named, and not in the reply.
	absent   struct{}            // Is null in the reply.

	besideError string // JSON text that a failure has beside its error.
)

func (l *line) has(name string) bool { _, ok := l.inputs[name]; return ok }

func (l *line) text(name string) string { return l.inputs[name].(string) }

func (l *line) raw(name string) json.RawMessage { return json.RawMessage(l.text(name)) }

func (l *line) number(name string) int64 {
	n, err := strconv.ParseInt(string(l.inputs[name].(json.Number)), 10, 64)
	if err != nil {
		panic(err)
	}
	return n
}

func (l *line) int(name string) int { return int(l.number(name)) }

func (l *line) double(name string) float64 {
	x, err := l.inputs[name].(json.Number).Float64()
	if err != nil {
		panic(err)
	}
	return x
}

func (l *line) time(name string) time.Time { return time.Unix(0, l.number(name)) }

// maximum is null for all.
func (l *line) maximum(name string) int {
	if l.inputs[name] == nil {
		return snaproll.Unlimited
	}
	return l.int(name)
}

// input is the object that an input names, nil where it is not there.
func input[T any](l *line, name string) T {
	var none T
	if !l.has(name) {
		return none
	}
	return l.named[l.text(name)].(T)
}

// id is named, or in text form.
func (l *line) id(name string) snaproll.ID { return l.idOf(l.text(name)) }

func (l *line) idOf(told string) snaproll.ID {
	if id, ok := l.named[told].(snaproll.ID); ok {
		return id
	}
	id, err := snaproll.ParseID(told)
	if err != nil {
		panic(err)
	}
	return id
}

// stopping is a context that a line of its own ends.
type stopping struct {
	context.Context
	cancel func()
}

func (l *line) ctx() context.Context {
	if !l.has("cancel") {
		return ctx
	}
	return input[stopping](l, "cancel")
}

func (l *line) options() []snaproll.Option {
	if !l.has("options") {
		return nil
	}
	return []snaproll.Option{input[*snaproll.Options](l, "options")}
}

// canonical is JSON text of a Go value by rule J5.
func canonical(v any) string {
	value, err := snaproll.NewValue(v)
	if err != nil {
		panic(err)
	}
	defer value.Close()
	text, err := value.ToJSON(ctx)
	if err != nil {
		panic(err)
	}
	return text
}

// output is what an operation gave as it stands in a reply; empty for none.
func output(out any) string {
	switch out := out.(type) {
	case nil, object:
		return ""
	case absent:
		return "null"
	case jsonText:
		return string(out)
	case snaproll.ID:
		return canonical(out.String())
	case time.Time:
		if out.IsZero() {
			return "null"
		}
		return strconv.FormatInt(out.UnixNano(), 10)
	case float64:
		return canonical(snaproll.Float(out))
	case snaproll.State:
		text, err := json.Marshal(out)
		if err != nil {
			panic(err)
		}
		return string(text)
	case *snaproll.RollbackResult:
		return out.ToJSON()
	case fmt.Stringer: // Kinds and outcomes.
		return canonical(out.String())
	case int, int64, uint32, uint64, bool, string, []any, []string:
		return canonical(out)
	}
	panic(fmt.Sprintf("no output for %T", out))
}

// keep names what an operation gave. What has no name, and what loses it, is given
// back at once, and does not wait for the garbage collector: figures tell of it.
func (r *replay) keep(l *line, out any) {
	switch made := out.(type) {
	case object:
		out = made.thing
	case snaproll.ID, *snaproll.RollbackResult:
	default:
		return
	}
	name, ok := l.inputs["as"].(string)
	if !ok {
		giveBack(out)
		return
	}
	giveBack(r.named[name])
	r.named[name] = out
}

func giveBack(thing any) {
	if closer, ok := thing.(interface{ Close() error }); ok {
		if err := closer.Close(); err != nil {
			panic(err)
		}
	}
}

// failure is the reply of an operation that failed.
func failure(l *line, err error, out string) string {
	var e *snaproll.Error
	if !errors.As(err, &e) {
		panic(err)
	}
	reply := `{"error":` + canonical(e.Code.String()) + `,"message":` + canonical(ofNowhere(e.Message))
	if l.inputs["hint"] == true {
		reply += `,"hint":` + canonical(e.Hint)
	}
	if e.Pointer != "" {
		reply += `,"pointer":` + canonical(e.Pointer)
	}
	if e.Offset >= 0 {
		reply += `,"offset":` + strconv.FormatInt(e.Offset, 10)
	}
	if out != "" {
		reply += `,"out":` + out
	}
	return reply + "}"
}

// run makes one line of the scenario and gives the reply to it.
func (r *replay) run(text []byte) (string, error) {
	l := &line{replay: r}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(&l.inputs); err != nil {
		return "", err
	}
	if l.has("note") {
		return string(text), nil
	}
	name := l.text("op")
	if strings.HasSuffix(name, ".free") {
		giveBack(r.named[l.text("self")])
		delete(r.named, l.text("self"))
		return `{"ok":true}`, nil
	}
	operation, ok := operations()[name]
	if !ok {
		return "", fmt.Errorf("no operation %q", name)
	}
	out, err := operation(l)
	if err != nil {
		if result, ok := out.(*snaproll.RollbackResult); ok && result != nil {
			defer r.keep(l, out)
			return failure(l, err, output(out)), nil
		}
		told, _ := out.(besideError)
		return failure(l, err, string(told)), nil
	}
	defer r.keep(l, out)
	if shown := output(out); shown != "" {
		return `{"ok":true,"out":` + shown + "}", nil
	}
	return `{"ok":true}`, nil
}

// close gives back what was not freed: a store keeps its file open.
func (r *replay) close() {
	for _, thing := range r.named {
		giveBack(thing)
	}
}

func operations() map[string]operation {
	all := map[string]operation{}
	for _, some := range []map[string]operation{
		patchOperations, spliceOperations, planOperations, resultOperations,
		plainOperations, valueOperations, contextOperations, variableOperations,
		pointerOperations, snapshotOperations, managerOperations,
		nodeResultOperations, executionOperations, fieldOperations, treeOperations,
		keepingOperations, storeOperations, durableOperations,
	} {
		for name, operation := range some {
			all[name] = operation
		}
	}
	return all
}

func TestScenariosGiveTheRepliesOfTheOtherLanguages(t *testing.T) {
	scenarios, err := filepath.Glob("../../tests/scenario/*.jsonl")
	if err != nil || len(scenarios) == 0 {
		t.Fatal("no scenarios", err)
	}
	for _, path := range scenarios {
		t.Run(filepath.Base(path), func(t *testing.T) { replayFile(t, path) })
	}
}

func replayFile(t *testing.T, path string) {
	lines, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	expected, err := os.ReadFile(strings.TrimSuffix(path, ".jsonl") + ".expected")
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Split(strings.TrimSuffix(string(expected), "\n"), "\n")
	given := strings.Split(strings.TrimSuffix(string(lines), "\n"), "\n")
	if len(given) != len(want) {
		t.Fatalf("%d lines, %d replies", len(given), len(want))
	}
	t.Chdir(memoryFolder(t))
	r := &replay{named: map[string]any{}}
	defer r.close()
	for i, text := range given {
		got, err := r.run([]byte(text))
		if err != nil {
			t.Fatalf("line %d: %v", i+1, err)
		}
		if got != want[i] {
			t.Errorf("line %d: %s\n got %s\nwant %s", i+1, text, got, want[i])
		}
	}
}
