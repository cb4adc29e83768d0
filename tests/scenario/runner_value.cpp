// Clocks, options, ids, times, values.
#include "runner.hpp"

namespace scenario {
namespace {

Status set_limit(uint64_t value, uint64_t highest, uint64_t& limit) {
  if (value == 0 || value > highest) {
    return Error(Code::kInvalidArgument,
                 "value: expected 1 to " + std::to_string(highest));
  }
  limit = value;
  return {};
}

// Limits by their names.
Status read_limits(const Value& told, Limits& limits) {
  constexpr uint64_t kMax32 = 0xffffffffu;
  const auto set = [&](const char* name, uint64_t highest,
                       auto& field) -> Status {
    const auto value = told.find(name);
    uint64_t limit = field;
    if (value.has_value()) {
      SNAPROLL_CHECK(
          set_limit(static_cast<uint64_t>(*value->as_int64()), highest, limit));
    }
    field = static_cast<std::decay_t<decltype(field)>>(limit);
    return {};
  };
  SNAPROLL_CHECK(set("depth", 10000, limits.depth));
  SNAPROLL_CHECK(set("integer_digits", kMax32, limits.integer_digits));
  SNAPROLL_CHECK(set("number_bytes", kMax32, limits.number_bytes));
  SNAPROLL_CHECK(set("text_bytes", 1u << 30, limits.text_bytes));
  SNAPROLL_CHECK(set("name_bytes", kMax32, limits.name_bytes));
  SNAPROLL_CHECK(set("id_bytes", kMax32, limits.id_bytes));
  SNAPROLL_CHECK(set("members", 1u << 31, limits.members));
  return set("state_bytes", uint64_t{1} << 40, limits.state_bytes);
}

Reply make_options(Call& c) {
  ExecutionOptions options;
  auto environment = std::make_shared<Environment>(*options.environment);
  if (c.has("clock"))
    environment->clock = c.object<std::shared_ptr<Clock>>("clock");
  if (c.has("id_seed")) {
    environment->ids =
        std::make_shared<IdSource>(static_cast<uint64_t>(c.integer("id_seed")));
  }
  if (c.has("limits"))
    SNAPROLL_CHECK(read_limits(c.value("limits"), environment->limits));
  if (c.has("execution_id")) {
    options.execution_id = c.text("execution_id");
    if (options.execution_id.empty())
      return Error(Code::kInvalidArgument, "the execution id is empty");
    SNAPROLL_CHECK(Context::create("workflow", options.execution_id));
  }
  if (c.has("workflow_id")) {
    options.workflow_id = c.text("workflow_id");
    SNAPROLL_CHECK(Context::create(options.workflow_id));
  }
  if (c.has("max_snapshots")) options.max_snapshots = c.count("max_snapshots");
  if (c.has("undo_limit")) environment->undo_limit = c.count("undo_limit");
  if (c.has("auto_snapshot")) {
    const Value told = c.value("auto_snapshot");
    const auto on = told.as_bool();
    options.auto_snapshot = !on.ok() || *on;
    if (!on.ok())
      options.auto_snapshot_interval = static_cast<size_t>(*told.as_int64());
  }
  if (c.has("snapshot_rules"))
    options.snapshot_rules = c.object<SnapshotRules>("snapshot_rules");
  options.environment = std::move(environment);
  return c.made(std::move(options));
}

Clock& clock_of(Call& c) { return c.shared<Clock>("self"); }

const char* kind_name(Kind kind) {
  static const char* const names[] = {"null", "bool",  "integer", "double",
                                      "text", "array", "object"};
  return names[static_cast<int>(kind)];
}

Result<Value> child_at(const Value& value, size_t index) {
  if (!value.is_array() && !value.is_object())
    return Error(Code::kType, "expected an array or an object");
  return found(value.at(index), {}, std::to_string(index), "element");
}

Status needs_object(const Value& value) {
  if (value.is_object()) return {};
  return Error(Code::kType, "expected an object");
}

// The value `self` after an edit of its copy.
template <typename Edit>
Reply edited(Call& c, Edit&& edit) {
  Value root = c.self<Value>();
  SNAPROLL_CHECK(edit(root, c.text("pointer")));
  return c.made(std::move(root));
}

}  // namespace

const Table kBasics = {
    {"options.new", make_options},
    {"clock.new_manual",
     [](Call& c) {
       return c.made(
           std::make_shared<Clock>(c.integer("start"), c.integer("step")));
     }},
    {"clock.now", [](Call& c) -> Reply { return out_time(clock_of(c).now()); }},
    {"clock.set",
     [](Call& c) { return done(clock_of(c).set(c.integer("now"))); }},
    {"clock.advance",
     [](Call& c) {
       return done(clock_of(c).advance(c.integer("nanoseconds")));
     }},
    {"cancel.new", [](Call& c) { return c.made(std::make_shared<Cancel>()); }},
    {"cancel.trigger",
     [](Call& c) {
       c.shared<Cancel>("self").trigger();
       return done({});
     }},
    {"id.parse",
     [](Call& c) -> Reply {
       SNAPROLL_TRY(const Id id, Id::parse(c.text("text")));
       return c.made_id(id);
     }},
    {"time.text",
     [](Call& c) -> Reply { return json_text(time_text(c.integer("time"))); }},
    {"time.parse",
     [](Call& c) -> Reply {
       SNAPROLL_TRY(const Time time, parse_time(c.text("text")));
       return out_time(time);
     }},
};

const Table kValues = {
    {"value.parse",
     [](Call& c) {
       return c.made(Value::parse(c.text("json"), c.limits(), c.cancel()));
     }},
    {"value.new_null", [](Call& c) { return c.made(Value()); }},
    {"value.new_bool",
     [](Call& c) { return c.made(Value::boolean(c.boolean("boolean"))); }},
    {"value.new_int64",
     [](Call& c) { return c.made(Value::integer(c.integer("integer"))); }},
    {"value.new_double",
     [](Call& c) { return c.made(Value::number(c.number("number"))); }},
    {"value.new_text",
     [](Call& c) { return c.made(Value::text(c.text("utf8"))); }},
    {"value.ref", [](Call& c) { return c.made(c.self<Value>()); }},
    {"value.kind",
     [](Call& c) -> Reply {
       return json_text(kind_name(c.self<Value>().kind()));
     }},
    {"value.as_bool",
     [](Call& c) -> Reply {
       SNAPROLL_TRY(const bool boolean, c.self<Value>().as_bool());
       return out_bool(boolean);
     }},
    {"value.as_int64",
     [](Call& c) -> Reply {
       SNAPROLL_TRY(const int64_t integer, c.self<Value>().as_int64());
       return std::to_string(integer);
     }},
    {"value.as_double",
     [](Call& c) { return out_double(c.self<Value>().as_double()); }},
    {"value.as_text",
     [](Call& c) { return out_text(c.self<Value>().as_text()); }},
    {"value.size",
     [](Call& c) -> Reply { return std::to_string(c.self<Value>().size()); }},
    {"value.depth",
     [](Call& c) -> Reply { return std::to_string(c.self<Value>().depth()); }},
    {"value.json_size",
     [](Call& c) -> Reply {
       return std::to_string(c.self<Value>().json_size());
     }},
    {"value.to_json",
     [](Call& c) { return out_value(c.self<Value>(), c.cancel()); }},
    {"value.find",
     [](Call& c) -> Reply {
       SNAPROLL_CHECK(needs_object(c.self<Value>()));
       const std::string name = c.text("name");
       return c.made(found(c.self<Value>().find(name), {}, name, "member"));
     }},
    {"value.at",
     [](Call& c) {
       return c.made(child_at(c.self<Value>(), c.count("index")));
     }},
    {"value.name_at",
     [](Call& c) -> Reply {
       SNAPROLL_CHECK(needs_object(c.self<Value>()));
       const size_t index = c.count("index");
       return out_text(found(c.self<Value>().name_at(index), {},
                             std::to_string(index), "member"));
     }},
    {"value.names",
     [](Call& c) -> Reply { return json_names(c.self<Value>().names()); }},
    {"value.same",
     [](Call& c) -> Reply {
       return out_bool(c.self<Value>().same(c.object<Value>("b")));
     }},
    {"value.equal",
     [](Call& c) -> Reply {
       return out_bool(c.self<Value>().equal(c.object<Value>("b")));
     }},
    {"value.get",
     [](Call& c) {
       return c.made(pointer_get(c.self<Value>(), c.text("pointer")));
     }},
    {"value.set",
     [](Call& c) {
       return edited(c, [&](Value& root, const std::string& pointer) {
         return pointer_set(root, pointer, c.object<Value>("item"));
       });
     }},
    {"value.remove", [](Call& c) { return edited(c, pointer_remove); }},
    {"value.append",
     [](Call& c) {
       return edited(c, [&](Value& root, const std::string& pointer) {
         return pointer_append(root, pointer, c.object<Value>("item"));
       });
     }},
    {"value.append_text",
     [](Call& c) {
       return edited(c, [&](Value& root, const std::string& pointer) {
         return pointer_append_text(root, pointer, c.text("utf8"));
       });
     }},
    {"value.splice",
     [](Call& c) {
       return edited(c, [&](Value& root, const std::string& pointer) -> Status {
         SNAPROLL_TRY(const auto items, elements_of(c.object<Value>("items")));
         return pointer_splice(root, pointer, c.count("index"),
                               c.count("removed"), items);
       });
     }},
    {"value.splice_text",
     [](Call& c) {
       return edited(c, [&](Value& root, const std::string& pointer) {
         return pointer_splice_text(root, pointer, c.count("offset"),
                                    c.count("removed"), c.text("utf8"));
       });
     }},
    {"value.masked",
     [](Call& c) -> Reply {
       SNAPROLL_TRY(const PrivatePaths paths,
                    PrivatePaths::from_json(c.text("paths")));
       return c.made(masked(c.self<Value>(), paths, c.text("pointer")));
     }},
    {"value.test",
     [](Call& c) {
       return done(pointer_test(c.self<Value>(), c.text("pointer"),
                                c.object<Value>("expected")));
     }},
    {"value.equivalent",
     [](Call& c) -> Reply {
       return out_bool(c.self<Value>().equivalent(c.object<Value>("b")));
     }},
};

}  // namespace scenario
