// Going back, as docs/going-back.md tells it: a preview, a selective and a
// dependency-aware rollback, undo and redo, and what changed as text.
#include <iostream>
#include <snaproll/execution.hpp>

using namespace snaproll;

namespace {

// ["a","b"]
std::string list(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names)
    out += (out.empty() ? "[\"" : ",\"") + name + '"';
  return out + ']';
}

// Runs a node that sets a variable.
Status work(Execution& run, const char* node, const char* variable,
            const char* json, const StepOptions& options = {}) {
  const auto result = run.step(
      node,
      [&]() -> Result<Value> {
        SNAPROLL_CHECK(run.context().set_variable_json(variable, json));
        return Value::boolean(true);
      },
      Execution::OnError::kRollback, options);
  SNAPROLL_CHECK(result);
  return {};
}

Result<Id> run_nodes(Execution& run) {
  Context& now = run.context();
  // [edges]
  SNAPROLL_CHECK(run.set_edges({{"fetch", "summary"}, {"summary", "mail"}}));
  // [/edges]
  SNAPROLL_CHECK(now.set_variable_json(
      "draft", "\"Oslo is a city at the end of a long blue fjord.\""));
  SNAPROLL_CHECK(now.set_variable_json("notes", R"(["tram 12","tram 19"])"));
  SNAPROLL_TRY(const Snapshot start, run.snapshot());
  SNAPROLL_CHECK(work(run, "fetch", "pages", "3"));
  SNAPROLL_CHECK(work(run, "photo", "picture", "\"tram.jpg\""));
  SNAPROLL_CHECK(work(run, "summary", "draft", "\"Oslo has trams.\""));
  SNAPROLL_CHECK(work(run, "mail", "sent", "true", {/*irreversible=*/true}));
  return start.id();
}

Status preview(Execution& run, const Id& start) {
  // [preview]
  SNAPROLL_TRY(const RollbackPlan plan, run.plan_rollback_to(start));
  const RollbackResult& preview = plan.result();
  std::cout << "would remove " << list(preview.removed_nodes()) << '\n';
  for (const Effect& effect : preview.effects)
    std::cout << "stays done: " << effect.node << '\n';

  SNAPROLL_CHECK(run.context().set_variable("seen", Value::boolean(true)));
  const auto late = run.apply_plan(plan);  // CONFLICT
  std::cout << late.error().message << '\n';
  // [/preview]
  return {};
}

Status selective(Execution& run, const Id& start) {
  Context& now = run.context();
  // [selective]
  Selector drafts;
  drafts.variables = {"draft*"};
  SNAPROLL_TRY(const RollbackPlan plan, run.plan_rollback_to(start, &drafts));
  SNAPROLL_CHECK(run.apply_plan(plan));
  std::cout << "draft " << now.variable("draft")->to_json() << ", pages "
            << now.variable("pages")->to_json() << '\n';
  // [/selective]

  // [undo]
  SNAPROLL_CHECK(run.undo_rollback());
  std::cout << "undone: draft " << now.variable("draft")->to_json() << '\n';
  SNAPROLL_CHECK(run.redo_rollback());
  std::cout << "redone: draft " << now.variable("draft")->to_json() << '\n';
  // [/undo]
  SNAPROLL_CHECK(run.undo_rollback());
  return {};
}

Status downstream(Execution& run, const Id& start) {
  // [downstream]
  Selector summary;
  summary.downstream_of = {"summary"};
  SNAPROLL_TRY(const RollbackPlan plan, run.plan_rollback_to(start, &summary));
  SNAPROLL_TRY(const RollbackResult result, run.apply_plan(plan));
  std::cout << "removed " << list(result.removed_nodes()) << ", kept "
            << list(run.context().captured().nodes_in_order()) << "\ndraft "
            << run.context().variable("draft")->to_json() << '\n';
  // [/downstream]
  return {};
}

Status diff(Execution& run) {
  Context& now = run.context();
  // [diff]
  SNAPROLL_TRY(const Snapshot before, run.snapshot());
  SNAPROLL_TRY(Value note, Value::text("boat 5"));
  SNAPROLL_CHECK(now.append_text("/variables/draft", " It has boats."));
  SNAPROLL_CHECK(now.splice("/variables/notes", 1, 0, {note}));
  SNAPROLL_CHECK(now.remove_variable("seen"));

  SNAPROLL_TRY(const Value then, before.value());
  SNAPROLL_TRY(const Value state, now.value());
  SNAPROLL_TRY(const Patch patch, Patch::diff(then, state));
  SNAPROLL_TRY(const std::string json, patch.to_json());
  std::cout << patch.to_text() << patch.to_compact() << '\n' << json << '\n';
  // [/diff]
  return {};
}

Status going_back() {
  SNAPROLL_TRY(Execution run, Execution::create());
  SNAPROLL_TRY(const Id start, run_nodes(run));
  SNAPROLL_CHECK(preview(run, start));
  SNAPROLL_CHECK(selective(run, start));
  SNAPROLL_CHECK(downstream(run, start));
  return diff(run);
}

}  // namespace

int main() {
  const Status status = going_back();
  if (status.ok()) return 0;
  std::cerr << status.error().message << '\n';
  return 1;
}
