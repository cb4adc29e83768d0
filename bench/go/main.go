// What the binding for Go costs, as JSON lines like those of bench_figures.
//
// Each operation is measured in turns with a bare call of cgo, of a function that
// takes the same arguments and does nothing, and with the operation in a loop of
// C. It may cost 1.5 times the first and the second. The turns are short and many,
// and the shortest of each counts, so that what else the machine does is in none.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"math"
	"os"
	"testing"
	"time"

	"snaproll.dev/go/snaproll"
)

const (
	calls = 500 // Of one turn.
	turns = 1500
	times = 1.5 // How many bare calls an operation may cost besides that of C.
)

// operation is one of Go, with the bare calls that it is measured beside, and its
// number in crossing.go.
type operation struct {
	name string
	unit int // That of C.
	bare []func()
	most float64 // Allocations.
	ours func() error
}

func operations(run *snaproll.Execution, history *snaproll.Manager) []operation {
	ctx := context.Background()
	n := int64(1 << 40)
	return []operation{
		{name: "create_snapshot", unit: 0, bare: []func(){bareOut}, most: 0,
			ours: func() error { _, err := run.Snapshot(ctx); return err }},
		{name: "set_int64", unit: 1, bare: []func(){bareInt64}, most: 0,
			ours: func() error { n++; return run.SetInt64("number", n) }},
		{name: "set_text/100", unit: 2, bare: []func(){bareText}, most: 0,
			ours: func() error { return run.SetText("text", text) }},
		{name: "get_int64", unit: 3, bare: []func(){bareNameOut}, most: 0,
			ours: func() error { _, err := run.Int64("number"); return err }},
		{name: "get_text/100", unit: 4, bare: []func(){bareNameOut}, most: 1,
			ours: func() error { _, err := run.Text("text"); return err }},
		{name: "count", unit: 5, bare: []func(){bareOut}, most: 0,
			ours: func() error { _, err := history.Count(); return err }},
		{name: "append", unit: 6, bare: []func(){bareText}, most: 2,
			ours: func() error { return run.Append("/variables/list", 1_000_000) }},
	}
}

// perCall is what a call took, in nanoseconds.
func perCall(call func()) float64 {
	begun := time.Now()
	for range calls {
		call()
	}
	return float64(time.Since(begun).Nanoseconds()) / calls
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// measure gives the shortest turns: of the operation, the bare calls, and C.
func measure(one operation, c inC) (ours, bare, within float64) {
	ours, bare, within = math.Inf(1), math.Inf(1), math.Inf(1)
	for range turns {
		ours = min(ours, perCall(func() { must(one.ours()) }))
		all := 0.0
		for _, call := range one.bare {
			all += perCall(call)
		}
		bare = min(bare, all)
		within = min(within, c.nanoseconds(one.unit, calls)/calls)
	}
	return ours, bare, within
}

func line(name string, value float64, unit string, goal float64, peer float64) {
	told := map[string]any{"name": "go/" + name, "value": math.Round(value*10) / 10, "unit": unit,
		"goal": fmt.Sprintf("<= %.4g", goal), "ok": value <= goal}
	if peer > 0 {
		told["peer"] = math.Round(peer*10) / 10
	}
	must(json.NewEncoder(os.Stdout).Encode(told))
}

func main() {
	run, err := snaproll.NewExecution(snaproll.NoAutoSnapshot())
	must(err)
	defer run.Close()
	must(run.Set("list", []int{}))
	history := run.Manager()
	defer history.Close()
	c := newInC()
	defer c.close()
	for _, one := range operations(run, history) {
		must(one.ours())
		ours, bare, within := measure(one, c)
		line(one.name, ours, "ns", times*bare+within, bare+within)
		allocations := testing.AllocsPerRun(calls, func() { must(one.ours()) })
		line(one.name+"/allocations", allocations, "allocations", one.most, 0)
	}
}
