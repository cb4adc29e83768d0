#include "journal/bundle.hpp"

#include <limits>
#include <utility>

#include "base/check_id.hpp"
#include "journal/blobs.hpp"
#include "journal/document.hpp"
#include "journal/snapshot_info.hpp"
#include "snaproll/policy.hpp"
#include "snaproll/private_paths.hpp"
#include "snapshot/form.hpp"
#include "value/edit.hpp"

namespace snaproll::detail {
namespace {

constexpr uint64_t kMost = std::numeric_limits<int64_t>::max();
constexpr size_t kPartBytes = 64u << 10;  // of a blob in one line
constexpr std::string_view kDigits = "0123456789abcdef";

std::string to_hex(std::string_view bytes) {
  std::string hex;
  hex.reserve(2 * bytes.size());
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    hex += kDigits[byte >> 4];
    hex += kDigits[byte & 0xf];
  }
  return hex;
}

Result<std::string> from_hex(std::string_view hex, std::string place) {
  std::string bytes;
  bytes.reserve(hex.size() / 2);
  bool odd = false;
  for (const char c : hex) {
    const size_t digit = kDigits.find(c);
    if (digit == std::string_view::npos) break;
    if (odd) {
      bytes.back() = static_cast<char>(bytes.back() | static_cast<char>(digit));
    } else {
      bytes += static_cast<char>(digit << 4);
    }
    odd = !odd;
  }
  if (odd || bytes.size() * 2 != hex.size())
    return Error(Code::kParse, "no hexadecimal digits")
        .at_pointer(std::move(place));
  return bytes;
}

// A number that may be absent.
void optional_count(FormWriter& form, const char* name,
                    const std::optional<uint64_t>& number) {
  if (number.has_value()) {
    form.count(name, *number);
  } else {
    form.null(name);
  }
}

}  // namespace

std::string wrapped(std::string_view name, std::string_view json) {
  std::string line = "{\"";
  line += name;
  line += "\":";
  line += json;
  line += '}';
  return line;
}

Result<std::string> header_line(const ExecutionRow& row,
                                const HistoryHead& history, bool full) {
  std::string out;
  FormWriter form(out);
  form.count("snaproll_export", kExportVersion);
  SNAPROLL_CHECK(form.text("form", full ? "full" : "bundle"));
  form.begin("execution");
  FormWriter execution(out);
  SNAPROLL_CHECK(execution.text("id", row.name));
  SNAPROLL_CHECK(execution.text("kind", row.kind));
  execution.count("schema", static_cast<uint64_t>(row.schema));
  SNAPROLL_CHECK(execution.text("workflow_id", row.workflow_id));
  execution.time("started_at", row.started_at);
  execution.begin("attributes");
  FormWriter attributes(out);
  for (const auto& [name, value] : row.attributes) {
    std::string quoted;
    SNAPROLL_CHECK(write_text(quoted, name));
    // Names are any text, so they are written as JSON has them.
    SNAPROLL_CHECK(attributes.text(
        std::string_view(quoted).substr(1, quoted.size() - 2), value));
  }
  attributes.end();
  execution.boolean("unlimited", history.maximum > kMost);
  execution.count("max_snapshots",
                  history.maximum > kMost ? 0 : history.maximum);
  execution.boolean("auto_snapshot", history.automatic);
  execution.count("auto_snapshot_interval", history.interval & kMost);
  execution.count("nodes_processed", history.nodes_processed);
  execution.end();
  form.end();
  return out;
}

Result<Header> read_header(const Value& line) {
  SNAPROLL_TRY(const Form form, Form::of(line, {}));
  SNAPROLL_TRY(const uint64_t version, form.count("snaproll_export", kMost));
  if (version != static_cast<uint64_t>(kExportVersion))
    return Error(Code::kFormat, "an export of another version");
  Header header;
  SNAPROLL_TRY(const std::string name, form.text("form"));
  header.full = name == "full";
  if (!header.full && name != "bundle")
    return Error(Code::kFormat, "an export of an unknown form")
        .at_pointer("/form");
  SNAPROLL_TRY(Value object, form.object("execution"));
  SNAPROLL_TRY(const Form told, Form::of(std::move(object), "/execution"));
  ExecutionRow& row = header.row;
  SNAPROLL_TRY(row.name, told.text("id"));
  SNAPROLL_TRY(row.kind, told.text("kind"));
  SNAPROLL_TRY(const uint64_t schema, told.count("schema", kMost));
  row.schema = static_cast<int64_t>(schema);
  SNAPROLL_TRY(row.workflow_id, told.text("workflow_id"));
  SNAPROLL_TRY(row.started_at, told.time("started_at"));
  SNAPROLL_TRY(const Value attributes, told.object("attributes"));
  Status status;
  attributes.for_each([&](std::string_view key, const Value& value) {
    auto text = value.as_text();
    if (text.ok()) {
      row.attributes.emplace_back(key, *std::move(text));
    } else {
      status = std::move(text).error();
    }
    return status.ok();
  });
  if (!status.ok()) return below("/execution/attributes", status.error());
  HistoryHead& history = header.history;
  SNAPROLL_TRY(history.maximum, told.count("max_snapshots", kMost));
  SNAPROLL_TRY(const bool unlimited, told.boolean("unlimited"));
  if (unlimited) history.maximum = std::numeric_limits<uint64_t>::max();
  SNAPROLL_TRY(history.automatic, told.boolean("auto_snapshot"));
  SNAPROLL_TRY(history.interval, told.count("auto_snapshot_interval", kMost));
  SNAPROLL_TRY(history.nodes_processed, told.count("nodes_processed", kMost));
  return header;
}

