// Replays a scenario (README.md) through the C++ API.
//
//   runner <file.jsonl>    writes the replies to standard output
#include "runner.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>

namespace scenario {

Value Call::value(const char* input) const {
  auto found = line_.find(input);
  if (found.has_value()) return *std::move(found);
  std::cerr << "scenario: no input " << input << "\n";
  std::exit(2);
}

std::string Call::text(const char* input) const {
  return *value(input).as_text();
}

int32_t Call::word(const char* input,
                   const std::vector<const char*>& words) const {
  const auto found = std::find(words.begin(), words.end(), text(input));
  if (found != words.end()) return static_cast<int32_t>(found - words.begin());
  std::cerr << "scenario: no such " << input << "\n";
  std::exit(2);
}

size_t Call::count(const char* input) const {
  const Value found = value(input);
  return found.is_null() ? kUnlimited : static_cast<size_t>(*found.as_int64());
}

Id Call::id_of(const std::string& told) const {
  const auto named = names_.find(told);
  if (named != names_.end()) return std::any_cast<Id>(named->second);
  return *Id::parse(told);
}

Result<SnapshotInfo> Call::snapshot_info() const {
  SnapshotInfo info;
  if (has("label")) info.label = text("label");
  if (has("trigger_node")) {
    info.trigger_node = text("trigger_node");
    if (info.trigger_node->empty())
      return Error(Code::kInvalidArgument, "node: an empty id");
  }
  if (has("reason")) info.metadata.reason = text("reason");
  if (has("created_by")) info.metadata.created_by = text("created_by");
  info.metadata.is_auto = boolean("is_auto");
  if (!has("custom")) return info;
  Status status;
  value("custom").for_each([&](std::string_view name, const Value& json) {
    auto parsed = Value::parse(*json.as_text());
    if (parsed.ok()) {
      status = pointer_set(info.metadata.custom, '/' + std::string(name),
                           *std::move(parsed));
    } else {
      status = std::move(parsed).error();
    }
    return status.ok();
  });
  if (!status.ok()) return std::move(status).error();
  return info;
}

Reply Call::made_id(const std::optional<Id>& id) {
  if (!id.has_value()) return std::string("null");
  SNAPROLL_CHECK(made(*id));
  return '"' + id->text() + '"';
}

Reply Call::made_rollback(Result<RollbackResult> result) {
  if (!result.ok()) return std::move(result).error();
  SNAPROLL_CHECK(made(*result));
  if (result->success) return result->to_json();
  failed_out = result->to_json();
  return Error(*result->code, *result->error);
}

Reply done(Status status) {
  if (!status.ok()) return std::move(status).error();
  return std::string();
}

std::string json_text(std::string_view utf8) {
  return Value::text(utf8)->to_json();
}

std::string json_names(const std::vector<std::string>& names) {
  std::string json = "[";
  for (const std::string& name : names) {
    if (json.size() > 1) json += ',';
    json += json_text(name);
  }
  return json + ']';
}

Reply out_text(Result<std::string> text) {
  if (!text.ok()) return text;
  return json_text(*text);
}

Reply out_text(const std::optional<std::string>& text) {
  return text.has_value() ? json_text(*text) : "null";
}

Reply out_json(Result<std::string> json) { return json; }

Reply out_value(Result<Value> value, const Cancel* cancel) {
  if (!value.ok()) return std::move(value).error();
  std::string json;
  SNAPROLL_CHECK(value->write(json, cancel));
  return json;
}

Reply out_double(Result<double> number) {
  if (!number.ok()) return std::move(number).error();
  return out_value(Value::number(*number));
}

Result<std::vector<Value>> elements_of(const Value& array) {
  if (!array.is_array())
    return Error(Code::kType, "expected an array of elements");
  std::vector<Value> elements;
  for (size_t i = 0; i < array.size(); ++i) elements.push_back(*array.at(i));
  return elements;
}

std::string out_bool(bool boolean) { return boolean ? "true" : "false"; }

std::string out_time(Time time) {
  return time == kNoTime ? "null" : std::to_string(time);
}

std::string out_state(const ExecutionState& state) {
  return state.to_value()->to_json();
}

const std::vector<const char*> kCodes = {
    "OK",        "INVALID_ARGUMENT",
    "PARSE",     "TYPE",
    "RANGE",     "LIMIT",
    "NOT_FOUND", "EXISTS",
    "AMBIGUOUS", "CONFLICT",
    "OWNED",     "TEST_FAILED",
    "HELD",      "BUSY",
    "STOPPED",   "CORRUPT",
    "FORMAT",    "READ_ONLY",
    "IO",        "UNKNOWN",
    "UNUSABLE",  "KEY",
    "NO_MEMORY", "INTERNAL",
};

const char* code_name(Code code) {
  return kCodes[static_cast<size_t>(-static_cast<int32_t>(code))];
}

namespace {

std::string written(const Reply& reply, const Call& call) {
  if (reply.ok()) {
    return "{\"ok\":true" + (reply->empty() ? "" : ",\"out\":" + *reply) + '}';
  }
  const Error& error = reply.error();
  std::string out = "{\"error\":\"";
  out += code_name(error.code);
  out += "\",\"message\":" + json_text(plain(error.message));
  if (call.boolean("hint")) out += ",\"hint\":" + json_text(error.hint);
  if (!error.pointer.empty()) out += ",\"pointer\":" + json_text(error.pointer);
  if (error.offset != Error::kNoOffset)
    out += ",\"offset\":" + std::to_string(error.offset);
  if (!call.failed_out.empty()) out += ",\"out\":" + call.failed_out;
  return out + '}';
}

std::string replay(const std::string& line, Names& names) {
  const Value call_line = *Value::parse(line);
  const auto op_value = call_line.find("op");
  if (!op_value.has_value()) return line;
  const std::string op = *op_value->as_text();
  Call call(call_line, names);
  if (op.size() > 5 && op.substr(op.size() - 5) == ".free") {
    names.erase(call.text("self"));
    return written(std::string(), call);
  }
  for (const Table* table :
       {&kBasics, &kValues, &kContexts, &kVariables, &kSnapshots, &kManagers,
        &kExecutions, &kFields, &kPatches, &kGoingBack, &kTree, &kKeeping,
        &kBlobs, &kDurable, &kStores}) {
    const auto found = table->find(op);
    if (found == table->end()) continue;
    const Reply reply = found->second(call);
    return written(reply, call);
  }
  std::cerr << "scenario: no such operation: " << op << "\n";
  std::exit(2);
}

}  // namespace
}  // namespace scenario

int main(int argc, char** argv) {
  std::ifstream file(argc == 2 ? argv[1] : "");
  if (!file) {
    std::cerr << "usage: runner <file.jsonl>\n";
    return 2;
  }
  const scenario::Folder folder;
  scenario::Names names;
  std::string line;
  while (std::getline(file, line))
    std::cout << scenario::replay(line, names) << "\n";
  return 0;
}
