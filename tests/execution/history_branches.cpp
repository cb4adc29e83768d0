// Of the operations, branches and what leaves the history.
#include <algorithm>
#include <iterator>

#include "execution/history_run.hpp"
#include "support/matchers.hpp"

namespace snaproll::test {

void HistoryRun::create_branch() {
  const std::string name = any_name("b");
  std::optional<Id> head;
  if (below(2) == 0) head = any_id();
  const std::optional<Id> at = head.has_value() ? head : there().position;
  const NaiveEntry* const of = at.has_value() ? model_.find(*at) : nullptr;
  std::optional<Code> code;
  if (of == nullptr)
    code = Code::kNotFound;
  else if (model_.branches().count(name) > 0)
    code = Code::kExists;
  if (!expect("create branch " + name + ' ' + id_text(head),
              manager().create_branch(context(), name, head), code) ||
      of == nullptr)
    return;
  model_.branches()[name] = of->number;
  if (!head.has_value()) model_.selected() = name;
}

// Most often one that is there.
std::string HistoryRun::any_branch() {
  const auto& branches = model_.branches();
  if (branches.empty() || below(4) == 0) return any_name("b");
  return std::next(branches.begin(),
                   static_cast<std::ptrdiff_t>(below(branches.size())))
      ->first;
}

void HistoryRun::change_branch() {
  auto& branches = model_.branches();
  auto& selected = model_.selected();
  const std::string from = any_branch();
  const auto found = branches.find(from);
  if (below(2) == 0) {
    const bool there = found != branches.end();
    if (there) branches.erase(found);
    if (there && selected == from) selected.reset();
    expect("remove branch " + from, manager().remove_branch(from),
           there ? std::nullopt : std::optional<Code>(Code::kNotFound));
    return;
  }
  const std::string to = any_name("b");
  std::optional<Code> code;
  if (found == branches.end()) {
    code = Code::kNotFound;
  } else if (from != to && branches.count(to) > 0) {
    code = Code::kExists;
  } else {
    const Number head = found->second;
    branches.erase(found);
    branches[to] = head;
    if (selected == from) selected = to;
  }
  expect("rename branch " + from + ' ' + to, manager().rename_branch(from, to),
         code);
}

void HistoryRun::switch_branch() {
  const std::string name = any_branch();
  const auto found = model_.branches().find(name);
  const bool there = found != model_.branches().end();
  const auto result = run_->switch_branch(name);
  if (!expect("switch " + name, result,
              there ? std::nullopt : std::optional<Code>(Code::kNotFound)) ||
      !there)
    return;
  const NaiveEntry* const head = model_.at(found->second);
  if (result->applied_snapshot_id != head->id) return fail("another head");
  model_.move(head->state, head->id);
  model_.selected() = name;
  model_.commit();
}

void HistoryRun::switch_another() {
  Context other = context().copy();
  const std::string name = any_branch();
  const auto found = model_.branches().find(name);
  const bool there = found != model_.branches().end();
  if (!expect("switch another " + name, manager().switch_branch(other, name),
              there ? std::nullopt : std::optional<Code>(Code::kNotFound)) ||
      !there)
    return;
  model_.selected() = name;
  expect_same("the other state", other.value()->to_json(),
              model_.at(found->second)->state.json());
}

// Leaving ---------------------------------------------------------------------

void HistoryRun::remove() {
  const Id id = any_id();
  const NaiveEntry* const of = model_.find(id);
  std::optional<Code> code;
  if (of == nullptr)
    code = Code::kNotFound;
  else if (model_.has_hold(of->number) || model_.is_head(of->number))
    code = Code::kHeld;
  if (!expect("remove " + id.text(), manager().remove(id), code) ||
      of == nullptr)
    return;
  model_.remove({of->number});
  model_.commit();
}

// M15
void HistoryRun::prune_before() {
  const Time time = now() - static_cast<Time>(below(400)) * 3600 * kSecond;
  std::set<Number> leaving;
  for (const NaiveEntry& entry : model_.entries())
    if (entry.created_at < time && !model_.has_hold(entry.number) &&
        !model_.is_head(entry.number))
      leaving.insert(entry.number);
  const auto left = manager().prune_before(time);
  if (!expect("prune before " + std::to_string(time), left)) return;
  if (*left != leaving.size()) return fail("others left");
  if (leaving.empty()) return;
  model_.remove(leaving);
  model_.commit();
}

void HistoryRun::set_policy() {
  std::optional<Policy> policy;
  if (below(3) > 0) policy = any_policy();
  expect("policy " + (policy.has_value() ? policy->text() : "-"),
         manager().set_policy(policy));
  model_.policy() = policy;
}

void HistoryRun::expect_report(
    const char* what, const PruneReport& report,
    const std::vector<NaiveHistory::Verdict>& verdicts) {
  std::string real;
  std::string model;
  for (const PrunedSnapshot& one : report.snapshots)
    real +=
        one.id.text() + (one.stays ? " stays " : " goes ") + one.reasons + '\n';
  for (auto at = verdicts.rbegin(); at != verdicts.rend(); ++at)
    model += model_.at(at->number)->id.text() +
             (at->stays ? " stays " : " goes ") + at->reasons + '\n';
  expect_same(what, real, model);
}

void HistoryRun::prune() {
  std::optional<Policy> with;
  if (below(3) > 0) with = any_policy();
  const std::optional<Policy> policy =
      with.has_value() ? with : model_.policy();
  const auto code =
      policy.has_value() ? std::nullopt : std::optional<Code>(Code::kNotFound);
  const auto dry = manager().prune(true, with);
  if (!expect("dry run " + (with.has_value() ? with->text() : "-"), dry, code))
    return;
  const auto verdicts = model_.decide(*policy, now());
  expect_report("a dry run", *dry, verdicts);
  if (below(4) == 0) return;
  const auto real = manager().prune(false, with);
  if (!expect("prune", real)) return;
  expect_report("a prune", *real, verdicts);
  std::set<Number> leaving;
  for (const auto& one : verdicts)
    if (!one.stays) leaving.insert(one.number);
  if (real->removed != leaving.size() || dry->removed != leaving.size())
    return fail("others were removed");
  if (real->bytes_freed != dry->bytes_freed)
    fail("it freed " + std::to_string(real->bytes_freed) + " bytes, not " +
         std::to_string(dry->bytes_freed));
  if (leaving.empty()) return;
  model_.remove(leaving);
  model_.commit();
  compare(true);
}

void HistoryRun::clear() {
  const bool held = model_.is_held();
  if (!expect("clear", manager().clear(),
              held ? std::optional<Code>(Code::kHeld) : std::nullopt))
    return;
  model_.clear();
  model_.commit();
}

// M18
void HistoryRun::copy() {
  log_ += "copy\n";
  Manager copied = manager().copy();
  expect_same("a copy", observed_tree(copied, context(), true),
              model_.seen(true));
  Context other = context().copy();
  static_cast<void>(copied.create_snapshot(other));
  static_cast<void>(copied.prune(false, any_policy()));
  compare(false);
}

void HistoryRun::resolve() {
  const auto& entries = model_.entries();
  std::string text;
  switch (below(7)) {
    case 0:
      text = "latest";
      break;
    case 1:
      text = "start";
      break;
    case 2:
      text = any_name("t");
      break;
    case 3:
      text = any_name("b");
      break;
    case 4:
      text = any_name("l");
      break;
    default:
      constexpr size_t kLengths[] = {3, 8, 14, 28, 36};
      text = any_id().text();
      const size_t length = kLengths[below(std::size(kLengths))];
      text = text.substr(below(3) == 0 ? text.size() - length : 0, length);
  }
  if (below(3) == 0) text += '~' + std::to_string(below(entries.size() + 2));
  Code code = Code::kNotFound;
  const std::optional<Id> expected = model_.resolve(text, code);
  const auto found = manager().resolve(text);
  if (!expect("resolve " + text, found,
              expected.has_value() ? std::nullopt : std::optional<Code>(code)))
    return;
  if (found->id() != *expected)
    fail(text + " is " + found->id().text() + ", not " + expected->text());
}

}  // namespace snaproll::test
