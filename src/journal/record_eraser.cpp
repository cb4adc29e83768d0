#include "journal/record_eraser.hpp"

#include <utility>

#include "context/erase_checkpoint.hpp"
#include "journal/checkpoint_section.hpp"
#include "journal/document.hpp"
#include "journal/keyframes.hpp"
#include "journal/snapshot_info.hpp"
#include "patch/compact_reader.hpp"
#include "snaproll/pointer.hpp"
#include "value/edit.hpp"

namespace snaproll::detail {
namespace {

Error unreadable(RecordKey key) {
  return in_record(key, Error(Code::kCorrupt, "its state can not be rebuilt"))
      .with_hint("check the store");
}

bool same_text(const std::optional<std::string>& a, const std::string& b) {
  return a.value_or(std::string()) == b;
}

}  // namespace

bool RecordEraser::Pair::held() const { return !same_roots(before, after); }

Status RecordEraser::run(const std::vector<int64_t>& execs) {
  std::vector<std::string> nodes;
  for (const int64_t exec : execs) SNAPROLL_CHECK(plan(exec, nodes));
  eraser_.know_nodes(nodes);
  while (!bases_.empty()) {
    if (cancel_ != nullptr && cancel_->triggered())
      return Error(Code::kStopped, "stopped while erasing");
    SNAPROLL_CHECK(visit_with_bases(bases_.begin()->first));
  }
  return {};
}

Status RecordEraser::plan(int64_t exec, std::vector<std::string>& nodes) {
  return writer_.records(
      exec, 0, false, false, [&](RecordRow& row) -> Result<bool> {
        const bool has = has_state(row);
        bases_.emplace(row.key, has ? row.base : RecordKey());
        if (has && row.base.seq != 0) ++children_[row.base];
        if (row.node.has_value()) nodes.push_back(*row.node);
        return true;
      });
}

// A base of another execution may have a greater number.
Status RecordEraser::visit_with_bases(RecordKey key) {
  std::vector<RecordKey> way = {key};
  for (;;) {
    const auto base = bases_.find(bases_.find(way.back())->second);
    if (base == bases_.end()) break;
    if (way.size() > bases_.size()) return unreadable(key);  // a circle
    way.push_back(base->first);
  }
  for (; !way.empty(); way.pop_back()) {
    SNAPROLL_CHECK(visit(way.back()));
    bases_.erase(way.back());
  }
  return {};
}

Status RecordEraser::visit(RecordKey key) {
  SNAPROLL_TRY(ReadRecord record, read_record(writer_, key));
  bool changed = false;
  SNAPROLL_CHECK(take_from_row(record.row, changed));
  if (has_state(record.row)) SNAPROLL_CHECK(take_from_state(record, changed));
  SNAPROLL_CHECK(take_from_sections(record.body, changed));
  if (!changed) return {};
  ++counts_[key.exec].records;
  pack_body(record.row, encode_body(record.body), compressed_);
  return writer_.rewrite(record.row);
}

// What is told beside the body.
Status RecordEraser::take_from_row(RecordRow& row, bool& changed) {
  std::string node = row.node.value_or(std::string());
  if (row.attempt.has_value()) {
    SNAPROLL_TRY(AttemptNote note, decode_attempt(*row.attempt, node));
    if (eraser_.take_from(note.attempt)) {
      row.attempt = encode_attempt(note);
      row.node = note.attempt.node;
      changed = true;
    }
  }
  if (row.id.has_value()) {
    SNAPROLL_TRY(Snapshot::Data data, decode_info(row));
    SNAPROLL_TRY(const bool found, eraser_.take_from(data.info));
    if (!found) return {};
    row.label = data.info.label;
    row.node = data.info.trigger_node;
    row.info = encode_info(Snapshot(std::move(data)));
    changed = true;
  }
  return {};
}

// Whether the base is there; else the keyframe alone has the state.
Result<bool> RecordEraser::read_state(const ReadRecord& record, Pair& base,
                                      Pair& own) {
  const RecordRow& row = record.row;
  const uint64_t next_sequence = record.body.head.next_sequence;
  bool known = row.base.seq == 0;
  if (const auto found = states_.find(row.base); found != states_.end()) {
    base = found->second.pair;
    known = true;
  }
  if (known) {
    auto state = apply_delta(
        base.before, record.body.delta.value_or(std::string()), next_sequence);
    if (!state.ok()) return in_record(row.key, std::move(state).error());
    own.before = *std::move(state);
  } else {
    auto state = read_keyframe(writer_, row.key, next_sequence);
    if (!state.ok()) return unreadable(row.key);
    own.before = *std::move(state);
  }
  if (known && row.base.seq != 0) eraser_.go_on_from(base.before, base.after);
  SNAPROLL_TRY(own.after, eraser_.without(own.before));
  return known;
}

// Whether a delta tells of it though neither of its states does.
Result<bool> RecordEraser::mentions(const std::string& delta) const {
  if (delta.empty()) return false;
  if (eraser_.by_content()) return eraser_.stands_in_json(delta);
  const auto patch = read_compact(delta, stored_limits());
  if (!patch.ok()) return Error(patch.error());
  for (const PatchOperation& operation : patch->operations())
    if (eraser_.may_touch(operation.pointer) ||
        eraser_.may_touch(operation.from))
      return true;
  return false;
}

Status RecordEraser::take_from_state(ReadRecord& record, bool& changed) {
  const RecordKey key = record.row.key;
  RecordBody& body = record.body;
  Pair base;
  Pair own;
  SNAPROLL_TRY(const bool based, read_state(record, base, own));
  const std::string delta = body.delta.value_or(std::string());
  SNAPROLL_TRY(const bool mentioned, mentions(delta));
  if (own.held()) ++counts_[key.exec].states;
  if (own.held() || base.held() || mentioned) {
    std::string made;  // where there is no base, nothing reads it
    if (based) {
      SNAPROLL_TRY(made, delta_between(base.after, own.after));
    }
    changed = changed || !same_text(body.delta, made);
    body.delta.reset();
    if (!made.empty()) body.delta = std::move(made);
  }
  if (own.held()) SNAPROLL_CHECK(write_keyframe(key, own));
  SNAPROLL_CHECK(take_from_checkpoint(body, own, changed));
  if (const auto children = children_.find(key); children != children_.end())
    states_[key] = {std::move(own), children->second};
  release(record.row.base);
  return {};
}

void RecordEraser::release(RecordKey base) {
  const auto found = states_.find(base);
  if (found != states_.end() && --found->second.children == 0)
    states_.erase(found);
}

// One that is being written is begun anew by who needs it.
Status RecordEraser::write_keyframe(RecordKey key, const Pair& own) {
  SNAPROLL_TRY(const KeyframeParts parts, writer_.keyframe_parts(key));
  if (parts.count == 0) return {};
  if (!parts.whole) return writer_.remove_keyframe(key);
  ++counts_[key.exec].keyframes;
  SNAPROLL_TRY(const WholeKeyframe made,
               whole_keyframe(key, own.after, compressed_));
  return put_whole(writer_, made);
}

Status RecordEraser::take_from_checkpoint(RecordBody& body, const Pair& own,
                                          bool& changed) {
  if (!body.checkpoint.has_value()) return {};
  SNAPROLL_TRY(const Checkpoint told,
               decode_checkpoint(*body.checkpoint, own.before));
  SNAPROLL_TRY(const Checkpoint left, without(eraser_, told));
  const bool same = left.state == told.state &&
                    left.variables.same(told.variables) &&
                    left.nodes.same(told.nodes);
  if (!own.held() && same) return {};
  SNAPROLL_TRY(std::string made, encode_checkpoint(left, own.after));
  changed = changed || made != *body.checkpoint;
  body.checkpoint = std::move(made);
  return {};
}

Status RecordEraser::take_from_json(std::optional<std::string>& json,
                                    Without without, bool& changed) {
  if (!json.has_value() || !eraser_.stands_in_json(*json)) return {};
  SNAPROLL_TRY(const Value value, Value::parse(*json, stored_limits()));
  SNAPROLL_TRY(const Value left, (eraser_.*without)(value));
  if (left.same(value)) return {};
  json = left.to_json();
  changed = true;
  return {};
}

// Its members are words of the library; only lists of globs hold what was told.
Status RecordEraser::take_from_rules(std::optional<std::string>& rules,
                                     bool& changed) {
  if (!rules.has_value() || !eraser_.stands_in_json(*rules)) return {};
  SNAPROLL_TRY(Value value, Value::parse(*rules, stored_limits()));
  for (const std::string& name : value.names()) {
    const Value member = value.find(name).value_or(Value());
    if (!member.is_array()) continue;
    std::vector<std::string> globs;
    for (const Value& one : member.elements()) {
      SNAPROLL_TRY(std::string glob, one.as_text());
      globs.push_back(std::move(glob));
    }
    if (!eraser_.take_from_globs(globs)) continue;
    changed = true;
    Value left = Value::array();
    for (const std::string& glob : globs) {
      SNAPROLL_TRY(const Value text, Value::text(glob, stored_limits()));
      SNAPROLL_CHECK(pointer_append(left, "", text, stored_limits()));
    }
    SNAPROLL_CHECK(member_set(value, name, std::move(left), stored_limits()));
  }
  rules = value.to_json();
  return {};
}

Status RecordEraser::take_from_sections(RecordBody& body, bool& changed) {
  for (const auto& [type, bytes] : body.copied)
    if (eraser_.stands_in_json(bytes))
      return Error(Code::kFormat, "a record of a newer version (section " +
                                      std::to_string(type) + ") holds it")
          .with_hint("use a newer version of this library");
  SNAPROLL_CHECK(take_from_json(body.edges, &Eraser::edges_without, changed));
  SNAPROLL_CHECK(take_from_json(body.writes, &Eraser::without, changed));
  SNAPROLL_CHECK(take_from_json(body.workflow, &Eraser::without, changed));
  return take_from_rules(body.rules, changed);
}

}  // namespace snaproll::detail
