// Of the operations, those on the history.
#include "execution/durable_model.hpp"

namespace snaproll::test {

void Operation::take() {
  const auto taken = draw() ? execution().snapshot(any_info())
                            : manager().create_snapshot(context(), any_info());
  did_.commits = tell_taken("snapshot", taken);
}

void Operation::take_of_another() {
  Context other = context().copy();
  random_changes(other, random_, 1);
  const auto before = manager().latest();
  const auto taken = manager().create_snapshot(other, any_info());
  if (tell_taken("snapshot of another", taken))
    did_.commits = !before.has_value() || before->id() != taken->id();
}

void Operation::push() {
  std::optional<Snapshot> pushed;
  if (below(3) == 0) pushed = any_snapshot();  // once more
  if (!pushed.has_value()) pushed = foreign();
  did_.commits = tell("push", manager().push_snapshot(*pushed));
}

void Operation::roll_back() {
  const bool by_manager = below(3) == 0;
  const size_t how = below(4);
  if (how == 0) {
    tell_back(
        "roll back",
        by_manager ? manager().rollback(context()) : execution().rollback(),
        true);
  } else if (how == 1) {
    const size_t steps = below(12);
    tell_back("roll n back",
              by_manager ? manager().rollback_n(context(), steps)
                         : execution().rollback_n(steps),
              true);
  } else {
    std::optional<Snapshot> target = any_snapshot();
    if (how == 2) {
      SnapshotFilter filter;
      filter.label = "s" + std::to_string(below(5));
      filter.limit = 1;
      const auto found = manager().list(filter);
      if (!tell("list", found)) return;
      if (!found->empty()) target = found->front();
    }
    const Id id = target.has_value() ? target->id() : Id();
    tell_back("roll back to",
              by_manager ? manager().rollback_to(context(), id)
                         : execution().rollback_to(id),
              true);
  }
}

void Operation::roll_another_back() {
  Context other = context().copy();
  tell_back("roll another back", manager().rollback(other), false);
  did_.told += observed_context(other, side_.observe);
}

Selector Operation::any_selector() {
  Selector selector;
  selector.allow_nothing = true;
  switch (below(4)) {
    case 0:
      selector.variables = {"v1*"};
      selector.node_results = {"n1*"};
      break;
    case 1:
      selector.everything_but = true;
      selector.variables = {"v2*"};
      break;
    default:
      selector.downstream_of = {node()};
  }
  return selector;
}

void Operation::plan() {
  const size_t count = manager().count();
  const size_t steps = 1 + below(count + 1);
  const Selector selector = any_selector();
  const bool all = below(3) == 0;
  const auto plan =
      execution().plan_rollback_n(steps, all ? nullptr : &selector);
  if (!tell("plan", plan)) return;
  did_.told += observed_result(plan->result(), side_.observe) + '\n';
  if (draw()) tell_back("apply", execution().apply_plan(*plan), true);
}

void Operation::undo_or_redo() {
  const bool redo = context().redo_count() > 0 && draw();
  if (below(4) == 0) {
    tell_back("move",
              redo ? context().redo_rollback() : context().undo_rollback(),
              false);
  } else {
    tell_back("move",
              redo ? execution().redo_rollback() : execution().undo_rollback(),
              true);
  }
}

void Operation::prune() {
  const auto time = static_cast<int64_t>(below(number_ * 10 + 15));
  const auto left = manager().prune_before(kNoon + time * kSecond);
  if (!tell("prune", left)) return;
  did_.told += std::to_string(*left) + '\n';
  did_.commits = *left > 0;
}

void Operation::clear() {
  if (below(3) == 0) {
    context().clear_undo();
    return;
  }
  did_.commits =
      tell("clear", draw() ? execution().clear() : manager().clear());
}

}  // namespace snaproll::test
