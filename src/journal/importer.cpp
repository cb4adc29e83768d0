// Imports: an execution is made of lines, unseen until it is whole and checked.
#include <algorithm>
#include <new>
#include <set>
#include <utility>

#include "base/check_id.hpp"
#include "base/random.hpp"
#include "context/image.hpp"
#include "journal/blobs.hpp"
#include "journal/bundle.hpp"
#include "journal/check.hpp"
#include "journal/document.hpp"
#include "journal/journal.hpp"
#include "journal/keyframes.hpp"
#include "journal/process.hpp"
#include "journal/sweep.hpp"
#include "snaproll/store.hpp"
#include "snapshot/form.hpp"

namespace snaproll {

using detail::Commit;
using detail::ExecutionRow;
using detail::Head;
using detail::Header;
using detail::Home;
using detail::OwnerRow;
using detail::RecordKind;
using detail::RecordRow;
using detail::StoreWriter;

namespace {

constexpr size_t kBatchBytes = 1u << 20;
constexpr size_t kBatchRows = 256;

Error in_line(uint64_t number, Error error) {
  error.message = "line " + std::to_string(number) + ": " + error.message;
  return error;
}

}  // namespace

struct Importer::Rep {
  std::shared_ptr<Home> home;
  std::string as;
  uint64_t lines = 0;
  std::optional<Header> header;
  bool ended = false;
  bool failed = false;
  bool published = false;

  // Of a bundle.
  int64_t exec = 0;
  std::vector<RecordRow> rows;  // that are not written yet
  size_t bytes = 0;             // of these, and of blobs
  detail::BlobBox blobs;   // that are whole; in the journal where there is one
  detail::BlobPart begun;  // what is there of the next one
  uint64_t last_seq = 0;
  Head head;  // of the last record
  uint64_t next_sequence = 0;

  detail::NamesWrite names;  // written when all is there

  // Of a full one.
  uint64_t snapshot_seq = 0;  // of the last one
  std::shared_ptr<detail::Journal> journal;
  std::optional<Context> context;
  detail::HistoryHead history;

  ~Rep();
  std::string hidden() const { return detail::hidden_name(id); }
  const Id id = detail::random_id();

