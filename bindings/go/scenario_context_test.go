package snaproll_test

import (
	"encoding/json"

	"snaproll.dev/go/snaproll"
)

// onContext is an operation on a context.
func onContext(run func(*snaproll.Context, *line) (any, error)) operation {
	return func(l *line) (any, error) { return run(self[*snaproll.Context](l), l) }
}

// readRaw is the JSON text that a function reads into a RawMessage.
func readRaw(read func(into any) error) (any, error) {
	var text json.RawMessage
	err := read(&text)
	return gaveJSON(text, err)
}

var contextOperations = map[string]operation{
	"context.new": func(l *line) (any, error) {
		return made(snaproll.NewContext(l.text("workflow_id"), l.options()...))
	},
	"context.from_json": func(l *line) (any, error) {
		return made(snaproll.ContextFromJSON(l.ctx(), l.text("json"), l.options()...))
	},
	"context.resume_from_checkpoint": func(l *line) (any, error) {
		return made(snaproll.ResumeFromCheckpoint(input[*snaproll.Checkpoint](l, "checkpoint"),
			l.text("workflow_id"), l.options()...))
	},
	"context.copy":  onContext(func(c *snaproll.Context, l *line) (any, error) { return made(c.Copy()) }),
	"context.begin": onContext(func(c *snaproll.Context, l *line) (any, error) { return made(c.Begin()) }),
	"context.to_json": onContext(func(c *snaproll.Context, l *line) (any, error) {
		return gaveJSON(c.ToJSON(l.ctx()))
	}),
	"context.set_private_paths": onContext(func(c *snaproll.Context, l *line) (any, error) {
		return done(c.SetPrivatePaths(l.paths()))
	}),
	"context.private_paths": onContext(func(c *snaproll.Context, l *line) (any, error) {
		paths, err := c.PrivatePaths()
		if err != nil {
			return nil, err
		}
		text, err := json.Marshal(map[string][]string{"secret": paths.Secret, "transient": paths.Transient})
		return gaveJSON(text, err)
	}),
	"context.execution_id": onContext(func(c *snaproll.Context, l *line) (any, error) {
		return gave(c.ExecutionID())
	}),
	"context.workflow_id": onContext(func(c *snaproll.Context, l *line) (any, error) {
		return gave(c.WorkflowID())
	}),
	"context.started_at": onContext(func(c *snaproll.Context, l *line) (any, error) {
		return gave(c.StartedAt())
	}),
	"context.completed_at": onContext(func(c *snaproll.Context, l *line) (any, error) {
		return gave(c.CompletedAt())
	}),
	"context.state": onContext(func(c *snaproll.Context, l *line) (any, error) { return gave(c.State()) }),
	"context.set_state": onContext(func(c *snaproll.Context, l *line) (any, error) {
		var state snaproll.State
		text, err := json.Marshal(l.inputs["state"])
		if err == nil {
			err = json.Unmarshal(text, &state)
		}
		if err != nil {
			panic(err)
		}
		return done(c.SetState(state))
	}),
	"context.version": onContext(func(c *snaproll.Context, l *line) (any, error) {
		return gave(c.Version())
	}),
	"context.position": onContext(func(c *snaproll.Context, l *line) (any, error) {
		return gaveID(c.Position())
	}),
	"context.mark_completed": onContext(func(c *snaproll.Context, l *line) (any, error) {
		return done(c.MarkCompleted())
	}),
	"context.pause":  onContext(func(c *snaproll.Context, l *line) (any, error) { return done(c.Pause()) }),
	"context.resume": onContext(func(c *snaproll.Context, l *line) (any, error) { return done(c.Resume()) }),
	"context.cancel": onContext(func(c *snaproll.Context, l *line) (any, error) { return done(c.Cancel()) }),
	"context.commit": onContext(func(c *snaproll.Context, l *line) (any, error) { return done(c.Commit()) }),
	"context.abort":  onContext(func(c *snaproll.Context, l *line) (any, error) { return done(c.Abort()) }),
	"context.create_checkpoint": onContext(func(c *snaproll.Context, l *line) (any, error) {
		return made(c.CreateCheckpoint())
	}),
	"context.checkpoint": onContext(func(c *snaproll.Context, l *line) (any, error) {
		return made(c.Checkpoint())
	}),
	"context.can_resume": onContext(func(c *snaproll.Context, l *line) (any, error) {
		return gave(c.CanResume())
	}),
	"checkpoint.from_json": func(l *line) (any, error) {
		return made(snaproll.CheckpointFromJSON(l.text("json"), l.options()...))
	},
	"checkpoint.ref": func(l *line) (any, error) { return made(self[*snaproll.Checkpoint](l).Ref()) },
	"checkpoint.to_json": func(l *line) (any, error) {
		return gaveJSON(self[*snaproll.Checkpoint](l).ToJSON())
	},
	"checkpoint.completed_nodes": func(l *line) (any, error) {
		return gave(self[*snaproll.Checkpoint](l).CompletedNodes())
	},
	"checkpoint.timestamp": func(l *line) (any, error) {
		return self[*snaproll.Checkpoint](l).Timestamp(), nil
	},
	"checkpoint.variables": func(l *line) (any, error) {
		return made(self[*snaproll.Checkpoint](l).Variables())
	},
	"checkpoint.state": func(l *line) (any, error) { return self[*snaproll.Checkpoint](l).State(), nil },
}

