#include "journal/record.hpp"

#include <utility>

#include "journal/wire.hpp"

namespace snaproll::detail {
namespace {

enum Section : uint64_t {
  kHead = 1,
  kDelta = 2,
  kCheckpoint = 3,
  kMoves = 4,
  kEdges = 5,
  kRules = 6,
  kWrites = 7,
  kWorkflow = 8,
  kLastCritical = 63,
  kLastCopied = 127,
};

enum Flag : uint64_t {
  kAutomatic = 1,
  kHasPosition = 2,
  kIsCompleted = 4,
  kRedoHolds = 8,
  kIsSwept = 16,
  kKeyframeInWork = 32,
  kIsFolding = 64,
};

// All numbers of a head, in the order in which they are written.
template <typename HeadType, typename Visit>
void for_each_number(HeadType& head, Visit&& visit) {
  auto& history = head.history;
  visit(history.maximum);
  visit(history.floor);
  visit(history.next);
  visit(history.count);
  visit(history.left);
  visit(history.nodes_processed);
  visit(history.nodes_since_snapshot);
  visit(history.interval);
  visit(head.next_sequence);
  visit(head.next_ticket);
  visit(head.working);
  visit(head.checkpoint);
  visit(head.moves);
  visit(head.edges);
  visit(head.rules);
  visit(head.path_bytes);
  visit(head.keyframe_path);
  visit(head.keyframe_bytes);
  visit(head.credit);
}

template <typename Place, typename Visit>
void for_each_of_sweep(Place& place, Visit&& visit) {
  visit(place.swept);
  visit(place.from);
  visit(place.to);
  visit(place.again);
}

template <typename Place, typename Visit>
void for_each_of_fold(Place& place, Visit&& visit) {
  visit(place.fold);
  visit(place.fold_again);
}

template <typename Place, typename Visit>
void for_each_of_keyframe(Place& place, Visit&& visit) {
  visit(place.seq);
  visit(place.parts);
  visit(place.bytes);
  visit(place.ahead);
}

std::string encode_head(const Head& head) {
  uint64_t flags = 0;
  if (head.history.automatic) flags |= kAutomatic;
  if (head.position.has_value()) flags |= kHasPosition;
  if (head.completed_at != kNoTime) flags |= kIsCompleted;
  if (head.redo_holds) flags |= kRedoHolds;
  if (head.sweep.swept != 0) flags |= kIsSwept;
  if (head.keyframe.seq != 0) flags |= kKeyframeInWork;
  if (head.sweep.fold != 0) flags |= kIsFolding;
  std::string out;
  out.reserve(64);
  put_varint(out, flags);
  // A maximum that is never reached is as large as a number can be: one more
  // makes it 0, and a byte.
  for_each_number(head, [&](const uint64_t& number) {
    put_varint(out, &number == &head.history.maximum ? number + 1 : number);
  });
  if (head.position.has_value()) put_id(out, *head.position);
  if (head.completed_at != kNoTime) put_fixed(out, head.completed_at);
  if (head.sweep.swept != 0)
    for_each_of_sweep(head.sweep, [&](uint64_t seq) { put_varint(out, seq); });
  if (head.keyframe.seq != 0) {
    for_each_of_keyframe(head.keyframe,
                         [&](uint64_t number) { put_varint(out, number); });
  }
  // That of the newest record, which is as large as can be, becomes 0.
  if (head.sweep.fold != 0)
    for_each_of_fold(head.sweep, [&](const uint64_t& number) {
      put_varint(out, &number == &head.sweep.fold ? number + 1 : number);
    });
  return out;
}

Result<Head> decode_head(std::string_view bytes) {
  WireReader reader(bytes);
  Head head;
  const uint64_t flags = reader.varint();
  head.history.automatic = (flags & kAutomatic) != 0;
  head.redo_holds = (flags & kRedoHolds) != 0;
  for_each_number(head, [&](uint64_t& number) { number = reader.varint(); });
  --head.history.maximum;
  if ((flags & kHasPosition) != 0) head.position = reader.id();
  if ((flags & kIsCompleted) != 0) head.completed_at = reader.fixed();
  if ((flags & kIsSwept) != 0)
    for_each_of_sweep(head.sweep,
                      [&](uint64_t& seq) { seq = reader.varint(); });
  if ((flags & kKeyframeInWork) != 0)
    for_each_of_keyframe(head.keyframe,
                         [&](uint64_t& number) { number = reader.varint(); });
  if ((flags & kIsFolding) != 0) {
    for_each_of_fold(head.sweep,
                     [&](uint64_t& number) { number = reader.varint(); });
    --head.sweep.fold;
  }
  const uint64_t held = head.history.next - head.history.floor;
  if (!reader.ok() || head.history.floor > head.history.next ||
      head.history.count > held)
    return Error(Code::kCorrupt, "the head of a record can not be read");
  return head;
}

// The optional sections, in the order in which they are written.
template <typename Body, typename Visit>
void for_each_section(Body& body, Visit&& visit) {
  visit(kDelta, body.delta);
  visit(kCheckpoint, body.checkpoint);
  visit(kMoves, body.moves);
  visit(kEdges, body.edges);
  visit(kRules, body.rules);
  visit(kWrites, body.writes);
  visit(kWorkflow, body.workflow);
}

void put_section(std::string& out, uint64_t type, std::string_view bytes) {
  put_varint(out, type);
  put_text(out, bytes);
}

Error corrupt(const char* what) {
  return Error(Code::kCorrupt, std::string(what) + " can not be read");
}

}  // namespace

std::string encode_body(const RecordBody& body) {
  constexpr size_t kAround = 128;
  std::string out;
  out.reserve(kAround + (body.delta.has_value() ? body.delta->size() : 0));
  put_section(out, kHead, encode_head(body.head));
  for_each_section(body, [&](Section type, const auto& section) {
    if (section.has_value()) put_section(out, type, *section);
  });
  for (const auto& [type, bytes] : body.copied) put_section(out, type, bytes);
  return out;
}

Result<RecordBody> decode_body(std::string_view bytes) {
  RecordBody body;
  bool headed = false;
  WireReader reader(bytes);
  while (reader.ok() && !reader.at_end()) {
    const uint64_t type = reader.varint();
    const std::string_view section = reader.text();
    if (!reader.ok()) break;
    bool known = type == kHead;
    if (known) {
      SNAPROLL_TRY(body.head, decode_head(section));
      headed = true;
    }
    for_each_section(body, [&](Section one, auto& part) {
      if (one != type) return;
      known = true;
      part = std::string(section);
    });
    if (known) continue;
    if (type <= kLastCritical) {
      return Error(Code::kFormat, "a record of a newer version (section " +
                                      std::to_string(type) + ")")
          .with_hint("use a newer version of this library");
    }
    if (type <= kLastCopied) body.copied.emplace_back(type, section);
  }
  if (!reader.ok() || !headed) return corrupt("the body of a record");
  return body;
}

std::string encode_moves(const MoveSeqs& moves) {
  std::string out;
  for (const auto* list : {&moves.undo, &moves.redo}) {
    put_varint(out, list->size());
    for (const uint64_t seq : *list) put_varint(out, seq);
  }
  return out;
}

Result<MoveSeqs> decode_moves(std::string_view bytes) {
  MoveSeqs moves;
  WireReader reader(bytes);
  for (auto* list : {&moves.undo, &moves.redo}) {
    const uint64_t count = reader.varint();
    for (uint64_t i = 0; i < count && reader.ok(); ++i)
      list->push_back(reader.varint());
  }
  if (!reader.ok() || !reader.at_end()) return corrupt("a list of moves");
  return moves;
}

std::string encode_attempt(const AttemptNote& note) {
  const Attempt& attempt = note.attempt;
  std::string out;
  put_varint(out, note.ticket);
  put_varint(out, note.sequence);
  put_varint(out, attempt.number);
  put_varint(out, static_cast<uint64_t>(attempt.outcome));
  put_fixed(out, attempt.started_at);
  if (attempt.outcome != AttemptOutcome::kOpen) {
    put_fixed(out, attempt.ended_at);
    put_text(out, attempt.error);
  }
  return out;
}

Result<AttemptNote> decode_attempt(std::string_view bytes, std::string node) {
  AttemptNote note;
  WireReader reader(bytes);
  note.ticket = reader.varint();
  note.sequence = reader.varint();
  const uint64_t number = reader.varint();
  const uint64_t outcome = reader.varint();
  note.attempt.node = std::move(node);
  note.attempt.number = static_cast<uint32_t>(number);
  note.attempt.outcome = static_cast<AttemptOutcome>(outcome);
  note.attempt.started_at = reader.fixed();
  if (note.attempt.outcome != AttemptOutcome::kOpen) {
    note.attempt.ended_at = reader.fixed();
    note.attempt.error = reader.text();
  }
  const bool known =
      outcome <= static_cast<uint64_t>(AttemptOutcome::kRolledBack);
  if (!reader.ok() || !reader.at_end() || !known || number == 0 ||
      number > UINT32_MAX)
    return corrupt("what a record tells of an attempt");
  return note;
}

}  // namespace snaproll::detail
