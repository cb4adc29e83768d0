// Of the operations, those that one handle does.
#include <algorithm>
#include <iterator>

#include "execution/history_run.hpp"
#include "support/matchers.hpp"

namespace snaproll::test {

void HistoryRun::operate() {
  static constexpr std::pair<size_t, void (HistoryRun::*)()> kAll[] = {
      {14, &HistoryRun::write},
      {6, &HistoryRun::execute_node},
      {14, &HistoryRun::take},
      {2, &HistoryRun::take_of_another},
      {4, &HistoryRun::push_foreign},
      {3, &HistoryRun::push_again},
      {8, &HistoryRun::roll_back},
      {5, &HistoryRun::undo_or_redo},
      {5, &HistoryRun::tag},
      {2, &HistoryRun::untag},
      {3, &HistoryRun::hold},
      {3, &HistoryRun::release},
      {4, &HistoryRun::create_branch},
      {3, &HistoryRun::change_branch},
      {4, &HistoryRun::switch_branch},
      {1, &HistoryRun::switch_another},
      {5, &HistoryRun::remove},
      {2, &HistoryRun::prune_before},
      {3, &HistoryRun::set_policy},
      {4, &HistoryRun::prune},
      {1, &HistoryRun::clear},
      {1, &HistoryRun::copy},
      {4, &HistoryRun::resolve},
      {3, &HistoryRun::save},
      {3, &HistoryRun::reopen},
      {2, &HistoryRun::crash},
      {1, &HistoryRun::compact},
      {1, &HistoryRun::look_at_copy_of_file},
      {1, &HistoryRun::read},
      {5, &HistoryRun::name_by_reader},
      {2, &HistoryRun::look_by_reader},
      {2, &HistoryRun::erase},
      {1, &HistoryRun::fork}};
  size_t all = 0;
  for (const auto& one : kAll) all += one.first;
  size_t drawn = below(all);
  for (const auto& [weight, operation] : kAll) {
    if (drawn < weight) {
      (this->*operation)();
      return;
    }
    drawn -= weight;
  }
}

// States ----------------------------------------------------------------------

void HistoryRun::write_to(Context& to, NaiveState& state) {
  const std::string name = any_name("v");
  if (below(5) == 0) {
    static_cast<void>(to.remove_variable(name));
    state.variables.erase(name);
    return;
  }
  const size_t most = text_bytes_ * 4;
  const std::string text = any_text(below(4) == 0 ? below(most) : below(20));
  expect("write " + name, to.set_variable(name, *Value::text(text)));
  state.variables[name] = std::make_shared<const std::string>('"' + text + '"');
}

void HistoryRun::write() { write_to(context(), there().state); }

void HistoryRun::execute_node() {
  const std::string node = any_name("n");
  const auto taken = manager().on_node_execute(context(), node);
  if (!expect("node " + node, taken)) return;
  ++there().nodes;
  const bool due = interval_ > 0 && there().nodes % interval_ == 0;
  if (due != taken->has_value()) return fail("a snapshot was due or not");
  if (due) {
    model_.enter((*taken)->id(), now(), std::nullopt, there().state,
                 there().position, now());
    there().position = (*taken)->id();
    model_.commit();
  }
  const std::string result = std::to_string(below(100));
  expect("result", context().record_node_result(node, json(result)));
  there().state.node_results[node] = result;
}

void HistoryRun::take() {
  SnapshotInfo info;
  info.label = any_label();
  const auto taken = run_->snapshot(info);
  if (!expect("take " + info.label.value_or("-"), taken)) return;
  model_.enter(taken->id(), now(), info.label, there().state, there().position,
               now());
  there().position = taken->id();
  model_.commit();
}

void HistoryRun::take_of_another() {
  Context other = context().copy();
  NaiveState state = there().state;
  write_to(other, state);
  const auto taken = manager().create_snapshot(other);
  if (!expect("take of another", taken)) return;
  model_.enter(taken->id(), now(), std::nullopt, state, there().position,
               now());
  model_.commit();
}

void HistoryRun::push_foreign() {
  const auto environment = fixed_environment(0, {}, 1000 + below(4));
  const Time at =
      now() + (static_cast<Time>(below(200)) - 180) * 3600 * kSecond;
  static_cast<void>(environment->clock->set(at));
  Context other = *Context::create("other", "other", environment);
  NaiveState state;
  write_to(other, state);
  SnapshotInfo info;
  info.label = any_label();
  const Snapshot pushed = *other.take_snapshot(info);
  if (!expect("push " + pushed.id().text(), manager().push_snapshot(pushed)))
    return;
  model_.enter(pushed.id(), at, info.label, state, std::nullopt, now());
  model_.commit();
}

// M16
void HistoryRun::push_again() {
  const Id id = any_id();
  const NaiveEntry* const known = model_.find(id);
  const auto found = manager().get(id);
  if (found.has_value() != (known != nullptr)) return fail("get");
  if (known == nullptr) return;
  const NaiveEntry entry = *known;
  if (!expect("push again " + id.text(), manager().push_snapshot(*found)))
    return;
  model_.enter(id, entry.created_at, entry.label, entry.state, std::nullopt,
               now());
  model_.commit();
}

// M7, M12
void HistoryRun::roll_back() {
  const auto& entries = model_.entries();
  const NaiveEntry* target = nullptr;
  Result<RollbackResult> result = Error(Code::kInternal, "");
  const size_t how = below(3);
  std::string what = "roll back";
  if (how == 0) {
    const size_t steps = below(entries.size() + 2);
    what += " n " + std::to_string(steps);
    if (steps > 0 && steps <= entries.size())
      target = &entries[entries.size() - steps];
    result = run_->rollback_n(steps);
  } else if (how == 1) {
    if (!entries.empty()) target = &entries.back();
    result = run_->rollback();
  } else {
    const Id id = any_id();
    what += " to " + id.text();
    target = model_.find(id);
    result = run_->rollback_to(id);
  }
  if (!expect(what, result)) return;
  if (result->success != (target != nullptr)) return fail(what);
  if (target == nullptr) return;
  if (result->applied_snapshot_id != target->id) return fail(what + " applied");
  model_.move(target->state, target->id);
  model_.commit();
}

void HistoryRun::undo_or_redo() {
  undo_or_redo(false);
  for (size_t i = below(4); i > 0 && failure_.empty(); --i)
    undo_or_redo(below(2) == 0);
}

void HistoryRun::undo_or_redo(bool redo) {
  auto& from = redo ? there().redo : there().undo;
  auto& to = redo ? there().undo : there().redo;
  const auto result = redo ? run_->redo_rollback() : run_->undo_rollback();
  // Changes since an undo drop what can be redone.
  if (redo && !result.ok() && result.error().code == Code::kNotFound)
    from.clear();
  const auto code =
      from.empty() ? std::optional<Code>(Code::kNotFound) : std::nullopt;
  if (!expect(redo ? "redo" : "undo", result, code) || from.empty()) return;
  to.emplace_back(there().state, there().position);
  there().state = from.back().first;
  there().position = from.back().second;
  from.pop_back();
  model_.commit();
  expect_same("the state", context().value()->to_json(), there().state.json());
}

// Names -----------------------------------------------------------------------

void HistoryRun::tag() {
  const Id id = any_id();
  const std::string name = any_name("t");
  const bool unique = below(3) == 0;
  const NaiveEntry* const of = model_.find(id);
  std::optional<Code> code;
  if (of == nullptr) {
    code = Code::kNotFound;
  } else if (unique) {
    for (const auto& one : model_.tags())
      if (one.first.first == name && one.first.second != of->number)
        code = Code::kExists;
  }
  if (expect("tag " + name + ' ' + id.text() + (unique ? " unique" : ""),
             manager().tag(id, name, unique), code) &&
      of != nullptr)
    model_.tags().insert({{name, of->number}, ""});
}

void HistoryRun::untag() {
  const Id id = any_id();
  const std::string name = any_name("t");
  const NaiveEntry* const of = model_.find(id);
  const bool there =
      of != nullptr && model_.tags().erase({name, of->number}) > 0;
  expect("untag " + name + ' ' + id.text(), manager().untag(id, name),
         there ? std::nullopt : std::optional<Code>(Code::kNotFound));
}

void HistoryRun::hold() {
  const Id id = any_id();
  const std::string name = any_name("h");
  const std::string reason = any_text(below(5));
  const NaiveEntry* const of = model_.find(id);
  std::optional<Code> code;
  if (of == nullptr)
    code = Code::kNotFound;
  else if (!model_.holds().insert({{name, of->number}, reason}).second)
    code = Code::kExists;
  expect("hold " + name + ' ' + id.text(), manager().hold(id, name, reason),
         code);
}

void HistoryRun::release() {
  Id id = any_id();
  std::string name = any_name("h");
  if (!model_.holds().empty() && below(3) > 0) {
    const auto& one = model_.holds().begin()->first;
    id = model_.at(one.second)->id;
    name = one.first;
  }
  const NaiveEntry* const of = model_.find(id);
  const bool there =
      of != nullptr && model_.holds().erase({name, of->number}) > 0;
  expect("release " + name + ' ' + id.text(), manager().release(id, name),
         there ? std::nullopt : std::optional<Code>(Code::kNotFound));
}

}  // namespace snaproll::test