var variableOperations = map[string]operation{
	"context.set_variable": onContext(func(c *snaproll.Context, l *line) (any, error) {
		return done(c.Set(l.text("name"), l.raw("json")))
	}),
	"context.set_variable_value": onContext(func(c *snaproll.Context, l *line) (any, error) {
		return done(c.Set(l.text("name"), input[*snaproll.Value](l, "value")))
	}),
	"context.set_variable_null": onContext(func(c *snaproll.Context, l *line) (any, error) {
		return done(c.SetNull(l.text("name")))
	}),
	"context.set_variable_bool": onContext(func(c *snaproll.Context, l *line) (any, error) {
		return done(c.SetBool(l.text("name"), l.inputs["boolean"].(bool)))
	}),
	"context.set_variable_int64": onContext(func(c *snaproll.Context, l *line) (any, error) {
		return done(c.SetInt64(l.text("name"), l.number("integer")))
	}),
	"context.set_variable_double": onContext(func(c *snaproll.Context, l *line) (any, error) {
		return done(c.SetDouble(l.text("name"), l.double("number")))
	}),
	"context.set_variable_text": onContext(func(c *snaproll.Context, l *line) (any, error) {
		return done(c.SetText(l.text("name"), l.text("utf8")))
	}),
	"context.get_variable": onContext(func(c *snaproll.Context, l *line) (any, error) {
		return readRaw(func(into any) error { return c.Get(l.text("name"), into) })
	}),
	"context.get_variable_value": onContext(func(c *snaproll.Context, l *line) (any, error) {
		return made(c.Value(l.text("name")))
	}),
	"context.get_variable_bool": onContext(func(c *snaproll.Context, l *line) (any, error) {
		return gave(c.Bool(l.text("name")))
	}),
	"context.get_variable_int64": onContext(func(c *snaproll.Context, l *line) (any, error) {
		return gave(c.Int64(l.text("name")))
	}),
	"context.get_variable_double": onContext(func(c *snaproll.Context, l *line) (any, error) {
		return gave(c.Double(l.text("name")))
	}),
	"context.get_variable_text": onContext(func(c *snaproll.Context, l *line) (any, error) {
		return gave(c.Text(l.text("name")))
	}),
	"context.remove_variable": onContext(func(c *snaproll.Context, l *line) (any, error) {
		return done(c.Remove(l.text("name")))
	}),
	"context.variables": onContext(func(c *snaproll.Context, l *line) (any, error) {
		return made(c.Variables())
	}),
	"context.node_results": onContext(func(c *snaproll.Context, l *line) (any, error) {
		return made(c.NodeResults())
	}),
	"context.record_node_result": onContext(func(c *snaproll.Context, l *line) (any, error) {
		return done(c.RecordNodeResult(l.text("node"), l.raw("json")))
	}),
	"context.record_node_result_value": onContext(func(c *snaproll.Context, l *line) (any, error) {
		return done(c.RecordNodeResult(l.text("node"), input[*snaproll.Value](l, "value")))
	}),
	"context.remove_node_result": onContext(func(c *snaproll.Context, l *line) (any, error) {
		return done(c.RemoveNodeResult(l.text("node")))
	}),
	"context.get_node_result": onContext(func(c *snaproll.Context, l *line) (any, error) {
		return readRaw(func(into any) error { return c.NodeResult(l.text("node"), into) })
	}),
	"context.get_node_result_value": onContext(func(c *snaproll.Context, l *line) (any, error) {
		return made(c.NodeResultValue(l.text("node")))
	}),
	"context.recorded_nodes": onContext(func(c *snaproll.Context, l *line) (any, error) {
		return gave(c.RecordedNodes())
	}),
}

var pointerOperations = map[string]operation{
	"context.get": onContext(func(c *snaproll.Context, l *line) (any, error) {
		return readRaw(func(into any) error { return c.GetAt(l.text("pointer"), into) })
	}),
	"context.get_value": onContext(func(c *snaproll.Context, l *line) (any, error) {
		return made(c.ValueAt(l.text("pointer")))
	}),
	"context.set": onContext(func(c *snaproll.Context, l *line) (any, error) {
		return done(c.SetAt(l.text("pointer"), l.raw("json")))
	}),
	"context.set_value": onContext(func(c *snaproll.Context, l *line) (any, error) {
		return done(c.SetAt(l.text("pointer"), input[*snaproll.Value](l, "value")))
	}),
	"context.remove": onContext(func(c *snaproll.Context, l *line) (any, error) {
		return done(c.RemoveAt(l.text("pointer")))
	}),
	"context.append": onContext(func(c *snaproll.Context, l *line) (any, error) {
		return done(c.Append(l.text("pointer"), l.raw("json")))
	}),
	"context.append_value": onContext(func(c *snaproll.Context, l *line) (any, error) {
		return done(c.Append(l.text("pointer"), input[*snaproll.Value](l, "value")))
	}),
	"context.append_text": onContext(func(c *snaproll.Context, l *line) (any, error) {
		return done(c.AppendText(l.text("pointer"), l.text("utf8")))
	}),
	"context.update": onContext(func(c *snaproll.Context, l *line) (any, error) {
		return done(c.UpdateJSON(l.raw("json")))
	}),
}
