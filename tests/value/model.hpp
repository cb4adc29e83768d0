// A naive model of JSON values and random values of it, to hold the library's
// trees against. It tells the truth slowly.
#pragma once

#include <cstdlib>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "snaproll/value.hpp"

namespace snaproll::test {

using Random = std::mt19937_64;

// The seed of a randomized test: SNAPROLL_SEED, else fixed.
inline uint64_t seed() {
  const char* text = std::getenv("SNAPROLL_SEED");
  return text == nullptr ? 20240611u : std::strtoull(text, nullptr, 10);
}

inline size_t below(Random& random, size_t limit) {
  return static_cast<size_t>(random() % limit);
}

// A model value: a scalar as canonical JSON, an array, or an object.
struct Model {
  enum class Kind { kScalar, kArray, kObject };
  Kind kind = Kind::kScalar;
  std::string scalar = "null";
  std::vector<Model> items;
  std::map<std::string, Model> members;

  std::string json() const {
    std::string out;
    write(out);
    return out;
  }
  void write(std::string& out) const {
    if (kind == Kind::kScalar) {
      out += scalar;
      return;
    }
    out += kind == Kind::kArray ? '[' : '{';
    bool first = true;
    for (const Model& item : items) {
      if (!std::exchange(first, false)) out += ',';
      item.write(out);
    }
    for (const auto& [name, member] : members) {
      if (!std::exchange(first, false)) out += ',';
      out += Value::text(name)->to_json();
      out += ':';
      member.write(out);
    }
    out += kind == Kind::kArray ? ']' : '}';
  }
  uint32_t depth() const {
    uint32_t deepest = 0;
    for (const Model& item : items) deepest = std::max(deepest, item.depth());
    for (const auto& member : members) {
      deepest = std::max(deepest, member.second.depth());
    }
    return deepest + 1;
  }
};

inline std::string random_text(Random& random, size_t most) {
  static const std::vector<std::string> kPieces = {
      "a",    "b",      "key",  "0",  "/",
      "~",    "\"",     "\\",   "\n", std::string(1, '\0'),
      "\x01", "\x1f",   "\x7f", "é",  "漢",
      "😀",   "agent/", "var_", " "};
  std::string text;
  for (size_t n = below(random, most + 1); n > 0; --n) {
    text += kPieces[below(random, kPieces.size())];
  }
  return text;
}

inline Model random_scalar(Random& random) {
  Model model;
  switch (below(random, 8)) {
    case 0:
      model.scalar = "null";
      break;
    case 1:
      model.scalar = "true";
      break;
    case 2:
      model.scalar = std::to_string(static_cast<int64_t>(random()));
      break;
    case 3:
      model.scalar = std::to_string(below(random, 10));
      break;
    case 4:
      model.scalar = "1.5";
      break;
    case 5:
      model.scalar =
          Value::text(std::string(below(random, 9000), 'x'))->to_json();
      break;
    default:
      model.scalar = Value::text(random_text(random, 12))->to_json();
  }
  return model;
}

inline Model random_model(Random& random, size_t budget) {
  const size_t roll = below(random, 4);
  if (budget == 0 || roll < 2) return random_scalar(random);
  Model model;
  model.kind = roll == 2 ? Model::Kind::kArray : Model::Kind::kObject;
  const size_t wide = below(random, 20) == 0 ? 200 : 6;
  for (size_t n = below(random, wide); n > 0; --n) {
    Model part = random_model(random, budget / 3);
    if (model.kind == Model::Kind::kArray) {
      model.items.push_back(std::move(part));
    } else {
      model.members[random_text(random, 4)] = std::move(part);
    }
  }
  return model;
}

}  // namespace snaproll::test
