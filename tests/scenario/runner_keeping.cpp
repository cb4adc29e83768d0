// What stays and what leaves: policies, filters, figures, erasing, digests.
#include "runner.hpp"

namespace scenario {

EraseOptions Call::erased() const {
  EraseOptions what;
  if (has("pointer")) what.pointer = text("pointer");
  if (has("containing")) what.containing = text("containing");
  what.reason = text_or_empty("reason");
  what.take_over = boolean("take_over");
  what.dry_run = boolean("dry_run");
  what.cancel = cancel();
  return what;
}

namespace {

Manager& manager(Call& c) { return c.shared<Manager>("self"); }
Execution& execution(Call& c) { return c.shared<Execution>("self"); }

Result<std::optional<Policy>> policy(Call& c) {
  if (!c.has("policy")) return std::optional<Policy>();
  SNAPROLL_TRY(const Policy read, Policy::parse(c.text("policy")));
  return std::optional<Policy>(read);
}

Reply list_filtered(Call& c) {
  SnapshotFilter filter;
  if (c.has("label")) filter.label = c.text("label");
  if (c.has("trigger_node")) filter.trigger_node = c.text("trigger_node");
  if (c.has("automatic")) filter.automatic = c.boolean("automatic");
  if (c.has("from")) filter.from = c.integer("from");
  if (c.has("until")) filter.until = c.integer("until");
  if (c.has("after")) filter.after = c.id("after");
  if (c.has("limit")) filter.limit = c.count("limit");
  return c.made(manager(c).list(filter));
}

Reply current_policy(Call& c) {
  SNAPROLL_TRY(const auto found, manager(c).policy());
  return out_text(found.has_value() ? std::optional<std::string>(found->text())
                                    : std::nullopt);
}

Reply prune(Call& c) {
  SNAPROLL_TRY(const auto with, policy(c));
  SNAPROLL_TRY(const PruneReport report,
               manager(c).prune(c.boolean("dry_run"), with, c.cancel()));
  return report.to_json();
}

Reply usage(Call& c) {
  std::vector<Id> ids;
  c.value("ids").for_each([&](std::string_view, const Value& told) {
    ids.push_back(c.id_of(*told.as_text()));
    return true;
  });
  SNAPROLL_TRY(const Usage found, manager(c).usage(ids, c.cancel()));
  return found.to_json();
}

Reply erase(Call& c) {
  SNAPROLL_TRY(const EraseReport report, execution(c).erase(c.erased()));
  return report.to_json();
}

}  // namespace

const Table kKeeping = {
    {"policy.text",
     [](Call& c) -> Reply {
       SNAPROLL_TRY(const Policy read, Policy::parse(c.text("policy")));
       return json_text(read.text());
     }},
    {"context.digest",
     [](Call& c) {
       return out_text(c.shared<Context>("self").captured().digest());
     }},
    {"snapshot.digest",
     [](Call& c) { return out_text(c.self<Snapshot>().captured().digest()); }},
    {"manager.list_filtered", list_filtered},
    {"manager.left",
     [](Call& c) -> Reply { return std::to_string(manager(c).left()); }},
    {"manager.policy", current_policy},
    {"manager.set_policy",
     [](Call& c) -> Reply {
       SNAPROLL_TRY(const auto told, policy(c));
       return done(manager(c).set_policy(told));
     }},
    {"manager.prune", prune},
    {"manager.usage", usage},
    {"execution.erase", erase},
    {"execution.erasures",
     [](Call& c) -> Reply {
       SNAPROLL_TRY(const auto erasures, execution(c).erasures());
       return to_json(erasures);
     }},
};

}  // namespace scenario
