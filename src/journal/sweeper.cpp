#include "journal/sweeper.hpp"

#include <algorithm>
#include <utility>

#include "journal/replay.hpp"

namespace snaproll::detail {
namespace {

constexpr size_t kLookAhead = 8;  // attempts of one node that are looked at

Result<AttemptNote> note_of(const RecordHead& head) {
  auto note = decode_attempt(head.attempt.value_or(std::string()),
                             head.node.value_or(std::string()));
  if (!note.ok()) return in_record(head.key, std::move(note).error());
  return note;
}

// Whether what it tells of an attempt is on record for good or for now.
Result<bool> attempt_is_kept(StoreReader& reader, const RecordHead& head,
                             uint64_t next_ticket) {
  if (!head.attempt.has_value()) return false;
  SNAPROLL_TRY(const AttemptNote note, note_of(head));
  SNAPROLL_TRY(const auto newer,
               reader.node_attempts(head.key.exec, note.attempt.node,
                                    head.key.seq + 1, kLookAhead));
  if (newer.empty()) return true;
  SNAPROLL_TRY(const AttemptNote next, note_of(newer.front()));
  if (next.ticket == note.ticket) return false;  // its end
  if (note.ticket + kKeptAttempts >= next_ticket) return true;
  return head.effect &&
         std::none_of(newer.begin(), newer.end(),
                      [](const RecordHead& one) { return one.effect; });
}

// What is left of a record that told of an attempt.
Result<RecordRow> attempt_alone(StoreReader& reader, RecordKey key) {
  SNAPROLL_TRY(const ReadRecord whole, read_record(reader, key));
  RecordRow row;
  row.key = key;
  row.commit_id = whole.row.commit_id;
  row.kind = static_cast<int32_t>(RecordKind::kAttempt);
  row.created_at = whole.row.created_at;
  row.node = whole.row.node;
  row.attempt = whole.row.attempt;
  row.effect = whole.row.effect;
  RecordBody body;
  body.writes = whole.body.writes;
  row.body = encode_body(body);
  return row;
}

}  // namespace

Result<bool> sweep_record(StoreWriter& writer, const RecordHead& head,
                          uint64_t next_ticket) {
  SNAPROLL_TRY(const bool kept, attempt_is_kept(writer, head, next_ticket));
  if (!kept) return writer.remove(head.key);
  if (head.kind == static_cast<int32_t>(RecordKind::kAttempt)) return false;
  SNAPROLL_TRY(const RecordRow row, attempt_alone(writer, head.key));
  SNAPROLL_TRY(const bool removed, writer.remove(head.key));
  if (removed) SNAPROLL_CHECK(writer.keep(row));
  return removed;
}

void Sweeper::Step::tell(NeededRecords needed) {
  needed_ = std::move(needed);
  std::sort(needed_.seqs.begin(), needed_.seqs.end());
}

Status Sweeper::Step::run(StoreWriter& writer) {
  removed_.clear();
  for (const Range& range : ranges_) SNAPROLL_CHECK(visit(writer, range));
  return folded_.has_value() ? fold(writer, *folded_) : Status();
}

Status Sweeper::Step::fold(StoreWriter& writer, const Range& range) {
  SNAPROLL_TRY(const auto heads, writer.heads_between(exec_, range.from,
                                                      range.to, range.records));
  Folder folder(*home_, writer, exec_, needed_, {});
  for (const RecordHead& head : heads) SNAPROLL_CHECK(folder.visit(head));
  const auto& removed = folder.removed();
  removed_.insert(removed_.end(), removed.begin(), removed.end());
  return {};
}

Status Sweeper::Step::visit(StoreWriter& writer, const Range& range) {
  SNAPROLL_TRY(const auto heads, writer.heads_between(exec_, range.from,
                                                      range.to, range.records));
  for (const RecordHead& head : heads) {
    const uint64_t seq = head.key.seq;
    if (std::binary_search(needed_.seqs.begin(), needed_.seqs.end(), seq))
      continue;
    SNAPROLL_TRY(const bool gone,
                 sweep_record(writer, head, needed_.next_ticket));
    if (gone) removed_.push_back(seq);
  }
  return {};
}

void Sweeper::begin(int64_t exec, const SweepPlace& place) noexcept {
  exec_ = exec;
  place_ = place;
  reached_ = place.swept;
}

void Sweeper::reach(uint64_t reached) noexcept {
  reached_ = std::max(reached_, reached);
}

bool Sweeper::has_work() const noexcept {
  return reached_ > place_.swept || place_.from != 0 || place_.again != 0 ||
         place_.fold != 0;
}

Result<std::shared_ptr<Sweeper::Step>> Sweeper::next(
    const std::shared_ptr<Home>& home, StoreReader& reader, size_t most,
    bool fold) const {
  auto step = std::make_shared<Step>();
  step->home_ = home;
  step->exec_ = exec_;
  SweepPlace& place = step->after_;
  place = place_;
  if (fold && place.fold != 0) place.fold_again = 1;
  if (fold && place.fold == 0) place.fold = SweepPlace::kNewest;
  if (place.fold != 0) SNAPROLL_CHECK(plan_fold(reader, *step));
  while (most > 0) {
    if (place.from == 0 && reached_ > place.swept) {
      place.from = reached_ - 1;
      place.to = std::max<uint64_t>(place.swept, 1);
      place.swept = reached_;
    }
    const bool first = place.from != 0;
    uint64_t& at = first ? place.from : place.again;
    const uint64_t to = first ? place.to : 1;
    if (at == 0) break;
    SNAPROLL_TRY(const auto heads, reader.heads_between(exec_, at, to, most));
    if (!heads.empty())
      step->ranges_.push_back({at, heads.back().key.seq, heads.size()});
    const bool all = heads.size() < most || heads.back().key.seq == to;
    most -= heads.size();
    at = all ? 0 : heads.back().key.seq - 1;
    if (all && first && place.again == 0) place.again = to - 1;
  }
  return step;
}

Status Sweeper::plan_fold(StoreReader& reader, Step& step) const {
  constexpr size_t kEach = 4;
  SweepPlace& place = step.after_;
  const uint64_t to = std::max<uint64_t>(place.swept, 1);
  SNAPROLL_TRY(const auto heads,
               reader.heads_between(exec_, place.fold, to, kEach));
  if (!heads.empty())
    step.folded_ =
        Step::Range{heads.front().key.seq, heads.back().key.seq, heads.size()};
  const bool all = heads.size() < kEach || heads.back().key.seq == to;
  place.fold = all ? 0 : heads.back().key.seq - 1;
  if (all && place.fold_again != 0) {
    place.fold = SweepPlace::kNewest;
    place.fold_again = 0;
  }
  return {};
}

std::vector<uint64_t> Sweeper::done(Step& step) {
  place_ = step.after_;
  return std::move(step.removed_);
}

}  // namespace snaproll::detail
