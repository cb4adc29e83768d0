package snaproll_test

import (
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"

	"snaproll.dev/go/snaproll"
)

var inf = math.Inf(1)

func TestNumbersReadAndWrittenUntouchedAreByteEqual(t *testing.T) {
	c := newContext(t)
	const text = `{"id":9007199254740993,"p":1.0}`
	need(t, c.Set("raw", json.RawMessage(text)))
	var v any
	need(t, c.Get("raw", &v))
	wantEqual(t, "number", v.(map[string]any)["id"].(json.Number), "9007199254740993")
	need(t, c.Set("any", v))
	wantVariable(t, c, "any", text)
	var raw json.RawMessage
	need(t, c.Get("raw", &raw))
	wantEqual(t, "raw", string(raw), text)
	need(t, c.Set("nested", []any{raw, json.Number("1.0")}))
	wantVariable(t, c, "nested", "["+text+",1.0]")
	var typed struct {
		ID int64
		P  any
	}
	need(t, c.Get("raw", &typed))
	wantEqual(t, "typed", typed.ID, 9007199254740993)
	wantEqual(t, "inner any", typed.P.(json.Number), "1.0")
}

type level int

func (l level) MarshalText() ([]byte, error) { return []byte("level " + string(rune('0'+l))), nil }

type record struct {
	Name    string `json:"name"`
	skipped string
	Ignored string   `json:"-"`
	Tags    []string `json:"tags,omitempty"`
	Next    *record  `json:"next,omitempty"`
	inner
}

type inner struct{ Inner string }

func TestGoValuesGoInAsEncodingJSONWritesThem(t *testing.T) {
	c := newContext(t)
	value := of(snaproll.ParseValue(ctx, `{"b":1,"a":2}`))
	defer value.Close()
	for _, test := range []struct {
		in   any
		want string
	}{
		{nil, "null"}, {true, "true"}, {false, "false"},
		{1, "1"}, {int8(-1), "-1"}, {int64(math.MinInt64), "-9223372036854775808"},
		{uint32(7), "7"}, {uint64(math.MaxUint64), "18446744073709551615"},
		{1.0, "1"}, {1.5, "1.5"}, {snaproll.Float(1), "1.0"}, {float32(0.1), "0.1"},
		{"", `""`}, {"a\"<&>\u2028\x00é🙂", `"a\"<&>` + "\u2028" + `\u0000é🙂"`},
		{[]byte("hi"), `"aGk="`}, {[]int(nil), "null"}, {[2]bool{true}, "[true,false]"},
		{map[int]string{2: "b", 1: "a"}, `{"1":"a","2":"b"}`},
		{map[level]int{3: 1}, `{"level 3":1}`}, {level(4), `"level 4"`},
		{json.RawMessage(nil), "null"}, {json.RawMessage(" [1.50] "), "[1.5]"},
		{json.Number("1e3"), "1000.0"}, {value, `{"a":2,"b":1}`},
		{map[string]any{"v": value, "n": nil}, `{"n":null,"v":{"a":2,"b":1}}`},
		{record{Name: "n", skipped: "\xff", Ignored: "\xff", Next: &record{Tags: []string{"t"}}},
			`{"Inner":"","name":"n","next":{"Inner":"","name":"","tags":["t"]}}`},
	} {
		need(t, c.Set("x", test.in))
		wantVariable(t, c, "x", test.want)
		need(t, c.SetAt("/variables/x", test.in))
		wantVariable(t, c, "x", test.want)
		made := of(snaproll.NewValue(test.in))
		wantEqual(t, "value", of(made.ToJSON(ctx)), test.want)
		made.Close()
	}
}

func TestFloatStaysAFloat(t *testing.T) {
	for x, want := range map[snaproll.Float]string{
		0: "0.0", 1: "1.0", -2: "-2.0", 0.1: "0.1", 1e15: "1000000000000000.0",
		1e16: "1e+16", 1e-5: "0.00001", 1.5e-7: "1.5e-07", 5e-324: "5e-324",
		math.MaxFloat64: "1.7976931348623157e+308",
	} {
		text, err := json.Marshal(x)
		need(t, err)
		wantEqual(t, "text", string(text), want)
		value := of(snaproll.NewValue([]snaproll.Float{x}))
		element := of(value.At(0))
		wantEqual(t, "kind", of(element.Kind()), snaproll.KindDouble)
		wantEqual(t, "number", of(element.Double()), float64(x))
	}
	negative := snaproll.Float(math.Copysign(0, -1))
	wantEqual(t, "-0", canonical([]any{negative, float64(negative)}), "[-0.0,-0.0]")
}

