// Rules for taking snapshots, and histories of fields.
#include "runner.hpp"

namespace scenario {
namespace {

using History = std::vector<FieldChange>;

Reply make_rules(Call& c) {
  SnapshotRules rules;
  if (c.has("at_least_nodes")) rules.at_least_nodes = c.count("at_least_nodes");
  if (c.has("at_least_time")) rules.at_least_time = c.integer("at_least_time");
  if (c.has("at_least_bytes")) rules.at_least_bytes = c.count("at_least_bytes");
  SNAPROLL_CHECK(rules.check());
  if (c.has("before")) {
    c.value("before").for_each([&](std::string_view, const Value& glob) {
      rules.before.push_back(*glob.as_text());
      return true;
    });
  }
  SNAPROLL_CHECK(rules.check());
  rules.before_irreversible = c.boolean("before_irreversible");
  rules.skip_unchanged = c.boolean("skip_unchanged");
  return c.made(std::move(rules));
}

Result<FieldChange> change_at(Call& c) {
  const History& history = c.self<History>();
  if (c.count("index") < history.size()) return history[c.count("index")];
  return Error(
      Code::kNotFound,
      "the history has " + std::to_string(history.size()) + " changes");
}

Reply value_at(Call& c, std::optional<Value> FieldChange::* value) {
  SNAPROLL_TRY(const FieldChange change, change_at(c));
  if ((change.*value).has_value()) return c.made(*(change.*value));
  return Error(Code::kNotFound, "there was no value");
}

// A column: `entry(change)` gives JSON.
template <typename Entry>
Reply column(Call& c, Entry&& entry) {
  std::string json = "[";
  for (const FieldChange& change : c.self<History>()) {
    if (json.size() > 1) json += ',';
    json += entry(change);
  }
  return json + ']';
}

std::string text_of(const std::optional<Value>& value) {
  return value.has_value() ? json_text(value->to_json()) : "null";
}

}  // namespace

const Table kFields = {
    {"snapshot_rules.new", make_rules},
    {"manager.set_snapshot_rules",
     [](Call& c) {
       return done(c.shared<Manager>("self").set_snapshot_rules(
           c.has("snapshot_rules") ? c.object<SnapshotRules>("snapshot_rules")
                                   : SnapshotRules()));
     }},
    {"manager.history",
     [](Call& c) {
       return c.made(c.shared<Manager>("self").history(c.text("pointer")));
     }},
    {"execution.history",
     [](Call& c) {
       return c.made(c.shared<Execution>("self").history(c.text("pointer")));
     }},
    {"field_history.count",
     [](Call& c) -> Reply { return std::to_string(c.self<History>().size()); }},
    {"field_history.ref", [](Call& c) { return c.made(c.self<History>()); }},
    {"field_history.at",
     [](Call& c) -> Reply {
       SNAPROLL_TRY(const FieldChange change, change_at(c));
       return c.made(change.snapshot);
     }},
    {"field_history.before_at",
     [](Call& c) { return value_at(c, &FieldChange::before); }},
    {"field_history.after_at",
     [](Call& c) { return value_at(c, &FieldChange::after); }},
    {"field_history.ids",
     [](Call& c) {
       return column(c, [](const FieldChange& change) {
         return json_text(change.snapshot.id().text());
       });
     }},
    {"field_history.created_at",
     [](Call& c) {
       return column(c, [](const FieldChange& change) {
         return out_time(change.snapshot.created_at());
       });
     }},
    {"field_history.flags",
     [](Call& c) {
       return column(c, [](const FieldChange& change) {
         return std::to_string((change.before.has_value() ? 1 : 0) +
                               (change.after.has_value() ? 2 : 0));
       });
     }},
    {"field_history.before",
     [](Call& c) {
       return column(
           c, [](const FieldChange& change) { return text_of(change.before); });
     }},
    {"field_history.after",
     [](Call& c) {
       return column(
           c, [](const FieldChange& change) { return text_of(change.after); });
     }},
};

}  // namespace scenario
