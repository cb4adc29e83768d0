#include "journal/sweeper.hpp"

#include <algorithm>
#include <utility>

#include "journal/replay.hpp"

namespace snaproll::detail {
namespace {

constexpr size_t kEach = 8;       // records that one commit visits
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
  return false;
}

Status Sweeper::Step::run(StoreWriter& writer) {
  after_ = before_;
  removed_.clear();
  for (size_t left = kEach; left > 0 && !after_.ranges.empty();) {
    Range range = after_.ranges.back();
    after_.ranges.pop_back();
    SNAPROLL_CHECK(visit(writer, range, left));
    if (!range.empty()) after_.ranges.push_back(range);
  }
  return {};
}

// Visits the newest records of the range, and takes them off it.
Status Sweeper::Step::visit(StoreWriter& writer, Range& range, size_t& left) {
  SNAPROLL_TRY(const auto heads,
               writer.heads_between(exec_, range.from, range.to, left));
  const bool all = heads.size() < left;
  for (const RecordHead& head : heads) {
    const uint64_t seq = head.key.seq;
    range.from = seq - 1;
    --left;
    if (!std::binary_search(needed_.begin(), needed_.end(), seq)) {
      SNAPROLL_TRY(const bool gone, sweep_record(writer, head, next_ticket_));
      if (gone) {
        removed_.push_back(seq);
        continue;
      }
    }
    Range& stayed = after_.stayed;
    stayed = stayed.empty()
                 ? Range{seq, seq}
                 : Range{std::max(stayed.from, seq), std::min(stayed.to, seq)};
  }
  if (all) range = Range();
  return {};
}

void Sweeper::begin(uint64_t first) noexcept {
  work_ = Work();
  reached_ = first;
}

void Sweeper::reach(uint64_t reached) {
  if (reached <= reached_) return;
  if (work_.ranges.empty() && !work_.stayed.empty())
    work_.ranges.push_back(std::exchange(work_.stayed, Range()));
  work_.ranges.push_back({reached - 1, reached_});
  reached_ = reached;
}

std::shared_ptr<Sweeper::Step> Sweeper::next(
    int64_t exec, uint64_t next_ticket, std::vector<uint64_t> needed) const {
  if (work_.ranges.empty()) return nullptr;
  auto step = std::make_shared<Step>();
  step->exec_ = exec;
  step->next_ticket_ = next_ticket;
  step->needed_ = std::move(needed);
  std::sort(step->needed_.begin(), step->needed_.end());
  step->before_ = work_;
  return step;
}

std::vector<uint64_t> Sweeper::done(Step& step) {
  work_ = std::move(step.after_);
  return std::move(step.removed_);
}

}  // namespace snaproll::detail
