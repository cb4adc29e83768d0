// The check of a store: what it says is compared with what it says elsewhere.
#include "journal/check.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "journal/blobs.hpp"
#include "journal/document.hpp"
#include "journal/erase_mark.hpp"
#include "journal/replay.hpp"
#include "journal/snapshot_info.hpp"
#include "snaproll/store.hpp"

namespace snaproll {

using detail::BlobHash;
using detail::ExecutionRow;
using detail::Head;
using detail::Home;
using detail::ReadRecord;
using detail::RecordKey;
using detail::RecordKind;
using detail::RecordRow;
using detail::StoreReader;

namespace {

constexpr size_t kPage = 256;  // rows that one read gets

// Checks one execution, record by record, oldest first. States are rebuilt from
// those before, which are kept in a cache of their own: nothing that is in
// memory already is believed.
class ExecutionCheck {
 public:
  ExecutionCheck(Home& home, const ExecutionRow& row,
                 const std::vector<std::string>& known, CheckReport& report)
      : home_(home.rows, home.path),
        row_(row),
        known_(known),
        report_(report) {}

  Status run(const Cancel* cancel) {
    for (uint64_t from = 0;;) {
      if (cancel != nullptr && cancel->triggered())
        return Error(Code::kStopped, "stopped while checking");
      SNAPROLL_TRY(const auto reader, home_.rows->read());
      size_t count = 0;
      Status status = reader->records(row_.exec, from, false, true,
                                      [&](RecordRow& row) -> Result<bool> {
                                        from = row.key.seq + 1;
                                        rows_.push_back(std::move(row));
                                        return ++count < kPage;
                                      });
      if (!status.ok()) {
        if (!is_finding(status.error())) return status;
        find(status.error().message);
        return {};  // what follows can not be reached
      }
      for (RecordRow& row : rows_)
        SNAPROLL_CHECK(check_record(*reader, std::move(row)));
      rows_.clear();
      if (count < kPage) break;
    }
    check_head();
    return {};
  }

 private:
  static bool is_finding(const Error& error) {
    return error.code == Code::kCorrupt || error.code == Code::kFormat ||
           error.code == Code::kLimit || error.code == Code::kNotFound;
  }

  // One damaged row hinders many reads, and is told once.
  void find(const std::string& what) {
    const auto ends_it = [&](const std::string& known) {
      return what.size() >= known.size() &&
             what.compare(what.size() - known.size(), known.size(), known) == 0;
    };
    if (std::any_of(known_.begin(), known_.end(), ends_it)) return;
    if (!found_.insert(what).second) return;
    report_.findings.push_back("execution '" + row_.name + "': " + what);
  }

  // Errors of `status` that are findings are told; others end the check.
  Status told(Status status) {
    if (status.ok() || !is_finding(status.error())) return status;
    find(status.error().message);
    return {};
  }

  Status check_record(StoreReader& reader, RecordRow row) {
    ++report_.records;
    const RecordKey key = row.key;
    auto read = detail::decode_record(std::move(row));
    if (!read.ok()) return told(std::move(read).error());
    head_ = read->body.head;
    if (read->row.number.has_value()) numbers_.insert(*read->row.number);
    seqs_.insert(key.seq);
    if (read->row.schema > row_.schema) {
      find("is of version " + std::to_string(row_.schema) +
           ", and its record " + std::to_string(key.seq) + " of " +
           std::to_string(read->row.schema));
    }
    SNAPROLL_CHECK(told(check_blobs(
        reader, key,
        detail::encode_body(read->body) + read->row.info.value_or(""))));
    SNAPROLL_CHECK(told(check_told(read->row)));
    if (!has_state(read->row)) return {};
    return told(check_state(reader, *read));
  }

  // What a record tells beside its state can be read.
  static Status check_told(const RecordRow& row) {
    if (row.attempt.has_value()) {
      auto note = detail::decode_attempt(*row.attempt, std::string());
      if (!note.ok())
        return detail::in_record(row.key, std::move(note).error());
    }
    if (!row.id.has_value()) return {};
    auto info = detail::decode_info(row);
    if (!info.ok()) return detail::in_record(row.key, std::move(info).error());
    return {};
  }

  // What a text of a record has the hash of is named by it, and whole.
  Status check_blobs(StoreReader& reader, RecordKey key,
                     std::string_view text) {
    const std::vector<BlobHash> hashes = detail::named_blobs(text);
    if (hashes.empty()) return {};
    SNAPROLL_TRY(const std::vector<BlobHash> named, reader.blobs_of(key));
    for (const BlobHash& hash : hashes) {
      SNAPROLL_TRY(const auto there, reader.blob(hash));
      if (!there.has_value()) continue;  // only a text, or it left before
      if (std::find(named.begin(), named.end(), hash) == named.end()) {
        return detail::in_record(
            key, Error(Code::kCorrupt,
                       "it does not hold the blob " + detail::blob_text(hash)));
      }
      if (!blobs_.insert(hash).second) continue;
      const auto whole = detail::read_blob(reader, hash);
      if (!whole.ok()) return detail::in_record(key, whole.error());
    }
    return {};
  }

