#include "snapshot/eraser.hpp"

#include <utility>

#include "base/stored_limits.hpp"
#include "base/utf8.hpp"
#include "snaproll/node_result.hpp"
#include "snaproll/pointer.hpp"
#include "snapshot/captured.hpp"
#include "value/access.hpp"
#include "value/edit.hpp"

namespace snaproll::detail {
namespace {

// What a node tells itself, of a result in its base form (rule J3).
constexpr std::string_view kToldByNode[] = {
    "/result/Success", "/result/Failure", "/metrics/custom"};

bool is_form(const Value& result) {
  return NodeResult::from_value(result).ok();
}

Status check_text(std::string_view text) {
  if (text.empty())
    return Error(Code::kInvalidArgument, "an empty text is everywhere");
  const size_t valid = utf8_prefix(text);
  if (valid == text.size()) return {};
  return Error(Code::kParse, "text that is not valid UTF-8").at_offset(valid);
}

std::string_view outer(std::string_view pointer) {
  return pointer.substr(0, pointer.rfind('/'));
}

// Takes what stands at `pointer` out: a member goes, an element becomes null.
Status take_out(Value& root, std::string_view pointer) {
  const auto there = pointer_get(root, pointer);
  if (!there.ok()) return {};
  SNAPROLL_TRY(const Value around, pointer_get(root, outer(pointer)));
  if (around.is_object()) return pointer_remove(root, pointer);
  if (there->is_null()) return {};
  return pointer_set(root, pointer, Value(), stored_limits());
}

}  // namespace

Result<Eraser> Eraser::of(const EraseOptions& options) {
  if (options.pointer.has_value() == options.containing.has_value())
    return Error(Code::kInvalidArgument,
                 "an erase is by a pointer or by a text, one of both");
  Eraser eraser;
  if (options.containing.has_value()) {
    SNAPROLL_CHECK(check_text(*options.containing));
    eraser.content_.emplace(*options.containing);
    return eraser;
  }
  eraser.pointer_ = *options.pointer;
  SNAPROLL_TRY(const StatePlace place, locate(eraser.pointer_));
  if (place.part == Part::kState || place.rest.empty())
    return Error(Code::kInvalidArgument,
                 "only what is below variables or node results can be erased")
        .at_pointer(eraser.pointer_);
  eraser.of_nodes_ = place.part == Part::kNodeResults;
  eraser.rest_ = place.rest;
  auto tokens = split_pointer(eraser.rest_);
  if (!tokens.ok())
    return in_whole(eraser.pointer_, place, std::move(tokens).error());
  eraser.tokens_ = *std::move(tokens);
  return eraser;
}

bool Eraser::take_from(std::string& text) const {
  if (!stands_in(text)) return false;
  text = content_->without(text);
  return true;
}

bool Eraser::take_from(std::optional<std::string>& text) const {
  return text.has_value() && take_from(*text);
}

Result<bool> Eraser::take_from(SnapshotInfo& info) {
  bool found = take_from(info.label);
  if (info.trigger_node.has_value())
    found = take_from_node(*info.trigger_node) || found;
  found = take_from(info.metadata.reason) || found;
  found = take_from(info.metadata.created_by) || found;
  SNAPROLL_TRY(Value custom, without(info.metadata.custom));
  found = found || !custom.same(info.metadata.custom);
  info.metadata.custom = std::move(custom);
  return found;
}

bool Eraser::take_from(Attempt& attempt) {
  if (by_content()) {
    const bool named = take_from_node(attempt.node);
    return take_from(attempt.error) || named;
  }
  const bool told = of_nodes_ && tokens_.front().name == attempt.node &&
                    (tokens_.size() == 1 || tokens_[1].name == "result");
  if (!told || attempt.error.empty()) return false;
  attempt.error.clear();
  return true;
}

// Patches of a state begin at the whole of it.
bool Eraser::may_touch(std::string_view path) const {
  if (by_content()) return false;
  const std::string_view whole = pointer_;
  const std::string_view shorter = path.size() < whole.size() ? path : whole;
  const std::string_view longer = path.size() < whole.size() ? whole : path;
  return longer.substr(0, shorter.size()) == shorter &&
         (longer.size() == shorter.size() || longer[shorter.size()] == '/');
}

Result<Value> Eraser::without(const Value& value) {
  if (!by_content()) return value;
  return content_->without(value);
}

// Only what the node told.
Result<Value> Eraser::form_without(const Value& result) {
  Value made = result;
  for (const std::string_view place : kToldByNode) {
    const auto told = pointer_get(made, place);
    if (!told.ok()) continue;
    SNAPROLL_TRY(const Value left, content_->without(*told));
    if (!left.same(*told))
      SNAPROLL_CHECK(pointer_set(made, place, left, stored_limits()));
  }
  return made;
}

Result<Value> Eraser::result_without(const Value& result) {
  SNAPROLL_TRY(Value made, content_->without(result));
  if (made.same(result) || !is_form(result) || is_form(made)) return made;
  return form_without(result);
}

Result<Value> Eraser::all_results_without(const Value& results,
                                          const Cleaned& last) {
  if (ValueAccess::identical(results, last.before)) return last.after;
  if (!content_->stands_in(results)) return results;
  const CleanMember one = [&](const Value& result, const Cleaned&) {
    return result_without(result);
  };
  if (last.before.is_object()) {
    SNAPROLL_TRY(auto left,
                 members_without_since(*content_, results, last, one));
    if (left.has_value()) return left->same(results) ? results : *left;
  }
  Value made = results;
  for (const std::string& node : results.names()) {
    const Value result = results.find(node).value_or(Value());
    if (!content_->stands_in(result)) continue;
    SNAPROLL_TRY(Value left, result_without(result));
    if (!left.same(result))
      SNAPROLL_CHECK(member_set(made, node, std::move(left), stored_limits()));
  }
  return nodes_without(made);
}

void Eraser::go_on_from(const CapturedState& before,
                        const CapturedState& after) {
  last_[0] = {before.variables, after.variables};
  last_[1] = {before.node_results, after.node_results};
}

Status Eraser::take_place_from(CapturedState& state) const {
  if (!of_nodes_) return take_out(state.variables, rest_);
  const std::string& node = tokens_.front().name;
  const auto before = state.node_results.find(node);
  if (!before.has_value()) return {};
  if (tokens_.size() == 1) {
    member_remove(state.node_results, node);
    member_remove(state.recorded, node);
    return {};
  }
  Value after = *before;
  const std::string inside = rest_.substr(tokens_.front().end);
  SNAPROLL_CHECK(take_out(after, inside));
  if (after.same(*before)) return {};
  if (is_form(*before) && !is_form(after)) {
    after = *before;
    SNAPROLL_CHECK(pointer_set(after, inside, Value(), stored_limits()));
    if (!is_form(after)) {
      SNAPROLL_TRY(const Value empty, Value::text(""));
      SNAPROLL_CHECK(pointer_set(after, inside, empty, stored_limits()));
    }
    if (!is_form(after))
      return Error(Code::kType, "without this it is no node result")
          .at_pointer(pointer_);
  }
  return member_set(state.node_results, node, std::move(after),
                    stored_limits());
}

Result<CapturedState> Eraser::without(const CapturedState& state) {
  CapturedState made = state;
  if (!by_content()) {
    SNAPROLL_CHECK(take_place_from(made));
    return made;
  }
  take_from(made.state.message);
  const Value* const parts[] = {&state.variables, &state.node_results};
  Value* const made_parts[] = {&made.variables, &made.node_results};
  for (size_t i = 0; i < 2; ++i) {
    Cleaned& last = last_[i];
    auto left = i == 0 ? without_since(*content_, *parts[i], last)
                       : all_results_without(*parts[i], last);
    SNAPROLL_TRY(*made_parts[i], std::move(left));
    last = {*parts[i], *made_parts[i]};
  }
  // The numbers of recording are the library's own.
  if (content_->stands_in(state.recorded)) {
    SNAPROLL_TRY(made.recorded, nodes_without(state.recorded));
  }
  return made;
}

}  // namespace snaproll::detail
