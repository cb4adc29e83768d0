// The inputs of the benchmarks and of the gate tests: a pure function of their
// arguments. bench/peers/oxify/src/workload.rs makes the same bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace snaproll::bench {

// SplitMix64: spreads a counter over 64 bits.
uint64_t mix(uint64_t counter);

// `var_000042`.
std::string name(size_t i);
// A JSON object of 100 bytes, canonical; another one for each (i, round).
std::string object(size_t i, size_t round);
// A JSON object of 500 bytes, canonical.
std::string message(size_t i);
// The result of a node in the base form: 1,000 bytes of canonical JSON.
std::string node_result(size_t i);
// The id of a node: a UUID in text form, in no order.
std::string node(size_t i);

// A name and a JSON text to set it to.
struct Pair {
  std::string name;
  std::string json;
};
// `count` changes of a state of `variables`, spread over it.
std::vector<Pair> changes(size_t variables, size_t count, size_t round);

// What an agent does in one step.
struct AgentStep {
  Pair variables[3];
  std::string message;
  std::string node;
  std::string node_result;
};
std::vector<AgentStep> agent_steps(size_t count);

// Canonical JSON of the object of all variables of a state, in round 0.
std::string state_json(size_t variables);
// Canonical JSON of an array of `count` messages.
std::string messages_json(size_t count);

// Arrays of `count` numbers as canonical JSON.
std::string doubles_json(size_t count);
std::string integers_json(size_t count);  // below 1,000,000
std::string digits_json(size_t count);

}  // namespace snaproll::bench
