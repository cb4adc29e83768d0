// Builder: makes a Value from the events of a JSON reader.
//
// Finished entries wait, as canonical text in one buffer, until their run is
// full; those of an object whose members come in no order wait until it ends,
// to be put in order. Memory beside the result: O(members of such objects that
// are open).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "snaproll/limits.hpp"
#include "snaproll/result.hpp"
#include "value/access.hpp"
#include "value/buffer.hpp"
#include "value/json_input.hpp"

namespace snaproll::detail {

// A name that repeats in an object near the root, with the pointer of the
// object: for the JSON forms, which do not allow it.
struct Repeated {
  std::string object;
  std::string name;
};

class Builder {
 public:
  // Keeps a reference to `limits`.
  explicit Builder(const Limits& limits) : limits_(limits) {}
  Builder(const Builder&) = delete;
  Builder& operator=(const Builder&) = delete;
  ~Builder();

  // Collects names that repeat in the root object and in objects directly in
  // it.
  void watch_repeats(std::vector<Repeated>* out) { repeats_ = out; }

  // Each event is true, or false with LIMIT, RANGE or PARSE for take_error.
  bool literal(std::string_view text);  // null, true, false
  bool number(std::string_view token);
  bool text(const JsonString& text);
  bool begin(Shape shape);
  bool name(const JsonString& name);
  void end();

  bool fail(Error error);  // false
  Error take_error() { return *std::move(error_); }

  // The value, when all is ended.
  Value finish() { return std::move(root_); }

 private:
  struct Item {
    size_t begin;        // in text_
    Node* node;          // owned; null where the value stands in text_
    uint32_t name_size;  // canonical, with quotes and colon
    uint32_t size;       // name and inline value
    bool escaped;        // the name holds an escape
  };
  struct Frame {
    Shape shape;
    bool sorted;
    uint32_t members;
    size_t first_item;
    size_t first_leaf;
    size_t text_begin;
    size_t weight;  // of the waiting items, while sorted
  };

  bool over(const char* what, uint64_t limit, const char* unit);
  bool open_value();
  bool append_string(const JsonString& string);
  void close_value(size_t value_begin, Node* node);
  void flush_last_but_one(Frame& frame);
  bool read_entries(const Frame& frame);
  void make_leaves(const Frame& frame);
  void take_leaves_apart(const Frame& frame);
  void drop_items(size_t first);
  int compare_names(const Item& a, const Item& b) const noexcept;
  void sort_members(Frame& frame);
  void note_repeat(std::string_view canonical_name);
  bool small(const Frame& frame) const;
  std::string_view name_of(const Item& item) const {
    return {text_.data() + item.begin, item.name_size};
  }

  const Limits& limits_;
  std::vector<Repeated>* repeats_ = nullptr;
  Buffer<char, 512> text_;
  std::string scratch_;
  Buffer<Item, 16> items_;
  Refs leaves_;
  Buffer<Frame, 4> frames_;
  std::string key_;  // the name in work in the root object, if watched
  Buffer<Entry, 16> entries_;  // reused
  Value root_;
  std::optional<Error> error_;
};

}  // namespace snaproll::detail
