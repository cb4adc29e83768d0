#include "store_json.hpp"

#include "boundary.hpp"

namespace snaproll::capi {
namespace {

// By the number of a StateKind.
constexpr const char* kStates[] = {"\"Running\"", "\"Completed\"", "\"Failed\"",
                                   "\"Cancelled\"", "\"Paused\""};

const char* state_json(int32_t state) {
  const auto number = static_cast<size_t>(state);
  return number < std::size(kStates) ? kStates[number] : "null";
}

std::string time_json(Time time) {
  return time == kNoTime ? "null" : '"' + time_text(time) + '"';
}

// Appends `,"name":"text"` (without the comma at the beginning of an object).
Status append_member(std::string& json, std::string_view name,
                     std::string_view text) {
  if (json.back() != '{') json += ',';
  SNAPROLL_CHECK(append_json_text(json, name));
  json += ':';
  return append_json_text(json, text);
}

Status append_owner(std::string& json, const std::optional<OwnerInfo>& owner) {
  if (!owner.has_value()) {
    json += "null";
    return {};
  }
  json += '{';
  SNAPROLL_CHECK(append_member(json, "name", owner->name));
  SNAPROLL_CHECK(append_member(json, "process", owner->process));
  json += ",\"since\":" + time_json(owner->since);
  json += owner->lives ? ",\"lives\":true}" : ",\"lives\":false}";
  return {};
}

Status append_info(std::string& json, const ExecutionInfo& info) {
  json += '{';
  SNAPROLL_CHECK(append_member(json, "id", info.id));
  SNAPROLL_CHECK(append_member(json, "kind", info.kind));
  json += ",\"schema\":" + std::to_string(info.schema);
  json += ",\"state\":";
  json += state_json(info.state);
  SNAPROLL_CHECK(append_member(json, "workflow_id", info.workflow_id));
  json += ",\"started_at\":" + time_json(info.started_at);
  json += ",\"created_at\":" + time_json(info.created_at);
  json += ",\"last_commit\":" + time_json(info.last_commit);
  json += ",\"commits\":" + std::to_string(info.commits);
  json += ",\"attributes\":{";
  for (const auto& [name, value] : info.attributes)
    SNAPROLL_CHECK(append_member(json, name, value));
  json += "},\"owner\":";
  SNAPROLL_CHECK(append_owner(json, info.owner));
  json += '}';
  return {};
}

// A figure: its name in JSON and in Prometheus' text format, where it stands,
// and what it is.
struct Figure {
  const char* name;
  const char* metric;
  bool counts;  // grows only
  uint64_t StoreStats::* value;
  const char* help;
};

constexpr Figure kFigures[] = {
    {"executions", "executions", false, &StoreStats::executions,
     "Executions in the store."},
    {"snapshots", "snapshots", false, &StoreStats::snapshots,
     "Snapshots in the histories of all executions."},
    {"records", "records", false, &StoreStats::records,
     "Records of commits, those that are only needed by others included."},
    {"record_bytes", "record_bytes", false, &StoreStats::record_bytes,
     "Bytes of all records."},
    {"keyframes", "keyframes", false, &StoreStats::keyframes,
     "States that are stored whole."},
    {"keyframe_bytes", "keyframe_bytes", false, &StoreStats::keyframe_bytes,
     "Bytes of all keyframes."},
    {"blobs", "blobs", false, &StoreStats::blobs,
     "Bytes beside states, each stored once."},
    {"blob_bytes", "blob_bytes", false, &StoreStats::blob_bytes,
     "Bytes of all blobs and their chunks."},
    {"file_bytes", "file_bytes", false, &StoreStats::file_bytes,
     "Bytes of the file."},
    {"free_bytes", "free_bytes", false, &StoreStats::free_bytes,
     "Bytes of pages of the file that hold nothing."},
    {"wal_bytes", "wal_bytes", false, &StoreStats::wal_bytes,
     "Bytes of the write-ahead log beside the file."},
    {"longest_chain", "longest_chain_records", false,
     &StoreStats::longest_chain, "Most records from a keyframe to a state."},
    {"commits", "commits", true, &StoreStats::commits,
     "Commits since this process opened the store."},
    {"transactions", "transactions", true, &StoreStats::transactions,
     "Transactions that commits were grouped in."},
    {"syncs", "syncs", true, &StoreStats::syncs,
     "Times that the file was synced."},
    {"bytes_written", "written_bytes", true, &StoreStats::bytes_written,
     "Bytes written to the file and its log."},
    {"busy_waits", "busy_waits", true, &StoreStats::busy_waits,
     "Times that somebody waited for another process."},
    {"conflicts", "conflicts", true, &StoreStats::conflicts,
     "Commits refused because another writer came first."},
};

}  // namespace

Result<std::string> info_json(const ExecutionInfo& info) {
  std::string json;
  SNAPROLL_CHECK(append_info(json, info));
  return json;
}

Result<std::string> page_json(const ExecutionPage& page) {
  std::string json = "{\"executions\":[";
  for (const ExecutionInfo& info : page.executions) {
    if (json.back() != '[') json += ',';
    SNAPROLL_CHECK(append_info(json, info));
  }
  return json + "],\"next\":" + std::to_string(page.next) + '}';
}

Result<std::string> report_json(const CheckReport& report) {
  std::string json = "{\"executions\":" + std::to_string(report.executions) +
                     ",\"records\":" + std::to_string(report.records) +
                     ",\"states\":" + std::to_string(report.states) +
                     ",\"keyframes\":" + std::to_string(report.keyframes) +
                     ",\"findings\":[";
  for (const std::string& finding : report.findings) {
    if (json.back() != '[') json += ',';
    SNAPROLL_CHECK(append_json_text(json, finding));
  }
  return json + "]}";
}

std::string stats_json(const StoreStats& stats) {
  std::string json = "{";
  for (const Figure& figure : kFigures) {
    if (json.size() > 1) json += ',';
    json += '"';
    json += figure.name;
    json += "\":" + std::to_string(stats.*figure.value);
  }
  return json + '}';
}

std::string stats_prometheus(const StoreStats& stats, const Id& store) {
  const std::string label = "{store=\"" + store.text() + "\"} ";
  std::string text;
  for (const Figure& figure : kFigures) {
    std::string name = "snaproll_store_";
    name += figure.metric;
    if (figure.counts) name += "_total";
    text += "# HELP " + name;
    text += ' ';
    text += figure.help;
    text += "\n# TYPE " + name;
    text += figure.counts ? " counter\n" : " gauge\n";
    text += name + label;
    text += std::to_string(stats.*figure.value) + '\n';
  }
  return text;
}

}  // namespace snaproll::capi
