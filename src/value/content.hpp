// Content: a text that is looked for in values, and taken out of them.
//
// It is found in strings, names and numbers; also escaped as JSON in whatever
// way, once and twice, where a string is itself JSON text. What is found gives
// way to a marker; numbers give way to null. Nodes that were looked through are
// remembered, so of two values that share nodes these are read once.
// Cost: O(nodes not seen before + places x depth).
//
// Thread word: used by one thread.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "snaproll/value.hpp"
#include "value/run.hpp"

namespace snaproll::detail {

class Content {
 public:
  // Valid UTF-8, not empty.
  explicit Content(std::string_view text);

  bool stands_in(std::string_view text) const;
  // May tell of one that begins in one value and ends in the next.
  bool stands_in_json(std::string_view canonical) const;
  bool stands_in(const Value& value);
  // The text without it.
  std::string without(std::string_view text) const;
  // What stands in its place; empty where the content stands in that.
  const std::string& marker() const noexcept { return marker_; }
  // Whether a name that held it may have become this one.
  bool may_leave(std::string_view name) const noexcept;
  // Put behind a name that is there already; not in the content, if any is not.
  char pad() const noexcept { return pad_; }
  // The value without it; the same one where it does not stand in it.
  Result<Value> without(const Value& value);

 private:
  struct Found {
    std::string pointer;
    Value value;
  };
  // The places of one value: those whose own text holds it, and those whose
  // name does, the outer ones first.
  struct Places {
    std::vector<Found> values;
    std::vector<Found> names;
  };

  bool holds(const Node* root);
  bool begin(const Node* node, bool& held);
  bool remember(const Node* node, bool held);
  void places(const Value& root, Places& found);
  void entries(const Node* node, const std::string& pointer, size_t index,
               std::vector<Found>& waiting, Places& found);
  void entry(std::string pointer, bool named, Value value,
             std::vector<Found>& waiting, Places& found);
  Status rename(Value& root, const std::string& pointer) const;
  Value scalar_without(const Value& value) const;

  std::string text_;
  std::string in_pointer_;  // as a token, behind a slash
  std::string marker_;
  char pad_ = '_';

  struct Frame {
    const Node* node;
    size_t next;
    bool held;
  };
  std::vector<Frame> stack_;
  std::unordered_map<const Node*, bool> seen_;
  Refs alive_;  // what was seen
};

}  // namespace snaproll::detail
