// The tree of a history, branches, tags, holds, groups and what a text names.
#include "runner.hpp"

namespace scenario {
namespace {

Manager& manager(Call& c) { return c.shared<Manager>("self"); }

// A list as a JSON array: `entry(item)` gives JSON.
template <typename T, typename Entry>
Reply list_json(Result<std::vector<T>> list, Entry&& entry) {
  if (!list.ok()) return std::move(list).error();
  std::string json = "[";
  for (const T& item : *list) {
    if (json.size() > 1) json += ',';
    json += entry(item);
  }
  return json + ']';
}

std::string id_json(const Id& id) { return json_text(id.text()); }

Reply tree(Call& c) {
  using Edge = std::pair<Id, std::optional<Id>>;
  return list_json(manager(c).tree(), [](const Edge& edge) {
    return "{\"snapshot\":" + id_json(edge.first) + ",\"parent\":" +
           (edge.second.has_value() ? id_json(*edge.second) : "null") + '}';
  });
}

Reply branches(Call& c) {
  return list_json(manager(c).branches(), [](const Branch& branch) {
    return "{\"name\":" +
           (branch.name.has_value() ? json_text(*branch.name) : "null") +
           ",\"head\":" + id_json(branch.head) +
           ",\"selected\":" + out_bool(branch.selected) + '}';
  });
}

Reply tags(Call& c) {
  return list_json(manager(c).tags(), [](const Tag& tag) {
    return "{\"name\":" + json_text(tag.name) +
           ",\"snapshot\":" + id_json(tag.snapshot) +
           ",\"at\":" + json_text(time_text(tag.at)) + '}';
  });
}

Reply holds(Call& c) {
  return list_json(manager(c).holds(), [](const Hold& hold) {
    return "{\"name\":" + json_text(hold.name) +
           ",\"snapshot\":" + id_json(hold.snapshot) +
           ",\"reason\":" + json_text(hold.reason) +
           ",\"at\":" + json_text(time_text(hold.at)) + '}';
  });
}

Reply groups(Call& c) {
  return list_json(manager(c).groups(), [](const Group& group) {
    return "{\"id\":" + id_json(group.id) +
           ",\"snapshot\":" + id_json(group.snapshot) + ",\"label\":" +
           (group.label.has_value() ? json_text(*group.label) : "null") +
           ",\"at\":" + json_text(time_text(group.at)) +
           ",\"members\":" + std::to_string(group.members) + '}';
  });
}

std::vector<Execution*> executions(Call& c) {
  std::vector<Execution*> all = {&c.shared<Execution>("self")};
  if (c.has("other")) all.push_back(&c.shared<Execution>("other"));
  return all;
}

Reply id_of(Call& c, Result<std::optional<Snapshot>> found) {
  if (!found.ok()) return std::move(found).error();
  return c.made_id(found->has_value() ? std::optional<Id>((*found)->id())
                                      : std::nullopt);
}

}  // namespace

const Table kTree = {
    {"manager.tree", tree},
    {"manager.branches", branches},
    {"manager.tags", tags},
    {"manager.holds", holds},
    {"manager.groups", groups},
    {"manager.remove_group",
     [](Call& c) { return done(manager(c).remove_group(c.id("id"))); }},
    {"execution.snapshot_group",
     [](Call& c) -> Reply {
       SNAPROLL_TRY(const SnapshotInfo info, c.snapshot_info());
       SNAPROLL_TRY(const Id group,
                    Execution::snapshot_group(executions(c), info));
       return c.made_id(group);
     }},
    {"execution.rollback_group",
     [](Call& c) -> Reply {
       SNAPROLL_TRY([[maybe_unused]] const auto results,
                    Execution::rollback_group(executions(c), c.id("id")));
       return done({});
     }},
    {"manager.parent",
     [](Call& c) { return id_of(c, manager(c).parent(c.id("id"))); }},
    {"manager.children",
     [](Call& c) { return c.made(manager(c).children(c.id("id"))); }},
    {"manager.common_ancestor",
     [](Call& c) {
       return id_of(c, manager(c).common_ancestor(c.id("one"), c.id("other")));
     }},
    {"manager.resolve",
     [](Call& c) -> Reply {
       SNAPROLL_TRY(const Snapshot found, manager(c).resolve(c.text("text")));
       return c.made_id(found.id());
     }},
    {"manager.create_branch",
     [](Call& c) {
       return done(manager(c).create_branch(
           c.shared<Context>("context"), c.text("name"),
           c.has("head") ? std::optional<Id>(c.id("head")) : std::nullopt));
     }},
    {"manager.rename_branch",
     [](Call& c) {
       return done(manager(c).rename_branch(c.text("from"), c.text("to")));
     }},
    {"manager.remove_branch",
     [](Call& c) { return done(manager(c).remove_branch(c.text("name"))); }},
    {"manager.switch_branch",
     [](Call& c) {
       return c.made_rollback(manager(c).switch_branch(
           c.shared<Context>("context"), c.text("name")));
     }},
    {"execution.switch_branch",
     [](Call& c) {
       return c.made_rollback(
           c.shared<Execution>("self").switch_branch(c.text("name")));
     }},
    {"manager.tag",
     [](Call& c) {
       return done(
           manager(c).tag(c.id("id"), c.text("name"), c.boolean("unique")));
     }},
    {"manager.untag",
     [](Call& c) {
       return done(manager(c).untag(c.id("id"), c.text("name")));
     }},
    {"manager.hold",
     [](Call& c) {
       return done(manager(c).hold(c.id("id"), c.text("name"),
                                   c.has("reason") ? c.text("reason") : ""));
     }},
    {"manager.release",
     [](Call& c) {
       return done(manager(c).release(c.id("id"), c.text("name")));
     }},
    {"manager.remove",
     [](Call& c) { return done(manager(c).remove(c.id("id"))); }},
};

}  // namespace scenario