std::string snapshot_line(std::string_view json, int64_t schema) {
  if (schema == 0) return wrapped("snapshot", json);
  std::string both(json);
  both += ",\"schema\":" + std::to_string(schema);
  return wrapped("snapshot", both);
}

Result<int64_t> read_snapshot_schema(const Value& line) {
  SNAPROLL_TRY(const Form form, Form::of(line, {}));
  SNAPROLL_TRY(const auto schema, form.optional_count("schema", kMost));
  return static_cast<int64_t>(schema.value_or(0));
}

std::string record_line(const ReadRecord& record) {
  const RecordRow& row = record.row;
  RecordBody rest = record.body;
  rest.delta.reset();
  std::string out;
  FormWriter form(out);
  form.count("seq", row.key.seq);
  form.id("commit_id", row.commit_id);
  form.count("kind", static_cast<uint64_t>(row.kind));
  form.count("base", row.base.seq);
  form.id("base_commit", row.base.seq != 0 ? std::optional<Id>(row.base_commit)
                                           : std::nullopt);
  form.time("created_at", row.created_at);
  form.optional_time("committed_at", row.committed_at);
  optional_count(form, "number", row.number);
  form.id("id", row.id);
  // What is in the store already is valid text.
  static_cast<void>(form.optional_text("label", row.label));
  static_cast<void>(form.optional_text("node", row.node));
  static_cast<void>(form.optional_text("info", row.info));
  if (row.attempt.has_value()) {
    static_cast<void>(form.text("attempt", to_hex(*row.attempt)));
  } else {
    form.null("attempt");
  }
  form.boolean("effect", row.effect);
  form.count("schema", static_cast<uint64_t>(row.schema));
  static_cast<void>(form.text("sections", to_hex(encode_body(rest))));
  form.begin("delta");
  // An empty one is told as none is.
  const std::string delta = record.body.delta.value_or(std::string());
  out += delta.empty() ? "null" : delta;
  form.end();
  return wrapped("record", out);
}

namespace {

constexpr struct {
  NameKind kind;
  std::string_view word;
} kNameWords[] = {
    {NameKind::kTag, "tag"},         {NameKind::kBranch, "branch"},
    {NameKind::kHold, "hold"},       {NameKind::kSelected, "selected"},
    {NameKind::kPolicy, "policy"},   {NameKind::kGraft, "graft"},
    {NameKind::kPrivate, "private"}, {NameKind::kGroup, "group"}};

Status check_name_row(const NameRow& row) {
  switch (static_cast<NameKind>(row.kind)) {
    case NameKind::kTag:
      return check_name(row.name, "tag", true);
    case NameKind::kBranch:
      return check_name(row.name, "name of a branch", true);
    case NameKind::kHold:
      return check_name(row.name, "name of a hold", false);
    case NameKind::kPolicy: {
      const auto policy = Policy::parse(row.info.value_or(std::string()));
      return policy.ok() ? Status() : Status(policy.error());
    }
    case NameKind::kGroup: {
      const auto id = Id::parse(row.name);
      if (!row.info.has_value() || !id.ok() || id->text() != row.name)
        return Error(Code::kInvalidArgument, "no member of a group");
      return {};
    }
    case NameKind::kPrivate: {
      const auto paths =
          PrivatePaths::from_json(row.info.value_or(std::string()));
      if (paths.ok() && row.name.empty()) return {};
      return paths.ok()
                 ? Error(Code::kInvalidArgument, "private paths have no name")
                 : paths.error();
    }
    default:
      return {};
  }
}

}  // namespace

std::string name_line(const NameRow& row, uint64_t seq) {
  std::string out;
  FormWriter form(out);
  // What is in the store already is valid text.
  for (const auto& one : kNameWords)
    if (static_cast<int32_t>(one.kind) == row.kind)
      static_cast<void>(form.text("kind", one.word));
  static_cast<void>(form.text("name", row.name));
  form.count("seq", seq);
  static_cast<void>(form.optional_text("info", row.info));
  form.end();
  return wrapped("name", out);
}

