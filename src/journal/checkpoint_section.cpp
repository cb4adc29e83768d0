#include "journal/checkpoint_section.hpp"

#include <utility>

#include "journal/document.hpp"
#include "journal/wire.hpp"
#include "snaproll/patch.hpp"
#include "value/edit.hpp"

namespace snaproll::detail {
namespace {

constexpr std::string_view kNodes = "nodes";
constexpr std::string_view kVariables = "variables";

Result<Value> parts(const Value& nodes, const Value& variables) {
  Value value = Value::object();
  SNAPROLL_CHECK(member_set(value, kNodes, nodes, stored_limits()));
  SNAPROLL_CHECK(member_set(value, kVariables, variables, stored_limits()));
  return value;
}

Error corrupt() {
  return Error(Code::kCorrupt, "a pause record that can not be read");
}

}  // namespace

Result<std::string> encode_checkpoint(const Checkpoint& checkpoint,
                                      const CapturedState& state) {
  SNAPROLL_TRY(const Value from, parts(state.node_results, state.variables));
  SNAPROLL_TRY(const Value to, parts(checkpoint.nodes, checkpoint.variables));
  SNAPROLL_TRY(const Patch patch, Patch::diff(from, to));
  SNAPROLL_TRY(const Value told, checkpoint.state.to_value(stored_limits()));
  std::string section;
  put_fixed(section, checkpoint.timestamp);
  put_text(section, told.to_json());
  put_text(section, patch.empty() ? std::string() : patch.to_compact());
  return section;
}

Result<Checkpoint> decode_checkpoint(std::string_view section,
                                     const CapturedState& state) {
  WireReader reader(section);
  Checkpoint checkpoint;
  checkpoint.timestamp = reader.fixed();
  const std::string_view told = reader.text();
  const std::string_view delta = reader.text();
  if (!reader.ok() || !reader.at_end()) return corrupt();
  const auto value = Value::parse(told, stored_limits());
  if (!value.ok()) return corrupt();
  auto read = ExecutionState::from_value(*value);
  if (!read.ok()) return corrupt();
  checkpoint.state = *std::move(read);
  SNAPROLL_TRY(Value all, parts(state.node_results, state.variables));
  if (!delta.empty()) {
    const auto patch = Patch::from_json(delta, stored_limits());
    if (!patch.ok()) return corrupt();
    auto applied = patch->apply(all, stored_limits());
    if (!applied.ok()) return corrupt();
    all = *std::move(applied);
  }
  auto nodes = all.find(kNodes);
  auto variables = all.find(kVariables);
  if (!nodes.has_value() || !variables.has_value()) return corrupt();
  checkpoint.nodes = *std::move(nodes);
  checkpoint.variables = *std::move(variables);
  return checkpoint;
}

}  // namespace snaproll::detail
