// The quick start of docs/quickstart-cpp.md, part by part.
#include <iostream>
#include <snaproll/execution.hpp>

using namespace snaproll;

namespace {

Status quick_start() {
  // [open]
  ExecutionOptions options;
  options.workflow_id = "trip";
  SNAPROLL_TRY(Execution run, Execution::create(options));
  Context& now = run.context();
  // [/open]

  // [variables]
  SNAPROLL_TRY(Value city, Value::text("Oslo"));
  SNAPROLL_CHECK(now.set_variable("city", city));
  SNAPROLL_CHECK(now.set_variable("seats", Value::integer(3)));
  SNAPROLL_CHECK(now.set_variable_json("messages", "[]"));
  SNAPROLL_TRY(Value message, Value::parse(R"({"role":"user","text":"hi"})"));
  SNAPROLL_CHECK(now.append("/variables/messages", message));

  SNAPROLL_TRY(const int64_t seats, now.variable("seats")->as_int64());
  SNAPROLL_TRY(const Value role, now.get("/variables/messages/0/role"));
  std::cout << seats << " seats, first role " << role.to_json() << '\n';
  // [/variables]

  // [rollback]
  SnapshotInfo info;
  info.label = "before the sale";
  SNAPROLL_TRY(const Snapshot before, run.snapshot(info));
  SNAPROLL_CHECK(now.set_variable("seats", Value::integer(0)));
  SNAPROLL_CHECK(now.set_variable("sold_out", Value::boolean(true)));
  SNAPROLL_TRY(const RollbackResult back, run.rollback_to(before.id()));
  std::cout << "back: " << back.variables_changed << " variables changed, "
            << now.variable("seats")->to_json() << " seats\n";
  // [/rollback]

  // [step]
  for (int attempt = 1; attempt <= 2; ++attempt) {
    SNAPROLL_TRY(Step step, run.step_begin("book"));
    SNAPROLL_CHECK(now.set_variable("seats", Value::integer(2)));
    const bool paid = attempt == 2;  // by a service, with the idempotency key
    if (paid) {
      SNAPROLL_CHECK(step.finish(step.attempt() == 2 ? city : Value()));
    } else {
      SNAPROLL_TRY(const RollbackResult undone, step.rollback("card refused"));
      std::cout << "attempt " << step.attempt() << ": "
                << undone.variables_changed << " variable changed back\n";
    }
  }
  // [/step]
  return {};
}

}  // namespace
