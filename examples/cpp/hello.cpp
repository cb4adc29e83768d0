// A step books a seat, fails, and goes back: three seats are free again.
#include <iostream>
#include <snaproll/execution.hpp>

using namespace snaproll;

static Result<int64_t> run() {
  SNAPROLL_TRY(Execution run, Execution::create());
  Context& now = run.context();
  SNAPROLL_CHECK(now.set_variable("seats", Value::integer(3)));
  const auto booked = run.step("book", [&]() -> Result<Value> {
    SNAPROLL_CHECK(now.set_variable("seats", Value::integer(2)));
    return Error(Code::kIo, "card refused");
  });
  if (!booked.ok()) std::cout << booked.error().message << '\n';
  return now.variable("seats")->as_int64();
}

int main() {
  const auto seats = run();
  if (!seats.ok()) return 1;
  std::cout << *seats << " seats are free\n";
}
