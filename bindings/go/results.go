package snaproll

// #include "snaproll.h"
import "C"

// RecordNodeResult sets or replaces the result of a node: any Go value as
// encoding/json writes it, a [*NodeResult] for one in the base form.
func (c *Context) RecordNodeResult(node string, result any) error {
	if value, ok := result.(*Value); ok {
		return c.recordValue(node, value)
	}
	return withJSON(always, c, result, func(p *cContext, text []byte, e *cError) status {
		return C.snaproll_context_record_node_result(p, chars(node), size(node),
			chars(text), size(text), e)
	})
}

func (c *Context) recordValue(node string, value *Value) error {
	given, err := value.use(always)
	if err != nil {
		return err
	}
	defer value.release()
	return do(always, c, func(p *cContext, e *cError) status {
		return C.snaproll_context_record_node_result_value(p, chars(node), size(node),
			given, e)
	})
}

// NodeResult reads the result of a node, as Get does a variable.
func (c *Context) NodeResult(node string, into any) error {
	return getJSON(always, c, into, func(p *cContext, out *cBuf, e *cError) status {
		return C.snaproll_context_get_node_result(p, chars(node), size(node), out, e)
	})
}

// NodeResultValue is the result of a node as a Value.
func (c *Context) NodeResultValue(node string) (*Value, error) {
	return toValue(get(always, c, func(p *cContext, out **cValue, e *cError) status {
		return C.snaproll_context_get_node_result_value(p, chars(node), size(node), out, e)
	}))
}

// RemoveNodeResult removes the result of a node.
func (c *Context) RemoveNodeResult(node string) error {
	return do(always, c, func(p *cContext, e *cError) status {
		return C.snaproll_context_remove_node_result(p, chars(node), size(node), e)
	})
}

// NodeResults are all node results, as one object.
func (c *Context) NodeResults() (*Value, error) {
	return toValue(get(always, c, func(p *cContext, out **cValue, e *cError) status {
		return C.snaproll_context_node_results(p, out, e)
	}))
}

// RecordedNodes are the ids of the node results in the order of their recording.
func (c *Context) RecordedNodes() (nodes []string, err error) {
	err = getJSON(always, c, &nodes, func(p *cContext, out *cBuf, e *cError) status {
		return C.snaproll_context_recorded_nodes(p, out, e)
	})
	return nodes, err
}
