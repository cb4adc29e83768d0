// What a store reads and writes: canonical JSON and compact patches of our own,
// next to the readers of text from outside in the same run.
#include <algorithm>
#include <string>
#include <vector>

#include "patch/compact_reader.hpp"
#include "snaproll/patch.hpp"
#include "support/capi.hpp"
#include "support/figure.hpp"
#include "value/canonical_reader.hpp"
#include "value/part_writer.hpp"

namespace snaproll::bench {
namespace {

constexpr size_t kSamples = 31;
constexpr double kState = 1.5e6;  // bytes that the goal is about

// A document of 1 MB: 88 sections of 100 objects.
std::string document() {
  std::string json = "{";
  for (size_t section = 0; section < 88; ++section) {
    json += (section > 0 ? ",\"" : "\"") + name(section) + "\":{";
    for (size_t i = 0; i < 100; ++i) {
      json += (i > 0 ? ",\"" : "\"") + name(i) +
              "\":" + object(section * 100 + i, 0);
    }
    json += '}';
  }
  return json + '}';
}

// A state of 2.5 MB: that, 1,000 messages, 1,000 results of nodes.
std::string state() {
  std::vector<Pair> results;
  results.reserve(1'000);
  for (size_t i = 0; i < 1'000; ++i)
    results.push_back({node(i), node_result(i)});
  std::sort(results.begin(), results.end(),
            [](const Pair& a, const Pair& b) { return a.name < b.name; });
  std::string json = "{\"node_results\":{";
  for (size_t i = 0; i < results.size(); ++i) {
    json += (i > 0 ? ",\"" : "\"") + results[i].name + "\":" + results[i].json;
  }
  return json + "},\"variables\":{\"document\":" + document() +
         ",\"messages\":" + messages_json(1'000) + "}}";
}

std::string numbers_and_words() {
  std::string json = "[";
  for (size_t i = 0; i < 15'000; ++i) {
    if (i > 0) json += ',';
    const std::string number = std::to_string(mix(i) % 1'000'000);
    json += i % 3 == 0   ? number
            : i % 3 == 1 ? number + ".25"
                         : "\"word" + number + '"';
  }
  return json + ']';
}

// Of the processor alone, so that other programs take none of it.
template <typename Read>
double time_to_read(const std::string& json, Read&& read) {
  std::vector<double> times;
  for (size_t i = 0; i < kSamples; ++i) {
    settle();
    Value value;
    times.push_back(times_of([&] { value = *read(json); }).processor);
    require(value.json_size() == json.size());
  }
  return median(std::move(times));
}

Result<Value> read_ours(const std::string& json) {
  return detail::read_canonical(json, Limits{});
}
Result<Value> read_any(const std::string& json) { return Value::parse(json); }

void read() {
  const std::string json = state();
  const auto size = static_cast<double>(json.size());
  const double ours = time_to_read(json, read_ours);
  at_most({"canonical/read/1.5_MB_of_state", ours * kState / size / 1e6, "ms"},
          2);
  shown({"canonical/read to parse", ours / time_to_read(json, read_any), "x"});
  const std::string numbers = numbers_and_words();
  at_most({"canonical/read/15000_numbers_and_words",
           time_to_read(numbers, read_ours) / 1e6, "ms"},
          2);
}

// Of 1.9 kB each: what an agent does in a step.
std::vector<std::string> patches(size_t count) {
  std::vector<std::string> list;
  for (const AgentStep& step : agent_steps(count)) {
    std::string json = "[";
    for (const Pair& pair : step.variables) {
      json += "[\"set\",\"/variables/" + pair.name + "\"," + pair.json + "],";
    }
    json += "[\"append\",\"/variables/messages\",[" + step.message + "]],";
    json += "[\"add\",\"/node_results/" + step.node + "\"," + step.node_result;
    list.push_back(json + "]]");
  }
  return list;
}

template <typename Read>
double time_to_read_all(const std::vector<std::string>& list, Read&& read) {
  std::vector<double> times;
  for (size_t i = 0; i < kSamples; ++i) {
    std::vector<Patch> made;
    made.reserve(list.size());
    const auto read_all = [&] {
      for (const std::string& json : list) made.push_back(*read(json));
    };
    times.push_back(times_of(read_all).processor);
    require(made.back().to_compact() == list.back());
  }
  return median(std::move(times));
}

void read_patches() {
  const std::vector<std::string> list = patches(1'000);
  const double ours = time_to_read_all(list, [](const std::string& json) {
    return detail::read_compact(json, Limits{});
  });
  const double theirs = time_to_read_all(
      list, [](const std::string& json) { return Patch::from_json(json); });
  at_most({"compact/read/1000_patches", ours / 1e6, "ms"}, 3);
  shown({"compact/read to from_json", ours / theirs, "x"});
}

// The longest that one part of 128 kB of a state of 100 MB takes. The best of
// some rounds: what other programs take away is not meant.
void write_parts() {
  const Value value = *Value::parse(state_json(900'000));
  std::vector<double> longest;
  for (size_t round = 0; round < 5; ++round) {
    detail::PartWriter writer(value);
    std::string part;
    double most = 0;
    for (bool more = true; more;) {
      part.clear();
      most = std::max(most, times_of([&] {
                              more = writer.next(part, 128u << 10);
                            }).processor);
    }
    longest.push_back(most);
  }
  at_most({"canonical/write/longest_of_800_parts",
           *std::min_element(longest.begin(), longest.end()) / 1e6, "ms"},
          2);
}

}  // namespace

void canonical_figures() {
  read();
  read_patches();
  write_parts();
}

}  // namespace snaproll::bench
