package snaproll_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"snaproll.dev/go/snaproll"
)

// plain reads JSON as encoding/json does, with numbers as float64 where they
// are no integers of the text, so that two writers can be compared.
func plain(t *testing.T, text []byte) any {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var v any
	if err := decoder.Decode(&v); err != nil {
		t.Fatalf("%v in %q", err, text)
	}
	return normal(v)
}

func normal(v any) any {
	switch v := v.(type) {
	case json.Number:
		if text := v.String(); text != "-0" && !strings.ContainsAny(text, ".eE") {
			return text
		}
		x, _ := v.Float64()
		return math.Float64bits(x)
	case []any:
		for i := range v {
			v[i] = normal(v[i])
		}
	case map[string]any:
		for name := range v {
			v[name] = normal(v[name])
		}
	}
	return v
}

// tooMuch tells whether the library refuses what encoding/json reads: surrogates
// that stand alone (no UTF-8), numbers that are not finite, limits.
func tooMuch(err error) bool {
	var e *snaproll.Error
	return errors.As(err, &e) && (e.Code == snaproll.ErrRange || e.Code == snaproll.ErrLimit ||
		e.Code == snaproll.ErrParse && (strings.Contains(e.Message, "surrogate") ||
			strings.Contains(e.Message, "UTF-8")))
}

func FuzzReadingAndWritingAgreesWithEncodingJSON(f *testing.F) {
	for _, seed := range []string{
		`{"id":9007199254740993,"p":1.0}`, `[0,-0,-0.0,1e5,1E-7,1e16,0.1,5e-324,1e400]`,
		`{"b":{"a":[]},"a":null,"b":true}`, `"\u00e9\ud83d\ude42\ud800\/\b\u001f"`, `"\ude42"`, `[`, ``, `nul`,
		"\"\xff\"", "\ufeff[]", `[1,]`, strings.Repeat("[", 1100), `99e307`, "{\"\":\u20281}",
		`[128.74836467836484838364836483643636483648e-336]`, `"` + strings.Repeat("é", 5000) + `"`,
		strings.Repeat("9", 301), `[1.7976931348623158e308]`, "[\x00]", `{"a":1}{`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		value, err := snaproll.ParseValue(ctx, text)
		if !json.Valid(text) || !utf8.Valid(text) {
			if err == nil {
				t.Fatalf("read %q", text)
			}
			return
		}
		if err != nil {
			if !tooMuch(err) {
				t.Fatalf("%v in %q", err, text)
			}
			return
		}
		defer value.Close()
		canonical := of(value.ToJSON(ctx))
		if !reflect.DeepEqual(plain(t, []byte(canonical)), plain(t, text)) {
			t.Fatalf("%q became %q", text, canonical)
		}
		again := of(snaproll.ParseValue(ctx, canonical))
		defer again.Close()
		wantEqual(t, "written twice", of(again.ToJSON(ctx)), canonical)
		var v any
		need(t, value.Decode(&v))
		back := of(snaproll.NewValue(v))
		defer back.Close()
		wantEqual(t, "through Go values", of(back.ToJSON(ctx)), canonical)
	})
}

