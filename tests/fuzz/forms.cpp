// The JSON forms, and other texts that are read from outside: what is accepted
// is written as a fixed point. Input: a byte that says which, the text.
#include "base/stored_limits.hpp"
#include "fuzz.hpp"
#include "snaproll/context.hpp"
#include "snaproll/id.hpp"
#include "snaproll/node_result.hpp"
#include "snaproll/private_paths.hpp"
#include "snaproll/time.hpp"

namespace snaproll::fuzz {
namespace {

Result<std::string> written(const std::string& json) { return json; }
Result<std::string> written(const Result<std::string>& json) { return json; }

// Of a type that has both.
template <typename Form, typename... More>
void goes_round(std::string_view text, const char* promise) {
  const auto form = Form::from_json(text);
  if (!worked(form)) return;
  const std::string json = require_ok(written(form->to_json()), promise);
  const auto again = require_ok(Form::from_json(json), promise);
  require(require_ok(written(again.to_json()), promise) == json, promise, json);
}

void node_result(std::string_view text) {
  const auto value = Value::parse(text);
  if (!value.ok()) return;
  const auto result = NodeResult::from_value(*value);
  if (!worked(result)) return;
  const Value again =
      require_ok(result->to_value(), "a node result can be written");
  require_same(require_ok(require_ok(NodeResult::from_value(again),
                                     "a written node result can be read")
                              .to_value(),
                          "and written again"),
               again, "a node result is a fixed point");
}

void time(std::string_view text) {
  const auto time = parse_time(text);
  if (!worked(time)) return;
  const std::string again = time_text(*time);
  require(require_ok(parse_time(again), "a written time can be read") == *time,
          "a written time is the same", again);
}

void id(std::string_view text) {
  const auto id = Id::parse(text);
  if (!worked(id)) return;
  require(require_ok(Id::parse(id->text()), "a written id can be read") == *id,
          "a written id is the same", text);
}

void state(std::string_view text) {
  const auto value = Value::parse(text);
  if (!value.ok()) return;
  const auto captured = CapturedState().with_value(*value);
  if (!worked(captured)) return;
  const Value whole =
      require_ok(captured->to_value(), "a state can be written");
  const auto again =
      require_ok(CapturedState().with_value(whole), "a state can be read");
  require_same(require_ok(again.to_value(), "a state can be written"), whole,
               "a state is a fixed point");
}

}  // namespace
}  // namespace snaproll::fuzz

SNAPROLL_FUZZ_TARGET(forms) {
  using namespace snaproll::fuzz;
  Input input(data, size);
  const size_t which = input.below(9);
  const std::string_view text = input.rest();
  switch (which) {
    case 0:
      goes_round<snaproll::Context>(text, "a context goes round");
      break;
    case 1:
      goes_round<snaproll::Snapshot>(text, "a snapshot goes round");
      break;
    case 2:
      goes_round<snaproll::Checkpoint>(text, "a checkpoint goes round");
      break;
    case 3:
      goes_round<snaproll::RollbackResult>(text, "a rollback's result does");
      break;
    case 4:
      goes_round<snaproll::PrivatePaths>(text, "private paths go round");
      break;
    case 5:
      node_result(text);
      break;
    case 6:
      time(text);
      break;
    case 7:
      id(text);
      break;
    default:
      state(text);
  }
  return 0;
}