  Status add(std::string_view line);
  Status begin(const Value& line);
  Status add_record(const Value& record);
  Status add_keyframe(const Value& keyframe);
  Status flush();
  Status add_context(const Value& context);
  Status add_snapshot(const Value& snapshot, int64_t schema);
  Status add_blob(const Value& blob);
  Status add_name(const Value& name);
  Status check_names() const;
  Status finish_bundle();
  Status finish_full();
  Result<ExecutionRow> row();
  Status check();
};

// What was not published is removed.
Importer::Rep::~Rep() {
  if (published) return;
  try {
    if (journal != nullptr) {
      exec = journal->exec();
      static_cast<void>(journal->close());
    }
    if (exec != 0)
      static_cast<void>(detail::sweep_deleted(*home, exec, nullptr));
  } catch (const std::bad_alloc&) {
    exec = 0;  // what is left is hidden, and compact() removes it
  }
}

Status Importer::Rep::begin(const Value& line) {
  SNAPROLL_TRY(header, detail::read_header(line));
  if (as.empty()) as = header->row.name;
  SNAPROLL_CHECK(detail::check_id(as, "execution id", {}));
  {
    SNAPROLL_TRY(const auto reader, home->rows->read());
    SNAPROLL_TRY(const auto there, reader->execution(as));
    if (there.has_value())
      return Error(Code::kExists, "the store has an execution of that id")
          .with_hint("import it under another id");
  }
  if (header->full) return {};
  const auto row = std::make_shared<ExecutionRow>(header->row);
  row->name = hidden();
  row->deleted = true;
  row->created_at = Environment::standard()->now();
  // While its owner lives nobody takes it for a remnant.
  row->owner = OwnerRow{{}, detail::this_process(), id, row->created_at};
  SNAPROLL_CHECK(home->rows->commit(
      [row](StoreWriter& writer) { return writer.insert_execution(*row); }, 2));
  exec = row->exec;
  return {};
}

Status Importer::Rep::add_record(const Value& record) {
  SNAPROLL_TRY(RecordRow row, detail::read_record_line(record));
  if (row.key.seq <= last_seq)
    return Error(Code::kInvalidArgument, "a record that is not after the last")
        .at_pointer("/record/seq");
  SNAPROLL_TRY(const detail::RecordBody body, detail::decode_body(row.body));
  last_seq = row.key.seq;
  head = body.head;
  next_sequence = body.head.next_sequence;
  row.key.exec = exec;
  if (row.base.seq != 0) row.base.exec = exec;
  detail::pack_body(row, std::exchange(row.body, std::string()),
                    home->rows->options().compress);
  bytes += row.body.size();
  rows.push_back(std::move(row));
  if (rows.size() < kBatchRows && bytes < kBatchBytes) return {};
  return flush();
}

Status Importer::Rep::flush() {
  if (rows.empty()) return {};
  const auto batch = std::make_shared<std::vector<RecordRow>>(std::move(rows));
  rows.clear();
  bytes = 0;
  detail::NewBlobs named;
  for (const RecordRow& row : *batch)
    detail::add_new_blobs(blobs, row.blobs, named);
  const bool compress = home->rows->options().compress;
  const auto write = [batch, named, compress](StoreWriter& writer) -> Status {
    SNAPROLL_CHECK(detail::write_blobs(writer, named, compress));
    for (const RecordRow& row : *batch) SNAPROLL_CHECK(writer.append(row));
    return {};
  };
  SNAPROLL_CHECK(
      home->rows->commit(write, static_cast<int>(batch->size()) + 1));
  for (const auto& blob : named) blobs.forget(blob.first);
  return {};
}

Status Importer::Rep::add_keyframe(const Value& keyframe) {
  SNAPROLL_TRY(const detail::Form form,
               detail::Form::of(keyframe, "/keyframe"));
  SNAPROLL_TRY(const uint64_t seq, form.count("seq", last_seq));
  if (seq != last_seq)
    return Error(Code::kInvalidArgument,
                 "a keyframe that is not after its record")
        .at_pointer("/keyframe/seq");
  SNAPROLL_TRY(const Value document, form.object("state"));
  SNAPROLL_TRY(const CapturedState state,
               detail::from_document(document, next_sequence));
  SNAPROLL_CHECK(flush());
  SNAPROLL_TRY(auto work, detail::KeyframeInWork::begin({exec, seq}, 0, state));
  for (bool last = false; !last; last = work.written()) {
    const auto part = std::make_shared<detail::KeyframeInWork::Part>(
        *work.next(UINT64_MAX, home->rows->options().compress));
    SNAPROLL_CHECK(home->rows->commit(
        [part](StoreWriter& writer) {
          return writer.put_keyframe(part->key, part->number, part->last,
                                     part->bytes, part->blobs);
        },
        2));
  }
  return {};
}

Status Importer::Rep::add_context(const Value& json) {
  if (context.has_value())
    return Error(Code::kInvalidArgument, "a second context");
  SNAPROLL_TRY(context, Context::from_json(json.to_json()));
  detail::JournalOptions options;
  options.existing = false;
  options.hidden = true;
  options.history = header->history;
  options.workflow_id = context->workflow_id();
  options.kind = header->row.kind;
  options.schema = header->row.schema;
  options.attributes = header->row.attributes;
  history = options.history;
  bool created = false;
  SNAPROLL_TRY(journal,
               detail::Journal::open(home, hidden(), options,
                                     Environment::standard(), created));
  journal->blobs().take(blobs);
  SNAPROLL_TRY([[maybe_unused]] const auto restored, journal->restore());
  return {};
}

Status Importer::Rep::add_snapshot(const Value& json, int64_t schema) {
  if (!context.has_value())
    return Error(Code::kInvalidArgument, "a snapshot before the context");
  if (schema > header->row.schema)
    return Error(Code::kInvalidArgument,
                 "a snapshot of a newer version than the execution")
        .at_pointer("/schema");
  SNAPROLL_TRY(const Snapshot snapshot, Snapshot::from_json(json.to_json()));
  ++history.next;
  ++history.count;
  Commit commit;
  commit.kind = RecordKind::kSnapshot;
  commit.history = history;
  commit.snapshot = &snapshot;
  commit.foreign = commit.pushed = true;
  commit.schema = schema;
  SNAPROLL_TRY(const detail::Committed committed,
               journal->commit(*context, commit));
  snapshot_seq = committed.seq;
  return {};
}

Status Importer::Rep::add_blob(const Value& json) {
  SNAPROLL_TRY(const detail::BlobPart part, detail::read_blob_line(json));
  if (begun.bytes.empty()) begun.hash = part.hash;
  if (begun.hash != part.hash)
    return Error(Code::kInvalidArgument, "a blob within another one")
        .at_pointer("/blob/hash");
  begun.bytes += part.bytes;
  if (begun.bytes.size() > detail::kMostBlobBytes)
    return Error(Code::kLimit, "a blob is too big").at_pointer("/blob/bytes");
  if (!part.last) return {};
  detail::BlobBox& box = journal != nullptr ? journal->blobs() : blobs;
  SNAPROLL_TRY(const detail::BlobHash made, box.put(begun.bytes));
  bytes += begun.bytes.size();
  begun.bytes.clear();
  if (made == part.hash) return {};
  box.forget(made);
  return Error(Code::kCorrupt, "a blob is not what its hash says")
      .at_pointer("/blob/hash");
}

Status Importer::Rep::add_name(const Value& json) {
  SNAPROLL_TRY(detail::NameRow row, detail::read_name_line(json));
  const bool of_all =
      row.kind == static_cast<int32_t>(detail::NameKind::kPrivate);
  if (header->full) row.seq = of_all ? 0 : snapshot_seq;
  if (of_all && row.seq != 0)
    return Error(Code::kInvalidArgument, "private paths name no record")
        .at_pointer("/name/seq");
  const bool pins = detail::is_pin(static_cast<detail::NameKind>(row.kind));
  if ((row.seq > last_seq && !header->full) || (pins && row.seq == 0))
    return Error(Code::kInvalidArgument, "a name of a record that is not there")
        .at_pointer("/name/seq");
  names.put.push_back(std::move(row));
  return {};
}

// Snapshots that nothing names are at most as many as the export says.
Status Importer::Rep::check_names() const {
  std::set<uint64_t> named;
  for (const detail::NameRow& row : names.put)
    if (row.seq != 0) named.insert(row.seq);
  if (history.count - std::min<uint64_t>(history.count, named.size()) <=
      history.maximum)
    return {};
  return Error(Code::kLimit, "more snapshots than the export says are kept");
}

Status Importer::Rep::add(std::string_view text) {
  ++lines;
  Limits limits;
  constexpr uint32_t kAround = 8;  // levels that the line adds
  limits.depth += kAround;
  SNAPROLL_TRY(const Value line, Value::parse(text, limits));
  if (!line.is_object()) return Error(Code::kType, "expected an object");
  if (!header.has_value()) return begin(line);
  if (ended) return Error(Code::kInvalidArgument, "a line after the end");
  if (const auto end = line.find("end")) {
    const auto count = end->find("lines").value_or(Value()).as_int64();
    if (!count.ok() || static_cast<uint64_t>(*count) != lines - 1)
      return Error(Code::kInvalidArgument, "lines are missing");
    ended = true;
    return {};
  }
  if (const auto json = line.find("blob")) return add_blob(*json);
  if (header->full) {
    if (const auto json = line.find("context")) return add_context(*json);
    if (const auto json = line.find("snapshot")) {
      SNAPROLL_TRY(const int64_t schema, detail::read_snapshot_schema(line));
      return add_snapshot(*json, schema);
    }
    if (const auto json = line.find("name")) return add_name(*json);
  } else {
    if (const auto json = line.find("record")) return add_record(*json);
    if (const auto json = line.find("keyframe")) return add_keyframe(*json);
    if (const auto json = line.find("name")) return add_name(*json);
  }
  return Error(Code::kFormat, "a line of an unknown kind");
}

Result<ExecutionRow> Importer::Rep::row() {
  SNAPROLL_TRY(const auto reader, home->rows->read());
  SNAPROLL_TRY(auto found, reader->execution(exec));
  if (found.has_value()) return *std::move(found);
  return Error(Code::kConflict, "the execution was removed meanwhile");
}

Status Importer::Rep::check() {
  SNAPROLL_TRY(const ExecutionRow made, row());
  CheckReport report;
  SNAPROLL_CHECK(detail::check_execution(*home, made, {}, report, nullptr));
  if (report.findings.empty()) return {};
  return Error(Code::kCorrupt,
               "the export is not whole: " + report.findings.front());
}

Status Importer::Rep::finish_bundle() {
  SNAPROLL_CHECK(flush());
  if (last_seq == 0) return Error(Code::kInvalidArgument, "no record");
  SNAPROLL_CHECK(check());
  SNAPROLL_TRY(ExecutionRow made, row());
  made.name = as;
  made.deleted = false;
  made.owner.reset();
  if (head.working != 0) {
    SNAPROLL_TRY(const auto reader, home->rows->read());
    SNAPROLL_TRY(const CapturedState state,
                 detail::replay(*home, *reader, {exec, head.working}));
    made.state = static_cast<int32_t>(state.state.kind);
  }
  const auto row = std::make_shared<ExecutionRow>(std::move(made));
  const auto told = std::make_shared<detail::NamesWrite>(std::move(names));
  return home->rows->commit(
      [row, told](StoreWriter& writer) -> Status {
        SNAPROLL_CHECK(detail::write_names(writer, row->exec, *told, 0));
        return writer.update_execution(*row, false);
      },
      1 + told->statements());
}

Status Importer::Rep::finish_full() {
  if (!context.has_value()) return Error(Code::kInvalidArgument, "no context");
  SNAPROLL_CHECK(check_names());
  Commit commit;
  commit.history = history;
  commit.names = std::move(names);
  SNAPROLL_TRY([[maybe_unused]] const detail::Committed done,
               journal->commit(*context, commit));
  SNAPROLL_CHECK(
      journal->publish(as, context->workflow_id(), context->started_at()));
  // It is there. An owner that can not be taken off now goes with the journal.
  static_cast<void>(journal->close());
  return {};
}

Importer::Importer(std::unique_ptr<Rep> rep) noexcept : rep_(std::move(rep)) {}
Importer::Importer(Importer&&) noexcept = default;
Importer& Importer::operator=(Importer&&) noexcept = default;
Importer::~Importer() = default;

Result<Importer> Importer::begin(const Store& store, std::string_view as) {
  if (!as.empty()) SNAPROLL_CHECK(detail::check_id(as, "execution id", {}));
  auto rep = std::make_unique<Rep>();
  SNAPROLL_TRY(rep->home, store.home());
  if (rep->home->rows->read_only())
    return Error(Code::kReadOnly, "the store was opened for reading");
  rep->as = as;
  return Importer(std::move(rep));
}

Status Importer::add(std::string_view line) {
  if (rep_->failed)
    return Error(Code::kUnusable, "this import has failed before");
  Status status = rep_->add(line);
  if (status.ok()) return status;
  rep_->failed = true;
  return in_line(rep_->lines, std::move(status).error());
}

Result<std::string> Importer::finish() {
  if (rep_->failed || rep_->published)
    return Error(Code::kUnusable, "this import has ended");
  rep_->failed = true;
  if (!rep_->ended)
    return Error(Code::kInvalidArgument, "the end of the export is missing");
  SNAPROLL_CHECK(rep_->header->full ? rep_->finish_full()
                                    : rep_->finish_bundle());
  rep_->published = true;
  return rep_->as;
}

}  // namespace snaproll
