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
  bool card_works = false;
  const auto book = [&]() -> Result<Value> {
    SNAPROLL_CHECK(now.set_variable("seats", Value::integer(2)));
    if (!card_works) return Error(Code::kIo, "card refused");
    return Value::text("paid");
  };
  const auto failed = run.step("book", book);
  std::cout << failed.error().message << ": "
            << now.variable("seats")->to_json() << " seats\n";
  card_works = true;
  SNAPROLL_TRY(const Value booked, run.step("book", book));
  SNAPROLL_TRY(const Value again, run.step("book", book));  // is not run
  std::cout << booked.to_json() << ", recorded " << again.to_json() << ", "
            << run.attempts("book").size() << " attempts\n";
  // [/step]

  // [key]
  SNAPROLL_TRY(Step mail, run.step_begin("mail", {/*irreversible=*/true}));
  if (!mail.done()) {
    // Given to the service, the key lets it know a second try as such.
    SNAPROLL_TRY(Value key, Value::text(mail.idempotency_key()));
    SNAPROLL_CHECK(mail.finish(key));
  }
  // [/key]

  // [changes]
  SNAPROLL_CHECK(now.update({
      {Change::Kind::kSet, "/variables/seats", Value::integer(1), {}},
      {Change::Kind::kAppend, "/variables/messages", message, {}},
      {Change::Kind::kAppendText, "/variables/city", {}, " S"},
  }));
  Context change = now.begin();
  SNAPROLL_CHECK(change.set_variable("seats", Value::integer(0)));
  SNAPROLL_CHECK(now.set_variable("seats", Value::integer(5)));  // meanwhile
  const Status committed = change.commit();
  std::cout << (committed.ok() ? "committed" : committed.error().message)
            << '\n';
  // [/changes]

  // [history]
  for (const Snapshot& snapshot : run.manager().list()) {  // newest first
    std::cout << snapshot.label().value_or(
                     "before " + snapshot.trigger_node().value_or("?"))
              << ": " << snapshot.completed_node_count() << " node results, "
              << snapshot.variable_count() << " variables\n";
  }
  // [/history]

  // [save]
  SNAPROLL_TRY(const std::string saved, now.to_json());
  SNAPROLL_TRY(Context loaded, Context::from_json(saved));
  SNAPROLL_TRY(Execution later, Execution::adopt(std::move(loaded)));
  std::cout << "loaded: " << later.context().variable("city")->to_json()
            << ", book is " << (later.is_done("book") ? "done" : "not done")
            << '\n';
  // [/save]

  // [errors]
  const Status wrong = now.set_variable_json("greeting", "hello");
  if (!wrong.ok() && wrong.error().code == Code::kParse) {
    std::cout << "PARSE at byte " << wrong.error().offset << ": "
              << wrong.error().message << '\n';
  }
  // [/errors]
  return {};
}

}  // namespace

int main() {
  const Status status = quick_start();
  if (status.ok()) return 0;
  std::cerr << status.error().message << '\n';
  return 1;
}
