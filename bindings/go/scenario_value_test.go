package snaproll_test

import (
	"context"
	"time"

	"snaproll.dev/go/snaproll"
)

// made is an object to be named.
func made[T any](thing T, err error) (any, error) { return object{thing}, err }

// gave is something to be shown.
func gave[T any](thing T, err error) (any, error) { return thing, err }

// gaveJSON is JSON text to be shown.
func gaveJSON[T ~string | ~[]byte](text T, err error) (any, error) {
	return jsonText(text), err
}

func done(err error) (any, error) { return nil, err }

// gaveID is an id to be shown, or null.
func gaveID(id snaproll.ID, present bool, err error) (any, error) {
	if !present {
		return absent{}, err
	}
	return id, err
}

// gaveText is a text to be shown, or null.
func gaveText(text string, present bool) (any, error) {
	if !present {
		return absent{}, nil
	}
	return text, nil
}

var plainOperations = map[string]operation{
	"clock.new_manual": func(l *line) (any, error) {
		return made(snaproll.NewManualClock(l.time("start"), time.Duration(l.number("step"))))
	},
	"clock.now": func(l *line) (any, error) { return gave(self[*snaproll.Clock](l).Now()) },
	"clock.set": func(l *line) (any, error) {
		return done(self[*snaproll.Clock](l).Set(l.time("now")))
	},
	"clock.advance": func(l *line) (any, error) {
		return done(self[*snaproll.Clock](l).Advance(time.Duration(l.number("nanoseconds"))))
	},
	"cancel.new": func(*line) (any, error) {
		ctx, cancel := context.WithCancel(ctx)
		return object{stopping{ctx, cancel}}, nil
	},
	"cancel.trigger": func(l *line) (any, error) { self[stopping](l).cancel(); return nil, nil },
	"id.parse":       func(l *line) (any, error) { return gave(snaproll.ParseID(l.text("text"))) },
	"time.text":      func(l *line) (any, error) { return gave(snaproll.FormatTime(l.time("time"))) },
	"time.parse":     func(l *line) (any, error) { return gave(snaproll.ParseTime(l.text("text"))) },
	"options.new":    makeOptions,
}

func self[T any](l *line) T { return input[T](l, "self") }

var limits = []struct {
	name  string
	limit snaproll.Limit
}{
	{"depth", snaproll.LimitDepth},
	{"integer_digits", snaproll.LimitIntegerDigits},
	{"number_bytes", snaproll.LimitNumberBytes},
	{"text_bytes", snaproll.LimitTextBytes},
	{"name_bytes", snaproll.LimitNameBytes},
	{"id_bytes", snaproll.LimitIDBytes},
	{"members", snaproll.LimitMembers},
	{"state_bytes", snaproll.LimitStateBytes},
}

func makeOptions(l *line) (any, error) {
	var all []snaproll.Option
	if l.has("clock") {
		all = append(all, snaproll.WithClock(input[*snaproll.Clock](l, "clock")))
	}
	if l.has("id_seed") {
		all = append(all, snaproll.IDSeed(uint64(l.number("id_seed"))))
	}
	given, _ := l.inputs["limits"].(map[string]any)
	values := &line{inputs: given}
	for _, known := range limits {
		if values.has(known.name) {
			all = append(all, snaproll.WithLimit(known.limit, uint64(values.number(known.name))))
		}
	}
	if l.has("execution_id") {
		all = append(all, snaproll.ExecutionID(l.text("execution_id")))
	}
	if l.has("workflow_id") {
		all = append(all, snaproll.WorkflowID(l.text("workflow_id")))
	}
	if l.has("max_snapshots") {
		all = append(all, snaproll.MaxSnapshots(l.maximum("max_snapshots")))
	}
	if l.has("undo_limit") {
		all = append(all, snaproll.UndoLimit(l.int("undo_limit")))
	}
	if l.inputs["auto_snapshot"] == false {
		all = append(all, snaproll.NoAutoSnapshot())
	} else if l.has("auto_snapshot") {
		all = append(all, snaproll.AutoSnapshot(l.int("auto_snapshot")))
	}
	if l.has("snapshot_rules") {
		rules := input[snaproll.SnapshotRules](l, "snapshot_rules")
		all = append(all, snaproll.WithSnapshotRules(rules))
	}
	return made(snaproll.NewOptions(all...))
}

