// Taking a value out of all that is kept of an execution: in its store, or in
// memory. Steps that are open hold states of their own, so they are given up.
#include <utility>

#include "context/erase_checkpoint.hpp"
#include "context/image.hpp"
#include "execution/execution_rep.hpp"
#include "journal/document.hpp"
#include "journal/journal.hpp"
#include "journal/name_eraser.hpp"
#include "snapshot/eraser.hpp"

namespace snaproll {

using detail::ContextAccess;
using detail::ContextImage;
using detail::Eraser;

namespace {

using Lock = std::lock_guard<std::mutex>;

// Whether the state held it.
Result<bool> take_from(Eraser& eraser, CapturedState& state) {
  SNAPROLL_TRY(CapturedState left, eraser.without(state));
  const bool held = !detail::same_roots(state, left);
  state = std::move(left);
  return held;
}

Status take_from(Eraser& eraser, ContextImage& image, EraseReport& report) {
  SNAPROLL_TRY(const bool working, take_from(eraser, image.captured));
  report.states += working ? 1 : 0;
  if (image.checkpoint != nullptr) {
    SNAPROLL_TRY(Checkpoint left, detail::without(eraser, *image.checkpoint));
    image.checkpoint = std::make_shared<const Checkpoint>(std::move(left));
  }
  for (auto* moves : {&image.moves.undo, &image.moves.redo}) {
    for (detail::Move& move : *moves) {
      SNAPROLL_TRY(const bool held, take_from(eraser, move.state));
      report.states += held ? 1 : 0;
    }
  }
  if (eraser.take_from_id(image.workflow_id)) ++report.names;
  if (image.paths == nullptr) return {};
  PrivatePaths paths = *image.paths;
  if (!eraser.take_from(paths)) return {};
  ++report.names;
  image.paths = std::make_shared<const PrivatePaths>(std::move(paths));
  return {};
}

Result<detail::Edges> take_from(Eraser& eraser, const detail::Edges& edges,
                                EraseReport& report) {
  std::vector<Edge> list = edges.list();
  for (Edge& edge : list) {
    const bool from = eraser.take_from_node(edge.from);
    if (eraser.take_from_node(edge.to) || from) ++report.names;
  }
  return detail::Edges::of(list);
}

std::vector<std::string> all_nodes(const detail::Attempts& attempts,
                                   const detail::Edges& edges) {
  std::vector<std::string> nodes;
  for (const Attempt& attempt : attempts.list({}))
    nodes.push_back(attempt.node);
  for (const Edge& edge : edges.list()) {
    nodes.push_back(edge.from);
    nodes.push_back(edge.to);
  }
  return nodes;
}

}  // namespace

Result<EraseReport> Execution::Rep::erase_in_memory(
    const EraseOptions& options) {
  SNAPROLL_TRY(Eraser eraser, Eraser::of(options));
  if (eraser.stands_in(options.reason))
    return Error(Code::kInvalidArgument, "the reason holds what is erased");
  EraseReport report;
  report.dry_run = options.dry_run;
  const Lock held(manager.rep_->mutex);
  detail::ContextChange change(context, true);
  ContextImage image = ContextAccess::image(context, ContextAccess::kAllMoves);
  const std::string id = context.execution_id();
  image.execution_id = id;
  image.workflow_id = context.workflow_id();
  eraser.know_nodes(all_nodes(attempts, edges));
  SNAPROLL_CHECK(take_from(eraser, image, report));
  SNAPROLL_TRY(detail::Edges left_edges, take_from(eraser, edges, report));
  uint64_t told = 0;
  SnapshotRules rules = manager.rep_->rules;
  if (eraser.take_from_globs(rules.before)) ++told;
  const auto take_name = [&](std::string& node, std::string& key) {
    if (!eraser.take_from_node(node)) return false;
    key = detail::idempotency_key(id, node);
    return true;
  };
  detail::Attempts left_attempts = attempts.changed([&](Attempt& attempt) {
    const bool named = take_name(attempt.node, attempt.idempotency_key);
    if (eraser.take_from(attempt) || named) ++told;
  });
  detail::Effects left_effects = effects.changed(
      [&](Effect& effect) { take_name(effect.node, effect.idempotency_key); });
  std::map<std::string, Writes> left_writes;
  for (const auto& [node, variables] : writes) {
    std::string name = node;
    eraser.take_from_node(name);
    for (const auto& [variable, number] : variables) {
      std::string left = variable;
      eraser.take_from(left);
      uint64_t& at = left_writes[name][left];
      at = std::max(at, number);
    }
  }
  SNAPROLL_TRY(auto history, manager.rep_->history.without(eraser));
  report.states += history.states;
  report.names += history.names;
  if (report.states + report.names + told == 0)
    return Error(Code::kNotFound, "nothing that is kept holds it")
        .at_pointer(options.pointer.value_or(std::string()));
  report.executions = {id};
  if (eraser.stands_in(id)) report.kept = {id};
  if (options.dry_run) return report;
  report.id = context.environment()->next_id();
  Erasure erasure{report.id, now(), options.reason, options.pointer,
                  report.states};
  erasures.reserve(erasures.size() + 1);
  for (Erasure& one : erasures) {
    eraser.take_from(one.reason);
    if (one.pointer.has_value()) eraser.take_from_pointer(*one.pointer);
  }
  ContextAccess::replace(context, std::move(image));
  change.keep();
  // Nothing fails from here on.
  manager.rep_->history = std::move(history.history);
  manager.rep_->rules = std::move(rules);
  edges = std::move(left_edges);
  attempts = std::move(left_attempts);
  effects = std::move(left_effects);
  writes = std::move(left_writes);
  erasures.insert(erasures.begin(), std::move(erasure));
  ++generation;
  return report;
}

Result<EraseReport> Execution::Rep::erase_durably(const EraseOptions& options) {
  if (!options.dry_run) SNAPROLL_CHECK(save());
  SNAPROLL_TRY(EraseReport report, journal->erase(options));
  if (report.dry_run) return report;
  SNAPROLL_TRY(detail::Restored restored, journal->restore());
  ContextAccess::replace(context, std::move(restored.image));
  SNAPROLL_CHECK(restore(restored));
  return report;
}

Result<EraseReport> Execution::erase(const EraseOptions& options) {
  const Lock lock(rep_->mutex);
  return rep_->journal == nullptr ? rep_->erase_in_memory(options)
                                  : rep_->erase_durably(options);
}

Result<std::vector<Erasure>> Execution::erasures() const {
  const Lock lock(rep_->mutex);
  if (rep_->journal == nullptr) return rep_->erasures;
  return rep_->journal->erasures();
}

}  // namespace snaproll
