#include "support/workload.hpp"

#include <charconv>
#include <cstdio>
#include <string_view>

namespace snaproll::bench {
namespace {

constexpr std::string_view kWords =
    "the agent looked at the report, found two numbers that did not agree, "
    "asked the source again and wrote down what it was told; ";

// `{head}{words}{tail}`, `size` bytes of it.
std::string padded(const std::string& head, const std::string& tail,
                   size_t from, size_t size) {
  std::string text = head;
  for (size_t k = 0; k < size - head.size() - tail.size(); ++k) {
    text += kWords[(from + k) % kWords.size()];
  }
  return text + tail;
}

// `[item(0),item(1),…]`.
template <typename Item>
std::string array_json(size_t count, Item&& item) {
  std::string text = "[";
  for (size_t i = 0; i < count; ++i) {
    if (i > 0) text += ',';
    text += item(i);
  }
  return text + ']';
}

}  // namespace

uint64_t mix(uint64_t counter) {
  uint64_t z = counter * 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

std::string name(size_t i) {
  std::string digits = std::to_string(i);
  return "var_" + std::string(6 - digits.size(), '0') + digits;
}

std::string object(size_t i, size_t round) {
  const uint64_t id =
      1'000'000 + mix(uint64_t{i} << 32 | uint64_t{round}) % 9'000'000;
  return padded("{\"id\":" + std::to_string(id) + ",\"note\":\"",
                std::string("\",\"ok\":") + (id % 2 == 0 ? "true" : "false") +
                    ",\"score\":" + std::to_string(10 + id % 90) + ".125}",
                i % 50, 100);
}

std::string message(size_t i) {
  return padded("{\"content\":\"" + std::to_string(i) + ": ",
                std::string("\",\"role\":\"") +
                    (i % 2 == 0 ? "user" : "assistant") + "\"}",
                i % 50, 500);
}

std::string node_result(size_t i) {
  const std::string step = std::to_string(i);
  return padded(
      "{\"completed_at\":\"2026-01-02T03:04:05.678Z\",\"metrics\":null,"
      "\"result\":{\"Success\":{\"output\":\"" +
          step + ": ",
      "\",\"step\":" + step +
          "}},\"retry_count\":0,\"started_at\":\"2026-01-02T03:04:05Z\"}",
      i % 50, 1000);
}

std::string node(size_t i) {
  const uint64_t high = mix(2 * i);
  const uint64_t low = mix(2 * i + 1);
  char text[37];
  std::snprintf(text, sizeof(text), "%08x-%04x-4%03x-%04x-%012llx",
                static_cast<unsigned>(high >> 32),
                static_cast<unsigned>(high >> 16 & 0xffff),
                static_cast<unsigned>(high & 0xfff),
                static_cast<unsigned>(0x8000 | (low >> 48 & 0x3fff)),
                static_cast<unsigned long long>(low & 0xffffffffffff));
  return text;
}

std::vector<Pair> changes(size_t variables, size_t count, size_t round) {
  std::vector<Pair> list;
  for (size_t k = 0; k < count; ++k) {
    const size_t i = mix(round * count + k) % variables;
    list.push_back({name(i), object(i, round * count + k + 1)});
  }
  return list;
}

std::vector<AgentStep> agent_steps(size_t count) {
  std::vector<AgentStep> steps;
  for (size_t i = 0; i < count; ++i) {
    AgentStep step;
    for (size_t k = 0; k < 3; ++k) {
      step.variables[k] = {name(3 * i + k), object(3 * i + k, 0)};
    }
    step.message = message(i);
    step.node = node(i);
    step.node_result = node_result(i);
    steps.push_back(std::move(step));
  }
  return steps;
}

std::string state_json(size_t variables) {
  std::string text = "{";
  for (size_t i = 0; i < variables; ++i) {
    if (i > 0) text += ',';
    text += '"' + name(i) + "\":" + object(i, 0);
  }
  return text + '}';
}

std::string messages_json(size_t count) { return array_json(count, message); }

std::string doubles_json(size_t count) {
  return array_json(count, [](size_t i) {
    const double x = static_cast<double>(mix(i) >> 11) * 0x1p-53 + 1.0;
    char text[32];
    return std::string(text, std::to_chars(text, text + 32, x).ptr);
  });
}

std::string integers_json(size_t count) {
  return array_json(
      count, [](size_t i) { return std::to_string(mix(i) % 1'000'000); });
}

std::string digits_json(size_t count) {
  return array_json(count,
                    [](size_t i) { return std::to_string(mix(i) % 10); });
}

}  // namespace snaproll::bench
