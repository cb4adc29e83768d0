// Patches, plans, what a rollback did, undo, edges.
#include "runner.hpp"

namespace scenario {
namespace {

const Patch& patch(Call& c) { return c.self<Patch>(); }
Context& context(Call& c) { return c.shared<Context>("self"); }
const Manager& manager(Call& c) { return c.shared<Manager>("self"); }
Execution& execution(Call& c) { return c.shared<Execution>("self"); }
const RollbackResult& result(Call& c) { return c.self<RollbackResult>(); }

Reply diff(Call& c, Result<Value> before, Result<Value> after) {
  if (!before.ok()) return std::move(before).error();
  if (!after.ok()) return std::move(after).error();
  return c.made(Patch::diff(*before, *after, c.cancel()));
}

// A plan of what `make(selector)` gives, where NULL is no selector.
template <typename Make>
Reply planned(Call& c, Make&& make) {
  SNAPROLL_TRY(const auto selector, c.selector());
  return c.made(make(selector.has_value() ? &*selector : nullptr));
}

std::string effects_json(const std::vector<Effect>& effects) {
  std::string json = "[";
  for (const Effect& effect : effects) {
    if (json.size() > 1) json += ',';
    json += "{\"node\":" + json_text(effect.node) +
            ",\"idempotency_key\":" + json_text(effect.idempotency_key) +
            ",\"attempt\":" + std::to_string(effect.attempt) +
            ",\"started_at\":" + json_text(time_text(effect.started_at)) + '}';
  }
  return json + ']';
}

std::string edges_json(const std::vector<Edge>& edges) {
  std::string json = "[";
  for (const Edge& edge : edges) {
    if (json.size() > 1) json += ',';
    json += '[' + json_text(edge.from) + ',' + json_text(edge.to) + ']';
  }
  return json + ']';
}

Reply set_edges(Call& c) {
  SNAPROLL_TRY(const Value list, Value::parse(c.text("json")));
  if (!list.is_array()) return Error(Code::kType, "expected an array");
  std::vector<Edge> edges;
  for (size_t i = 0; i < list.size(); ++i) {
    const Value pair = *list.at(i);
    const std::string place = '/' + std::to_string(i);
    if (!pair.is_array() || pair.size() != 2)
      return Error(Code::kType, "expected [from, to]").at_pointer(place);
    std::string nodes[2];
    for (size_t end = 0; end < 2; ++end) {
      auto node = pair.at(end)->as_text();
      if (!node.ok()) {
        return Error(Code::kType, "expected a string")
            .at_pointer(place + '/' + std::to_string(end));
      }
      nodes[end] = *std::move(node);
    }
    edges.push_back({nodes[0], nodes[1]});
  }
  return done(execution(c).set_edges(edges));
}

}  // namespace

Result<std::optional<Selector>> Call::selector() const {
  if (!has("selector")) return std::optional<Selector>();
  const Value told = value("selector");
  Selector selector;
  const auto read = [&](const char* name, std::vector<std::string>& list,
                        auto&& check) -> Status {
    const Value names = told.find(name).value_or(Value::array());
    for (size_t i = 0; i < names.size(); ++i) {
      list.push_back(*names.at(i)->as_text());
      SNAPROLL_CHECK(check(list.back()));
    }
    return {};
  };
  SNAPROLL_CHECK(read("variables", selector.variables, Selector::check_name));
  SNAPROLL_CHECK(
      read("node_results", selector.node_results, Selector::check_name));
  SNAPROLL_CHECK(read("pointers", selector.pointers, Selector::check_pointer));
  SNAPROLL_CHECK(
      read("downstream_of", selector.downstream_of, Selector::check_node));
  const auto flag = [&](const char* name) {
    const auto found = told.find(name);
    return found.has_value() && *found->as_bool();
  };
  selector.state = flag("state");
  selector.everything_but = flag("everything_but");
  selector.allow_nothing = flag("allow_nothing");
  return std::optional<Selector>(std::move(selector));
}

const Table kPatches = {
    {"patch.diff",
     [](Call& c) {
       return diff(c, c.object<Value>("before"), c.object<Value>("after"));
     }},
    {"patch.from_json",
     [](Call& c) {
       return c.made(Patch::from_json(c.text("json"), c.limits()));
     }},
    {"patch.ref", [](Call& c) { return c.made(patch(c)); }},
    {"patch.size",
     [](Call& c) -> Reply { return std::to_string(patch(c).size()); }},
    {"patch.to_json", [](Call& c) { return out_json(patch(c).to_json()); }},
    {"patch.to_compact",
     [](Call& c) -> Reply { return patch(c).to_compact(); }},
    {"patch.to_text",
     [](Call& c) -> Reply { return json_text(patch(c).to_text()); }},
    {"patch.apply",
     [](Call& c) { return c.made(patch(c).apply(c.object<Value>("value"))); }},
    {"patch.masked",
     [](Call& c) -> Reply {
       SNAPROLL_TRY(const PrivatePaths paths,
                    PrivatePaths::from_json(c.text("paths")));
       return c.made(masked(patch(c), paths));
     }},
    {"patch.compose",
     [](Call& c) { return c.made(patch(c).compose(c.object<Patch>("next"))); }},
    {"patch.invert",
     [](Call& c) {
       return c.made(patch(c).invert(c.object<Value>("before")));
     }},
    {"snapshot.value",
     [](Call& c) { return c.made(c.self<Snapshot>().value()); }},
    {"snapshot.diff",
     [](Call& c) {
       return diff(c, c.self<Snapshot>().value(),
                   c.object<Snapshot>("after").value());
     }},
    {"context.value", [](Call& c) { return c.made(context(c).value()); }},
    {"context.diff",
     [](Call& c) {
       return diff(c, c.object<Snapshot>("before").value(), context(c).value());
     }},
    {"context.apply_patch",
     [](Call& c) {
       return done(context(c).apply_patch(c.object<Patch>("patch")));
     }},
};

const Table kGoingBack = {
    {"context.apply_plan",
     [](Call& c) {
       return c.made_rollback(
           context(c).apply_plan(c.object<RollbackPlan>("plan")));
     }},
    {"context.undo_rollback",
     [](Call& c) { return c.made_rollback(context(c).undo_rollback()); }},
    {"context.redo_rollback",
     [](Call& c) { return c.made_rollback(context(c).redo_rollback()); }},
    {"context.undo_count",
     [](Call& c) -> Reply { return std::to_string(context(c).undo_count()); }},
    {"context.redo_count",
     [](Call& c) -> Reply { return std::to_string(context(c).redo_count()); }},
    {"context.clear_undo",
     [](Call& c) {
       context(c).clear_undo();
       return done({});
     }},
    {"manager.plan_rollback",
     [](Call& c) {
       return planned(c, [&](const Selector* only) {
         return manager(c).plan_rollback(c.shared<Context>("context"), only);
       });
     }},
    {"manager.plan_rollback_to",
     [](Call& c) {
       return planned(c, [&](const Selector* only) {
         return manager(c).plan_rollback_to(c.shared<Context>("context"),
                                            c.id("id"), only);
       });
     }},
    {"manager.plan_rollback_n",
     [](Call& c) {
       return planned(c, [&](const Selector* only) {
         return manager(c).plan_rollback_n(c.shared<Context>("context"),
                                           c.count("steps"), only);
       });
     }},
    {"execution.plan_rollback",
     [](Call& c) {
       return planned(c, [&](const Selector* only) {
         return execution(c).plan_rollback(only);
       });
     }},
    {"execution.plan_rollback_to",
     [](Call& c) {
       return planned(c, [&](const Selector* only) {
         return execution(c).plan_rollback_to(c.id("id"), only);
       });
     }},
    {"execution.plan_rollback_n",
     [](Call& c) {
       return planned(c, [&](const Selector* only) {
         return execution(c).plan_rollback_n(c.count("steps"), only);
       });
     }},
    {"execution.apply_plan",
     [](Call& c) {
       return c.made_rollback(
           execution(c).apply_plan(c.object<RollbackPlan>("plan")));
     }},
    {"execution.undo_rollback",
     [](Call& c) { return c.made_rollback(execution(c).undo_rollback()); }},
    {"execution.redo_rollback",
     [](Call& c) { return c.made_rollback(execution(c).redo_rollback()); }},
    {"execution.clear", [](Call& c) { return done(execution(c).clear()); }},
    {"execution.add_edge",
     [](Call& c) {
       return done(execution(c).add_edge({c.text("from"), c.text("to")}));
     }},
    {"execution.set_edges", set_edges},
    {"execution.edges",
     [](Call& c) -> Reply { return edges_json(execution(c).edges()); }},
    {"rollback_plan.ref",
     [](Call& c) { return c.made(c.self<RollbackPlan>()); }},
    {"rollback_plan.result",
     [](Call& c) { return c.made_rollback(c.self<RollbackPlan>().result()); }},
    {"rollback_result.removed_nodes",
     [](Call& c) -> Reply { return json_names(result(c).removed_nodes()); }},
    {"rollback_result.changed_variables",
     [](Call& c) -> Reply {
       return json_names(result(c).variables().changed);
     }},
    {"rollback_result.removed_variables",
     [](Call& c) -> Reply {
       return json_names(result(c).variables().removed);
     }},
    {"rollback_result.reappeared_variables",
     [](Call& c) -> Reply {
       return json_names(result(c).variables().reappeared);
     }},
    {"rollback_result.effects",
     [](Call& c) -> Reply { return effects_json(result(c).effects); }},
    {"rollback_result.state_before",
     [](Call& c) -> Reply { return out_state(result(c).before.state); }},
    {"rollback_result.state_after",
     [](Call& c) -> Reply { return out_state(result(c).after.state); }},
    {"rollback_result.patch",
     [](Call& c) { return c.made(result(c).patch(c.cancel())); }},
    {"rollback_result.text",
     [](Call& c) -> Reply { return json_text(result(c).text()); }},
};

}  // namespace scenario