// What is read from any bytes is an error or can be written, and never a crash.
func FuzzFormsNeverCrash(f *testing.F) {
	for _, seed := range []string{
		`{"execution_id":"e","workflow_id":"w","started_at":"2024-01-01T00:00:00Z","state":"Running","node_results":{}}`,
		`{"id":"0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b","created_at":"2020-01-01T00:00:00Z","state":{"Failed":""},"variables":{},"node_results":{}}`,
		`{"timestamp":"2024-01-01T00:00:00Z","completed_nodes":["a"],"variables":{},"state":"Paused"}`,
		`{"success":false,"nodes_removed":18446744073709551615,"variables_changed":0,"error":"e","rolled_back_at":"2024-01-01T00:00:00Z"}`,
		`{"started_at":"2024-01-01T00:00:00Z","result":{"Success":1},"retry_count":0,"metrics":null}`,
		`[{"op":"replace","path":"/variables/x","value":1},["append","/variables/l",[1]],["splice","/variables/t",0,1,"s"]]`,
		`[{"op":"set","pointer":"/variables/x","value":1}]`, "2024-02-29T23:59:60+01:00",
		"0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b", "/variables/~1/-", "\x00\xff",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		c := of(snaproll.NewContext("w"))
		defer c.Close()
		writes(t)(snaproll.ContextFromJSON(ctx, text))
		writes(t)(snaproll.SnapshotFromJSON(ctx, text))
		writes(t)(snaproll.CheckpointFromJSON(text))
		writes(t)(snaproll.RollbackResultFromJSON(text))
		writes(t)(snaproll.NodeResultFromJSON(text))
		patches(c, text)
		_ = c.Splice(string(text), 0, len(text)%3, json.RawMessage(text))
		_ = c.SpliceText(string(text), 0, len(text)%3, string(text))
		_ = c.Test(string(text), json.RawMessage(text))
		_ = c.Set(string(text), text)
		_ = c.Set("x", json.RawMessage(text))
		_ = c.SetAt(string(text), json.RawMessage(text))
		_ = c.Append(string(text), json.RawMessage(text))
		_ = c.AppendText(string(text), string(text))
		_ = c.GetAt(string(text), new(any))
		_ = c.UpdateJSON(text)
		_ = c.RecordNodeResult(string(text), string(text))
		_, _ = snaproll.ParseID(text)
		_, _ = snaproll.ParseTime(text)
		_ = new(snaproll.State).UnmarshalJSON(text)
		need(t, fails(c.ToJSON(ctx)))
	})
}

// patches reads a patch and does with it what there is to do.
func patches(c *snaproll.Context, text []byte) {
	patch, err := snaproll.PatchFromJSON(text)
	if err != nil {
		return
	}
	defer patch.Close()
	of(patch.ToCompact())
	of(patch.Text())
	_, _ = patch.ToJSON() // ErrFormat where a string was spliced.
	state := of(c.AsValue())
	defer state.Close()
	_, _ = patch.Apply(state)
	_, _ = patch.Invert(state)
	of(patch.Compose(patch))
	_ = c.ApplyPatch(patch)
}

// writes checks that a thing that was read writes JSON.
func writes(t *testing.T) func(json.Marshaler, error) {
	return func(thing json.Marshaler, err error) {
		if err != nil {
			return
		}
		text, err := thing.MarshalJSON()
		if err != nil || !json.Valid(text) {
			t.Fatalf("%q: %v", text, err)
		}
	}
}

// random is a Go value of the kinds that encoding/json reads.
func random(r *rand.Rand, depth int) any {
	kinds := 9
	if depth == 0 {
		kinds = 7
	}
	switch r.IntN(kinds) {
	case 0:
		return nil
	case 1:
		return r.IntN(2) == 0
	case 2:
		return r.Int64() >> r.IntN(64)
	case 3:
		if x := math.Float64frombits(r.Uint64()); !math.IsNaN(x) && !math.IsInf(x, 0) {
			return x
		}
		return 0.5
	case 4:
		return snaproll.Float(r.IntN(1000)) / 8
	case 5:
		return json.Number(strconv.Itoa(r.IntN(1000)) + ".5e" + strconv.Itoa(r.IntN(200)-100))
	case 6:
		text := make([]rune, r.IntN(40))
		for i := range text {
			text[i] = rune(r.IntN(1 << (1 + r.IntN(20))))
		}
		return strings.ToValidUTF8(string(text), "?")
	case 7:
		all := make([]any, r.IntN(30))
		for i := range all {
			all[i] = random(r, depth-1)
		}
		return all
	}
	all := map[string]any{}
	for range r.IntN(30) {
		all[strconv.Itoa(r.IntN(100))] = random(r, depth-1)
	}
	return all
}

func TestRandomValuesRoundTripAsThroughEncodingJSON(t *testing.T) {
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 1))
	c := newContext(t)
	for i := range cases(500) {
		v := random(r, 4)
		need(t, c.Set("x", v))
		text, err := readRaw(func(into any) error { return c.Get("x", into) })
		need(t, err)
		want, err := json.Marshal(v)
		need(t, err)
		if !reflect.DeepEqual(plain(t, []byte(text.(jsonText))), plain(t, want)) {
			t.Fatalf("seed %d, case %d: %s became %s", seed, i, want, text)
		}
	}
}
