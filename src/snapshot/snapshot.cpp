// The form of a snapshot (rule J1) and the check of what is told of one.
#include "snaproll/snapshot.hpp"

#include <utility>

#include "base/check_id.hpp"
#include "snapshot/captured.hpp"
#include "value/form_reader.hpp"

namespace snaproll {
namespace {

using detail::below;
using detail::Form;
using detail::FormWriter;

constexpr std::string_view kMetadata = "metadata";

Status check_text(const std::optional<std::string>& text,
                  std::string_view pointer, const Limits& limits) {
  if (!text.has_value()) return {};
  const std::string name(pointer.substr(pointer.rfind('/') + 1));
  if (text->size() > limits.text_bytes) {
    return Error(Code::kLimit, "a string of more than " +
                                   std::to_string(limits.text_bytes) + " bytes")
        .at_pointer(std::string(pointer));
  }
  auto status = detail::check_utf8(*text, name.c_str());
  if (!status.ok()) status.error().pointer = pointer;
  return status;
}

Status write_metadata(std::string& out, const SnapshotMetadata& metadata,
                      const Cancel* cancel) {
  FormWriter form(out);
  SNAPROLL_CHECK(form.optional_text("reason", metadata.reason));
  SNAPROLL_CHECK(form.optional_text("created_by", metadata.created_by));
  form.boolean("is_auto", metadata.is_auto);
  SNAPROLL_CHECK(form.value("custom", metadata.custom, cancel));
  form.end();
  return {};
}

Result<SnapshotMetadata> read_metadata(const Form& form) {
  SnapshotMetadata metadata;
  SNAPROLL_TRY(metadata.reason, form.optional_text("reason"));
  SNAPROLL_TRY(metadata.created_by, form.optional_text("created_by"));
  SNAPROLL_TRY(metadata.is_auto, form.boolean("is_auto"));
  SNAPROLL_TRY(metadata.custom, form.object_or_empty("custom"));
  return metadata;
}

Result<SnapshotInfo> read_info(const Form& form, const Limits& limits) {
  SnapshotInfo info;
  SNAPROLL_TRY(info.label, form.optional_text("label"));
  SNAPROLL_TRY(info.trigger_node, form.optional_text("trigger_node"));
  if (form.has(kMetadata)) {
    SNAPROLL_TRY(Value value, form.required(kMetadata));
    SNAPROLL_TRY(const Form metadata,
                 Form::of(std::move(value), form.place(kMetadata)));
    SNAPROLL_TRY(info.metadata, read_metadata(metadata));
  }
  SNAPROLL_CHECK(detail::check_info(info, limits));
  return info;
}

Status write_snapshot(std::string& out, const Snapshot& snapshot,
                      const Cancel* cancel) {
  FormWriter form(out);
  form.id("id", snapshot.id());
  form.time("created_at", snapshot.created_at());
  SNAPROLL_CHECK(form.optional_text("label", snapshot.label()));
  SNAPROLL_CHECK(form.optional_text("trigger_node", snapshot.trigger_node()));
  SNAPROLL_CHECK(detail::write_state(form, snapshot.state()));
  SNAPROLL_CHECK(form.value("variables", snapshot.variables(), cancel));
  SNAPROLL_CHECK(form.value("node_results", snapshot.node_results(), cancel));
  form.begin(kMetadata);
  SNAPROLL_CHECK(write_metadata(out, snapshot.metadata(), cancel));
  form.end();
  return {};
}

}  // namespace

namespace detail {

Status check_info(const SnapshotInfo& info, const Limits& limits) {
  SNAPROLL_CHECK(check_text(info.label, "/label", limits));
  if (info.trigger_node.has_value()) {
    auto id = check_id(*info.trigger_node, "trigger node", limits);
    if (!id.ok()) return below("/trigger_node", std::move(id).error());
  }
  const SnapshotMetadata& metadata = info.metadata;
  SNAPROLL_CHECK(check_text(metadata.reason, "/metadata/reason", limits));
  SNAPROLL_CHECK(
      check_text(metadata.created_by, "/metadata/created_by", limits));
  if (!metadata.custom.is_object()) {
    return Error(Code::kType, "expected an object")
        .at_pointer("/metadata/custom");
  }
  return check_member_depth(metadata.custom, "/metadata/custom", limits);
}

}  // namespace detail

Status Snapshot::load() const {
  if (data_->stored == nullptr) return {};
  auto read = data_->stored->get();
  if (!read.ok()) return std::move(read).error();
  return {};
}

const CapturedState& Snapshot::stored_captured() const {
  auto read = data_->stored->get();
  if (!read.ok()) throw Failure(std::move(read).error());
  return **read;
}

Result<Value> Snapshot::value() const {
  SNAPROLL_CHECK(load());
  return captured().to_value();
}

Result<std::string> Snapshot::to_json(const Cancel* cancel) const {
  SNAPROLL_CHECK(load());
  std::string out;
  SNAPROLL_CHECK(write_snapshot(out, *this, cancel));
  return out;
}

Result<Snapshot> Snapshot::from_json(std::string_view json,
                                     const Limits& limits,
                                     const Cancel* cancel) {
  static const std::vector<detail::FormLevel> levels = {
      {"",
       {"id", "created_at", "label", "trigger_node", "state", "variables",
        "node_results", "metadata"}},
      {"/state", {"Failed"}},
      {"/metadata", {"reason", "created_by", "is_auto", "custom"}},
  };
  SNAPROLL_TRY(Value value, detail::parse_form(json, levels, limits, cancel));
  SNAPROLL_TRY(const Form form, Form::of(std::move(value), {}));
  Data data;
  SNAPROLL_TRY(data.id, form.id("id"));
  SNAPROLL_TRY(data.created_at, form.time("created_at"));
  SNAPROLL_TRY(data.info, read_info(form, limits));
  SNAPROLL_TRY(data.captured, detail::read_captured(form, false, limits));
  return Snapshot(std::move(data));
}

}  // namespace snaproll
