// The trees against a naive model: random edits of a vector of versions, every
// old version checked again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "snaproll/pointer.hpp"
#include "value/access.hpp"
#include "value/edit.hpp"
#include "value/model.hpp"
#include "value/text.hpp"

namespace snaproll {
namespace {

using detail::Node;
using detail::NodeType;
using detail::Shape;
using test::below;
using test::Model;
using test::Random;

// Checks invariant 4 of node.hpp, and that no node breaks its limits.
void check_node(const Node* node) {
  uint64_t json = 0;
  uint64_t held = 0;
  uint64_t entries = 0;
  uint32_t depth = 1;
  if (node->type == NodeType::kText) {
    ASSERT_EQ(node->held, sizeof(Node) + node->json);
    ASSERT_EQ(node->depth, detail::text_depth(node->text()));
    return;
  }
  if (node->type == NodeType::kChunk) {
    ASSERT_LE(node->json, detail::kChunkLimit);
    ASSERT_EQ(node->entries, detail::unescaped_size(node->text()));
    return;
  }
  if (node->type == NodeType::kBranch) {
    ASSERT_GE(node->count, 1u);
    ASSERT_LE(node->count, detail::kFanOut);
    held = sizeof(Node) + 8 + 16u * node->count + node->prefix_size();
    for (size_t i = 0; i < node->count; ++i) {
      const Node* child = node->child()[i];
      ASSERT_EQ(child->height + 1, node->height);
      ASSERT_EQ(child->shape, node->shape);
      if (node->shape != Shape::kObject) {
        ASSERT_EQ(node->key()[i], entries);
      }
      ASSERT_NO_FATAL_FAILURE(check_node(child));
      json += child->json;
      held += child->held;
      entries += child->entries;
      depth = std::max<uint32_t>(depth, child->depth);
    }
  } else {
    detail::Entries all;
    detail::read_run(node, all);
    ASSERT_EQ(all.size(), node->count);
    if (node->count > 1) {
      ASSERT_LE(node->text_size(), detail::kRunText);
    }
    entries = node->count;
    json = node->text_size();
    held = sizeof(Node) + 8 + 8u * node->pointers() + node->table_bytes() +
           node->text_size();
    for (size_t i = 0; i < all.size(); ++i) {
      const detail::Entry entry = detail::read_entry(node, i);
      ASSERT_EQ(entry.text, all[i].text);
      ASSERT_EQ(entry.node, all[i].node);
    }
    for (const detail::Entry& e : all) {
      if (e.node != nullptr) {
        ASSERT_NO_FATAL_FAILURE(check_node(e.node));
        json += detail::value_json(e.node);
        held += e.node->held;
        depth = std::max(depth, detail::value_depth(e.node));
      } else {
        depth = std::max(depth, detail::text_depth(e.value()));
      }
    }
  }
  ASSERT_EQ(node->json, json);
  ASSERT_EQ(node->held, held);
  ASSERT_EQ(node->entries, entries);
  ASSERT_EQ(node->depth, depth);
}

void check(const Value& value, const Model& model) {
  if (detail::ValueAccess::has_node(value)) {
    ASSERT_NO_FATAL_FAILURE(check_node(detail::ValueAccess::node(value)));
  }
  const std::string json = model.json();
  ASSERT_EQ(value.to_json(), json);
  ASSERT_EQ(value.json_size(), json.size());
  ASSERT_EQ(value.depth(), model.depth());
}

std::string escape(const std::string& name) {
  std::string out = "/";
  for (const char c : name) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

// Picks a container at random by walking down; gives its pointer.
Model* pick_container(Random& random, Model& root, std::string& pointer) {
  Model* at = &root;
  for (;;) {
    std::vector<std::pair<std::string, Model*>> below_it;
    for (size_t i = 0; i < at->items.size(); ++i) {
      if (at->items[i].kind != Model::Kind::kScalar) {
        below_it.emplace_back('/' + std::to_string(i), &at->items[i]);
      }
    }
    for (auto& [name, member] : at->members) {
      if (member.kind != Model::Kind::kScalar) {
        below_it.emplace_back(escape(name), &member);
      }
    }
    if (below_it.empty() || below(random, 3) == 0) return at;
    const auto& next = below_it[below(random, below_it.size())];
    pointer += next.first;
    at = next.second;
  }
}

Value value_of(const Model& model) { return *Value::parse(model.json()); }

// One random edit of both.
void edit(Random& random, Value& value, Model& model) {
  std::string pointer;
  Model* at = pick_container(random, model, pointer);
  const Model part = test::random_model(random, 8);
  const bool removes = below(random, 3) == 0;
  if (at->kind == Model::Kind::kArray) {
    if (removes && !at->items.empty()) {
      const size_t i = below(random, at->items.size());
      ASSERT_TRUE(
          pointer_remove(value, pointer + '/' + std::to_string(i)).ok());
      at->items.erase(at->items.begin() + static_cast<std::ptrdiff_t>(i));
    } else if (below(random, 2) == 0 && !at->items.empty()) {
      const size_t i = below(random, at->items.size());
      ASSERT_TRUE(
          pointer_set(value, pointer + '/' + std::to_string(i), value_of(part))
              .ok());
      at->items[i] = part;
    } else {
      ASSERT_TRUE(pointer_append(value, pointer, value_of(part)).ok());
      at->items.push_back(part);
    }
    return;
  }
  if (removes && !at->members.empty()) {
    auto it = at->members.begin();
    std::advance(
        it, static_cast<std::ptrdiff_t>(below(random, at->members.size())));
    ASSERT_TRUE(pointer_remove(value, pointer + escape(it->first)).ok());
    at->members.erase(it);
    return;
  }
  const std::string name = test::random_text(random, 5);
  ASSERT_TRUE(pointer_set(value, pointer + escape(name), value_of(part)).ok());
  at->members[name] = part;
}

TEST(Tree, KeepsOldVersionsThroughRandomEdits) {
  for (uint64_t s = test::seed(); s < test::seed() + 25; ++s) {
    SCOPED_TRACE("SNAPROLL_SEED=" + std::to_string(s));
    Random random(s);
    std::vector<std::pair<Value, Model>> versions;
    Model root;
    root.kind =
        below(random, 2) == 0 ? Model::Kind::kObject : Model::Kind::kArray;
    versions.emplace_back(value_of(root), root);
    for (int i = 0; i < 120; ++i) {
      const size_t from = below(random, 3) == 0 ? below(random, versions.size())
                                                : versions.size() - 1;
      Value value = versions[from].first;
      Model model = versions[from].second;
      // A run of edits: the first copies, the rest happen in place.
      for (size_t n = below(random, 6) + 1; n > 0; --n) {
        ASSERT_NO_FATAL_FAILURE(edit(random, value, model));
      }
      ASSERT_NO_FATAL_FAILURE(check(value, model));
      if (below(random, 4) == 0 && versions.size() < 30) {
        versions.emplace_back(value, model);
      } else {
        versions.back() = {value, model};
      }
      const auto& old = versions[below(random, versions.size())];
      ASSERT_EQ(old.first.to_json(), old.second.json());
    }
    for (const auto& version : versions) {
      ASSERT_NO_FATAL_FAILURE(check(version.first, version.second));
    }
  }
}

TEST(Tree, FindsAndEditsEachOfManyShortEntries) {
  Random random(test::seed());
  SCOPED_TRACE("SNAPROLL_SEED=" + std::to_string(test::seed()));
  const auto item = [&random] {
    const size_t kind = below(random, 400);
    if (kind == 0) return '"' + std::string(100, 'c') + '"';
    if (kind == 1) return std::string("[1,[2,3]]");
    return std::to_string(below(random, kind < 40 ? 100 : 10));
  };
  std::vector<std::string> model(1000);
  const auto json = [&model] {
    std::string text = "[";
    for (const std::string& entry : model) text += entry + ',';
    text.back() = ']';
    return text;
  };
  for (std::string& entry : model) entry = item();
  Value value = *Value::parse(json());
  for (int round = 0; round < 300; ++round) {
    const size_t at = below(random, model.size());
    const std::string pointer = '/' + std::to_string(at);
    const std::string made = item();
    if (round % 3 == 0) {
      ASSERT_TRUE(pointer_remove(value, pointer).ok());
      model.erase(model.begin() + static_cast<std::ptrdiff_t>(at));
    } else if (round % 3 == 1) {
      ASSERT_TRUE(pointer_set(value, pointer, *Value::parse(made)).ok());
      model[at] = made;
    } else {
      ASSERT_TRUE(pointer_append(value, "", *Value::parse(made)).ok());
      model.push_back(made);
    }
    ASSERT_EQ(value.to_json(), json());
    ASSERT_NO_FATAL_FAILURE(check_node(detail::ValueAccess::node(value)));
    for (size_t i = 0; i < model.size(); ++i) {
      ASSERT_EQ(value.at(i)->to_json(), model[i]) << i;
    }
  }
}

TEST(Tree, GrowsAndShrinksInAnyOrder) {
  Random random(test::seed());
  SCOPED_TRACE("SNAPROLL_SEED=" + std::to_string(test::seed()));
  Value object = Value::object();
  std::map<std::string, std::string> model;
  for (int i = 0; i < 6000; ++i) {
    const std::string name = "agent/run_" + std::to_string(below(random, 1500));
    const bool grows = i < 3000 ? below(random, 4) != 0 : below(random, 4) == 0;
    if (grows) {
      const std::string json = '"' + std::string(below(random, 120), 'v') + '"';
      ASSERT_TRUE(
          detail::member_set(object, name, *Value::parse(json), {}).ok());
      model[name] = json;
    } else {
      ASSERT_EQ(detail::member_remove(object, name), model.erase(name) == 1);
    }
    if (i % 500 != 0) continue;
    ASSERT_EQ(object.size(), model.size());
    if (detail::ValueAccess::tree(object) != nullptr) {
      ASSERT_NO_FATAL_FAILURE(check_node(detail::ValueAccess::tree(object)));
    }
    size_t at = 0;
    for (const auto& [key, json] : model) {
      ASSERT_EQ(object.find(key)->to_json(), json);
      ASSERT_EQ(*object.name_at(at), key);
      ASSERT_EQ(object.at(at)->to_json(), json);
      ++at;
    }
    ASSERT_FALSE(object.at(at).has_value());
  }
}

TEST(Tree, ParsingOverAnOldValueGivesTheNewValueAndSharesTheRest) {
  for (uint64_t s = test::seed(); s < test::seed() + 400; ++s) {
    SCOPED_TRACE("SNAPROLL_SEED=" + std::to_string(s));
    Random random(s);
    Model model = test::random_model(random, 60);
    if (model.kind == Model::Kind::kScalar) continue;
    const Value old = value_of(model);
    Value edited = old;
    for (size_t n = below(random, 3); n > 0; --n) {
      ASSERT_NO_FATAL_FAILURE(edit(random, edited, model));
    }
    const std::string json = model.json();
    const auto over = Value::parse_over(old, json);
    ASSERT_TRUE(over.ok()) << over.error().message;
    ASSERT_NO_FATAL_FAILURE(check(*over, model));
    // A text that is not canonical gives the same.
    const auto spaced = Value::parse_over(old, " " + json + "\n");
    ASSERT_TRUE(spaced.ok());
    ASSERT_EQ(spaced->to_json(), json);
  }
}

// M10
TEST(CountChanged, AgreesWithTheModel) {
  for (uint64_t s = test::seed(); s < test::seed() + 200; ++s) {
    SCOPED_TRACE("SNAPROLL_SEED=" + std::to_string(s));
    Random random(s);
    std::map<std::string, std::string> before;
    Value value = Value::object();
    const size_t size = below(random, 400);
    for (size_t i = 0; i < size; ++i) {
      const std::string name = test::random_text(random, 6);
      before[name] = std::to_string(i);
      ASSERT_TRUE(detail::member_set(
                      value, name, Value::integer(static_cast<int64_t>(i)), {})
                      .ok());
    }
    const Value old = value;
    std::map<std::string, std::string> after = before;
    for (size_t n = below(random, 20); n > 0; --n) {
      const std::string name = test::random_text(random, 6);
      if (below(random, 2) == 0) {
        detail::member_remove(value, name);
        after.erase(name);
      } else {
        ASSERT_TRUE(
            detail::member_set(value, name, Value::boolean(true), {}).ok());
        after[name] = "true";
      }
    }
    size_t expected = 0;
    for (const auto& [name, json] : before) {
      const auto it = after.find(name);
      expected += it == after.end() || it->second != json ? 1 : 0;
    }
    ASSERT_EQ(detail::count_changed(old, value), expected);
    size_t back = 0;
    for (const auto& [name, json] : after) {
      const auto it = before.find(name);
      back += it == before.end() || it->second != json ? 1 : 0;
    }
    ASSERT_EQ(detail::count_changed(value, old), back);
  }
}

}  // namespace
}  // namespace snaproll
