// Contexts and checkpoints.
#include "runner.hpp"

namespace scenario {
namespace {

Context& self(Call& c) { return c.shared<Context>("self"); }

Result<Value> variable(Call& c) {
  const std::string name = c.text("name");
  return found(self(c).variable(name), "/variables", name, "variable");
}

Result<Value> node_result(Call& c) {
  const std::string node = c.text("node");
  return found(self(c).node_result(node), "/node_results", node, "node result");
}

// Sets the variable `name` to what was made.
Reply set_variable(Call& c, Result<Value> value) {
  if (!value.ok()) return std::move(value).error();
  return done(self(c).set_variable(c.text("name"), *std::move(value)));
}

Result<Value> member(const Value& entry, const std::string& place,
                     const char* name) {
  auto value = entry.find(name);
  if (value.has_value()) return *std::move(value);
  return Error(Code::kNotFound,
               "the member \"" + std::string(name) + "\" is missing")
      .at_pointer(place + '/' + name);
}

Result<std::string> text_member(const Value& entry, const std::string& place,
                                const char* name) {
  SNAPROLL_TRY(const Value value, member(entry, place, name));
  auto text = value.as_text();
  if (!text.ok()) text.error().pointer = place + '/' + name;
  return text;
}

Result<size_t> count_member(const Value& entry, const std::string& place,
                            const char* name) {
  SNAPROLL_TRY(const Value value, member(entry, place, name));
  const auto number = value.as_int64();
  const std::string pointer = place + '/' + name;
  if (value.kind() != Kind::kInteger)
    return Error(Code::kType, "expected an integer").at_pointer(pointer);
  if (!number.ok() || *number < 0) {
    return Error(Code::kRange, "expected an integer that is not negative")
        .at_pointer(pointer);
  }
  return static_cast<size_t>(*number);
}

Result<Change> read_change(const Value& entry, const std::string& place) {
  static const std::map<std::string, Change::Kind> kinds = {
      {"set", Change::Kind::kSet},
      {"remove", Change::Kind::kRemove},
      {"append", Change::Kind::kAppend},
      {"append_text", Change::Kind::kAppendText},
      {"test", Change::Kind::kTest},
      {"splice", Change::Kind::kSplice},
      {"splice_text", Change::Kind::kSpliceText},
  };
  if (!entry.is_object())
    return Error(Code::kType, "expected an object")
        .at_pointer(std::string(place));
  Change change;
  SNAPROLL_TRY(const std::string op, text_member(entry, place, "op"));
  SNAPROLL_TRY(change.pointer, text_member(entry, place, "pointer"));
  const auto kind = kinds.find(op);
  if (kind == kinds.end()) {
    return Error(Code::kInvalidArgument,
                 "expected \"set\", \"remove\", \"append\", \"append_text\", "
                 "\"test\", \"splice\" or \"splice_text\"")
        .at_pointer(place + "/op");
  }
  change.kind = kind->second;
  if (op == "splice" || op == "splice_text") {
    SNAPROLL_TRY(change.at, count_member(entry, place, "at"));
    SNAPROLL_TRY(change.removed, count_member(entry, place, "removed"));
  }
  if (op == "append_text" || op == "splice_text") {
    SNAPROLL_TRY(change.text, text_member(entry, place, "text"));
  } else if (op != "remove") {
    SNAPROLL_TRY(change.value, member(entry, place, "value"));
  }
  if (op == "splice" && !change.value.is_array()) {
    return Error(Code::kType, "expected an array").at_pointer(place + "/value");
  }
  return change;
}

Reply update(Call& c) {
  SNAPROLL_TRY(const Value list, Value::parse(c.text("json")));
  if (!list.is_array()) return Error(Code::kType, "expected an array");
  std::vector<Change> changes;
  for (size_t i = 0; i < list.size(); ++i) {
    SNAPROLL_TRY(Change change,
                 read_change(*list.at(i), '/' + std::to_string(i)));
    changes.push_back(std::move(change));
  }
  return done(self(c).update(changes));
}

Reply set_state(Call& c) {
  SNAPROLL_TRY(ExecutionState state,
               ExecutionState::from_value(c.value("state")));
  return done(self(c).set_state(std::move(state)));
}

using Kept = std::shared_ptr<const Checkpoint>;

const Checkpoint& kept(Call& c) { return *c.self<Kept>(); }

Reply made_checkpoint(Call& c, Result<Checkpoint> checkpoint) {
  if (!checkpoint.ok()) return std::move(checkpoint).error();
  return c.made(
      Kept(std::make_shared<const Checkpoint>(*std::move(checkpoint))));
}

}  // namespace

const Table kContexts = {
    {"context.new",
     [](Call& c) {
       const ExecutionOptions options = c.options();
       return c.made_shared(Context::create(
           c.text("workflow_id"), options.execution_id, options.environment));
     }},
    {"context.from_json",
     [](Call& c) {
       return c.made_shared(Context::from_json(
           c.text("json"), c.options().environment, c.cancel()));
     }},
    {"context.resume_from_checkpoint",
     [](Call& c) {
       return c.made_shared(Context::resume_from_checkpoint(
           *c.object<Kept>("checkpoint"), c.text("workflow_id"),
           c.options().environment));
     }},
    {"context.copy",
     [](Call& c) { return c.made_shared(Result<Context>(self(c).copy())); }},
    {"context.begin",
     [](Call& c) { return c.made_shared(Result<Context>(self(c).begin())); }},
    {"context.commit", [](Call& c) { return done(self(c).commit()); }},
    {"context.abort", [](Call& c) { return done(self(c).abort()); }},
    {"context.to_json",
     [](Call& c) { return out_json(self(c).to_json(c.cancel())); }},
    {"context.set_private_paths",
     [](Call& c) -> Reply {
       SNAPROLL_TRY(PrivatePaths paths,
                    PrivatePaths::from_json(c.text("paths")));
       return done(self(c).set_private_paths(std::move(paths)));
     }},
    {"context.private_paths",
     [](Call& c) { return out_json(self(c).private_paths().to_json()); }},
    {"context.execution_id",
     [](Call& c) -> Reply { return json_text(self(c).execution_id()); }},
    {"context.workflow_id",
     [](Call& c) -> Reply { return json_text(self(c).workflow_id()); }},
    {"context.started_at",
     [](Call& c) -> Reply { return out_time(self(c).started_at()); }},
    {"context.completed_at",
     [](Call& c) -> Reply { return out_time(self(c).completed_at()); }},
    {"context.state",
     [](Call& c) -> Reply { return out_state(self(c).state()); }},
    {"context.set_state", set_state},
    {"context.version",
     [](Call& c) -> Reply { return std::to_string(self(c).version()); }},
    {"context.position", [](Call& c) { return c.made_id(self(c).position()); }},
    {"context.mark_completed",
     [](Call& c) { return done(self(c).mark_completed()); }},
    {"context.pause", [](Call& c) { return done(self(c).pause()); }},
    {"context.resume", [](Call& c) { return done(self(c).resume()); }},
    {"context.cancel", [](Call& c) { return done(self(c).cancel()); }},
    {"context.create_checkpoint",
     [](Call& c) { return made_checkpoint(c, self(c).create_checkpoint()); }},
    {"context.checkpoint",
     [](Call& c) -> Reply {
       const Kept checkpoint = self(c).checkpoint();
       if (checkpoint != nullptr) return c.made(checkpoint);
       return Error(Code::kNotFound, "there is no checkpoint");
     }},
    {"context.can_resume",
     [](Call& c) -> Reply { return out_bool(self(c).can_resume()); }},
    {"context.take_snapshot",
     [](Call& c) -> Reply {
       SNAPROLL_TRY(SnapshotInfo info, c.snapshot_info());
       return c.made(self(c).take_snapshot(std::move(info)));
     }},
    {"context.apply",
     [](Call& c) {
       return done(self(c).apply(c.object<Snapshot>("snapshot")));
     }},
    {"checkpoint.from_json",
     [](Call& c) {
       return made_checkpoint(
           c, Checkpoint::from_json(c.text("json"), c.limits()));
     }},
    {"checkpoint.ref", [](Call& c) { return c.made(c.self<Kept>()); }},
    {"checkpoint.to_json", [](Call& c) { return out_json(kept(c).to_json()); }},
    {"checkpoint.timestamp",
     [](Call& c) -> Reply { return out_time(kept(c).timestamp); }},
    {"checkpoint.completed_nodes",
     [](Call& c) -> Reply { return json_names(kept(c).completed_nodes()); }},
    {"checkpoint.variables", [](Call& c) { return c.made(kept(c).variables); }},
    {"checkpoint.state",
     [](Call& c) -> Reply { return out_state(kept(c).state); }},
};

const Table kVariables = {
    {"context.set_variable",
     [](Call& c) {
       return done(self(c).set_variable_json(c.text("name"), c.text("json")));
     }},
    {"context.set_variable_value",
     [](Call& c) { return set_variable(c, c.object<Value>("value")); }},
    {"context.set_variable_null",
     [](Call& c) { return set_variable(c, Value()); }},
    {"context.set_variable_bool",
     [](Call& c) {
       return set_variable(c, Value::boolean(c.boolean("boolean")));
     }},
    {"context.set_variable_int64",
     [](Call& c) {
       return set_variable(c, Value::integer(c.integer("integer")));
     }},
    {"context.set_variable_double",
     [](Call& c) {
       return set_variable(c, Value::number(c.number("number")));
     }},
    {"context.set_variable_text",
     [](Call& c) { return set_variable(c, Value::text(c.text("utf8"))); }},
    {"context.get_variable", [](Call& c) { return out_value(variable(c)); }},
    {"context.get_variable_value", [](Call& c) { return c.made(variable(c)); }},
    {"context.get_variable_bool",
     [](Call& c) -> Reply {
       SNAPROLL_TRY(const Value value, variable(c));
       SNAPROLL_TRY(const bool boolean, value.as_bool());
       return out_bool(boolean);
     }},
    {"context.get_variable_int64",
     [](Call& c) -> Reply {
       SNAPROLL_TRY(const Value value, variable(c));
       SNAPROLL_TRY(const int64_t integer, value.as_int64());
       return std::to_string(integer);
     }},
    {"context.get_variable_double",
     [](Call& c) -> Reply {
       SNAPROLL_TRY(const Value value, variable(c));
       return out_double(value.as_double());
     }},
    {"context.get_variable_text",
     [](Call& c) -> Reply {
       SNAPROLL_TRY(const Value value, variable(c));
       return out_text(value.as_text());
     }},
    {"context.remove_variable",
     [](Call& c) { return done(self(c).remove_variable(c.text("name"))); }},
    {"context.variables",
     [](Call& c) { return c.made(self(c).live().variables); }},
    {"context.record_node_result",
     [](Call& c) {
       return done(
           self(c).record_node_result_json(c.text("node"), c.text("json")));
     }},
    {"context.record_node_result_value",
     [](Call& c) {
       return done(self(c).record_node_result(c.text("node"),
                                              c.object<Value>("value")));
     }},
    {"context.get_node_result",
     [](Call& c) { return out_value(node_result(c)); }},
    {"context.get_node_result_value",
     [](Call& c) { return c.made(node_result(c)); }},
    {"context.remove_node_result",
     [](Call& c) { return done(self(c).remove_node_result(c.text("node"))); }},
    {"context.node_results",
     [](Call& c) { return c.made(self(c).live().node_results); }},
    {"context.recorded_nodes",
     [](Call& c) -> Reply {
       return json_names(self(c).live().nodes_in_order());
     }},
    {"context.get",
     [](Call& c) { return out_value(self(c).get(c.text("pointer"))); }},
    {"context.get_value",
     [](Call& c) { return c.made(self(c).get(c.text("pointer"))); }},
    {"context.set",
     [](Call& c) {
       return done(self(c).set_json(c.text("pointer"), c.text("json")));
     }},
    {"context.set_value",
     [](Call& c) {
       return done(self(c).set(c.text("pointer"), c.object<Value>("value")));
     }},
    {"context.remove",
     [](Call& c) { return done(self(c).remove(c.text("pointer"))); }},
    {"context.append",
     [](Call& c) -> Reply {
       SNAPROLL_TRY(Value item, Value::parse(c.text("json")));
       return done(self(c).append(c.text("pointer"), std::move(item)));
     }},
    {"context.append_value",
     [](Call& c) {
       return done(self(c).append(c.text("pointer"), c.object<Value>("value")));
     }},
    {"context.append_text",
     [](Call& c) {
       return done(self(c).append_text(c.text("pointer"), c.text("utf8")));
     }},
    {"context.splice",
     [](Call& c) -> Reply {
       Limits limits = c.limits();
       ++limits.depth;  // the array around the elements
       SNAPROLL_TRY(const Value array, Value::parse(c.text("json"), limits));
       SNAPROLL_TRY(const auto items, elements_of(array));
       return done(self(c).splice(c.text("pointer"), c.count("index"),
                                  c.count("removed"), items));
     }},
    {"context.splice_text",
     [](Call& c) {
       return done(self(c).splice_text(c.text("pointer"), c.count("offset"),
                                       c.count("removed"), c.text("utf8")));
     }},
    {"context.test",
     [](Call& c) -> Reply {
       SNAPROLL_TRY(const Value expected, Value::parse(c.text("json")));
       return done(self(c).test(c.text("pointer"), expected));
     }},
    {"context.update", update},
};

}  // namespace scenario
