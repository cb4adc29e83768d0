// Reading all that a store has, whatever it has.
#pragma once

#include "fuzz.hpp"
#include "snaproll/execution.hpp"
#include "snaproll/store.hpp"

namespace snaproll::fuzz {

constexpr size_t kMostRead = 64;
constexpr uint64_t kMostJson = 4u << 20;

inline StoreOptions quick_options() {
  StoreOptions options;
  options.durability = Durability::kNone;
  options.busy_timeout = 100'000'000;
  options.memory_budget = 8u << 20;
  return options;
}

// What of a store could not be read, for who finds that it should have been.
inline std::string first_unread;

template <typename T>
bool could_read(const Result<T>& result) {
  const bool read = worked(result);
  if (!read && first_unread.empty()) first_unread = result.error().message;
  return read;
}

// Whether all could be read.
inline bool read_state(const CapturedState& state) {
  bool whole = could_read(state.to_value());
  if (state.json_size() < kMostJson)
    whole = could_read(state.digest()) && whole;
  static_cast<void>(state.nodes_in_order());
  return whole;
}

inline bool read_execution(const Store& store, const std::string& id) {
  OpenOptions options;
  options.mode = OpenMode::kRead;
  const auto run = Execution::open(store, id, options);
  if (!could_read(run)) return false;
  bool whole = read_state(run->context().captured());
  try {
    SnapshotFilter filter;
    filter.limit = kMostRead;
    const auto list = run->manager().list(filter);
    whole = could_read(list) && whole;
    if (list.ok())
      for (const Snapshot& one : *list)
        whole = could_read(one.load()) && read_state(one.captured()) && whole;
    whole = could_read(run->manager().branches()) && whole;
    whole = could_read(run->manager().tree()) && whole;
    whole = could_read(run->manager().tags()) && whole;
    whole = could_read(run->manager().holds()) && whole;
    whole = could_read(run->manager().groups()) && whole;
    whole = could_read(run->manager().policy()) && whole;
    whole = could_read(run->manager().history("/variables/a")) && whole;
    static_cast<void>(run->attempts());
    static_cast<void>(run->unfinished());
    static_cast<void>(run->edges());
    static_cast<void>(run->context().checkpoint());
    static_cast<void>(run->context().undo_count());
  } catch (const Failure& failure) {
    first_unread = failure.error().message;
    require_told(failure.error());
    return false;
  }
  return whole;
}

inline bool read_all(const Store& store) {
  first_unread.clear();
  const auto page = store.executions({}, 0, kMostRead);
  if (!could_read(page)) return false;
  bool whole = could_read(store.policy());
  static_cast<void>(could_read(store.stats()));
  for (const ExecutionInfo& one : page->executions)
    whole = read_execution(store, one.id) && whole;
  return whole;
}

// Whether a full check found nothing.
inline bool is_sound(const Store& store) {
  const auto report = store.check(false);
  return worked(report) && report->findings.empty();
}

// What was acknowledged is there when it is opened again. Whether it could be
// written.
inline bool write_one(const Store& store, const std::string& id) {
  OpenOptions options;
  options.take_over = true;
  auto run = Execution::open(store, id, options);
  if (!worked(run)) return false;
  const Value told = *Value::text("written");
  const bool wrote = worked(run->context().set_variable("fuzz", told)) &&
                     worked(run->snapshot()) && worked(run->save());
  const auto back = run->rollback();
  const bool undone =
      worked(back) && (!back->success || worked(run->undo_rollback()));
  const bool closed = worked(run->close());
  return wrote && undone && closed;
}

inline bool has_written(const Store& store, const std::string& id) {
  OpenOptions options;
  options.mode = OpenMode::kRead;
  const auto run = Execution::open(store, id, options);
  if (!worked(run)) return false;
  const auto found = run->context().variable("fuzz");
  return found.has_value() && found->as_text().ok() &&
         *found->as_text() == "written";
}

}  // namespace snaproll::fuzz
