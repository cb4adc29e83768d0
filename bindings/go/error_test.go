package snaproll_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"snaproll.dev/go/snaproll"
)

func TestEveryCodeHasItsNameAndNumber(t *testing.T) {
	for i, name := range strings.Fields(`INVALID_ARGUMENT PARSE TYPE RANGE LIMIT NOT_FOUND
		EXISTS AMBIGUOUS CONFLICT OWNED TEST_FAILED HELD BUSY STOPPED CORRUPT FORMAT
		READ_ONLY IO UNKNOWN UNUSABLE KEY NO_MEMORY INTERNAL`) {
		code := snaproll.Code(-1 - i)
		wantEqual(t, "name", code.String(), name)
		wantEqual(t, "error", code.Error(), name)
	}
	wantEqual(t, "first", snaproll.ErrInvalidArgument, -1)
	wantEqual(t, "last", snaproll.ErrInternal, -23)
	wantEqual(t, "no code", snaproll.Code(-99).String(), "UNKNOWN_CODE")
}

// One way to meet each code that can be met, with the place that is told.
func TestErrorsTellCodeAndPlace(t *testing.T) {
	c := newContext(t)
	need(t, c.Set("list", []int{1}))
	m := of(snaproll.NewManager(1))
	defer m.Close()
	transaction := of(c.Begin())
	defer transaction.Close()
	need(t, transaction.Set("x", 1))
	need(t, c.Set("x", 2))
	stopped, stop := context.WithCancel(ctx)
	stop()
	tight := snaproll.WithLimit(snaproll.LimitTextBytes, 2)
	const repeats = `{"success":true,"success":true}`
	for _, test := range []struct {
		name    string
		err     error
		code    snaproll.Code
		pointer string
		offset  int64
	}{
		{"no state", c.SetState(snaproll.State{Kind: 9}), snaproll.ErrInvalidArgument, "", -1},
		{"no JSON", c.Set("x", json.RawMessage("[1,2")), snaproll.ErrParse, "", 4},
		{"no UTF-8", c.Set("x", "ab\xff"), snaproll.ErrParse, "", 2},
		{"no array", c.Append("/variables/x", 1), snaproll.ErrType, "/variables/x", -1},
		{"no finite number", c.SetDouble("x", inf), snaproll.ErrRange, "", -1},
		{"too long", fails(snaproll.ParseValue(ctx, `"abc"`, tight)), snaproll.ErrLimit, "", 5},
		{"no variable", c.Remove("a/b"), snaproll.ErrNotFound, "/variables/a~1b", -1},
		{"no element", c.RemoveAt("/variables/list/9"), snaproll.ErrNotFound, "/variables/list/9", -1},
		{"repeated", fails(snaproll.RollbackResultFromJSON(repeats)), snaproll.ErrExists, "/success", -1},
		{"moved", transaction.Commit(), snaproll.ErrConflict, "", -1},
		{"stopped", fails(c.ToJSON(stopped)), snaproll.ErrStopped, "", -1},
		{"ended", endedTwice(c), snaproll.ErrUnusable, "", -1},
	} {
		e := wantCode(t, test.err, test.code)
		wantEqual(t, test.name+" pointer", e.Pointer, test.pointer)
		wantEqual(t, test.name+" offset", e.Offset, test.offset)
		wantEqual(t, test.name+" native", e.Native, 0)
		if e.Message == "" {
			t.Errorf("%s: no message", test.name)
		}
		for code := snaproll.ErrInvalidArgument; code >= snaproll.ErrInternal; code-- {
			if code != test.code && errors.Is(test.err, code) {
				t.Errorf("%s: is %v as well", test.name, code)
			}
		}
	}
}

func fails[T any](_ T, err error) error { return err }

func endedTwice(c *snaproll.Context) error {
	transaction := of(c.Begin())
	defer transaction.Close()
	return errors.Join(transaction.Abort(), transaction.Set("x", 1))
}

func TestErrorsAreFoundThroughOtherErrors(t *testing.T) {
	c := newContext(t)
	err := fmt.Errorf("loading: %w", c.Get("absent", new(any)))
	if !errors.Is(err, snaproll.ErrNotFound) || errors.Is(err, snaproll.ErrParse) {
		t.Errorf("got %v", err)
	}
	if errors.Is(err, errors.New("other")) {
		t.Error("is any error")
	}
}

