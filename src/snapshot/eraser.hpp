// Eraser: takes one value out of states, and out of what is told beside them.
//
// What the library itself tells stays as it is: times, counts, ids, the words
// for outcomes; so what was read before can be read after it.
//
// Thread word: used by one thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "snaproll/erase.hpp"
#include "snaproll/execution_types.hpp"
#include "snaproll/private_paths.hpp"
#include "snaproll/snapshot.hpp"
#include "snapshot/content_change.hpp"
#include "snapshot/erased_names.hpp"
#include "value/content.hpp"
#include "value/tokens.hpp"

namespace snaproll::detail {

class Eraser {
 public:
  // INVALID_ARGUMENT (neither or both are told, an empty text, a whole part),
  // PARSE, NOT_FOUND (no part of a state).
  static Result<Eraser> of(const EraseOptions& options);

  // A state that is told next is like this one, of which that is left.
  void go_on_from(const CapturedState& before, const CapturedState& after);
  // The state without it; with the same roots where it is not in it. TYPE with
  // the pointer where what is left would be no node result any more.
  Result<CapturedState> without(const CapturedState& state);
  // By its content alone: names of members too.
  Result<Value> without(const Value& value);
  // By its content alone; true where it was there.
  bool take_from(std::string& text) const;
  bool take_from(std::optional<std::string>& text) const;
  bool take_from_id(std::string& id) const;
  Result<bool> take_from(SnapshotInfo& info);
  // Of the node of a result that goes as a whole too.
  bool take_from(Attempt& attempt);
  bool take_from(PrivatePaths& paths) const;
  bool take_from_globs(std::vector<std::string>& globs) const;
  // From the tokens of a pointer.
  bool take_from_pointer(std::string& pointer) const;

  // Names of nodes: the same one becomes the same wherever it stands, and no
  // two become one. Those that are known before, and do not hold it, stay.
  void know_nodes(const std::vector<std::string>& nodes);
  bool take_from_node(std::string& node, const ErasedNames::Taken& taken = {});
  // A list of nodes, an object whose members are named by them, [[node, node],
  // …].
  Result<Value> nodes_without(const Value& nodes);
  Result<Value> edges_without(const Value& edges);

  // Whether a text, or bytes of JSON, hold the content; whether the pointer may
  // lead into a place that a patch with this path touches.
  bool stands_in(std::string_view text) const {
    return content_.has_value() && content_->stands_in(text);
  }
  bool stands_in_json(std::string_view json) const {
    return content_.has_value() && content_->stands_in_json(json);
  }
  bool may_touch(std::string_view path) const;
  const Content& content() const noexcept { return *content_; }
  bool by_content() const noexcept { return content_.has_value(); }

 private:
  Eraser() = default;
  Result<Value> result_without(const Value& result);
  Result<Value> form_without(const Value& result);
  Result<Value> all_results_without(const Value& results, const Cleaned& last);
  Status take_place_from(CapturedState& state) const;

  std::optional<Content> content_;
  ErasedNames nodes_;
  // By place: of the part, and the tokens below it.
  std::string pointer_;
  bool of_nodes_ = false;
  std::string rest_;
  std::vector<Token> tokens_;
  // Variables and node results of the last state, whose successors share most
  // of them.
  Cleaned last_[2];
};

}  // namespace snaproll::detail
