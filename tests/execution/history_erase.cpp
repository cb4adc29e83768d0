// Of the operations, those that take a value out, and the forks that it leaves
// as well.
#include "execution/history_run.hpp"
#include "support/matchers.hpp"

namespace snaproll::test {

// Mostly something that is there.
EraseOptions HistoryRun::any_erase() {
  EraseOptions what;
  if (below(3) == 0) {
    what.pointer = "/variables/" + any_name("v");
    if (below(3) == 0) what.pointer = "/node_results/" + any_name("n");
    return what;
  }
  const auto& entries = model_.entries();
  const NaiveState& state = entries.empty() || below(4) == 0
                                ? there().state
                                : entries[below(entries.size())].state;
  what.containing = any_text(3 + below(3));
  const auto found = state.variables.find(any_name("v"));
  if (found == state.variables.end()) return what;
  // Letters of it, without what an erase left there.
  const std::string& text = *found->second;
  const size_t at = below(text.size());
  const std::string part = text.substr(at, 3 + below(4));
  if (part.size() >= 3 && part.find_first_of("[]\"") == std::string::npos)
    what.containing = part;
  return what;
}

void HistoryRun::erase() {
  EraseOptions what = any_erase();
  if (is_durable() && below(4) == 0) return erase_in_store(what);
  what.dry_run = below(5) == 0;
  const std::string name = "erase " +
                           what.pointer.value_or(what.containing.value_or("")) +
                           (what.dry_run ? " dry" : "");
  NaiveHistory after =
      is_durable() && what.dry_run ? model_.committed() : model_;
  const auto held = after.erase(what);
  const auto report = run_->erase(what);
  // What left the history may be in the file still.
  const bool there = report.ok() || held == NaiveHistory::Held::kYes;
  const auto code = there ? std::nullopt : std::optional<Code>(Code::kNotFound);
  if (report.ok() && held == NaiveHistory::Held::kNo && !is_durable())
    fail(name + " was there");
  expect(name, report, code);
  if (what.dry_run) return;
  if (is_durable()) model_.commit();  // it saves first
  if (!report.ok()) return;
  model_ = after;
  for (auto& fork : forks_) fork.second.erase(what);
  if (is_durable()) reader_.reset();
  compare(true);
  look_at_forks();
}

void HistoryRun::erase_in_store(const EraseOptions& what) {
  expect("close", run_->close());
  run_.reset();
  const auto report = store_->erase(what, "run");
  model_.crash();
  const auto held = model_.erase(what);
  for (auto& fork : forks_) fork.second.erase(what);
  expect("erase in the store " +
             what.pointer.value_or(what.containing.value_or("")),
         report,
         held == NaiveHistory::Held::kYes || report.ok()
             ? std::nullopt
             : std::optional<Code>(Code::kNotFound));
  open();
  compare(true);
  look_at_forks();
}

// Of a snapshot, or of what is committed.
void HistoryRun::fork() {
  constexpr size_t kMost = 3;
  if (!is_durable() || forks_.size() == kMost) return;
  const auto& entries = model_.entries();
  const NaiveEntry* const from =
      entries.empty() || below(4) == 0 ? nullptr : model_.find(any_id());
  const std::string id = "fork" + std::to_string(forks_.size());
  const auto snapshot =
      from == nullptr ? std::nullopt : std::optional<Id>(from->id);
  if (!expect("fork at " + id_text(snapshot),
              store_->fork("run", snapshot, id)))
    return;
  forks_.emplace_back(
      id, from == nullptr ? model_.committed().context.state : from->state);
}

void HistoryRun::look_at_forks() {
  for (const auto& [id, state] : forks_) {
    OpenOptions told = options_;
    told.mode = OpenMode::kRead;
    const auto opened = Execution::open(*store_, id, told);
    if (!expect("read " + id, opened)) return;
    expect_same("the state of " + id, opened->context().value()->to_json(),
                state.json());
  }
}

}  // namespace snaproll::test