Result<NameRow> read_name_line(const Value& name) {
  SNAPROLL_TRY(const Form form, Form::of(name, "/name"));
  NameRow row;
  SNAPROLL_TRY(const std::string word, form.text("kind"));
  for (const auto& one : kNameWords)
    if (one.word == word) row.kind = static_cast<int32_t>(one.kind);
  if (row.kind == 0)
    return Error(Code::kFormat, "a name of an unknown kind")
        .at_pointer("/name/kind");
  SNAPROLL_TRY(row.name, form.text("name"));
  SNAPROLL_TRY(row.seq, form.count("seq", kMost));
  SNAPROLL_TRY(row.info, form.optional_text("info"));
  const Status checked = check_name_row(row);
  if (!checked.ok()) return Error(checked.error()).at_pointer("/name");
  return row;
}

std::vector<std::string> blob_lines(const BlobHash& hash,
                                    std::string_view bytes) {
  std::vector<std::string> lines;
  do {
    const std::string_view part = bytes.substr(0, kPartBytes);
    bytes.remove_prefix(part.size());
    std::string out;
    FormWriter form(out);
    static_cast<void>(form.text("hash", blob_text(hash)));
    form.boolean("last", bytes.empty());
    static_cast<void>(form.text("bytes", to_hex(part)));
    form.end();
    lines.push_back(wrapped("blob", out));
  } while (!bytes.empty());
  return lines;
}

Result<BlobPart> read_blob_line(const Value& blob) {
  SNAPROLL_TRY(const Form form, Form::of(blob, "/blob"));
  BlobPart part;
  SNAPROLL_TRY(const std::string hash, form.text("hash"));
  auto parsed = parse_blob_hash(hash);
  if (!parsed.ok()) return std::move(parsed).error().at_pointer("/blob/hash");
  part.hash = *parsed;
  SNAPROLL_TRY(part.last, form.boolean("last"));
  SNAPROLL_TRY(const std::string hex, form.text("bytes"));
  SNAPROLL_TRY(part.bytes, from_hex(hex, form.place("bytes")));
  return part;
}

Result<RecordRow> read_record_line(const Value& record) {
  constexpr uint64_t kLastKind = static_cast<uint64_t>(RecordKind::kAttempt);
  SNAPROLL_TRY(const Form form, Form::of(record, "/record"));
  RecordRow row;
  SNAPROLL_TRY(row.key.seq, form.count("seq", kMost));
  SNAPROLL_TRY(row.commit_id, form.id("commit_id"));
  SNAPROLL_TRY(const uint64_t kind, form.count("kind", kLastKind));
  row.kind = static_cast<int32_t>(kind);
  SNAPROLL_TRY(row.base.seq, form.count("base", kMost));
  SNAPROLL_TRY(const auto base_commit, form.optional_id("base_commit"));
  row.base_commit = base_commit.value_or(Id());
  SNAPROLL_TRY(row.created_at, form.time("created_at"));
  SNAPROLL_TRY(const Time committed_at, form.optional_time("committed_at"));
  if (committed_at != kNoTime) row.committed_at = committed_at;
  SNAPROLL_TRY(row.number, form.optional_count("number", kMost));
  SNAPROLL_TRY(row.id, form.optional_id("id"));
  SNAPROLL_TRY(row.label, form.optional_text("label"));
  SNAPROLL_TRY(row.node, form.optional_text("node"));
  SNAPROLL_TRY(row.info, form.optional_text("info"));
  if (row.id.has_value() && row.info.has_value()) {
    const auto told = decode_info(row);
    if (!told.ok()) return Error(told.error()).at_pointer("/record/info");
    row.automatic = told->info.metadata.is_auto;
  }
  SNAPROLL_TRY(const auto attempt, form.optional_text("attempt"));
  if (attempt.has_value()) {
    SNAPROLL_TRY(row.attempt, from_hex(*attempt, form.place("attempt")));
  }
  SNAPROLL_TRY(row.effect, form.boolean("effect"));
  SNAPROLL_TRY(const uint64_t schema, form.count("schema", kMost));
  row.schema = static_cast<int64_t>(schema);
  SNAPROLL_TRY(const std::string hex, form.text("sections"));
  SNAPROLL_TRY(const std::string bytes, from_hex(hex, form.place("sections")));
  auto body = decode_body(bytes);
  if (!body.ok()) return std::move(body).error().at_pointer("/record/sections");
  if (const auto delta = form.optional("delta")) body->delta = delta->to_json();
  row.body = encode_body(*body);
  if (row.key.seq == 0 || row.base.seq >= row.key.seq)
    return Error(Code::kInvalidArgument, "a record that is not after its base")
        .at_pointer("/record/seq");
  return row;
}

}  // namespace snaproll::detail
