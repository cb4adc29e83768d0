// Rolling an execution back: what that crosses, plans, and what lies downstream
// of a node.
#include <algorithm>
#include <utility>

#include "base/check_id.hpp"
#include "base/utf8.hpp"
#include "context/rollback_rep.hpp"
#include "execution/execution_rep.hpp"

namespace snaproll {
namespace {

using Lock = std::lock_guard<std::mutex>;

// Whether the result of `node` was recorded at the sequence number `since` or
// later.
bool ran_since(const CapturedState& now, uint64_t since,
               const std::string& node) {
  const auto recorded = now.recorded.find(node);
  const auto number = recorded.value_or(Value()).as_int64();
  return number.ok() && static_cast<uint64_t>(*number) >= since;
}

}  // namespace

// What `selector.downstream_of` stands for: the nodes, and the variables that
// were written since the target by these nodes alone. Where steps overlap, a
// variable that changed while several ran was written by all of them.
Status Execution::Rep::add_downstream(const Selector& selector,
                                      const CapturedState& now, uint64_t since,
                                      std::vector<std::string>& variables,
                                      std::vector<std::string>& nodes) {
  std::set<std::string> undone;
  const Lock lock(mutex);
  SNAPROLL_CHECK(load_writes(since));
  for (const std::string& node : selector.downstream_of) {
    SNAPROLL_CHECK(detail::check_utf8(node, "node id"));
    if (!edges.knows(node) && !now.node_results.find(node).has_value()) {
      return Error(Code::kNotFound, "no node '" + detail::printable(node) +
                                        "' has an edge or a result");
    }
    undone.merge(edges.downstream(node));
  }
  nodes.assign(undone.begin(), undone.end());
  std::map<std::string_view, bool> written;  // name -> by undone nodes alone
  for (const auto& [node, variables_of] : writes) {
    if (!ran_since(now, since, node)) continue;
    const bool taken = undone.count(node) > 0;
    for (const auto& [name, number] : variables_of) {
      if (number < since) continue;
      const auto entry = written.emplace(name, taken).first;
      entry->second = entry->second && taken;
    }
  }
  for (const auto& [name, taken] : written)
    if (taken) variables.emplace_back(name);
  return {};
}

Context::Complete Execution::Rep::add_effects(bool all) const {
  return [this, all](RollbackResult& result) {
    std::optional<uint64_t> since;
    if (all) since = result.after.next_sequence;
    result.effects = effects.crossed(result.before, result.after, since);
  };
}

// Under the lock. Does `change` to the context and commits it.
Result<RollbackResult> Execution::move(
    const Snapshot* target,
    const std::function<Result<RollbackResult>()>& change,
    std::string_view select) {
  SNAPROLL_CHECK(rep_->load_attempts());
  detail::Told told = rep_->told();
  SNAPROLL_TRY(
      RollbackResult result,
      rep_->manager.move_durably(rep_->context, target, told, change, select));
  rep_->told_done(told);
  return result;
}

Result<RollbackResult> Execution::roll_back(const Result<Snapshot>& target) {
  return roll_back(target, {});
}

Result<RollbackResult> Execution::switch_branch(std::string_view name) {
  SNAPROLL_TRY(const Snapshot head, rep_->manager.branch_head(name));
  return roll_back(head, name);
}

Result<RollbackResult> Execution::roll_back(const Result<Snapshot>& target,
                                            std::string_view select) {
  if (!target.ok()) {
    if (!detail::is_failed_find(target.error())) return target.error();
    return detail::failed_rollback(target.error(), rep_->now());
  }
  SNAPROLL_CHECK(target->load());
  const Lock lock(rep_->mutex);
  return move(
      &*target,
      [&] {
        return rep_->context.roll_back(target->captured(), target->id(),
                                       target->id(), rep_->add_effects(true));
      },
      select);
}

Result<RollbackResult> Execution::rollback() {
  return roll_back(rep_->manager.find_newest());
}

Result<RollbackResult> Execution::rollback_to(const Id& id) {
  return roll_back(rep_->manager.find(id));
}

Result<RollbackResult> Execution::rollback_n(size_t steps) {
  return roll_back(rep_->manager.find_nth_newest(steps));
}

Result<RollbackPlan> Execution::plan(Result<Snapshot> target,
                                     const Selector* selector) const {
  if (!target.ok()) return std::move(target).error();
  SNAPROLL_CHECK(target->load());
  const uint64_t since = target->captured().next_sequence;
  Context::MoreToSelect more;
  if (selector != nullptr && !selector->downstream_of.empty()) {
    more = [&](const CapturedState& now, std::vector<std::string>& variables,
               std::vector<std::string>& nodes) {
      return rep_->add_downstream(*selector, now, since, variables, nodes);
    };
  }
  SNAPROLL_TRY(const RollbackPlan made,
               rep_->context.plan(*target, selector, more));
  RollbackResult result = made.result();
  const Lock lock(rep_->mutex);
  SNAPROLL_CHECK(rep_->load_attempts());
  rep_->add_effects(made.is_full())(result);
  return made.with_effects(std::move(result.effects));
}

Result<RollbackPlan> Execution::plan_rollback(const Selector* selector) const {
  return plan(rep_->manager.find_newest(), selector);
}

Result<RollbackPlan> Execution::plan_rollback_to(
    const Id& id, const Selector* selector) const {
  return plan(rep_->manager.find(id), selector);
}

Result<RollbackPlan> Execution::plan_rollback_n(
    size_t steps, const Selector* selector) const {
  return plan(rep_->manager.find_nth_newest(steps), selector);
}

Result<RollbackResult> Execution::apply_plan(const RollbackPlan& plan) {
  const Lock lock(rep_->mutex);
  SNAPROLL_CHECK(rep_->load_attempts());
  RollbackResult result = plan.result();
  rep_->add_effects(plan.is_full())(result);
  return move(nullptr, [&] {
    return rep_->context.apply_plan(
        plan.with_effects(std::move(result.effects)));
  });
}

Result<RollbackResult> Execution::undo_rollback() {
  const Lock lock(rep_->mutex);
  return move(nullptr, [&] {
    return rep_->context.undo_rollback(rep_->add_effects(false));
  });
}

Result<RollbackResult> Execution::redo_rollback() {
  const Lock lock(rep_->mutex);
  return move(nullptr, [&] {
    return rep_->context.redo_rollback(rep_->add_effects(false));
  });
}

Status Execution::clear() {
  const Lock lock(rep_->mutex);
  detail::Told told = rep_->told();
  SNAPROLL_CHECK(rep_->manager.clear(
      [&] {
        rep_->context.clear_undo();
        return Status();
      },
      told));
  rep_->told_done(told);
  return {};
}

Status Execution::add_edge(const Edge& edge) {
  for (const std::string* node : {&edge.from, &edge.to})
    SNAPROLL_CHECK(detail::check_id(*node, "node id", rep_->limits()));
  const Lock lock(rep_->mutex);
  detail::Edges made = rep_->edges;
  SNAPROLL_CHECK(made.add(edge));
  return rep_->set_edges(std::move(made));
}

Status Execution::set_edges(const std::vector<Edge>& edges) {
  for (size_t i = 0; i < edges.size(); ++i) {
    for (const bool to : {false, true}) {
      auto status = detail::check_id(to ? edges[i].to : edges[i].from,
                                     "node id", rep_->limits());
      if (status.ok()) continue;
      return std::move(status).error().at_pointer('/' + std::to_string(i) +
                                                  (to ? "/1" : "/0"));
    }
  }
  SNAPROLL_TRY(detail::Edges made, detail::Edges::of(edges));
  const Lock lock(rep_->mutex);
  return rep_->set_edges(std::move(made));
}

std::vector<Edge> Execution::edges() const {
  const Lock lock(rep_->mutex);
  return rep_->edges.list();
}

}  // namespace snaproll
