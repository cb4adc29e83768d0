#include "journal/erase.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "base/random.hpp"
#include "base/utf8.hpp"
#include "journal/document.hpp"
#include "journal/erase_mark.hpp"
#include "journal/journal.hpp"
#include "journal/name_eraser.hpp"
#include "journal/names.hpp"
#include "journal/owner.hpp"
#include "journal/record_eraser.hpp"
#include "value/edit.hpp"

namespace snaproll::detail {
namespace {

constexpr size_t kPage = 1000;
constexpr char kHiddenName = '\x7f';

// The work of one call, within its transaction.
class Erasing {
 public:
  Erasing(StoreWriter& writer, const EraseCall& call, Eraser& eraser,
          bool compressed, EraseReport& report, uint64_t& fence)
      : writer_(writer),
        call_(call),
        eraser_(eraser),
        compressed_(compressed),
        report_(report),
        fence_(fence) {}

  Status run() {
    SNAPROLL_CHECK(call_.execution.empty() ? find_all() : find_family());
    SNAPROLL_CHECK(shut_out_owners());
    SNAPROLL_TRY(mark_, erase_mark(writer_));
    ++mark_.count;
    mark_.pending = true;
    const std::vector<int64_t> execs(execs_.begin(), execs_.end());
    RecordEraser records(writer_, eraser_, compressed_, call_.options.cancel);
    SNAPROLL_CHECK(records.run(execs));
    for (const int64_t exec : execs)
      SNAPROLL_CHECK(finish(exec, records.counts()));
    if (!found_)
      return Error(Code::kNotFound, "nothing that is kept holds it")
          .at_pointer(call_.options.pointer.value_or(std::string()));
    return put_erase_mark(writer_, mark_);
  }

 private:
  Status find_all() {
    for (const bool deleted : {false, true}) {
      for (int64_t cursor = 0;;) {
        SNAPROLL_TRY(const auto page,
                     deleted ? writer_.deleted_executions(cursor, kPage)
                             : writer_.executions({}, cursor, kPage));
        for (const ExecutionRow& row : page) {
          cursor = row.exec;
          execs_.insert(cursor);
        }
        if (page.size() < kPage) break;
      }
    }
    return {};
  }

  // All that share records with it, directly or through others.
  Status find_family() {
    SNAPROLL_TRY(const auto row, writer_.execution(call_.execution));
    if (!row.has_value() || row->deleted)
      return Error(Code::kNotFound,
                   "no execution '" + printable(call_.execution) + "'");
    std::vector<int64_t> waiting = {row->exec};
    execs_.insert(row->exec);
    while (!waiting.empty()) {
      const int64_t exec = waiting.back();
      waiting.pop_back();
      SNAPROLL_TRY(const std::vector<RecordKey> ends, keys_of(exec, waiting));
      for (const RecordKey key : ends) {
        SNAPROLL_TRY(const auto children, writer_.children(key));
        for (const RecordKey child : children) meet(child.exec, waiting);
      }
    }
    return {};
  }

  Result<std::vector<RecordKey>> keys_of(int64_t exec,
                                         std::vector<int64_t>& waiting) {
    std::vector<RecordKey> keys;
    SNAPROLL_CHECK(writer_.records(exec, 0, false, false,
                                   [&](RecordRow& row) -> Result<bool> {
                                     keys.push_back(row.key);
                                     if (row.base.seq != 0)
                                       meet(row.base.exec, waiting);
                                     return true;
                                   }));
    return keys;
  }

  void meet(int64_t exec, std::vector<int64_t>& waiting) {
    if (execs_.insert(exec).second) waiting.push_back(exec);
  }

  // Who has one open would go on from a state that held it: also the handle
  // that erases, where it does not learn what came of it.
  Status shut_out_owners() {
    for (const int64_t exec : execs_) {
      SNAPROLL_TRY(auto row, writer_.execution(exec));
      if (!row.has_value() || !has_living_owner(*row)) continue;
      const bool its_own = row->owner->handle == call_.handle;
      if (!its_own && !call_.options.take_over)
        return Error(owned_by_another(*row))
            .with_hint("close it there, or take it over");
      SNAPROLL_TRY(const uint64_t seq,
                   append_fence(writer_, exec, random_id(), call_.now));
      if (its_own) {
        fence_ = seq;
        continue;
      }
      row->owner.reset();
      SNAPROLL_CHECK(writer_.update_execution(*row, false));
    }
    return {};
  }

  // What is beside the records of one, and its tombstone.
  Status finish(int64_t exec,
                const std::map<int64_t, RecordEraser::Counts>& all) {
    RecordEraser::Counts counts;
    if (const auto found = all.find(exec); found != all.end())
      counts = found->second;
    SNAPROLL_TRY(auto row, writer_.execution(exec));
    if (!row.has_value()) return {};  // its row went, some records are left
    const bool hidden = row->name.front() == kHiddenName;
    if (!hidden && eraser_.stands_in(row->name))
      report_.kept.push_back(row->name);
    SNAPROLL_TRY(const uint64_t names, take_from_names(writer_, eraser_, *row));
    if (counts.states + counts.records + names == 0) return {};
    found_ = true;
    report_.states += counts.states;
    report_.records += counts.records;
    report_.keyframes += counts.keyframes;
    report_.names += names;
    if (!hidden) report_.executions.push_back(row->name);
    return put_tombstone(exec, counts.states);
  }

