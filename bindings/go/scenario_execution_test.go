package snaproll_test

import "snaproll.dev/go/snaproll"

func onNodeResult(run func(*snaproll.NodeResult, *line) (any, error)) operation {
	return func(l *line) (any, error) { return run(self[*snaproll.NodeResult](l), l) }
}

var nodeResultOperations = map[string]operation{
	"node_result.start": func(l *line) (any, error) {
		return made(snaproll.StartNodeResult(l.options()...))
	},
	"node_result.from_json": func(l *line) (any, error) {
		return made(snaproll.NodeResultFromJSON(l.text("json")))
	},
	"node_result.succeed": onNodeResult(func(r *snaproll.NodeResult, l *line) (any, error) {
		return done(r.Succeed(l.raw("json")))
	}),
	"node_result.fail": onNodeResult(func(r *snaproll.NodeResult, l *line) (any, error) {
		return done(r.Fail(l.text("message")))
	}),
	"node_result.skip": onNodeResult(func(r *snaproll.NodeResult, l *line) (any, error) {
		return done(r.Skip())
	}),
	"node_result.to_json": onNodeResult(func(r *snaproll.NodeResult, l *line) (any, error) {
		return gaveJSON(r.ToJSON())
	}),
	"node_result.output": onNodeResult(func(r *snaproll.NodeResult, l *line) (any, error) {
		return readRaw(r.Output)
	}),
	"node_result.metrics": onNodeResult(func(r *snaproll.NodeResult, l *line) (any, error) {
		return readRaw(r.Metrics)
	}),
	"node_result.started_at": onNodeResult(func(r *snaproll.NodeResult, l *line) (any, error) {
		return gave(r.StartedAt())
	}),
	"node_result.completed_at": onNodeResult(func(r *snaproll.NodeResult, l *line) (any, error) {
		return gave(r.CompletedAt())
	}),
	"node_result.outcome": onNodeResult(func(r *snaproll.NodeResult, l *line) (any, error) {
		return gave(r.Outcome())
	}),
	"node_result.message": onNodeResult(func(r *snaproll.NodeResult, l *line) (any, error) {
		return gave(r.Message())
	}),
	"node_result.retry_count": onNodeResult(func(r *snaproll.NodeResult, l *line) (any, error) {
		return gave(r.RetryCount())
	}),
	"node_result.set_retry_count": onNodeResult(func(r *snaproll.NodeResult, l *line) (any, error) {
		return done(r.SetRetryCount(uint32(l.number("count"))))
	}),
	"node_result.set_metrics": onNodeResult(func(r *snaproll.NodeResult, l *line) (any, error) {
		return done(r.SetMetrics(l.raw("json")))
	}),
	"node_result.set_token_usage": onNodeResult(func(r *snaproll.NodeResult, l *line) (any, error) {
		return done(r.SetTokenUsage(uint32(l.number("input_tokens")), uint32(l.number("output_tokens"))))
	}),
	"node_result.set_cost_usd": onNodeResult(func(r *snaproll.NodeResult, l *line) (any, error) {
		return done(r.SetCostUSD(l.double("cost")))
	}),
}

func onExecution(run func(*snaproll.Execution, *line) (any, error)) operation {
	return func(l *line) (any, error) { return run(self[*snaproll.Execution](l), l) }
}

func onStep(run func(*snaproll.OpenStep, *line) (any, error)) operation {
	return func(l *line) (any, error) { return run(self[*snaproll.OpenStep](l), l) }
}

var executionOperations = map[string]operation{
	"execution.new": func(l *line) (any, error) { return made(snaproll.NewExecution(l.options()...)) },
	"execution.from_context": func(l *line) (any, error) {
		return made(snaproll.ExecutionFromContext(input[*snaproll.Context](l, "context"), l.options()...))
	},
	"execution.context": onExecution(func(x *snaproll.Execution, l *line) (any, error) {
		return object{x.Context()}, nil
	}),
	"execution.manager": onExecution(func(x *snaproll.Execution, l *line) (any, error) {
		return object{x.Manager()}, nil
	}),
	"execution.snapshot": onExecution(func(x *snaproll.Execution, l *line) (any, error) {
		return gave(x.Snapshot(ctx, l.told()...))
	}),
	"execution.rollback": onExecution(func(x *snaproll.Execution, l *line) (any, error) {
		return gave(x.Rollback(ctx))
	}),
	"execution.rollback_to": onExecution(func(x *snaproll.Execution, l *line) (any, error) {
		return gave(x.RollbackTo(ctx, l.id("id")))
	}),
	"execution.rollback_n": onExecution(func(x *snaproll.Execution, l *line) (any, error) {
		return gave(x.RollbackN(ctx, l.int("steps")))
	}),
	"execution.is_done": onExecution(func(x *snaproll.Execution, l *line) (any, error) {
		return gave(x.IsDone(l.text("node")))
	}),
	"execution.unfinished": onExecution(func(x *snaproll.Execution, l *line) (any, error) {
		return gave(x.Unfinished())
	}),
	"execution.attempts": onExecution(func(x *snaproll.Execution, l *line) (any, error) {
		return gaveJSON(x.AttemptsJSON(l.text("node")))
	}),
	"execution.step_begin": onExecution(func(x *snaproll.Execution, l *line) (any, error) {
		var options []snaproll.StepOption
		if l.inputs["irreversible"] == true {
			options = append(options, snaproll.Irreversible())
		}
		return made(x.StepBegin(ctx, l.text("node"), options...))
	}),
	"step.node":    onStep(func(s *snaproll.OpenStep, l *line) (any, error) { return gave(s.Node()) }),
	"step.done":    onStep(func(s *snaproll.OpenStep, l *line) (any, error) { return gave(s.Done()) }),
	"step.attempt": onStep(func(s *snaproll.OpenStep, l *line) (any, error) { return gave(s.Attempt()) }),
	"step.result":  onStep(func(s *snaproll.OpenStep, l *line) (any, error) { return readRaw(s.Result) }),
	"step.idempotency_key": onStep(func(s *snaproll.OpenStep, l *line) (any, error) {
		return gave(s.IdempotencyKey())
	}),
	"step.snapshot_id": onStep(func(s *snaproll.OpenStep, l *line) (any, error) {
		return gaveID(s.SnapshotID())
	}),
	"step.finish": onStep(func(s *snaproll.OpenStep, l *line) (any, error) {
		if l.has("metrics") {
			metrics := input[*snaproll.NodeResult](l, "metrics")
			return done(s.FinishWithMetrics(ctx, l.raw("json"), metrics))
		}
		return done(s.Finish(ctx, l.raw("json")))
	}),
	"step.finish_text": onStep(func(s *snaproll.OpenStep, l *line) (any, error) {
		return done(s.Finish(ctx, l.text("utf8")))
	}),
	"step.fail": onStep(func(s *snaproll.OpenStep, l *line) (any, error) {
		return done(s.Fail(ctx, l.text("message")))
	}),
	"step.rollback": onStep(func(s *snaproll.OpenStep, l *line) (any, error) {
		return gave(s.Rollback(ctx, l.text("message")))
	}),
}
