// Exports: an execution line by line, a page of records at a time.
#include <deque>
#include <set>
#include <utility>

#include "context/image.hpp"
#include "journal/blobs.hpp"
#include "journal/bundle.hpp"
#include "journal/document.hpp"
#include "journal/journal.hpp"
#include "snaproll/store.hpp"

namespace snaproll {

using detail::ReadRecord;
using detail::RecordRow;

namespace {

constexpr size_t kPage = 64;

}  // namespace

struct Exporter::Rep {
  std::shared_ptr<detail::Journal> journal;
  detail::Restored restored;
  bool full = false;
  bool ended = false;
  std::deque<std::string> lines;
  uint64_t told = 0;
  // Of a bundle: where the next page begins. Of a full one: the snapshots that
  // are left, the next one last.
  uint64_t from = 0;
  std::vector<Snapshot> snapshots;
  std::vector<detail::NameRow> names;
  std::set<detail::BlobHash> blobs;  // that were told

  Status begin_full(const std::shared_ptr<const Environment>& environment);
  Status next_page();
  void add_names(uint64_t seq);
  Result<int64_t> schema_of(const Snapshot& snapshot) const;
  Status add_record(detail::StoreReader& reader, RecordRow row);
  Status add_blobs(detail::StoreReader& reader, std::string_view text);
  void end();
};

Status Exporter::Rep::begin_full(
    const std::shared_ptr<const Environment>& environment) {
  const Context context =
      detail::ContextAccess::make(restored.image, environment);
  SNAPROLL_TRY(const std::string json, context.to_json());
  {
    SNAPROLL_TRY(const auto reader, journal->home()->rows->read());
    SNAPROLL_CHECK(add_blobs(*reader, json));
  }
  lines.push_back(detail::wrapped("context", json));
  SNAPROLL_TRY(const detail::NamesRead read, journal->names());
  names = read.rows;
  add_names(0);
  SNAPROLL_TRY(snapshots, journal->list(restored.head.history, {}));
  return {};
}

// Those of one snapshot, or of the whole.
void Exporter::Rep::add_names(uint64_t seq) {
  for (const detail::NameRow& row : names)
    if (row.seq == seq &&
        row.kind != static_cast<int32_t>(detail::NameKind::kGraft))
      lines.push_back(detail::name_line(row, 0));
}

void Exporter::Rep::end() {
  ended = true;
  const uint64_t count = told + lines.size();
  lines.push_back(
      detail::wrapped("end", detail::wrapped("lines", std::to_string(count))));
}

// As which it was committed.
Result<int64_t> Exporter::Rep::schema_of(const Snapshot& snapshot) const {
  const detail::RecordKey key{journal->exec(), snapshot.stored()->seq()};
  SNAPROLL_TRY(const auto reader, journal->home()->rows->read());
  SNAPROLL_TRY(const auto head, reader->record_head(key));
  return head.has_value() ? head->schema : int64_t{0};
}

Status Exporter::Rep::next_page() {
  if (full) {
    if (snapshots.empty()) {
      end();
      return {};
    }
    const Snapshot snapshot = std::move(snapshots.back());
    snapshots.pop_back();
    SNAPROLL_TRY(const std::string json, snapshot.to_json());
    SNAPROLL_TRY(const int64_t schema, schema_of(snapshot));
    {
      SNAPROLL_TRY(const auto reader, journal->home()->rows->read());
      SNAPROLL_CHECK(add_blobs(*reader, json));
    }
    lines.push_back(detail::snapshot_line(json, schema));
    add_names(snapshot.stored()->seq());
    return {};
  }
  SNAPROLL_TRY(const auto reader, journal->home()->rows->read());
  std::vector<RecordRow> rows;
  SNAPROLL_CHECK(reader->records(journal->exec(), from, false, true,
                                 [&](RecordRow& row) -> Result<bool> {
                                   rows.push_back(std::move(row));
                                   return rows.size() < kPage;
                                 }));
  for (RecordRow& row : rows) {
    from = row.key.seq + 1;
    SNAPROLL_CHECK(add_record(*reader, std::move(row)));
  }
  if (rows.size() >= kPage) return {};
  SNAPROLL_TRY(const detail::NamesRead read,
               detail::read_names(*reader, journal->exec()));
  for (const detail::NameRow& row : read.rows)
    lines.push_back(detail::name_line(row, row.seq));
  end();
  return {};
}

// Those that a line is about to name and that the store has.
Status Exporter::Rep::add_blobs(detail::StoreReader& reader,
                                std::string_view text) {
  for (const detail::BlobHash& hash : detail::named_blobs(text)) {
    if (!blobs.insert(hash).second) continue;
    auto bytes = detail::read_blob(reader, hash);
    if (!bytes.ok() && bytes.error().code == Code::kNotFound) continue;
    SNAPROLL_CHECK(bytes);
    for (std::string& line : detail::blob_lines(hash, *bytes))
      lines.push_back(std::move(line));
  }
  return {};
}

// A record whose base is not in this export is told with its whole state.
Status Exporter::Rep::add_record(detail::StoreReader& reader, RecordRow row) {
  SNAPROLL_TRY(ReadRecord record, detail::decode_record(std::move(row)));
  const detail::RecordKey key = record.row.key;
  bool alone = record.row.base.exec != key.exec && record.row.base.seq != 0;
  if (!alone && record.row.base.seq != 0) {
    SNAPROLL_TRY(const auto base, reader.record_head(record.row.base));
    alone = !base.has_value() || !detail::has_state(*base);
  }
  if (alone) {
    SNAPROLL_TRY(const CapturedState state,
                 detail::replay(*journal->home(), reader, key));
    SNAPROLL_TRY(record.body.delta, detail::delta_between({}, state));
    record.row.base = {};
    record.row.base_commit = {};
  }
  SNAPROLL_CHECK(add_blobs(reader, detail::encode_body(record.body)));
  SNAPROLL_CHECK(add_blobs(reader, record.row.info.value_or(std::string())));
  lines.push_back(detail::record_line(record));
  SNAPROLL_TRY(const bool keyed, reader.has_keyframe(key));
  if (!keyed) return {};
  SNAPROLL_TRY(const CapturedState state,
               detail::read_keyframe(reader, key, 0));
  SNAPROLL_TRY(const Value document, detail::to_document(state));
  std::string json = "{\"seq\":" + std::to_string(key.seq) + ",\"state\":";
  SNAPROLL_CHECK(document.write(json));
  json += '}';
  lines.push_back(detail::wrapped("keyframe", json));
  return {};
}

Exporter::Exporter(std::unique_ptr<Rep> rep) noexcept : rep_(std::move(rep)) {}
Exporter::Exporter(Exporter&&) noexcept = default;
Exporter& Exporter::operator=(Exporter&&) noexcept = default;
Exporter::~Exporter() = default;

Result<Exporter> Exporter::begin(const Store& store, std::string_view execution,
                                 bool full) {
  SNAPROLL_TRY(auto home, store.home());
  const auto environment = Environment::standard();
  detail::JournalOptions options;
  options.read_only = true;
  options.create = false;
  bool created = false;
  auto rep = std::make_unique<Rep>();
  rep->full = full;
  SNAPROLL_TRY(rep->journal,
               detail::Journal::open(std::move(home), execution, options,
                                     environment, created));
  SNAPROLL_TRY(rep->restored, rep->journal->restore());
  SNAPROLL_TRY(std::string header,
               detail::header_line(rep->journal->row(),
                                   rep->restored.head.history, full));
  rep->lines.push_back(std::move(header));
  if (full) SNAPROLL_CHECK(rep->begin_full(environment));
  return Exporter(std::move(rep));
}

Result<std::optional<std::string>> Exporter::next() {
  while (rep_->lines.empty() && !rep_->ended) SNAPROLL_CHECK(rep_->next_page());
  if (rep_->lines.empty()) return std::optional<std::string>();
  std::optional<std::string> line = std::move(rep_->lines.front());
  rep_->lines.pop_front();
  ++rep_->told;
  return line;
}

Status Store::copy(std::string_view execution, const Store& to,
                   std::string_view as) const {
  SNAPROLL_TRY(Exporter exporter, Exporter::begin(*this, execution, false));
  SNAPROLL_TRY(Importer importer, Importer::begin(to, as));
  for (;;) {
    SNAPROLL_TRY(const auto line, exporter.next());
    if (!line.has_value()) break;
    SNAPROLL_CHECK(importer.add(*line));
  }
  auto made = importer.finish();
  return made.ok() ? Status() : Status(std::move(made).error());
}

}  // namespace snaproll