  Status put_tombstone(int64_t exec, uint64_t states) {
    const EraseOptions& options = call_.options;
    Value told = Value::object();
    const auto set = [&](std::string_view name, const Value& value) {
      return member_set(told, name, value, stored_limits());
    };
    SNAPROLL_CHECK(set("at", Value::integer(call_.now)));
    SNAPROLL_CHECK(
        set("number", Value::integer(static_cast<int64_t>(mark_.count))));
    SNAPROLL_CHECK(set("states", Value::integer(static_cast<int64_t>(states))));
    SNAPROLL_TRY(const Value reason, Value::text(options.reason));
    SNAPROLL_CHECK(set("reason", reason));
    if (options.pointer.has_value()) {
      SNAPROLL_TRY(const Value pointer, Value::text(*options.pointer));
      SNAPROLL_CHECK(set("pointer", pointer));
    }
    NameRow row;
    row.exec = exec;
    row.kind = static_cast<int32_t>(NameKind::kErasure);
    row.name = report_.id.text();
    row.info = told.to_json();
    return writer_.put_name(row);
  }

  StoreWriter& writer_;
  const EraseCall& call_;
  Eraser& eraser_;
  const bool compressed_;
  EraseReport& report_;
  uint64_t& fence_;
  std::set<int64_t> execs_;
  EraseMark mark_;  // afterwards
  bool found_ = false;
};

Status check_reason(const EraseCall& call, const Eraser& eraser) {
  const auto text = Value::text(call.options.reason);
  if (!text.ok()) return text.error();
  if (eraser.stands_in(call.options.reason))
    return Error(Code::kInvalidArgument, "the reason holds what is erased");
  return {};
}

// With its number, by which they are ordered.
using Tombstone = std::pair<int64_t, Erasure>;
Result<Tombstone> read_tombstone(const NameRow& row) {
  const auto corrupt = [] {
    return Error(Code::kCorrupt, "a tombstone can not be read");
  };
  const auto told = Value::parse(row.info.value_or(""), stored_limits());
  if (!told.ok()) return corrupt();
  Erasure erasure;
  const auto id = Id::parse(row.name);
  const auto at = told->find("at").value_or(Value()).as_int64();
  const auto number = told->find("number").value_or(Value()).as_int64();
  const auto states = told->find("states").value_or(Value()).as_int64();
  const auto reason = told->find("reason").value_or(Value()).as_text();
  if (!id.ok() || !number.ok() || !at.ok() || !states.ok() || !reason.ok())
    return corrupt();
  erasure.id = *id;
  erasure.at = *at;
  erasure.states = static_cast<uint64_t>(*states);
  erasure.reason = *reason;
  if (const auto pointer = told->find("pointer")) {
    SNAPROLL_TRY(erasure.pointer, pointer->as_text());
  }
  return Tombstone(*number, std::move(erasure));
}

}  // namespace

Result<EraseReport> erase(Home& home, EraseCall call, uint64_t* fence) {
  SNAPROLL_TRY(Eraser eraser, Eraser::of(call.options));
  SNAPROLL_CHECK(check_reason(call, eraser));
  struct Work {
    EraseCall call;
    Eraser eraser;
    EraseReport report;
    uint64_t fence = 0;
  };
  const bool dry_run = call.options.dry_run;
  const auto work =
      std::make_shared<Work>(Work{std::move(call), std::move(eraser), {}, 0});
  work->report.dry_run = dry_run;
  if (!dry_run) work->report.id = random_id();
  const bool compressed = home.rows->options().compress;
  const Store::Member member = [work, compressed,
                                dry_run](StoreWriter& writer) -> Status {
    SNAPROLL_CHECK(Erasing(writer, work->call, work->eraser, compressed,
                           work->report, work->fence)
                       .run());
    if (dry_run) return Error(Code::kTestFailed, "this was a rehearsal");
    return {};
  };
  constexpr int kMany = 2;  // a transaction, whatever it does
  const Status done = home.rows->commit(member, kMany);
  const bool rehearsed =
      dry_run && !done.ok() && done.error().code == Code::kTestFailed;
  if (!done.ok() && !rehearsed) return done.error();
  if (!dry_run) {
    if (fence != nullptr && work->fence != 0) *fence = work->fence;
    // It is done; what keeps its bytes in the file is told, and no error.
    const auto cleaned = clean_file(*home.rows);
    work->report.pending = !cleaned.ok() || !*cleaned;
  }
  return std::move(work->report);
}

Result<std::vector<Erasure>> read_erasures(StoreReader& reader, int64_t exec) {
  std::vector<Tombstone> found;
  SNAPROLL_TRY(const auto rows, reader.names(exec));
  for (const NameRow& row : rows) {
    if (row.kind != static_cast<int32_t>(NameKind::kErasure)) continue;
    SNAPROLL_TRY(Tombstone tombstone, read_tombstone(row));
    found.push_back(std::move(tombstone));
  }
  std::sort(found.begin(), found.end(),
            [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<Erasure> erasures;
  erasures.reserve(found.size());
  for (auto& [number, erasure] : found) erasures.push_back(std::move(erasure));
  return erasures;
}

Result<EraseReport> Journal::erase(const EraseOptions& options) {
  const std::lock_guard<std::mutex> lock(mutex_);
  SNAPROLL_CHECK(check_writable());
  SNAPROLL_CHECK(settle());
  EraseCall call;
  call.options = options;
  call.execution = row_.name;
  call.handle = handle_;
  call.now = environment_->now();
  uint64_t fence = newest_;
  SNAPROLL_TRY(EraseReport report,
               detail::erase(*home_, std::move(call), &fence));
  if (report.dry_run) return report;
  newest_ = fence;
  stale_ = true;
  SNAPROLL_TRY(const auto reader, home_->rows->read());
  SNAPROLL_TRY(auto row, reader->execution(exec_));
  if (row.has_value()) row_ = *std::move(row);
  return report;
}

Result<std::vector<Erasure>> Journal::erasures() const {
  SNAPROLL_TRY(const auto reader, home_->rows->read());
  return read_erasures(*reader, exec_);
}

}  // namespace snaproll::detail
