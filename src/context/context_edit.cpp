// Variables and node results of a context, by name and by pointer (C4, C5).
#include <algorithm>
#include <utility>

#include "context/image.hpp"
#include "context/state_edit.hpp"
#include "snapshot/captured.hpp"

namespace snaproll {
namespace {

using Lock = std::lock_guard<std::mutex>;
using detail::WriteLock;

// Reads a JSON text over the value that `find` gives. It is read before the
// lock is taken, so that nobody waits for it.
template <typename Find>
Result<Value> read_over(Find&& find, std::string_view json,
                        const Limits& limits, const Cancel* cancel) {
  std::optional<Value> old;
  if (json.size() >= Value::kShareFrom) old = find();
  if (old.has_value()) return Value::parse_over(*old, json, limits, cancel);
  return Value::parse(json, limits, cancel);
}

Error in_change(size_t index, Error error) {
  error.message.insert(0, "change " + std::to_string(index) + ": ");
  return error;
}

Status splice(CapturedState& captured, const Change& change,
              const Limits& limits) {
  if (!change.value.is_array())
    return Error(Code::kInvalidArgument, "a splice takes an array of elements")
        .at_pointer(change.pointer);
  return detail::splice_at(captured, change.pointer, change.at, change.removed,
                           change.value.elements(), limits);
}

Status make_change(CapturedState& captured, const Change& change,
                   const Limits& limits, Value& dropped) {
  switch (change.kind) {
    case Change::Kind::kSet:
      return detail::set_at(captured, change.pointer, change.value, limits,
                            dropped);
    case Change::Kind::kRemove:
      return detail::remove_at(captured, change.pointer, limits);
    case Change::Kind::kAppend:
      return detail::append_at(captured, change.pointer, change.value, limits);
    case Change::Kind::kAppendText:
      return detail::append_text_at(captured, change.pointer, change.text,
                                    limits);
    case Change::Kind::kTest:
      return detail::test_at(captured, change.pointer, change.value);
    case Change::Kind::kSplice:
      return splice(captured, change, limits);
    case Change::Kind::kSpliceText:
      return detail::splice_text_at(captured, change.pointer, change.at,
                                    change.removed, change.text, limits);
  }
  return Error(Code::kInvalidArgument, "no such kind of change")
      .at_pointer(change.pointer);
}

}  // namespace

Status Context::set_variable(std::string_view name, Value value) {
  const WriteLock lock(*rep_);
  if (rep_->ended) return detail::ended_context();
  SNAPROLL_CHECK(detail::set_variable(rep_->captured, name, std::move(value),
                                      rep_->limits()));
  rep_->version.raise();
  return {};
}

Status Context::set_variable_json(std::string_view name, std::string_view json,
                                  const Cancel* cancel) {
  SNAPROLL_TRY(Value value, read_over([&] { return variable(name); }, json,
                                      rep_->limits(), cancel));
  return set_variable(name, std::move(value));
}

std::optional<Value> Context::variable(std::string_view name) const {
  const Lock lock(rep_->mutex);
  return rep_->captured.variables.find(name);
}

Status Context::remove_variable(std::string_view name) {
  const WriteLock lock(*rep_);
  if (rep_->ended) return detail::ended_context();
  SNAPROLL_CHECK(detail::remove_variable(rep_->captured, name));
  rep_->version.raise();
  return {};
}

Status Context::record_node_result(std::string_view node, Value result) {
  auto number =
      detail::ContextAccess::record_result(*this, node, std::move(result));
  return number.ok() ? Status() : Status(std::move(number).error());
}

Result<uint64_t> detail::ContextAccess::record_result(Context& context,
                                                      std::string_view node,
                                                      Value result) {
  Context::Rep& rep = *context.rep_;
  const WriteLock lock(rep);
  if (rep.ended) return ended_context();
  const uint64_t number = rep.captured.next_sequence;
  SNAPROLL_CHECK(detail::record_result(rep.captured, node, std::move(result),
                                       rep.limits()));
  rep.version.raise();
  return number;
}

Status Context::record_node_result_json(std::string_view node,
                                        std::string_view json,
                                        const Cancel* cancel) {
  SNAPROLL_TRY(Value result, read_over([&] { return node_result(node); }, json,
                                       rep_->limits(), cancel));
  return record_node_result(node, std::move(result));
}

std::optional<Value> Context::node_result(std::string_view node) const {
  const Lock lock(rep_->mutex);
  return rep_->captured.node_results.find(node);
}

Status Context::remove_node_result(std::string_view node) {
  const WriteLock lock(*rep_);
  if (rep_->ended) return detail::ended_context();
  SNAPROLL_CHECK(detail::remove_result(rep_->captured, node));
  rep_->version.raise();
  return {};
}

Result<Value> Context::get(std::string_view pointer) const {
  const Lock lock(rep_->mutex);
  if (rep_->ended) return detail::ended_context();
  return rep_->captured.get(pointer);
}

Status Context::set(std::string_view pointer, Value value) {
  Value dropped;  // let go of without the lock
  const WriteLock lock(*rep_);
  if (rep_->ended) return detail::ended_context();
  SNAPROLL_CHECK(detail::set_at(rep_->captured, pointer, std::move(value),
                                rep_->limits(), dropped));
  rep_->version.raise();
  return {};
}

Status Context::set_json(std::string_view pointer, std::string_view json,
                         const Cancel* cancel) {
  const auto find = [&]() -> std::optional<Value> {
    auto found = get(pointer);
    if (!found.ok()) return std::nullopt;
    return *std::move(found);
  };
  // A whole part is a level deeper than its members; the rest is checked when
  // it is set.
  SNAPROLL_TRY(
      Value value,
      read_over(find, json, detail::part_limits(rep_->limits()), cancel));
  return set(pointer, std::move(value));
}

Status Context::remove(std::string_view pointer) {
  const WriteLock lock(*rep_);
  if (rep_->ended) return detail::ended_context();
  SNAPROLL_CHECK(detail::remove_at(rep_->captured, pointer, rep_->limits()));
  rep_->version.raise();
  return {};
}

Status Context::append(std::string_view pointer, Value value) {
  const WriteLock lock(*rep_);
  if (rep_->ended) return detail::ended_context();
  SNAPROLL_CHECK(detail::append_at(rep_->captured, pointer, std::move(value),
                                   rep_->limits()));
  rep_->version.raise();
  return {};
}

Status Context::append_text(std::string_view pointer, std::string_view utf8) {
  const WriteLock lock(*rep_);
  if (rep_->ended) return detail::ended_context();
  SNAPROLL_CHECK(
      detail::append_text_at(rep_->captured, pointer, utf8, rep_->limits()));
  rep_->version.raise();
  return {};
}

Status Context::splice(std::string_view pointer, size_t index, size_t removed,
                       const std::vector<Value>& values) {
  const WriteLock lock(*rep_);
  if (rep_->ended) return detail::ended_context();
  SNAPROLL_CHECK(detail::splice_at(rep_->captured, pointer, index, removed,
                                   values, rep_->limits()));
  rep_->version.raise();
  return {};
}

Status Context::splice_text(std::string_view pointer, size_t offset,
                            size_t removed, std::string_view utf8) {
  const WriteLock lock(*rep_);
  if (rep_->ended) return detail::ended_context();
  SNAPROLL_CHECK(detail::splice_text_at(rep_->captured, pointer, offset,
                                        removed, utf8, rep_->limits()));
  rep_->version.raise();
  return {};
}

Status Context::test(std::string_view pointer, const Value& expected) const {
  CapturedState now;
  {
    const Lock lock(rep_->mutex);
    if (rep_->ended) return detail::ended_context();
    now = rep_->captured;
  }
  return detail::test_at(now, pointer, expected);
}

Status Context::update(const std::vector<Change>& changes) {
  CapturedState edited;  // and the old state, let go of without the lock
  Value dropped;
  const WriteLock lock(*rep_);
  if (rep_->ended) return detail::ended_context();
  if (changes.empty()) return {};
  edited = rep_->captured;
  for (size_t i = 0; i < changes.size(); ++i) {
    auto status = make_change(edited, changes[i], rep_->limits(), dropped);
    if (!status.ok()) return in_change(i, std::move(status).error());
  }
  const bool tests_alone = std::all_of(
      changes.begin(), changes.end(),
      [](const Change& change) { return change.kind == Change::Kind::kTest; });
  if (tests_alone) return {};
  std::swap(edited, rep_->captured);
  rep_->version.raise();
  return {};
}

}  // namespace snaproll
