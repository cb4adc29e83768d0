// Bytes beside the state, as docs/blobs.md tells it.
#include <iostream>
#include <snaproll/execution.hpp>
#include <snaproll/pointer.hpp>
#include <snaproll/store.hpp>

using namespace snaproll;

namespace {

constexpr std::string_view kPicture = "\x89PNG and what follows";

Status put(Execution& run) {
  // [put]
  SNAPROLL_TRY(const std::string hash, run.put_blob(kPicture));
  SNAPROLL_CHECK(run.context().set_variable_json(
      "picture", R"({"$blob":")" + hash + R"("})"));
  SNAPROLL_CHECK(run.snapshot());
  // [/put]
  return {};
}

Result<std::string> show(const Execution& run) {
  const Value variables = run.context().captured().variables;
  std::cout << "the state: " << variables.to_json() << '\n';
  // [get]
  SNAPROLL_TRY(const Value picture, pointer_get(variables, "/picture/$blob"));
  SNAPROLL_TRY(const std::string hash, picture.as_text());
  SNAPROLL_TRY(const std::string data, run.get_blob(hash));
  // [/get]
  std::cout << "the bytes: " << data.size() << '\n';
  return hash;
}

Status run_all() {
  SNAPROLL_TRY(const Store store, Store::open(":memory:"));
  SNAPROLL_TRY(Execution run, Execution::open(store, "scan-1"));
  SNAPROLL_CHECK(put(run));
  SNAPROLL_TRY(const std::string hash, show(run));
  // [gone]
  EraseOptions what;
  what.pointer = "/variables/picture";
  SNAPROLL_CHECK(run.erase(what));
  const auto gone = store.get_blob(hash);  // NOT_FOUND
  std::cout << gone.error().message << '\n';
  // [/gone]
  return {};
}

}  // namespace

int main() {
  const Status done = run_all();
  if (done.ok()) return 0;
  std::cerr << done.error().message << '\n';
  return 1;
}
