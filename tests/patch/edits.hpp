// Random edits of values by pointer.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "snaproll/pointer.hpp"
#include "support/matchers.hpp"
#include "value/model.hpp"
#include "value/tokens.hpp"

namespace snaproll::test {

// The pointer of a random place below `root`; "" where it is no container.
inline std::string random_place(const Value& root, Random& random) {
  std::string pointer;
  Value value = root;
  while (value.size() > 0 && (value.is_array() || value.is_object())) {
    if (!pointer.empty() && below(random, 3) == 0) break;
    const size_t index = below(random, value.size());
    detail::append_token(pointer, value.is_array() ? std::to_string(index)
                                                   : *value.name_at(index));
    value = Value(*value.at(index));
  }
  return pointer;
}

// A border of characters of `text` at or before `at`.
inline size_t border(const std::string& text, size_t at) {
  while (at > 0 && at < text.size() &&
         (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80) {
    --at;
  }
  return at;
}

inline std::vector<Value> random_values(Random& random, size_t most) {
  std::vector<Value> values;
  for (size_t n = below(random, most + 1); n > 0; --n)
    values.push_back(json(random_model(random, 4).json()));
  return values;
}

inline void edit_text(Value& root, const std::string& place, Random& random) {
  const std::string text = *pointer_get(root, place)->as_text();
  const size_t at = border(text, below(random, text.size() + 1));
  const size_t end = border(
      text, at + below(random, std::min<size_t>(text.size() - at, 50) + 1));
  const size_t removed = end < at ? 0 : end - at;
  ASSERT_THAT(
      pointer_splice_text(root, place, at, removed, random_text(random, 30)),
      IsOk());
}

inline void edit_array(Value& root, const std::string& place, Random& random) {
  const size_t size = pointer_get(root, place)->size();
  const size_t at = below(random, size + 1);
  const size_t removed = below(random, std::min<size_t>(size - at, 5) + 1);
  ASSERT_THAT(
      pointer_splice(root, place, at, removed, random_values(random, 4)),
      IsOk());
}

// One random edit.
inline void random_edit(Value& root, Random& random) {
  const std::string place = random_place(root, random);
  const Kind kind = pointer_get(root, place)->kind();
  switch (below(random, 5)) {
    case 0:
      if (place.empty()) break;
      ASSERT_THAT(pointer_remove(root, place), IsOk());
      break;
    case 1:
      ASSERT_THAT(
          pointer_set(root, place, json(random_model(random, 8).json())),
          IsOk());
      break;
    case 2:
      if (kind != Kind::kObject) break;
      {
        std::string member = place;
        detail::append_token(member, random_text(random, 4));
        ASSERT_THAT(
            pointer_set(root, member, json(random_model(random, 8).json())),
            IsOk());
      }
      break;
    default:
      if (kind == Kind::kText) edit_text(root, place, random);
      if (kind == Kind::kArray) edit_array(root, place, random);
  }
}

}  // namespace snaproll::test
