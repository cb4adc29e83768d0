#include "execution/durable_model.hpp"

#include <utility>
#include <vector>

namespace snaproll::test {

Operation::Operation(Side& side, uint64_t seed, uint64_t number,
                     bool save_steps, bool lost)
    : side_(side),
      number_(number),
      save_steps_(save_steps),
      lost_(lost),
      random_(seed * 1000003 + number) {}

Did Operation::run() {
  set_clock();
  static constexpr std::pair<size_t, void (Operation::*)()> kAll[] = {
      {16, &Operation::set_by_hand},
      {14, &Operation::begin_step},
      {14, &Operation::end_step},
      {4, &Operation::run_step},
      {2, &Operation::count_node},
      {9, &Operation::take},
      {2, &Operation::take_of_another},
      {4, &Operation::push},
      {8, &Operation::roll_back},
      {2, &Operation::roll_another_back},
      {8, &Operation::plan},
      {9, &Operation::undo_or_redo},
      {5, &Operation::lifecycle},
      {4, &Operation::edges},
      {3, &Operation::prune},
      {1, &Operation::clear},
      {5, &Operation::transaction},
      {4, &Operation::settings}};
  size_t all = 0;
  for (const auto& one : kAll) all += one.first;
  size_t drawn = below(all);
  for (const auto& [weight, operation] : kAll) {
    if (drawn < weight) {
      (this->*operation)();
      break;
    }
    drawn -= weight;
  }
  return std::move(did_);
}

// Each operation has a time of its own, most of them later than the one before.
void Operation::set_clock() {
  const auto time = static_cast<int64_t>(number_ * 10 + below(15));
  EXPECT_THAT(context().environment()->clock->set(kNoon + time * kSecond),
              IsOk());
}

void Operation::tell_back(const char* verb,
                          const Result<RollbackResult>& result, bool commits) {
  if (!tell(verb, result)) return;
  did_.told += observed_result(*result, side_.observe) + '\n';
  did_.commits = commits && result->success;
}

bool Operation::tell_taken(const char* verb, const Result<Snapshot>& taken) {
  if (!tell(verb, taken)) return false;
  did_.taken.push_back(taken->id());
  return true;
}

// One of a few, so that attempts at it follow each other.
std::string Operation::node() {
  return below(5) > 0 ? "n" + std::to_string(below(4)) : random_node(random_);
}

std::optional<Snapshot> Operation::any_snapshot() {
  const size_t count = manager().count();
  if (count == 0) return std::nullopt;
  const auto found = manager().find_nth_newest(1 + below(count));
  if (!tell("find", found)) return std::nullopt;
  return *found;
}

SnapshotInfo Operation::any_info() {
  SnapshotInfo info;
  if (draw()) info.label = "s" + std::to_string(below(5));
  if (below(4) == 0) info.trigger_node = node();
  if (below(4) == 0) info.metadata.reason = random_text(random_, 10);
  if (below(4) == 0) info.metadata.custom = json(R"({"why":[1,2]})");
  return info;
}

// Of another execution, where more may have been recorded than here.
Snapshot Operation::foreign() {
  Context other = *Context::create(
      "other", "other",
      fixed_environment(0, {}, 1000 + number_ % 3));  // ids come again
  for (size_t i = below(3) * 40; i > 0; --i)
    EXPECT_THAT(other.record_node_result("n1", Value()), IsOk());
  random_changes(other, random_, 6);
  return *other.take_snapshot(any_info());
}

void Operation::set_by_hand() {
  if (below(8) == 0) {
    const auto snapshot = any_snapshot();
    if (snapshot.has_value()) tell("apply", context().apply(*snapshot));
    return;
  }
  if (below(6) == 0) {
    Context other = context().copy();
    random_changes(other, random_, 3);
    const auto made = Patch::diff(*context().value(), *other.value());
    if (tell("diff", made)) tell("patch", context().apply_patch(*made));
    return;
  }
  random_changes(context(), random_, 4);
}

void Operation::begin_step() {
  const std::string id = node();
  StepOptions options;
  options.irreversible = below(5) == 0;
  if (draw() && context().node_result(id).has_value())
    tell("again", context().remove_node_result(id));
  if (lost_) {
    tell("count", manager().on_node_execute(context(), id));
    side_.steps[number_] = std::nullopt;
    return;
  }
  const auto attempts = execution().attempts(id);
  const bool gives_up = !attempts.empty() && attempts.back().irreversible &&
                        attempts.back().outcome == AttemptOutcome::kOpen;
  auto step = execution().step_begin(id, options);
  if (!tell("begin", step)) return;
  if (step->snapshot_id().has_value())
    did_.taken.push_back(*step->snapshot_id());
  did_.told += step->idempotency_key() + ' ' + std::to_string(step->attempt()) +
               (step->done() ? " done\n" : "\n");
  if (step->done()) {
    did_.told += step->result()->to_json() + '\n';
  } else {
    did_.begun = id;
    did_.attempt = step->attempt();
    did_.commits =
        step->snapshot_id().has_value() || options.irreversible || gives_up;
  }
  if (!step->done() || draw()) side_.steps[number_] = *std::move(step);
}

void Operation::end_step() {
  if (side_.steps.empty()) return;
  auto at = side_.steps.begin();
  std::advance(at, below(side_.steps.size()));
  const size_t how = below(6);
  const std::string message = random_text(random_, 10);
  const bool dropped = below(10) == 0;
  Value output = json(random_model(random_, 4).json());
  if (dropped) {
    side_.steps.erase(at);
    return;
  }
  if (!at->second.has_value()) return;
  Step& step = *at->second;
  bool ended = false;
  if (how < 3) {
    ended = tell("finish", step.finish(std::move(output)));
    did_.commits = ended && save_steps_;
  } else if (how == 3) {
    ended = tell("fail", step.fail(message));
    did_.commits = ended && save_steps_;
  } else {
    const auto back = step.rollback(message);
    ended = back.ok();
    tell_back("roll the step back", back, true);
  }
  if (ended) did_.ended = at->first;
  did_.superseded = !ended;
}

// A step that is begun and ended in one.
void Operation::run_step() {
  const bool fails = below(3) == 0;
  const std::string id = node();
  if (execution().is_done(id)) return;
  auto step = execution().step_begin(id);
  if (!tell("step", step)) return;
  if (step->snapshot_id().has_value())
    did_.taken.push_back(*step->snapshot_id());
  random_changes(context(), random_, 2);
  const Status status =
      fails ? step->fail("it went wrong") : step->finish(Value::integer(7));
  if (tell("end", status)) did_.ended = number_;
  did_.begun = id;
  did_.attempt = step->attempt();
  did_.commits = save_steps_;
  // What came before the end is not to be lost alone.
  if (!save_steps_) did_.commits = tell("save", execution().save());
}

void Operation::count_node() {
  const std::string id = node();
  const bool irreversible = below(4) == 0;
  const auto taken = manager().on_node_execute(context(), id, irreversible);
  if (!tell("count", taken)) return;
  did_.commits = taken->has_value() || irreversible;
  if (taken->has_value()) did_.taken.push_back((*taken)->id());
}

void Operation::lifecycle() {
  switch (below(6)) {
    case 0:
      tell("pause", context().pause());
      break;
    case 1:
      tell("resume", context().resume());
      break;
    case 2:
      tell("complete", context().mark_completed());
      break;
    case 3:
      tell("cancel", context().cancel());
      break;
    case 4:
      tell("checkpoint", context().create_checkpoint());
      break;
    default:
      tell("state", context().set_state(random_state(random_)));
  }
}

void Operation::edges() {
  if (below(3) > 0) {
    const std::string from = node();
    tell("edge", execution().add_edge({from, node()}));
    return;
  }
  std::vector<Edge> all;
  for (size_t i = below(4); i > 0; --i) {
    const std::string from = node();
    all.push_back({from, node()});
  }
  tell("edges", execution().set_edges(all));
}

void Operation::transaction() {
  Context change = context().begin();
  random_changes(change, random_, 3);
  if (below(3) == 0) {
    tell_back("roll the transaction back", manager().rollback(change), false);
    random_changes(change, random_, 2);
  }
  tell("end", below(4) > 0 ? change.commit() : change.abort());
}

void Operation::settings() {
  switch (below(4)) {
    case 0:
      manager().disable_auto_snapshot();
      break;
    case 1:
      manager().set_auto_snapshot(below(4));
      break;
    default: {
      SnapshotRules rules;
      rules.at_least_nodes = below(3) == 0 ? 1 + below(5) : 0;
      rules.at_least_time = below(5) == 0 ? 50 * kSecond : 0;
      // More depends on what two states share; see there.
      rules.at_least_bytes = below(5) == 0 ? 1 : 0;
      rules.before_irreversible = draw();
      rules.skip_unchanged = draw();
      if (below(3) == 0) rules.before = {"n1*"};
      tell("rules", manager().set_snapshot_rules(rules));
    }
  }
}

}  // namespace snaproll::test
