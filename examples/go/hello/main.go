// A step books a seat, fails, and goes back: three seats are free again.
package main

import (
	"context"
	"errors"
	"fmt"

	"snaproll.dev/go/snaproll"
)

func main() {
	run, err := snaproll.NewExecution(snaproll.WorkflowID("booking"))
	if err != nil {
		panic(err)
	}
	defer run.Close()
	_ = run.Set("seats", 3)
	_, err = snaproll.Step(context.Background(), run, "book",
		func(context.Context) (string, error) {
			_ = run.Set("seats", 2)
			return "", errors.New("card refused")
		})
	var back *snaproll.RolledBack
	if errors.As(err, &back) {
		fmt.Println(back.Cause)
	}
	seats, err := run.Int64("seats")
	if err == nil {
		fmt.Println(seats, "seats are free")
	}
}
