package snaproll

// #include "snaproll.h"
import "C"

import (
	"context"
	"unsafe"
)

type cRollbackPlan = C.snaproll_rollback_plan

// RollbackPlan is a rollback that was not done: Result shows it in full,
// ApplyPlan does it, once, while the context has not changed. Immutable.
type RollbackPlan struct{ handle }

var rollbackPlanNoun = &noun{"RollbackPlan", func(p unsafe.Pointer) {
	C.snaproll_rollback_plan_free((*cRollbackPlan)(p))
}}

func (p *RollbackPlan) use(ctx context.Context) (*cRollbackPlan, error) {
	if p == nil {
		return nil, missing("RollbackPlan")
	}
	address, err := p.acquire(ctx)
	return (*cRollbackPlan)(address), err
}

// Close gives the memory back, when the calls that are under way have ended. It
// may be called more than once, and on nil, and never fails.
func (p *RollbackPlan) Close() error {
	if p == nil {
		return nil
	}
	return p.handle.close()
}

func toRollbackPlan(made *cRollbackPlan, err error) (*RollbackPlan, error) {
	if err != nil {
		return nil, err
	}
	plan := &RollbackPlan{}
	plan.own(rollbackPlanNoun, unsafe.Pointer(made))
	return plan, nil
}

// planned calls a function that plans with a selector.
func planned[P any](
	ctx context.Context, u user[P], selector *Selector,
	call func(P, *cSelector, **cRollbackPlan, *cError) status,
) (*RollbackPlan, error) {
	given, err := selector.make()
	if err != nil {
		return nil, err
	}
	defer func() {
		if given != nil {
			C.snaproll_selector_free(given)
		}
	}()
	return toRollbackPlan(get(ctx, u, func(p P, out **cRollbackPlan, e *cError) status {
		return call(p, given, out, e)
	}))
}

// Result is what applying the plan will give; its RolledBackAt is when it was
// planned.
func (p *RollbackPlan) Result() (*RollbackResult, error) {
	return rollback(always, p, func(p *cRollbackPlan, out **cRollbackResult, e *cError) status {
		return C.snaproll_rollback_plan_result(p, out, e)
	})
}

// Ref is another handle of the same plan.
func (p *RollbackPlan) Ref() (*RollbackPlan, error) {
	return toRollbackPlan(get(always, p, func(p *cRollbackPlan, out **cRollbackPlan, e *cError) status {
		return C.snaproll_rollback_plan_ref(p, out, e)
	}))
}

// PlanRollback is what Rollback would do with what the selector names (nil:
// everything). It changes nothing.
func (m *Manager) PlanRollback(of *Context, selector *Selector) (*RollbackPlan, error) {
	given, err := of.use(always)
	if err != nil {
		return nil, err
	}
	defer of.release()
	return planned(always, m, selector, func(p *cManager, s *cSelector, out **cRollbackPlan, e *cError) status {
		return C.snaproll_manager_plan_rollback(p, given, s, out, e)
	})
}

// PlanRollbackTo is PlanRollback to the snapshot with an id.
func (m *Manager) PlanRollbackTo(
	of *Context, id ID, selector *Selector,
) (*RollbackPlan, error) {
	given, err := of.use(always)
	if err != nil {
		return nil, err
	}
	defer of.release()
	wanted := id.given()
	return planned(always, m, selector, func(p *cManager, s *cSelector, out **cRollbackPlan, e *cError) status {
		return C.snaproll_manager_plan_rollback_to(p, given, &wanted, s, out, e)
	})
}

// PlanRollbackN is PlanRollback to the n-th newest snapshot; 1 is the newest.
func (m *Manager) PlanRollbackN(
	of *Context, n int, selector *Selector,
) (*RollbackPlan, error) {
	steps, err := count("a number of steps", n)
	if err != nil {
		return nil, err
	}
	given, err := of.use(always)
	if err != nil {
		return nil, err
	}
	defer of.release()
	return planned(always, m, selector, func(p *cManager, s *cSelector, out **cRollbackPlan, e *cError) status {
		return C.snaproll_manager_plan_rollback_n(p, given, steps, s, out, e)
	})
}

// PlanRollback is what Rollback would do with what the selector names (nil:
// everything), with the effects that it would go back behind. It changes
// nothing.
func (x *Execution) PlanRollback(selector *Selector) (*RollbackPlan, error) {
	return planned(always, x, selector, func(p *cExecution, s *cSelector, out **cRollbackPlan, e *cError) status {
		return C.snaproll_execution_plan_rollback(p, s, out, e)
	})
}

// PlanRollbackTo is PlanRollback to the snapshot with an id.
func (x *Execution) PlanRollbackTo(id ID, selector *Selector) (*RollbackPlan, error) {
	wanted := id.given()
	return planned(always, x, selector, func(p *cExecution, s *cSelector, out **cRollbackPlan, e *cError) status {
		return C.snaproll_execution_plan_rollback_to(p, &wanted, s, out, e)
	})
}

// PlanRollbackN is PlanRollback to the n-th newest snapshot; 1 is the newest.
func (x *Execution) PlanRollbackN(n int, selector *Selector) (*RollbackPlan, error) {
	steps, err := count("a number of steps", n)
	if err != nil {
		return nil, err
	}
	return planned(always, x, selector, func(p *cExecution, s *cSelector, out **cRollbackPlan, e *cError) status {
		return C.snaproll_execution_plan_rollback_n(p, steps, s, out, e)
	})
}

// ApplyPlan does what was planned with this context. Where that has changed
// since, also by this plan, it is ErrConflict and nothing changes; the plan of
// another context is ErrInvalidArgument.
func (c *Context) ApplyPlan(plan *RollbackPlan) (*RollbackResult, error) {
	given, err := plan.use(always)
	if err != nil {
		return nil, err
	}
	defer plan.release()
	return rollback(always, c, func(p *cContext, out **cRollbackResult, e *cError) status {
		return C.snaproll_context_apply_plan(p, given, out, e)
	})
}

// ApplyPlan does what was planned with this execution, as that of a Context.
func (x *Execution) ApplyPlan(ctx context.Context, plan *RollbackPlan) (*RollbackResult, error) {
	given, err := plan.use(ctx)
	if err != nil {
		return nil, err
	}
	defer plan.release()
	return x.rollback(ctx, func(p *cExecution, out **cRollbackResult, e *cError) status {
		return C.snaproll_execution_apply_plan(p, given, out, e)
	})
}
