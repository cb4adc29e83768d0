// Values and edits of them, made of few bytes: large enough for trees of many
// nodes, and sharing what the edits did not touch.
#pragma once

#include <string>
#include <vector>

#include "fuzz.hpp"
#include "snaproll/pointer.hpp"
#include "value/tokens.hpp"

namespace snaproll::fuzz {

inline std::string make_text(Input& input) {
  static const char* const kPieces[] = {"a",  "b",     "/",  "~",  "\"", "\\",
                                        "\n", "\x01",  "é",  "漢", "😀", "key",
                                        "0",  "agent", "\t", " "};
  const size_t shape = input.byte();
  if (shape < 0x80) return std::string(kPieces[shape % 16]);
  std::string text;
  const size_t pieces = shape < 0xf0 ? shape % 8 : 40 * (shape % 16);
  const size_t first = input.byte();
  for (size_t i = 0; i < pieces; ++i)
    text += kPieces[(first + i * (first / 16)) % 16];
  return text;
}

// One of 256 bytes says what it is. Long ones repeat what is in them.
inline Value make_value(Input& input, unsigned levels = 0) {
  constexpr unsigned kMostLevels = 12;
  const size_t most = levels == 0 ? 200 : levels == 1 ? 40 : 7;
  const size_t shape = input.byte();
  const size_t kind = levels < kMostLevels ? shape % 8 : shape % 5;
  switch (kind) {
    case 0:
      return Value::integer(static_cast<int64_t>(shape) - 64);
    case 1:
      return *Value::number(static_cast<double>(input.byte()) / 8);
    case 2:
      return shape < 0x80 ? Value() : Value::boolean(shape < 0xc0);
    case 3:
    case 4:
      return *Value::text(make_text(input));
    case 5: {
      std::string name = make_text(input);
      Value object = Value::object();
      const size_t members = shape < 0xe0 ? shape / 8 % 6 : most;
      Value part = make_value(input, levels + 1);
      for (size_t i = 0; i < members; ++i) {
        std::string pointer;
        detail::append_token(pointer, name + std::to_string(i));
        require_ok(pointer_set(object, pointer, part), "a member can be set");
        if (i < 6) part = make_value(input, levels + 1);
      }
      return object;
    }
    default: {
      Value array = Value::array();
      const size_t elements = shape < 0xe0 ? shape / 8 % 6 : most;
      Value part = make_value(input, levels + 1);
      for (size_t i = 0; i < elements; ++i) {
        require_ok(pointer_append(array, "", part), "an element is appended");
        part = i < 6 ? make_value(input, levels + 1)
                     : Value::integer(static_cast<int64_t>(i * shape));
      }
      return array;
    }
  }
}

// The pointer of a place in `root`.
inline std::string make_place(const Value& root, Input& input) {
  std::string pointer;
  Value value = root;
  while (value.size() > 0 && (value.is_array() || value.is_object())) {
    const size_t step = input.byte();
    if (step % 4 == 0 && !pointer.empty()) break;
    const size_t index = (step / 4 + 64 * input.below(16)) % value.size();
    detail::append_token(pointer, value.is_array() ? std::to_string(index)
                                                   : *value.name_at(index));
    value = Value(*value.at(index));
  }
  return pointer;
}

// One edit, where it can be done.
inline void make_edit(Value& root, Input& input) {
  const std::string place = make_place(root, input);
  const Value there = *pointer_get(root, place);
  const size_t kind = input.below(6);
  if (kind == 0) {
    static_cast<void>(pointer_remove(root, place));
  } else if (kind == 1 || (kind == 2 && !there.is_object())) {
    require_ok(pointer_set(root, place, make_value(input, 6)),
               "a place is set");
  } else if (kind == 2) {
    std::string member = place;
    detail::append_token(member, make_text(input));
    require_ok(pointer_set(root, member, make_value(input, 6)),
               "a member is set");
  } else if (there.is_array()) {
    const size_t at = input.byte() % (there.size() + 1);
    const size_t removed = input.byte() % (there.size() - at + 1);
    const Value put = make_value(input, 6);
    require_ok(pointer_splice(root, place, at, removed, put.elements()),
               "an array is spliced");
  } else if (there.kind() == Kind::kText) {
    const size_t at = input.byte();
    static_cast<void>(  // not where it cuts a character
        pointer_splice_text(root, place, at % (there.size() + 1),
                            input.below(8), make_text(input)));
  }
}

}  // namespace snaproll::fuzz
