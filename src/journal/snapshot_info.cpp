#include "journal/snapshot_info.hpp"

#include <utility>

#include "journal/document.hpp"
#include "value/edit.hpp"

namespace snaproll::detail {
namespace {

constexpr std::string_view kAuto = "auto";
constexpr std::string_view kBy = "by";
constexpr std::string_view kCustom = "custom";
constexpr std::string_view kParent = "parent";
constexpr std::string_view kReason = "reason";

void put(Value& object, std::string_view name, Value value) {
  // The names are known, and what was told of a snapshot was checked.
  static_cast<void>(
      member_set(object, name, std::move(value), stored_limits()));
}

void put_text(Value& object, std::string_view name,
              const std::optional<std::string>& text) {
  if (!text.has_value()) return;
  auto value = Value::text(*text, stored_limits());
  if (value.ok()) put(object, name, *std::move(value));
}

Result<std::optional<std::string>> read_text(const Value& object,
                                             std::string_view name) {
  const auto found = object.find(name);
  if (!found.has_value()) return std::optional<std::string>();
  auto text = found->as_text();
  if (!text.ok())
    return Error(Code::kCorrupt, "what is told of a snapshot can not be read");
  return std::optional<std::string>(*std::move(text));
}

}  // namespace

std::optional<std::string> encode_info(const Snapshot& snapshot) {
  const SnapshotMetadata& metadata = snapshot.metadata();
  Value object = Value::object();
  if (metadata.is_auto) put(object, kAuto, Value::boolean(true));
  put_text(object, kBy, metadata.created_by);
  if (metadata.custom.size() > 0) put(object, kCustom, metadata.custom);
  if (snapshot.parent().has_value())
    put_text(object, kParent, snapshot.parent()->text());
  put_text(object, kReason, metadata.reason);
  if (object.size() == 0) return std::nullopt;
  return object.to_json();
}

Result<Snapshot::Data> decode_info(const RecordHead& head) {
  Snapshot::Data data;
  if (!head.id.has_value())
    return Error(Code::kCorrupt, "a snapshot without an id");
  data.id = *head.id;
  data.created_at = head.created_at;
  data.info.label = head.label;
  data.info.trigger_node = head.node;
  if (!head.info.has_value()) return data;
  const auto object = Value::parse(*head.info, stored_limits());
  if (!object.ok() || !object->is_object())
    return Error(Code::kCorrupt, "what is told of a snapshot can not be read");
  SnapshotMetadata& metadata = data.info.metadata;
  metadata.is_auto = object->find(kAuto).has_value();
  SNAPROLL_TRY(metadata.created_by, read_text(*object, kBy));
  SNAPROLL_TRY(metadata.reason, read_text(*object, kReason));
  const auto custom = object->find(kCustom);
  if (custom.has_value() && custom->is_object()) metadata.custom = *custom;
  SNAPROLL_TRY(const auto parent, read_text(*object, kParent));
  if (parent.has_value()) {
    const auto id = Id::parse(*parent);
    if (!id.ok())
      return Error(Code::kCorrupt, "the parent of a snapshot can not be read");
    data.parent = *id;
  }
  return data;
}

}  // namespace snaproll::detail
