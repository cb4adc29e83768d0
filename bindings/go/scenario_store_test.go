package snaproll_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"snaproll.dev/go/snaproll"
)

func (l *line) flag(name string) bool { return l.inputs[name] == true }

func (l *line) texts(name string) []string {
	var all []string
	for _, text := range l.inputs[name].([]any) {
		all = append(all, text.(string))
	}
	return all
}

// takingOver is what is told where a living owner is shut out.
func (l *line) takingOver() []snaproll.TakeOverOption {
	if l.flag("take_over") {
		return []snaproll.TakeOverOption{snaproll.TakeOver()}
	}
	return nil
}

var durabilities = map[string]snaproll.Durability{
	"power":   snaproll.SurvivesPowerLoss,
	"process": snaproll.SurvivesProcess,
	"none":    snaproll.SurvivesNothing,
}

func openScenarioStore(l *line) (any, error) {
	var options []snaproll.StoreOption
	if l.has("durability") {
		options = append(options, durabilities[l.text("durability")])
	}
	if l.inputs["create"] == false {
		options = append(options, snaproll.ExistingFile())
	}
	if l.flag("read_only") {
		options = append(options, snaproll.ReadOnlyStore())
	}
	if l.has("file_mode") {
		options = append(options, snaproll.FileMode(fs.FileMode(l.number("file_mode"))))
	}
	if l.has("busy_timeout") {
		options = append(options, snaproll.BusyTimeout(time.Duration(l.number("busy_timeout"))))
	}
	if l.has("memory_budget") {
		options = append(options, snaproll.MemoryBudget(uint64(l.number("memory_budget"))))
	}
	if l.inputs["compress"] == false {
		options = append(options, snaproll.NoCompression())
	}
	return made(snaproll.OpenStore(ctx, l.text("path"), options...))
}

func stateKind(name string) snaproll.StateKind {
	kinds := []snaproll.StateKind{snaproll.Running, snaproll.Completed, snaproll.Failed,
		snaproll.Cancelled, snaproll.Paused}
	return kinds[slices.IndexFunc(kinds, func(k snaproll.StateKind) bool { return k.String() == name })]
}

func listExecutions(s *snaproll.Store, l *line) (any, error) {
	var only []snaproll.ExecutionFilter
	if l.has("state") {
		only = append(only, snaproll.InState(stateKind(l.text("state"))))
	}
	if l.has("kind") {
		only = append(only, snaproll.OfKind(l.text("kind")))
	}
	attributes, _ := l.inputs["attributes"].(map[string]any)
	for name, value := range attributes {
		only = append(only, snaproll.WithAttribute(name, value.(string)))
	}
	if l.has("committed_from") {
		only = append(only, snaproll.CommittedFrom(l.time("committed_from")))
	}
	if l.has("committed_until") {
		only = append(only, snaproll.CommittedUntil(l.time("committed_until")))
	}
	if l.has("owned") {
		only = append(only, snaproll.Owned(l.flag("owned")))
	}
	all := []snaproll.ExecutionInfo{}
	for info, err := range s.Executions(ctx, only...) {
		if err != nil {
			return nil, err
		}
		all = append(all, info)
	}
	return report(all, nil)
}

func forkExecution(s *snaproll.Store, l *line) (any, error) {
	var snapshot *snaproll.ID
	if l.has("snapshot") {
		id := l.id("snapshot")
		snapshot = &id
	}
	return done(s.Fork(ctx, l.text("id"), snapshot, l.text("as_id")))
}

func checkStore(s *snaproll.Store, l *line) (any, error) {
	if l.flag("quick") {
		return report(s.CheckQuickly(l.ctx()))
	}
	return report(s.Check(l.ctx()))
}

func expireExecutions(s *snaproll.Store, l *line) (any, error) {
	var now time.Time
	if l.has("now") {
		now = l.time("now")
	}
	if l.flag("dry_run") {
		return report(s.PlanExpire(l.ctx(), now))
	}
	return report(s.Expire(l.ctx(), now))
}

func eraseFromStore(s *snaproll.Store, l *line) (any, error) {
	if l.flag("dry_run") {
		return erasedReport(s.PlanErase(l.ctx(), l.optional("id"), l.what()))
	}
	return erasedReport(s.Erase(l.ctx(), l.optional("id"), l.what()))
}

// storeFigures are those that the machine has no part in.
func storeFigures(s *snaproll.Store, _ *line) (any, error) {
	stats, err := s.Stats(ctx)
	return report(map[string]uint64{
		"blobs": stats.Blobs, "commits": stats.Commits, "conflicts": stats.Conflicts,
		"executions": stats.Executions, "keyframes": stats.Keyframes,
		"longest_chain": stats.LongestChain, "records": stats.Records,
		"snapshots": stats.Snapshots,
	}, err)
}

