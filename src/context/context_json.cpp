// The JSON forms of contexts and checkpoints (rule J1).
#include <utility>

#include "base/check_id.hpp"
#include "context/context_rep.hpp"
#include "snapshot/captured.hpp"
#include "value/form_reader.hpp"

namespace snaproll {
namespace {

using detail::below;
using detail::Form;
using detail::FormWriter;

constexpr std::string_view kCheckpoint = "checkpoint";
constexpr std::string_view kCompletedNodes = "completed_nodes";
const std::vector<std::string_view>& checkpoint_names() {
  static const std::vector<std::string_view> names = {
      "timestamp", kCompletedNodes, "variables", "state"};
  return names;
}

Status write_checkpoint(std::string& out, const Checkpoint& checkpoint,
                        const Cancel* cancel) {
  FormWriter form(out);
  form.time("timestamp", checkpoint.timestamp);
  if (checkpoint.nodes.is_object()) {
    form.begin(kCompletedNodes);
    out += '[';
    Status written;
    bool first = true;
    checkpoint.nodes.for_each([&](std::string_view node, const Value&) {
      if (!first) out += ',';
      first = false;
      written = detail::write_text(out, node);
      return written.ok();
    });
    SNAPROLL_CHECK(written);
    out += ']';
  } else {
    SNAPROLL_CHECK(form.value(kCompletedNodes, checkpoint.nodes, cancel));
  }
  SNAPROLL_CHECK(form.value("variables", checkpoint.variables, cancel));
  SNAPROLL_CHECK(detail::write_state(form, checkpoint.state));
  form.end();
  return {};
}

Status check_nodes(const Value& nodes, const Limits& limits) {
  if (!nodes.is_array()) return Error(Code::kType, "expected an array");
  Status status;
  size_t index = 0;
  nodes.for_each([&](std::string_view, const Value& node) {
    const auto name = node.as_text();
    status = name.ok() ? detail::check_id(*name, "node id", limits)
                       : Error(Code::kType, "expected a string");
    if (!status.ok()) status.error().pointer = '/' + std::to_string(index);
    ++index;
    return status.ok();
  });
  return status;
}

// A null is taken for no checkpoint before this.
Result<Checkpoint> read_checkpoint(const Form& form, const Limits& limits) {
  Checkpoint checkpoint;
  SNAPROLL_TRY(checkpoint.timestamp, form.time("timestamp"));
  SNAPROLL_TRY(checkpoint.nodes, form.required(kCompletedNodes));
  auto nodes = check_nodes(checkpoint.nodes, limits);
  if (!nodes.ok())
    return below(form.place(kCompletedNodes), std::move(nodes).error());
  SNAPROLL_TRY(checkpoint.variables, form.object("variables"));
  SNAPROLL_CHECK(detail::check_member_depth(checkpoint.variables,
                                            form.place("variables"), limits));
  SNAPROLL_TRY(const Value state, form.required("state"));
  auto read = ExecutionState::from_value(state);
  if (!read.ok()) return below(form.place("state"), std::move(read).error());
  checkpoint.state = *std::move(read);
  return checkpoint;
}

Result<std::string> read_id(const Form& form, const char* name,
                            const Limits& limits) {
  SNAPROLL_TRY(std::string id, form.text(name));
  auto status = detail::check_id(id, name, limits);
  if (!status.ok()) return below(form.place(name), std::move(status).error());
  return id;
}

}  // namespace

std::vector<std::string> Checkpoint::completed_nodes() const {
  if (nodes.is_object()) return nodes.names();
  std::vector<std::string> ids;
  ids.reserve(nodes.size());
  nodes.for_each([&](std::string_view, const Value& node) {
    auto id = node.as_text();
    if (id.ok()) ids.push_back(*std::move(id));
    return true;
  });
  return ids;
}

Result<std::string> Checkpoint::to_json() const {
  std::string out;
  SNAPROLL_CHECK(write_checkpoint(out, *this, nullptr));
  return out;
}

Result<Checkpoint> Checkpoint::from_json(std::string_view json,
                                         const Limits& limits) {
  static const std::vector<detail::FormLevel> levels = {
      {"", checkpoint_names()}, {"/state", {"Failed"}}};
  SNAPROLL_TRY(Value value, detail::parse_form(json, levels, limits, nullptr));
  SNAPROLL_TRY(const Form form, Form::of(std::move(value), {}));
  return read_checkpoint(form, limits);
}

Result<std::string> Context::to_json(const Cancel* cancel) const {
  const Context fixed = copy();
  const Rep& rep = *fixed.rep_;
  if (rep.ended) return detail::ended_context();
  const CapturedState captured = rep.kept_state();
  std::string out;
  FormWriter form(out);
  SNAPROLL_CHECK(form.text("execution_id", rep.execution_id));
  SNAPROLL_CHECK(form.text("workflow_id", rep.workflow_id));
  form.time("started_at", rep.started_at);
  form.optional_time("completed_at", rep.completed_at);
  SNAPROLL_CHECK(detail::write_state(form, captured.state));
  SNAPROLL_CHECK(form.value("node_results", captured.node_results, cancel));
  SNAPROLL_CHECK(form.value("variables", captured.variables, cancel));
  if (rep.checkpoint == nullptr) {
    form.null(kCheckpoint);
  } else {
    form.begin(kCheckpoint);
    SNAPROLL_CHECK(write_checkpoint(out, *rep.checkpoint, cancel));
  }
  form.end();
  return out;
}

Result<Context> Context::from_json(
    std::string_view json, std::shared_ptr<const Environment> environment,
    const Cancel* cancel) {
  static const std::vector<detail::FormLevel> levels = {
      {"",
       {"execution_id", "workflow_id", "started_at", "completed_at", "state",
        "node_results", "variables", kCheckpoint}},
      {"/state", {"Failed"}},
      {"/checkpoint", checkpoint_names()},
  };
  auto rep = std::make_shared<Rep>(std::move(environment));
  const Limits& limits = rep->limits();
  SNAPROLL_TRY(Value value, detail::parse_form(json, levels, limits, cancel));
  SNAPROLL_TRY(const Form form, Form::of(std::move(value), {}));
  SNAPROLL_TRY(rep->execution_id, read_id(form, "execution_id", limits));
  SNAPROLL_TRY(rep->workflow_id, read_id(form, "workflow_id", limits));
  SNAPROLL_TRY(rep->started_at, form.time("started_at"));
  SNAPROLL_TRY(rep->completed_at, form.optional_time("completed_at"));
  SNAPROLL_TRY(rep->captured, detail::read_captured(form, true, limits));
  if (auto checkpoint = form.optional(kCheckpoint)) {
    SNAPROLL_TRY(const Form part,
                 Form::of(*std::move(checkpoint), form.place(kCheckpoint)));
    SNAPROLL_TRY(Checkpoint read, read_checkpoint(part, limits));
    rep->checkpoint = std::make_shared<const Checkpoint>(std::move(read));
  }
  return Context(std::move(rep));
}

}  // namespace snaproll
