// A step books a seat, fails, and goes back: three seats are free again.
package main

import (
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
	_, err = snaproll.RunStep(run, "book", func(*snaproll.Step) (string, error) {
		_ = run.Set("seats", 2)
		return "", errors.New("card refused")
	}, snaproll.OnErrorRollback)
	fmt.Println(err)
	seats, err := run.Int64("seats")
	if err == nil {
		fmt.Println(seats, "seats are free")
	}
}
