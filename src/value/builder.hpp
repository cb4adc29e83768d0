// Builder: makes a Value from the events of a JSON reader.
//
// Finished entries wait, as canonical text in one buffer, until their run is
// full (arrays) or their object ends (its members have to be put in order
// first). Memory beside the result: O(members of the open objects).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "snaproll/limits.hpp"
#include "snaproll/result.hpp"
#include "value/access.hpp"

namespace snaproll::detail {

// A name that repeats in an object near the root, with the pointer of the
// object: for the JSON forms, which do not allow it.
struct Repeated {
  std::string object;
  std::string name;
};

class Builder {
 public:
  explicit Builder(const Limits& limits) : limits_(limits) {}

  // Collects names that repeat in the root object and in objects directly in
  // it.
  void watch_repeats(std::vector<Repeated>* out) { repeats_ = out; }

  // Each event fails with LIMIT, RANGE or PARSE (invalid UTF-8).
  Status literal(std::string_view text);  // null, true, false
  Status number(std::string_view token);
  Status text(std::string_view utf8);
  Status begin(Shape shape);
  Status name(std::string_view utf8);
  void end();

  // The value, when all is ended.
  Value finish();

 private:
  struct Item {
    size_t begin = 0;        // in text_
    uint32_t name_size = 0;  // canonical, with quotes and colon
    uint32_t size = 0;       // name and inline value
    Ref node;
  };
  struct Frame {
    Shape shape;
    bool sorted = true;
    uint32_t members = 0;
    size_t first_item;
    size_t first_leaf;
    size_t text_begin;
    size_t weight = 0;  // of the waiting items of an array
    std::string key;    // unescaped name in work, near the root only
  };

  Status open_value();
  Status append_string(std::string_view utf8);
  void close_value(size_t value_begin, Ref node);
  void flush_run(Frame& frame);
  void sort_members(Frame& frame);
  void note_repeat(std::string_view canonical_name);
  Refs make_leaves(const Frame& frame);
  bool small(const Frame& frame) const;
  std::string_view name_of(const Item& item) const;

  const Limits limits_;
  std::vector<Repeated>* repeats_ = nullptr;
  std::string text_;
  std::vector<Item> items_;
  Refs leaves_;
  std::vector<Frame> frames_;
  Value root_;
};

}  // namespace snaproll::detail
