package snaproll

// #include "snaproll.h"
import "C"

import "encoding/json"

// Edge says that one node needs what another one did.
type Edge struct {
	From string
	To   string // Needs what From did.
}

// AddEdge adds an edge of the workflow. Edges belong to the execution: they are
// in no snapshot, and a rollback does not change them. One that closes a cycle
// is ErrInvalidArgument, and the message names the cycle.
func (x *Execution) AddEdge(from, to string) error {
	return do(always, x, func(p *cExecution, e *cError) status {
		return C.snaproll_execution_add_edge(p, chars(from), size(from), chars(to), size(to), e)
	})
}

// SetEdges sets all edges at once, or none where one of them is an error.
func (x *Execution) SetEdges(edges []Edge) error {
	pairs := make([][2]string, len(edges))
	for i, edge := range edges {
		pairs[i] = [2]string{edge.From, edge.To}
	}
	text, err := encode(pairs)
	if err != nil {
		return err
	}
	return x.SetEdgesJSON(text)
}

// SetEdgesJSON is SetEdges of a JSON array of [from, to].
func (x *Execution) SetEdgesJSON(edges json.RawMessage) error {
	return do(always, x, func(p *cExecution, e *cError) status {
		return C.snaproll_execution_set_edges(p, chars(edges), size(edges), e)
	})
}

// Edges are all edges, in byte order.
func (x *Execution) Edges() ([]Edge, error) {
	var pairs [][2]string
	err := getJSON(always, x, &pairs, func(p *cExecution, out *cBuf, e *cError) status {
		return C.snaproll_execution_edges(p, out, e)
	})
	if err != nil {
		return nil, err
	}
	edges := make([]Edge, len(pairs))
	for i, pair := range pairs {
		edges[i] = Edge{pair[0], pair[1]}
	}
	return edges, nil
}