// onValue is an operation on a value.
func onValue(run func(*snaproll.Value, *line) (any, error)) operation {
	return func(l *line) (any, error) { return run(self[*snaproll.Value](l), l) }
}

var valueOperations = map[string]operation{
	"value.parse": func(l *line) (any, error) {
		return made(snaproll.ParseValue(l.ctx(), l.text("json"), l.options()...))
	},
	"value.new_null": func(l *line) (any, error) { return made(snaproll.NewNull()) },
	"value.new_bool": func(l *line) (any, error) {
		return made(snaproll.NewBool(l.inputs["boolean"].(bool)))
	},
	"value.new_int64":  func(l *line) (any, error) { return made(snaproll.NewInt64(l.number("integer"))) },
	"value.new_double": func(l *line) (any, error) { return made(snaproll.NewDouble(l.double("number"))) },
	"value.new_text":   func(l *line) (any, error) { return made(snaproll.NewText(l.text("utf8"))) },
	"value.ref":        onValue(func(v *snaproll.Value, l *line) (any, error) { return made(v.Ref()) }),
	"value.kind":       onValue(func(v *snaproll.Value, l *line) (any, error) { return gave(v.Kind()) }),
	"value.as_bool":    onValue(func(v *snaproll.Value, l *line) (any, error) { return gave(v.Bool()) }),
	"value.as_int64":   onValue(func(v *snaproll.Value, l *line) (any, error) { return gave(v.Int64()) }),
	"value.as_double":  onValue(func(v *snaproll.Value, l *line) (any, error) { return gave(v.Double()) }),
	"value.as_text":    onValue(func(v *snaproll.Value, l *line) (any, error) { return gave(v.Text()) }),
	"value.size":       onValue(func(v *snaproll.Value, l *line) (any, error) { return gave(v.Size()) }),
	"value.depth":      onValue(func(v *snaproll.Value, l *line) (any, error) { return gave(v.Depth()) }),
	"value.json_size":  onValue(func(v *snaproll.Value, l *line) (any, error) { return gave(v.JSONSize()) }),
	"value.to_json": onValue(func(v *snaproll.Value, l *line) (any, error) {
		return gaveJSON(v.ToJSON(l.ctx()))
	}),
	"value.find": onValue(func(v *snaproll.Value, l *line) (any, error) {
		return made(v.Find(l.text("name")))
	}),
	"value.at": onValue(func(v *snaproll.Value, l *line) (any, error) {
		return made(v.At(l.int("index")))
	}),
	"value.name_at": onValue(func(v *snaproll.Value, l *line) (any, error) {
		return gave(v.NameAt(l.int("index")))
	}),
	"value.names": onValue(func(v *snaproll.Value, l *line) (any, error) { return gave(v.Names()) }),
	"value.same": onValue(func(v *snaproll.Value, l *line) (any, error) {
		return gave(v.Same(input[*snaproll.Value](l, "b")))
	}),
	"value.equal": onValue(func(v *snaproll.Value, l *line) (any, error) {
		return gave(v.Equal(input[*snaproll.Value](l, "b")))
	}),
	"value.get": onValue(func(v *snaproll.Value, l *line) (any, error) {
		return made(v.Get(l.text("pointer")))
	}),
	"value.set": onValue(func(v *snaproll.Value, l *line) (any, error) {
		return made(v.Set(l.text("pointer"), input[*snaproll.Value](l, "item")))
	}),
	"value.remove": onValue(func(v *snaproll.Value, l *line) (any, error) {
		return made(v.Remove(l.text("pointer")))
	}),
	"value.append": onValue(func(v *snaproll.Value, l *line) (any, error) {
		return made(v.Append(l.text("pointer"), input[*snaproll.Value](l, "item")))
	}),
	"value.append_text": onValue(func(v *snaproll.Value, l *line) (any, error) {
		return made(v.AppendText(l.text("pointer"), l.text("utf8")))
	}),
}