func TestErrorTextNamesPlaceAndHint(t *testing.T) {
	e := &snaproll.Error{
		Code: snaproll.ErrParse, Message: "what", Hint: "do", Pointer: "/a\n", Offset: 7,
	}
	wantEqual(t, "text", e.Error(), `snaproll: what at "/a\n" at byte 7 (do)`)
	e = &snaproll.Error{Message: "what", Offset: -1}
	wantEqual(t, "text", e.Error(), "snaproll: what")
}

func TestHintsForPlainTextNameWhatIsThereInGo(t *testing.T) {
	c := newContext(t)
	run, err := snaproll.NewExecution()
	need(t, err)
	defer run.Close()
	need(t, c.Set("list", []int{}))
	plain := json.RawMessage("plain words")
	step, err := run.StepBegin(ctx, "n")
	need(t, err)
	_, parsed := snaproll.ParseValue(ctx, plain)
	for hint, err := range map[string]error{
		"SetText":                        c.Set("x", plain),
		"SetAt with a string":            c.SetAt("/variables/x", plain),
		"Append with a string":           c.Append("/variables/list", plain),
		"RecordNodeResult with a string": c.RecordNodeResult("n", plain),
		"Finish with a string":           step.Finish(ctx, plain),
		"NewText":                        parsed,
	} {
		e := wantCode(t, err, snaproll.ErrParse)
		wantEqual(t, "hint", e.Hint, "for plain text call "+hint)
	}
}

// Rule J6: 1,000 levels are read, 1,001 are an error.
func TestDepthIsLimited(t *testing.T) {
	c := newContext(t)
	nested := func(levels int) json.RawMessage {
		return json.RawMessage(strings.Repeat("[", levels) + strings.Repeat("]", levels))
	}
	need(t, c.Set("x", nested(1000)))
	wantCode(t, c.Set("x", nested(1001)), snaproll.ErrLimit)
	wantVariable(t, c, "x", string(nested(1000)))
}

// Rule C5: ids have 1 to 255 bytes.
func TestIDsAreLimited(t *testing.T) {
	c := newContext(t)
	need(t, c.RecordNodeResult(strings.Repeat("n", 255), 1))
	wantCode(t, c.RecordNodeResult(strings.Repeat("n", 256), 1), snaproll.ErrLimit)
	wantCode(t, c.RecordNodeResult("", 1), snaproll.ErrInvalidArgument)
	wantCode(t, fails(snaproll.NewContext("")), snaproll.ErrInvalidArgument)
	wantCode(t, fails(snaproll.NewExecution(snaproll.ExecutionID("\xff"))), snaproll.ErrParse)
}

func TestNumbersOutOfRangeAreErrors(t *testing.T) {
	m := of(snaproll.NewManager(snaproll.Unlimited))
	defer m.Close()
	c := newContext(t)
	far := time.Date(2300, 1, 1, 0, 0, 0, 0, time.UTC)
	for name, err := range map[string]error{
		"maximum":  fails(snaproll.NewManager(-2)),
		"snapshot": fails(snaproll.NewExecution(snaproll.MaxSnapshots(-2))),
		"interval": m.SetAutoSnapshot(-1),
		"auto":     fails(snaproll.NewExecution(snaproll.AutoSnapshot(-1))),
		"steps":    fails(m.RollbackN(ctx, c, -1)),
		"index":    fails(of(snaproll.NewValue([]int{1})).At(-1)),
		"name":     fails(of(snaproll.NewValue([]int{1})).NameAt(-1)),
		"time":     fails(m.PruneBefore(ctx, far)),
		"no time":  fails(m.PruneBefore(ctx, time.Time{})),
		"clock":    fails(snaproll.NewManualClock(far, 1)),
		"text":     fails(snaproll.FormatTime(far)),
		"number":   c.Set("x", json.RawMessage("99e307")),
	} {
		if !errors.Is(err, snaproll.ErrRange) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestOptionsAreGivenAlone(t *testing.T) {
	options := testOptions(t)
	for _, given := range [][]snaproll.Option{
		{options, snaproll.WorkflowID("w")}, {options, options},
	} {
		wantCode(t, fails(snaproll.NewExecution(given...)), snaproll.ErrInvalidArgument)
	}
	wantCode(t, fails(snaproll.NewOptions(options)), snaproll.ErrInvalidArgument)
}
