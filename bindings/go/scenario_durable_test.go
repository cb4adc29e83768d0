package snaproll_test

import (
	"encoding/hex"

	"snaproll.dev/go/snaproll"
)

var openModes = map[string]snaproll.OpenMode{
	"open_or_create": snaproll.OpenOrCreate,
	"existing":       snaproll.OpenExisting,
	"create":         snaproll.OpenCreate,
	"read":           snaproll.OpenRead,
}

func openExecution(l *line) (any, error) {
	var all []snaproll.OpenOption
	for _, option := range l.options() {
		all = append(all, option)
	}
	if l.has("mode") {
		all = append(all, openModes[l.text("mode")])
	}
	if l.has("kind") {
		all = append(all, snaproll.ExecutionKind(l.text("kind")))
	}
	if l.has("schema") {
		all = append(all, snaproll.Schema(l.number("schema")))
	}
	attributes, _ := l.inputs["attributes"].(map[string]any)
	for name, value := range attributes {
		all = append(all, snaproll.Attribute(name, value.(string)))
	}
	if l.has("owner") {
		all = append(all, snaproll.Owner(l.text("owner")))
	}
	for _, option := range l.takingOver() {
		all = append(all, option)
	}
	if l.inputs["start_snapshot"] == false {
		all = append(all, snaproll.NoStartSnapshot())
	}
	if l.inputs["save_steps"] == false {
		all = append(all, snaproll.ManualSave())
	}
	return made(input[*snaproll.Store](l, "store").Execution(ctx, l.text("id"), all...))
}

func codeOf(name string) snaproll.Code {
	for code := snaproll.ErrInvalidArgument; code >= snaproll.ErrInternal; code-- {
		if code.String() == name {
			return code
		}
	}
	panic("no such code: " + name)
}

// migrationOf is a function that sets a member of a state, or fails.
func migrationOf(l *line) snaproll.Migrate {
	if l.has("code") {
		failed := &snaproll.Error{Code: codeOf(l.text("code")), Message: l.text("message"), Offset: -1}
		return func(*snaproll.Value) (any, error) { return nil, failed }
	}
	item, pointer := l.raw("json"), l.text("pointer")
	return func(state *snaproll.Value) (any, error) { return state.Set(pointer, item) }
}

func (l *line) bytes(name string) []byte { return of(hex.DecodeString(l.text(name))) }

func gaveBytes(data []byte, err error) (any, error) { return hex.EncodeToString(data), err }

var durableOperations = map[string]operation{
	"execution.put_blob": onExecution(func(x *snaproll.Execution, l *line) (any, error) {
		return gave(x.PutBlob(l.bytes("bytes")))
	}),
	"execution.get_blob": onExecution(func(x *snaproll.Execution, l *line) (any, error) {
		return gaveBytes(x.GetBlob(l.text("hash")))
	}),
	"execution.open": openExecution,
	"execution.is_durable": onExecution(func(x *snaproll.Execution, _ *line) (any, error) {
		return gave(x.IsDurable())
	}),
	"execution.save": onExecution(func(x *snaproll.Execution, _ *line) (any, error) {
		return done(x.Save(ctx))
	}),
	"execution.reload": onExecution(func(x *snaproll.Execution, l *line) (any, error) {
		return done(x.Reload(ctx, l.takingOver()...))
	}),
	"execution.close": onExecution(func(x *snaproll.Execution, _ *line) (any, error) {
		return done(x.Close())
	}),
	"snapshot.stored_bytes": onSnapshot(func(s *snaproll.Snapshot, _ *line) (any, error) {
		return s.StoredBytes() != 0, nil
	}),
	"store.set_migration": onStore(func(s *snaproll.Store, l *line) (any, error) {
		return done(s.Migration(l.text("kind"), l.number("to"), input[*snaproll.Patch](l, "patch")))
	}),
	"store.set_migration_function": onStore(func(s *snaproll.Store, l *line) (any, error) {
		return done(s.MigrationFunc(l.text("kind"), l.number("to"), migrationOf(l)))
	}),
}
