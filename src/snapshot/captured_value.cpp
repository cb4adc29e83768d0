// A captured state as one value, and back.
#include <limits>
#include <string>
#include <utility>

#include "base/check_id.hpp"
#include "base/hash.hpp"
#include "snapshot/captured.hpp"
#include "value/access.hpp"
#include "value/edit.hpp"
#include "value/part_writer.hpp"
#include "value/unshared.hpp"

namespace snaproll {
namespace {

// Names of the parts, without the slash of their pointers.
constexpr std::string_view kState = "state";
constexpr std::string_view kVariables = "variables";
constexpr std::string_view kNodeResults = "node_results";

Error at(std::string_view part, Code code, const char* message) {
  return Error(code, message).at_pointer("/" + std::string(part));
}

Result<Value> object_part(const Value& value, std::string_view part) {
  auto found = value.find(part);
  if (!found.has_value())
    return at(part, Code::kNotFound, "a state has to have this part");
  if (!found->is_object()) return at(part, Code::kType, "expected an object");
  return *std::move(found);
}

Status check_parts(const Value& value) {
  if (!value.is_object()) return Error(Code::kType, "expected an object");
  Status status;
  value.for_each([&](std::string_view name, const Value&) {
    if (name != kState && name != kVariables && name != kNodeResults) {
      status = Error(Code::kInvalidArgument, "a state has no such part")
                   .at_pointer(detail::pointer_token(name))
                   .with_hint("begin with /variables, /node_results or /state");
    }
    return status.ok();
  });
  return status;
}

// Numbers of results that are new, and none of those that are gone.
Status follow_results(CapturedState& captured, const Value& old,
                      const Limits& limits) {
  const detail::Ref left = detail::container_tree(old);
  const detail::Ref right = detail::container_tree(captured.node_results);
  Value added = Value::object();
  Status status;
  std::string storage;
  detail::for_each_change(
      left.get(), right.get(),
      [&](const detail::Entry* before, const detail::Entry* after) {
        if (before != nullptr && after != nullptr) return true;
        const std::string name(
            detail::name_of(before != nullptr ? *before : *after, storage));
        if (after == nullptr) {
          detail::member_remove(captured.recorded, name);
          return true;
        }
        status = detail::check_id(name, "node id", limits);
        if (!status.ok()) {
          status.error().pointer = std::string(detail::kNodeResultsPointer) +
                                   detail::pointer_token(name);
          return false;
        }
        status = detail::member_set(added, name, detail::entry_value(*after),
                                    limits);
        return status.ok();
      });
  SNAPROLL_CHECK(status);
  return detail::sequence_new(captured, added, limits);
}

}  // namespace

Result<Value> CapturedState::to_value() const {
  Limits limits;
  limits.text_bytes = std::numeric_limits<uint64_t>::max();
  limits.depth = std::numeric_limits<uint32_t>::max();
  SNAPROLL_TRY(Value state_value, state.to_value(limits));
  Value value = Value::object();
  SNAPROLL_CHECK(
      detail::member_set(value, kState, std::move(state_value), limits));
  SNAPROLL_CHECK(detail::member_set(value, kVariables, variables, limits));
  SNAPROLL_CHECK(detail::member_set(value, kNodeResults, node_results, limits));
  return value;
}

#ifdef SNAPROLL_WITH_SQLITE

Result<std::string> CapturedState::digest() const {
  constexpr size_t kPartBytes = 64u << 10;
  SNAPROLL_TRY(Value value, to_value());
  detail::PartWriter writer(std::move(value));
  detail::Sha256 hash;
  for (bool more = true; more;) {
    std::string part;
    more = writer.next(part, kPartBytes);
    hash.add(part);
  }
  return hash.hex();
}

#else

Result<std::string> CapturedState::digest() const {
  return Error(Code::kInternal, "this build has no hashes")
      .with_hint("build it with stores");
}

#endif

Result<CapturedState> CapturedState::with_value(const Value& value,
                                                const Limits& limits) const {
  SNAPROLL_CHECK(check_parts(value));
  CapturedState made = *this;
  const auto told = value.find(kState);
  if (!told.has_value())
    return at(kState, Code::kNotFound, "a state has to have this part");
  auto read = ExecutionState::from_value(*told);
  if (!read.ok())
    return detail::below(detail::kStatePointer, std::move(read).error());
  made.state = *std::move(read);
  SNAPROLL_TRY(made.variables, object_part(value, kVariables));
  SNAPROLL_TRY(made.node_results, object_part(value, kNodeResults));
  SNAPROLL_CHECK(detail::check_captured(made, limits));
  SNAPROLL_CHECK(follow_results(made, node_results, limits));
  return made;
}

}  // namespace snaproll