func TestStringsThatAreNotUTF8AreErrors(t *testing.T) {
	c := newContext(t)
	bad := "ok\xffno"
	for _, test := range []struct {
		in      any
		pointer string
	}{
		{bad, ""}, {[]any{"", bad}, "/1"}, {[]string{bad}, "/0"},
		{map[string]any{"a/~": map[string]string{"b": bad}}, "/a~1~0/b"},
		{map[string]any{bad: 1}, ""}, {map[string]int{bad: 1}, ""},
		{map[string]any{"a": map[string]int{bad: 1}}, "/a"},
		{&record{Name: bad}, "/name"}, {record{Next: &record{Tags: []string{bad}}}, "/next/tags/0"},
		{[]inner{{bad}}, "/0/Inner"}, {record{inner: inner{bad}}, "/Inner"},
		{[]any{&bad}, "/0"}, {[]error{nil}, "-"}, {[]any{textual(bad)}, "/0"},
		{map[textual]int{textual(bad): 1}, ""}, {[1]any{bad}, "/0"},
	} {
		if test.pointer == "-" { // Nothing bad in it.
			need(t, c.Set("x", test.in))
			continue
		}
		e := wantCode(t, c.Set("x", test.in), snaproll.ErrParse)
		wantEqual(t, "pointer", e.Pointer, test.pointer)
		wantEqual(t, "offset", e.Offset, 2)
	}
	raw := json.RawMessage(`["` + bad + `"]`)
	wantCode(t, c.Set("x", raw), snaproll.ErrParse)
	wantCode(t, c.Set("x", []any{raw}), snaproll.ErrParse)
	wantCode(t, c.Set(bad, 1), snaproll.ErrParse)
	wantCode(t, c.Set("x", json.RawMessage("\""+`\ud800`+"\"")), snaproll.ErrParse)
	need(t, c.Set("x", []any{"\uFFFD", json.RawMessage(`"\ufffd"`)}))
	wantVariable(t, c, "x", `["`+"\uFFFD\",\"\uFFFD\"]")
}

type textual string

func (t textual) MarshalText() ([]byte, error) { return []byte(t), nil }

type failing struct{}

func (failing) MarshalJSON() ([]byte, error) { return nil, errors.New("no way") }

type endless struct{ Next *endless }

type list []list

func TestWhatCanNotBeEncodedIsAnErrorAndChangesNothing(t *testing.T) {
	c := newContext(t)
	need(t, c.Set("x", "before"))
	cycle := map[string]any{}
	cycle["self"] = cycle
	ring := &endless{}
	ring.Next = ring
	loop := list{nil}
	loop[0] = loop
	var deep any
	for range 1_000_000 {
		deep = []any{deep}
	}
	for _, test := range []struct {
		in   any
		code snaproll.Code
	}{
		{inf, snaproll.ErrRange}, {[]float64{math.NaN()}, snaproll.ErrRange},
		{snaproll.Float(inf), snaproll.ErrRange}, {[]any{snaproll.Float(inf)}, snaproll.ErrRange},
		{func() {}, snaproll.ErrType}, {map[string]any{"c": make(chan int)}, snaproll.ErrType},
		{failing{}, snaproll.ErrInvalidArgument}, {newRun(t).Manager(), snaproll.ErrType},
		{[]any{json.RawMessage("{")}, snaproll.ErrParse}, {json.Number("1x"), snaproll.ErrInvalidArgument},
		{cycle, snaproll.ErrLimit}, {ring, snaproll.ErrLimit}, {loop, snaproll.ErrLimit},
		{deep, snaproll.ErrLimit}, {[]any{&snaproll.Value{}}, snaproll.ErrUnusable},
	} {
		wantCode(t, c.Set("x", test.in), test.code)
		wantCode(t, c.SetAt("/variables/x", test.in), test.code)
	}
	wantVariable(t, c, "x", `"before"`)
}