  Status check_state(StoreReader& reader, const ReadRecord& record) {
    const RecordRow& row = record.row;
    SNAPROLL_TRY(const bool keyed, reader.has_keyframe(row.key));
    SNAPROLL_TRY(const auto base, base_state(reader, record, keyed));
    std::optional<CapturedState> state;
    const uint64_t next_sequence = record.body.head.next_sequence;
    if (base.has_value()) {
      auto made = detail::apply_delta(
          *base, record.body.delta.value_or(std::string()), next_sequence);
      if (!made.ok())
        return detail::in_record(row.key, std::move(made).error());
      state = *std::move(made);
      ++report_.states;
    }
    if (keyed) {
      auto keyframe = detail::read_keyframe(reader, row.key, next_sequence);
      if (!keyframe.ok())
        return detail::in_record(row.key, std::move(keyframe).error());
      ++report_.keyframes;
      SNAPROLL_TRY(const Value document, detail::to_document(*keyframe));
      SNAPROLL_CHECK(check_blobs(reader, row.key, document.to_json()));
      if (state.has_value())
        SNAPROLL_CHECK(compare(row.key, *state, *keyframe));
      state = *std::move(keyframe);
    }
    SNAPROLL_TRY(const uint64_t erases, detail::erase_count(reader));
    home_.cache.put(erases, row.key, row.commit_id, *state);
    return {};
  }

  // Nothing where the base left, which a keyframe makes up for.
  Result<std::optional<CapturedState>> base_state(StoreReader& reader,
                                                  const ReadRecord& record,
                                                  bool keyed) {
    const RecordRow& row = record.row;
    if (row.base.seq == 0) return std::optional<CapturedState>(CapturedState());
    SNAPROLL_TRY(const uint64_t erases, detail::erase_count(reader));
    if (auto known = home_.cache.find(erases, row.base)) {
      if (known->commit_id != row.base_commit) return wrong_base(row.key);
      return std::optional<CapturedState>(std::move(known->state));
    }
    SNAPROLL_TRY(const auto head, reader.record_head(row.base));
    if (!head.has_value() || !has_state(*head)) {
      if (keyed) return std::optional<CapturedState>();
      return detail::in_record(row.key,
                               Error(Code::kCorrupt, "its base is missing"));
    }
    if (head->commit_id != row.base_commit) return wrong_base(row.key);
    SNAPROLL_TRY(CapturedState state, detail::replay(home_, reader, row.base));
    return std::optional<CapturedState>(std::move(state));
  }

  static Error wrong_base(RecordKey key) {
    return detail::in_record(
        key, Error(Code::kCorrupt, "its base is not the one it was made for"));
  }

  static Status compare(RecordKey key, const CapturedState& replayed,
                        const CapturedState& keyframe) {
    SNAPROLL_TRY(const Value a, detail::to_document(replayed));
    SNAPROLL_TRY(const Value b, detail::to_document(keyframe));
    if (a.same(b)) return {};
    return detail::in_record(
        key, Error(Code::kCorrupt, "its keyframe is not its state"));
  }

  // What the newest record says of all.
  void check_head() {
    if (!head_.has_value()) {
      find("has no record that can be read");
      return;
    }
    uint64_t count = 0;
    for (const uint64_t number : numbers_)
      if (number >= head_->history.floor) ++count;
    if (count != head_->history.count) {
      find("has " + std::to_string(count) + " entries in its history, and " +
           std::to_string(head_->history.count) + " by its newest record");
    }
    for (const uint64_t seq : {head_->working, head_->checkpoint, head_->moves,
                               head_->edges, head_->rules}) {
      if (seq != 0 && seqs_.count(seq) == 0)
        find("needs record " + std::to_string(seq) + ", which is missing");
    }
  }

  Home home_;
  const ExecutionRow& row_;
  const std::vector<std::string>& known_;  // of the file
  CheckReport& report_;
  std::set<std::string> found_;
  std::vector<RecordRow> rows_;
  std::optional<Head> head_;  // of the newest record so far
  std::set<uint64_t> numbers_;
  std::set<uint64_t> seqs_;
  std::set<BlobHash> blobs_;  // that were read
};

}  // namespace

namespace detail {

Status check_execution(Home& home, const ExecutionRow& row,
                       const std::vector<std::string>& known,
                       CheckReport& report, const Cancel* cancel) {
  ++report.executions;
  return ExecutionCheck(home, row, known, report).run(cancel);
}

}  // namespace detail

namespace {

Result<CheckReport> check_once(Home& home, bool quick, const Cancel* cancel) {
  CheckReport report;
  SNAPROLL_TRY(const auto of_file, home.rows->check_file(quick));
  report.findings = of_file;
  if (quick) return report;
  for (int64_t cursor = 0;;) {
    std::vector<ExecutionRow> rows;
    {
      SNAPROLL_TRY(const auto reader, home.rows->read());
      auto page = reader->executions({}, cursor, kPage);
      if (!page.ok()) {
        if (page.error().code != Code::kCorrupt) return std::move(page).error();
        if (std::find(of_file.begin(), of_file.end(), page.error().message) ==
            of_file.end())
          report.findings.push_back(page.error().message);
        return report;
      }
      rows = *std::move(page);
    }
    for (const ExecutionRow& row : rows) {
      cursor = row.exec;
      SNAPROLL_CHECK(
          detail::check_execution(home, row, of_file, report, cancel));
    }
    if (rows.size() < kPage) return report;
  }
}

}  // namespace

Result<CheckReport> Store::check(bool quick, const Cancel* cancel) const {
  SNAPROLL_TRY(const auto home, this->home());
  SNAPROLL_TRY(CheckReport report, check_once(*home, quick, cancel));
  // While a file that nobody had open was read, somebody may have begun to
  // write it.
  if (!report.findings.empty() && is_read_only())
    return check_once(*home, quick, cancel);
  return report;
}

}  // namespace snaproll
