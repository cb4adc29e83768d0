package snaproll_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"snaproll.dev/go/snaproll"
)

func Example() {
	run, err := snaproll.NewExecution(snaproll.WorkflowID("demo"), snaproll.MaxSnapshots(100))
	if err != nil {
		panic(err)
	}
	defer run.Close()
	_ = run.Set("messages", []any{})
	before, _ := run.Snapshot(ctx, snaproll.Label("before"))
	_ = run.Append("/variables/messages", map[string]any{"role": "user"})
	back, err := run.RollbackTo(ctx, before)
	fmt.Println(back.Success, back.VariablesChanged, err)
	// Output: true 1 <nil>
}

func ExampleStep() {
	run, _ := snaproll.NewExecution()
	defer run.Close()
	fetch := func(context.Context) (map[string]int, error) {
		fmt.Println("fetching")
		return map[string]int{"bytes": 10}, nil
	}
	for range 2 {
		got, err := snaproll.Step(ctx, run, "fetch", fetch)
		fmt.Println(got["bytes"], err)
	}
	// Output:
	// fetching
	// 10 <nil>
	// 10 <nil>
}

func ExampleRolledBack() {
	run, _ := snaproll.NewExecution()
	defer run.Close()
	_ = run.Set("seats", 3)
	errRefused := errors.New("card refused")
	_, err := snaproll.Step(ctx, run, "book", func(context.Context) (string, error) {
		_ = run.Set("seats", 2)
		return "", errRefused
	})
	var back *snaproll.RolledBack
	if errors.As(err, &back) {
		fmt.Println(back.Node, back.Result.VariablesChanged, errors.Is(err, errRefused))
	}
	seats, _ := run.Int64("seats")
	fmt.Println(seats)
	// Output:
	// book 1 true
	// 3
}

func ExampleContext_Transact() {
	run, _ := snaproll.NewExecution()
	defer run.Close()
	_ = run.Set("from", 10)
	_ = run.Set("to", 0)
	err := run.Transact(func(t *snaproll.Context) error {
		from, err := t.Int64("from")
		if err != nil {
			return err
		}
		return errors.Join(t.Set("from", from-1), t.Set("to", 1))
	})
	text, _ := run.ToJSON(ctx)
	var state struct{ Variables json.RawMessage }
	_ = json.Unmarshal([]byte(text), &state)
	fmt.Println(err, string(state.Variables))
	// Output: <nil> {"from":9,"to":1}
}

func ExampleContext_Get() {
	c, _ := snaproll.NewContext("demo")
	defer c.Close()
	_ = c.Set("order", json.RawMessage(`{"id":9007199254740993,"price":1.0}`))
	var order any
	_ = c.Get("order", &order) // Numbers are json.Number: nothing is lost.
	_ = c.Set("copy", order)
	var text json.RawMessage
	_ = c.Get("copy", &text)
	fmt.Println(string(text))
	// Output: {"id":9007199254740993,"price":1.0}
}

func ExampleContext_Update() {
	c, _ := snaproll.NewContext("demo")
	defer c.Close()
	err := c.Update(
		snaproll.Setting("/variables/log", []string{}),
		snaproll.Appending("/variables/log", "begun"),
	)
	var log []string
	_ = c.Get("log", &log)
	fmt.Println(log, err)
	// Output: [begun] <nil>
}

func ExampleError() {
	c, _ := snaproll.NewContext("demo")
	defer c.Close()
	err := c.Append("/variables/messages", "hi")
	fmt.Println(errors.Is(err, snaproll.ErrNotFound))
	var e *snaproll.Error
	if errors.As(err, &e) {
		fmt.Println(e.Code, e.Pointer)
	}
	// Output:
	// true
	// NOT_FOUND /variables/messages
}

func ExampleFloat() {
	c, _ := snaproll.NewContext("demo")
	defer c.Close()
	_ = c.Set("prices", []any{1.0, snaproll.Float(1)})
	var text json.RawMessage
	_ = c.Get("prices", &text)
	fmt.Println(string(text))
	// Output: [1,1.0]
}

func ExampleManager() {
	c, _ := snaproll.NewContext("demo")
	defer c.Close()
	history, _ := snaproll.NewManager(2)
	defer history.Close()
	for i := range 3 {
		_ = c.Set("i", i)
		_, _ = history.CreateSnapshot(ctx, c, snaproll.Label(fmt.Sprint("at ", i)))
	}
	list, _ := history.List()
	defer list.Close()
	for entry, err := range list.All() {
		fmt.Println(entry.Label, err)
	}
	// Output:
	// at 2 <nil>
	// at 1 <nil>
}
