package snaproll

// #include "snaproll.h"
import "C"

// RetryCount is how often the node was tried again.
func (r *NodeResult) RetryCount() (uint32, error) {
	out, err := get(always, r, func(p *cNodeResult, out *C.uint32_t, e *cError) status {
		return C.snaproll_node_result_retry_count(p, out, e)
	})
	return uint32(out), err
}

// SetRetryCount sets how often the node was tried again.
func (r *NodeResult) SetRetryCount(count uint32) error {
	return do(always, r, func(p *cNodeResult, e *cError) status {
		return C.snaproll_node_result_set_retry_count(p, C.uint32_t(count), e)
	})
}

// Metrics reads the metrics, null where there are none, as Get does a variable.
func (r *NodeResult) Metrics(into any) error {
	return getJSON(always, r, into, func(p *cNodeResult, out *cBuf, e *cError) status {
		return C.snaproll_node_result_metrics(p, out, e)
	})
}

// SetMetrics sets the metrics: what encodes as an object with their members, or
// nil for none.
func (r *NodeResult) SetMetrics(metrics any) error {
	return withJSON(always, r, metrics, func(p *cNodeResult, text []byte, e *cError) status {
		return C.snaproll_node_result_set_metrics(p, chars(text), size(text), e)
	})
}

// SetTokenUsage sets the tokens of the metrics; the total is their sum.
func (r *NodeResult) SetTokenUsage(input, output uint32) error {
	return do(always, r, func(p *cNodeResult, e *cError) status {
		return C.snaproll_node_result_set_token_usage(p, C.uint32_t(input),
			C.uint32_t(output), e)
	})
}

// SetCostUSD sets the cost of the metrics.
func (r *NodeResult) SetCostUSD(cost float64) error {
	return do(always, r, func(p *cNodeResult, e *cError) status {
		return C.snaproll_node_result_set_cost_usd(p, C.double(cost), e)
	})
}
