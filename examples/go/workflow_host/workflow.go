package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"

	"snaproll.dev/go/snaproll"
)

// Node is one node of the file.
type Node struct {
	ID           string   `json:"id"`
	Command      string   `json:"command"`
	Compensate   string   `json:"compensate"` // Run when the recorded result is taken back.
	DependsOn    []string `json:"depends_on"`
	Irreversible bool     `json:"irreversible"`
	Retries      int      `json:"retries"`
	BackTo       string   `json:"back_to"`
}

// Workflow is what the file tells, its nodes in the order in which they run.
type Workflow struct {
	ID     string `json:"id"`
	Source string `json:"source"`
	Report string `json:"report"`
	Nodes  []Node `json:"nodes"`
}

// ReadWorkflow reads and checks a workflow file.
func ReadWorkflow(path string) (*Workflow, error) {
	text, err := os.ReadFile(path)
	if problem := (*fs.PathError)(nil); errors.As(err, &problem) {
		return nil, problem.Err
	}
	value, err := snaproll.ParseValue(ctx, text)
	if problem := (*snaproll.Error)(nil); errors.As(err, &problem) {
		return nil, fmt.Errorf("at byte %d: %s", problem.Offset, problem.Message)
	}
	defer value.Close()
	text, err = value.MarshalJSON()
	if err != nil {
		return nil, err
	}
	var flow Workflow
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&flow); err != nil {
		return nil, err
	}
	return &flow, flow.check()
}

func (f *Workflow) check() error {
	if f.ID == "" || len(f.Nodes) == 0 {
		return errors.New("/id or /nodes is missing")
	}
	for i, node := range f.Nodes {
		if node.ID == "" || node.Command == "" {
			return fmt.Errorf("/nodes/%d: id or command is missing", i)
		}
		if f.index(node.ID) < i {
			return fmt.Errorf("two nodes are called '%s'", node.ID)
		}
		for _, need := range node.DependsOn {
			if f.index(need) < 0 {
				return fmt.Errorf("node '%s' depends on '%s', which is not there",
					node.ID, need)
			}
		}
	}
	if err := f.arrange(); err != nil {
		return err
	}
	return f.checkWaysBack()
}

func (f *Workflow) index(id string) int {
	return slices.IndexFunc(f.Nodes, func(n Node) bool { return n.ID == id })
}

// arrange puts the nodes into an order that respects what they depend on.
func (f *Workflow) arrange() error {
	var order []Node
	placed := map[string]bool{}
	for len(order) < len(f.Nodes) {
		next := slices.IndexFunc(f.Nodes, func(n Node) bool {
			waits := slices.ContainsFunc(n.DependsOn,
				func(id string) bool { return !placed[id] })
			return !placed[n.ID] && !waits
		})
		if next < 0 {
			return errors.New("nodes depend on each other, or on such nodes")
		}
		order = append(order, f.Nodes[next])
		placed[f.Nodes[next].ID] = true
	}
	f.Nodes = order
	return nil
}

// checkWaysBack: there must be a snapshot to go back to.
func (f *Workflow) checkWaysBack() error {
	for at, node := range f.Nodes {
		to := f.index(node.BackTo)
		if node.BackTo != "" && (to < 0 || to >= at) {
			return fmt.Errorf("node '%s' goes back to '%s', which does not run before it",
				node.ID, node.BackTo)
		}
	}
	return nil
}