func TestGetReadsAsEncodingJSONDoes(t *testing.T) {
	c := newContext(t)
	need(t, c.Set("x", json.RawMessage(`{"name":"a","tags":["t"],"next":{"Inner":"i"}}`)))
	var got record
	need(t, c.Get("x", &got))
	want := record{Name: "a", Tags: []string{"t"}, Next: &record{inner: inner{"i"}}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v", got)
	}
	var tags []string
	need(t, c.GetAt("/variables/x/tags", &tags))
	wantEqual(t, "tags", strings.Join(tags, ","), "t")
}

func TestDecodeErrorsHaveACode(t *testing.T) {
	c := newContext(t)
	need(t, c.Set("text", "a"))
	need(t, c.Set("number", 300))
	need(t, c.Set("half", 1.5))
	need(t, c.Set("null", nil))
	var small int8
	var whole int64
	for _, test := range []struct {
		name string
		into any
		code snaproll.Code
	}{
		{"text", &whole, snaproll.ErrType}, {"number", &small, snaproll.ErrRange},
		{"half", &whole, snaproll.ErrType}, {"number", new(string), snaproll.ErrType},
		{"number", nil, snaproll.ErrInvalidArgument}, {"number", 1, snaproll.ErrInvalidArgument},
		{"number", (*int)(nil), snaproll.ErrInvalidArgument},
		{"number", (*json.RawMessage)(nil), snaproll.ErrInvalidArgument},
		{"absent", &whole, snaproll.ErrNotFound},
	} {
		wantCode(t, c.Get(test.name, test.into), test.code)
	}
	whole = 7
	need(t, c.Get("null", &whole)) // As encoding/json: null changes nothing.
	wantEqual(t, "number", whole, 7)
	wantCode(t, fails(c.Int64("null")), snaproll.ErrType)
}

func TestHandlesMarshalAsTheirJSONForm(t *testing.T) {
	run := newRun(t, testOptions(t))
	need(t, run.Set("x", 1))
	id := of(run.Snapshot(ctx))
	snapshot := of(run.Manager().Get(id))
	text, err := json.Marshal(map[string]any{
		"context": run, "snapshot": snapshot, "id": id, "state": of(run.State()),
		"result": of(run.Rollback(ctx)), "summary": of(run.Manager().Summary()),
	})
	need(t, err)
	for _, part := range []string{
		`"context":` + of(run.ToJSON(ctx)), `"snapshot":` + of(snapshot.ToJSON(ctx)),
		`"id":"` + id.String() + `"`, `"state":"Running"`, `"success":true`, `"max_snapshots":10`,
	} {
		if !strings.Contains(string(text), part) {
			t.Errorf("%s\nis not in %s", part, text)
		}
	}
	var back struct{ ID snaproll.ID }
	need(t, json.Unmarshal(text, &back))
	wantEqual(t, "id", back.ID, id)
	if _, err := json.Marshal(&snaproll.RollbackResult{}); !errors.Is(err, snaproll.ErrUnusable) {
		t.Errorf("empty result: %v", err)
	}
}

func TestStateMarshalsByRuleJ2(t *testing.T) {
	for text, state := range map[string]snaproll.State{
		`"Running"`: {}, `"Completed"`: {Kind: snaproll.Completed}, `"Paused"`: {Kind: snaproll.Paused},
		`"Cancelled"`: {Kind: snaproll.Cancelled}, `{"Failed":"a<b"}`: {Kind: snaproll.Failed, Message: "a<b"},
	} {
		var back snaproll.State
		need(t, json.Unmarshal([]byte(text), &back))
		if !reflect.DeepEqual(back, state) {
			t.Errorf("%s: got %v", text, back)
		}
		wantEqual(t, "JSON", canonical(state), text)
	}
	for _, text := range []string{`"Failed"`, `"running"`, `{}`, `null`, `{"Failed":1}`, `[]`} {
		var state snaproll.State
		if err := state.UnmarshalJSON([]byte(text)); !errors.Is(err, snaproll.ErrType) {
			t.Errorf("%s: %v", text, err)
		}
	}
}
