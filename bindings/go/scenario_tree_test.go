package snaproll_test

import (
	"strings"

	"snaproll.dev/go/snaproll"
)

// objectJSON is an object of names and members, in their order.
func objectJSON(pairs ...any) jsonText {
	var members []string
	for i := 0; i < len(pairs); i += 2 {
		member, ready := pairs[i+1].(jsonText)
		if !ready {
			member = jsonText(canonical(pairs[i+1]))
		}
		members = append(members, canonical(pairs[i])+":"+string(member))
	}
	return jsonText("{" + strings.Join(members, ",") + "}")
}

// listJSON is a list as the library tells it: of gives the names and the members
// of each object, in their order.
func listJSON[T any](list []T, err error, of func(T) []any) (any, error) {
	objects := make([]string, len(list))
	for i, one := range list {
		objects[i] = string(objectJSON(of(one)...))
	}
	return jsonText("[" + strings.Join(objects, ",") + "]"), err
}

// grouped are the executions of a group.
func grouped(x *snaproll.Execution, l *line) []*snaproll.Execution {
	if !l.has("other") {
		return []*snaproll.Execution{x}
	}
	return []*snaproll.Execution{x, input[*snaproll.Execution](l, "other")}
}

func onTree(run func(*snaproll.Manager, *line, snaproll.ID) (any, error)) operation {
	return onManager(func(m *snaproll.Manager, l *line) (any, error) { return run(m, l, l.id("id")) })
}

var treeOperations = map[string]operation{
	"manager.tree": onManager(func(m *snaproll.Manager, _ *line) (any, error) {
		tree, err := m.Tree()
		return listJSON(tree, err, func(t snaproll.TreeEntry) []any {
			var parent any
			if t.Parent != nil {
				parent = t.Parent.String()
			}
			return []any{"snapshot", t.Snapshot.String(), "parent", parent}
		})
	}),
	"manager.branches": onManager(func(m *snaproll.Manager, _ *line) (any, error) {
		branches, err := m.Branches()
		return listJSON(branches, err, func(b snaproll.Branch) []any {
			var name any
			if b.Name != "" {
				name = b.Name
			}
			return []any{"name", name, "head", b.Head.String(), "selected", b.Selected}
		})
	}),
	"manager.tags": onManager(func(m *snaproll.Manager, _ *line) (any, error) {
		tags, err := m.Tags()
		return listJSON(tags, err, func(t snaproll.Tag) []any {
			return []any{"name", t.Name, "snapshot", t.Snapshot.String(), "at", of(snaproll.FormatTime(t.At))}
		})
	}),
	"manager.holds": onManager(func(m *snaproll.Manager, _ *line) (any, error) {
		holds, err := m.Holds()
		return listJSON(holds, err, func(h snaproll.Hold) []any {
			return []any{"name", h.Name, "snapshot", h.Snapshot.String(), "reason", h.Reason,
				"at", of(snaproll.FormatTime(h.At))}
		})
	}),
	"manager.groups": onManager(func(m *snaproll.Manager, _ *line) (any, error) {
		groups, err := m.Groups()
		return listJSON(groups, err, func(g snaproll.Group) []any {
			var label any
			if g.Label != nil {
				label = *g.Label
			}
			return []any{"id", g.ID.String(), "snapshot", g.Snapshot.String(), "label", label,
				"at", of(snaproll.FormatTime(g.At)), "members", g.Members}
		})
	}),
	"manager.remove_group": onTree(func(m *snaproll.Manager, _ *line, id snaproll.ID) (any, error) {
		return done(m.RemoveGroup(ctx, id))
	}),
	"execution.snapshot_group": onExecution(func(x *snaproll.Execution, l *line) (any, error) {
		return gave(snaproll.SnapshotGroup(ctx, grouped(x, l), l.told()...))
	}),
	"execution.rollback_group": onExecution(func(x *snaproll.Execution, l *line) (any, error) {
		results, err := snaproll.RollbackGroup(ctx, grouped(x, l), l.id("id"))
		for _, result := range results {
			result.Close()
		}
		return done(err)
	}),
	"manager.parent": onTree(func(m *snaproll.Manager, _ *line, id snaproll.ID) (any, error) {
		return gaveID(m.Parent(id))
	}),
	"manager.children": onTree(func(m *snaproll.Manager, _ *line, id snaproll.ID) (any, error) {
		return made(m.Children(id))
	}),
	"manager.common_ancestor": onManager(func(m *snaproll.Manager, l *line) (any, error) {
		return gaveID(m.CommonAncestor(l.id("one"), l.id("other")))
	}),
	"manager.resolve": onManager(func(m *snaproll.Manager, l *line) (any, error) {
		return gave(m.Resolve(l.text("text")))
	}),
	"manager.create_branch": onManager(func(m *snaproll.Manager, l *line) (any, error) {
		var head *snaproll.ID
		if l.has("head") {
			id := l.id("head")
			head = &id
		}
		return done(m.CreateBranch(ctx, input[*snaproll.Context](l, "context"), l.text("name"), head))
	}),
	"manager.rename_branch": onManager(func(m *snaproll.Manager, l *line) (any, error) {
		return done(m.RenameBranch(ctx, l.text("from"), l.text("to")))
	}),
	"manager.remove_branch": onManager(func(m *snaproll.Manager, l *line) (any, error) {
		return done(m.RemoveBranch(ctx, l.text("name")))
	}),
	"manager.switch_branch": onManager(func(m *snaproll.Manager, l *line) (any, error) {
		return gave(m.SwitchBranch(ctx, input[*snaproll.Context](l, "context"), l.text("name")))
	}),
	"execution.switch_branch": onExecution(func(x *snaproll.Execution, l *line) (any, error) {
		return gave(x.SwitchBranch(ctx, l.text("name")))
	}),
	"manager.tag": onTree(func(m *snaproll.Manager, l *line, id snaproll.ID) (any, error) {
		if l.inputs["unique"] == true {
			return done(m.TagUniquely(ctx, id, l.text("name")))
		}
		return done(m.Tag(ctx, id, l.text("name")))
	}),
	"manager.untag": onTree(func(m *snaproll.Manager, l *line, id snaproll.ID) (any, error) {
		return done(m.Untag(ctx, id, l.text("name")))
	}),
	"manager.hold": onTree(func(m *snaproll.Manager, l *line, id snaproll.ID) (any, error) {
		reason, _ := l.inputs["reason"].(string)
		return done(m.Hold(ctx, id, l.text("name"), reason))
	}),
	"manager.release": onTree(func(m *snaproll.Manager, l *line, id snaproll.ID) (any, error) {
		return done(m.Release(ctx, id, l.text("name")))
	}),
	"manager.remove": onTree(func(m *snaproll.Manager, _ *line, id snaproll.ID) (any, error) {
		return done(m.RemoveSnapshot(ctx, id))
	}),
}
