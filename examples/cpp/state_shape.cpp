// Changing the shape of a state, as docs/state-shape.md tells it.
#include <iostream>
#include <snaproll/execution.hpp>
#include <snaproll/pointer.hpp>
#include <snaproll/store.hpp>

using namespace snaproll;

namespace {

OpenOptions version(int64_t schema) {
  OpenOptions options;
  options.kind = "chat";
  options.schema = schema;
  return options;
}

void print(const char* what, const CapturedState& state) {
  std::cout << what << ": " << state.variables.to_json() << '\n';
}

// What the application of last year did.
Result<Id> last_year(const Store& store) {
  SNAPROLL_TRY(Execution run, Execution::open(store, "chat-1", version(1)));
  SNAPROLL_CHECK(run.context().set_variable_json("name", "\"Ann\""));
  SNAPROLL_CHECK(run.context().set_variable_json("messages", "[\"hi\"]"));
  SNAPROLL_TRY(const Snapshot first, run.snapshot());
  SNAPROLL_CHECK(
      run.context().append("/variables/messages", *Value::text("oh")));
  SNAPROLL_CHECK(run.save());
  return first.id();
}

// [function]
Result<Value> counted(const Value& state) {
  SNAPROLL_TRY(const Value messages, pointer_get(state, "/variables/messages"));
  const auto count = Value::integer(static_cast<int64_t>(messages.size()));
  Value made = state;
  SNAPROLL_CHECK(pointer_set(made, "/variables/count", count));
  return made;
}
// [/function]

Status tell(Store& store) {
  // [tell]
  SNAPROLL_TRY(const Patch renamed, Patch::from_json(R"([{"op":"move",
    "from":"/variables/name","path":"/variables/user"}])"));
  SNAPROLL_CHECK(store.set_migration("chat", 2, renamed));
  SNAPROLL_CHECK(store.set_migration("chat", 3, counted));
  // [/tell]
  return {};
}

Status show(const Store& store, const Id& first) {
  {
    // [open]
    SNAPROLL_TRY(Execution run, Execution::open(store, "chat-1", version(3)));
    print("version 3", run.context().captured());
    SNAPROLL_CHECK(run.rollback_to(first));
    print("the first snapshot", run.context().captured());
    // [/open]
  }
  // [newer]
  const auto refused = Execution::open(store, "chat-1", version(1));  // FORMAT
  std::cout << refused.error().message << '\n';
  // [/newer]
  // [raw]
  OpenOptions reading;  // without a schema
  reading.mode = OpenMode::kRead;
  SNAPROLL_TRY(const Execution run, Execution::open(store, "chat-1", reading));
  const auto then = run.manager().get(first);
  print("as it was committed", then->captured());
  // [/raw]
  return {};
}

Status run_all() {
  SNAPROLL_TRY(Store store, Store::open(":memory:"));
  SNAPROLL_TRY(const Id first, last_year(store));
  SNAPROLL_CHECK(tell(store));
  return show(store, first);
}

}  // namespace

int main() {
  const Status done = run_all();
  if (done.ok()) return 0;
  std::cerr << done.error().message << '\n';
  return 1;
}
