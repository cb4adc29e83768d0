package snaproll_test

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"

	"snaproll.dev/go/snaproll"
)

// node may hold itself.
type node struct {
	Name string `json:"name"`
	Next *node  `json:"next,omitempty"`
}

// refuses is what can not be written.
type refuses struct{}

func (refuses) MarshalJSON() ([]byte, error) { return nil, errors.New("not today") }

type embedded struct{ Inner []any }

func TestWhatJSONCanNotHoldIsRefusedWithItsPlace(t *testing.T) {
	around := map[string]any{}
	around["a"] = []any{1, around}
	inItself := &node{Name: "a"}
	inItself.Next = &node{Name: "b", Next: inItself}
	list := []any{1, nil}
	list[1] = list
	for name, test := range map[string]struct {
		value   any
		code    snaproll.Code
		pointer string
	}{
		"NaN":             {math.NaN(), snaproll.ErrRange, ""},
		"NaN below":       {map[string]any{"a": []float64{1, math.NaN()}}, snaproll.ErrRange, "/a/1"},
		"infinite":        {[]any{1.5, math.Inf(-1)}, snaproll.ErrRange, "/1"},
		"Float":           {[]any{snaproll.Float(math.Inf(1))}, snaproll.ErrRange, "/0"},
		"function":        {map[string]any{"f": func() {}}, snaproll.ErrType, "/f"},
		"channel":         {[]any{"x", make(chan int)}, snaproll.ErrType, "/1"},
		"complex":         {struct{ C complex128 }{1}, snaproll.ErrType, "/C"},
		"keys":            {[]any{map[[2]int]int{{1, 2}: 3}}, snaproll.ErrType, "/0"},
		"number as key":   {map[int]any{-7: math.NaN()}, snaproll.ErrRange, "/-7"},
		"name with slash": {map[string]any{"a/b~": math.NaN()}, snaproll.ErrRange, "/a~1b~0"},
		"tag": {struct {
			X any `json:"x"`
		}{func() {}}, snaproll.ErrType, "/x"},
		"embedded":         {struct{ embedded }{embedded{[]any{math.NaN()}}}, snaproll.ErrRange, "/Inner/0"},
		"marshaler":        {[]any{0, refuses{}}, snaproll.ErrInvalidArgument, "/1"},
		"map in itself":    {around, snaproll.ErrLimit, "/a/1"},
		"pointer":          {inItself, snaproll.ErrLimit, "/next/next"},
		"slice in itself":  {list, snaproll.ErrLimit, "/1"},
		"no UTF-8":         {[]string{"ok", "a\xff"}, snaproll.ErrParse, "/1"},
		"handle":           {[]any{of(snaproll.NewExecution()).Manager()}, snaproll.ErrType, "/0"},
		"nil value":        {map[string]any{"v": (*snaproll.Value)(nil)}, 0, ""},
		"large number":     {json.Number(strings.Repeat("9", 400)), snaproll.ErrLimit, ""},
		"json below":       {map[string]any{"a": json.RawMessage("{")}, snaproll.ErrParse, "/a"},
		"text by number":   {map[int]string{7: "\xff"}, snaproll.ErrParse, "/7"},
		"json that is bad": {json.RawMessage(`{"a":[1,}`), snaproll.ErrParse, ""},
	} {
		run := newRun(t)
		for what, err := range map[string]error{
			"Set":              run.Set("x", test.value),
			"SetAt":            run.SetAt("/variables/x", test.value),
			"NewValue":         fails(snaproll.NewValue(test.value)),
			"RecordNodeResult": run.RecordNodeResult("n", test.value),
			"Set[any]":         snaproll.Set(run, "x", test.value),
		} {
			if test.code == 0 {
				if err != nil {
					t.Errorf("%s: %s: %v", name, what, err)
				}
				continue
			}
			e := wantCode(t, err, test.code)
			wantEqual(t, name+": "+what, e.Pointer, test.pointer)
		}
		if test.code != 0 {
			wantCode(t, run.Get("x", new(any)), snaproll.ErrNotFound)
		}
	}
}

func TestNumbersThatDoNotFitAreRefused(t *testing.T) {
	run := newRun(t)
	need(t, run.Set("x", json.Number("9223372036854775808")))
	wantCode(t, fails(run.Int64("x")), snaproll.ErrRange)
	wantCode(t, fails(snaproll.Get[int64](run, "x")), snaproll.ErrRange)
	wantCode(t, fails(snaproll.Get[int8](run, "x")), snaproll.ErrRange)
	wantEqual(t, "as uint64", of(snaproll.Get[uint64](run, "x")), 1<<63)
	wantCode(t, fails(run.RollbackN(ctx, -1)), snaproll.ErrRange)
	wantCode(t, fails(run.RollbackN(ctx, math.MaxInt)), snaproll.ErrRange)
	wantCode(t, run.Splice("/variables/x", -1, 0, nil), snaproll.ErrRange)
	wantCode(t, fails(snaproll.NewExecution(snaproll.MaxSnapshots(math.MinInt))), snaproll.ErrRange)
}
