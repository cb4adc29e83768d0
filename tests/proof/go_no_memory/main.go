// Each allocation of the library in turn fails, through the binding of Go: once,
// and with all behind it. Each operation tells ErrNoMemory or succeeds; where it
// fails, nothing that can be seen changed; the same call works then; nothing
// leaks. Run by no_memory_go.py, which lays failing_malloc.c under it.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"time"

	"snaproll.dev/go/snaproll"
)

const (
	most  = 5000
	fresh = 8 // Every so many cases the world is a new one, and the call made again.
	shown = 20
)

type proof struct {
	seed              int64
	only, place, mode string
	at                int
	control           string
	cases, violations int
}

func (p *proof) violation(o operation, onStore, sticky bool, n int, wrong string) {
	p.violations++
	if p.violations > shown {
		return
	}
	fmt.Printf("B1 VIOLATION: %s, allocation %d: %s\n", o.name, n, shorter(wrong))
	fmt.Println("  again:", p.replay(o, onStore, sticky, n))
}

func (p *proof) replay(o operation, onStore, sticky bool, n int) string {
	return fmt.Sprintf("tests/proof/no_memory_go.py --seed %d --case '%s' --place %s --mode %s --at %d",
		p.seed, o.name, placeOf(onStore), modeOf(sticky), n)
}

// progress tells where it is, for the case that the process dies.
func (p *proof) progress(o operation, onStore, sticky bool) {
	text, err := json.Marshal(map[string]any{
		"seed": p.seed, "cases": p.cases, "violations": p.violations,
		"again": p.replay(o, onStore, sticky, -1),
	})
	need(err)
	need(os.WriteFile(os.Getenv("SNAPROLL_PROOF_AT"), text, 0o600))
}

// difference is the first line that is another one.
func difference(before, after string) string {
	was, is := strings.Split(before, "\n"), strings.Split(after, "\n")
	for i := range min(len(was), len(is)) {
		if was[i] != is[i] {
			return was[i] + " to " + is[i]
		}
	}
	return "how much there is"
}

func shorter(text string) string { return text[:min(len(text), 300)] }

func placeOf(onStore bool) string {
	if onStore {
		return "store"
	}
	return "memory"
}

func modeOf(sticky bool) string {
	if sticky {
		return "sticky"
	}
	return "once"
}

// codeOf is the code of an error, 0 for none; what is no error of the library is
// told as a defect.
func codeOf(err error) snaproll.Code {
	var told *snaproll.Error
	switch {
	case err == nil:
		return 0
	case errors.As(err, &told):
		return told.Code
	}
	return snaproll.ErrInternal
}

// attempt makes the call with an allocation that fails.
func (p *proof) attempt(w *world, o operation, n int, sticky bool) (snaproll.Code, int) {
	disarm := armed(n, sticky)
	code := codeOf(o.do(w))
	failed := disarm()
	if code == snaproll.ErrNoMemory {
		switch p.control {
		case "changed":
			need(w.run.Set("changed", n))
		case "code":
			code = snaproll.ErrInternal
		case "leak":
			kept = append(kept, of(snaproll.NewValue(w.big)))
		}
	}
	return code, failed
}

var kept []*snaproll.Value // By the control that leaks.

// judge is what is wrong with a call that had a failure, or "".
func (p *proof) judge(w *world, before string, o operation, code snaproll.Code, n int) string {
	if code == o.code {
		return ""
	}
	if code != snaproll.ErrNoMemory {
		return "told " + code.String()
	}
	if after := w.see(); after != before && !o.stepwise {
		return "changed " + difference(before, after)
	}
	if n%fresh != 0 && !o.stepwise {
		return ""
	}
	again := o.do
	if o.again != nil {
		again = o.again
	}
	if again := codeOf(again(w)); again != o.code {
		return "with memory again it told " + again.String()
	}
	if !w.whole() {
		return "the store is not whole"
	}
	return ""
}

// sweep lets every allocation of one operation fail.
func (p *proof) sweep(o operation, onStore, sticky bool) {
	var w *world
	before := ""
	for n := range most {
		if w == nil {
			w = newWorld(p.seed, onStore)
			before = w.see()
		}
		code, failed := p.attempt(w, o, n, sticky)
		wrong := ""
		if failed > 0 {
			p.cases++
			wrong = p.judge(w, before, o, code, n)
		} else if code != o.code {
			wrong = "without a failure it told " + code.String()
		}
		if wrong != "" {
			p.violation(o, onStore, sticky, n, wrong)
		}
		if failed == 0 || n == p.at {
			break
		}
		if wrong != "" || code == 0 || o.stepwise || n%fresh == 0 {
			w.close()
			w = nil
		}
	}
	if w != nil {
		w.close()
	}
}

// leaks tells of a sweep that takes blocks each time that it is made.
func (p *proof) leaks(o operation, onStore, sticky bool) {
	p.progress(o, onStore, sticky)
	var grown []int
	for turn := range 4 {
		cases, wrong := p.cases, p.violations
		before := live()
		p.sweep(o, onStore, sticky)
		grown = append(grown, live()-before)
		if turn > 0 { // Only the first one counts.
			p.cases = cases
		}
		if grown[turn] <= 0 || p.violations > wrong {
			return
		}
	}
	p.violation(o, onStore, sticky, -1, fmt.Sprint("leaks: blocks ", grown))
}

func (p *proof) run() {
	for _, onStore := range []bool{false, true} {
		for _, o := range operations(onStore) {
			for _, sticky := range []bool{false, true} {
				if wanted(p.place, placeOf(onStore)) && wanted(p.only, o.name) &&
					wanted(p.mode, modeOf(sticky)) {
					p.leaks(o, onStore, sticky)
				}
			}
		}
	}
}

func wanted(told, is string) bool { return told == "" || told == is }

func (p *proof) end(began time.Time) int {
	if p.cases == 0 {
		p.violations++
		fmt.Println("B1 VIOLATION: nothing was tried")
	}
	line, err := json.Marshal(struct {
		Item       string  `json:"item"`
		Cases      int     `json:"cases"`
		Violations int     `json:"violations"`
		Seed       int64   `json:"seed"`
		Seconds    float64 `json:"seconds"`
		What       string  `json:"what"`
	}{"B1", p.cases, p.violations, p.seed, float64(time.Since(began).Milliseconds()/100) / 10,
		"allocations of the library failed, through Go"})
	need(err)
	fmt.Println("PROOF", string(line))
	if p.violations > 0 {
		return 1
	}
	return 0
}

func main() {
	p := &proof{}
	flag.Int64Var(&p.seed, "seed", time.Now().UnixNano()%(1<<31), "drawn where none is told")
	flag.StringVar(&p.only, "case", "", "this operation alone")
	flag.StringVar(&p.place, "place", "", "memory or store")
	flag.StringVar(&p.mode, "mode", "", "once or sticky")
	flag.IntVar(&p.at, "at", -1, "up to this allocation")
	flag.StringVar(&p.control, "control", "", "leak, changed or code: has to fail")
	flag.Parse()
	if !findMalloc() {
		fmt.Fprintln(os.Stderr, "run it by no_memory_go.py")
		os.Exit(2)
	}
	fmt.Println("seed", p.seed)
	began := time.Now()
	p.run()
	os.Exit(p.end(began))
}