// exportExecution writes into a file, or, where none is told, into the reply.
func exportExecution(s *snaproll.Store, l *line) (any, error) {
	form := snaproll.ExportBundle
	if l.flag("full") {
		form = snaproll.ExportFull
	}
	var lines bytes.Buffer
	if err := s.Export(ctx, l.text("id"), form, &lines); err != nil {
		return nil, err
	}
	if l.has("path") {
		count := bytes.Count(lines.Bytes(), []byte("\n"))
		return count, os.WriteFile(l.text("path"), lines.Bytes(), 0o600)
	}
	text := strings.ReplaceAll(strings.TrimSuffix(lines.String(), "\n"), "\n", ",")
	return jsonText("[" + text + "]"), nil
}

func importExecution(s *snaproll.Store, l *line) (any, error) {
	if l.has("path") {
		return gave(s.Import(ctx, bytes.NewReader(of(os.ReadFile(l.text("path")))), l.optional("as_id")))
	}
	var lines strings.Builder
	for _, text := range l.texts("lines") {
		lines.WriteString(text + "\n")
	}
	return gave(s.Import(ctx, strings.NewReader(lines.String()), l.optional("as_id")))
}

// commitMany tells the place of the first failure, and the code of each.
func commitMany(l *line) (any, error) {
	var runs []*snaproll.Execution
	for _, name := range l.texts("executions") {
		runs = append(runs, l.named[name].(*snaproll.Execution))
	}
	each, err := snaproll.SaveMany(ctx, runs...)
	if err == nil {
		return nil, nil
	}
	codes := make([]string, len(each))
	first := -1
	for i, one := range each {
		var e *snaproll.Error
		if codes[i] = "OK"; errors.As(one, &e) {
			codes[i] = e.Code.String()
		}
		if first < 0 && one == err {
			first = i
		}
	}
	told := *err.(*snaproll.Error)
	told.Message = fmt.Sprintf("executions[%d]: %s", first, told.Message)
	return besideError(canonical(codes)), &told
}

func onStore(run func(*snaproll.Store, *line) (any, error)) operation {
	return func(l *line) (any, error) { return run(self[*snaproll.Store](l), l) }
}

var storeOperations = map[string]operation{
	"store.open":        openScenarioStore,
	"store.commit_many": commitMany,
	"store.executions":  onStore(listExecutions),
	"store.fork":        onStore(forkExecution),
	"store.check":       onStore(checkStore),
	"store.expire":      onStore(expireExecutions),
	"store.erase":       onStore(eraseFromStore),
	"store.export":      onStore(exportExecution),
	"store.import":      onStore(importExecution),
	"store.close":       onStore(func(s *snaproll.Store, _ *line) (any, error) { return done(s.Close()) }),
	"store.path":        onStore(func(s *snaproll.Store, _ *line) (any, error) { return gave(s.Path()) }),
	"store.id": onStore(func(s *snaproll.Store, _ *line) (any, error) {
		if id, err := s.ID(); err != nil || id == (snaproll.ID{}) {
			return "", err
		}
		return "drawn", nil
	}),
	"store.is_read_only": onStore(func(s *snaproll.Store, _ *line) (any, error) {
		return gave(s.IsReadOnly())
	}),
	"store.info": onStore(func(s *snaproll.Store, l *line) (any, error) {
		return report(s.Info(l.text("id")))
	}),
	"store.exists": onStore(func(s *snaproll.Store, l *line) (any, error) {
		return gave(s.Exists(l.text("id")))
	}),
	"store.delete": onStore(func(s *snaproll.Store, l *line) (any, error) {
		return done(s.Delete(ctx, l.text("id"), l.takingOver()...))
	}),
	"store.copy": onStore(func(s *snaproll.Store, l *line) (any, error) {
		return done(s.Copy(ctx, l.text("id"), input[*snaproll.Store](l, "to"), l.optional("as_id")))
	}),
	"store.backup": onStore(func(s *snaproll.Store, l *line) (any, error) {
		return done(s.Backup(ctx, l.text("path")))
	}),
	"store.compact": onStore(func(s *snaproll.Store, l *line) (any, error) {
		return done(s.Compact(l.ctx()))
	}),
	"store.stats": onStore(storeFigures),
	"store.policy": onStore(func(s *snaproll.Store, _ *line) (any, error) {
		policy, err := s.Policy()
		if err != nil {
			return nil, err
		}
		return gaveText(policy, policy != "")
	}),
	"store.set_policy": onStore(func(s *snaproll.Store, l *line) (any, error) {
		return done(s.SetPolicy(ctx, l.optional("policy")))
	}),
	"store.get_blob": onStore(func(s *snaproll.Store, l *line) (any, error) {
		return gaveBytes(s.GetBlob(l.text("hash")))
	}),
	"store.erasures": onStore(func(s *snaproll.Store, l *line) (any, error) {
		return erasedReport(s.Erasures(l.text("id")))
	}),
}
