// Migrating what is restored: the working state and the pause record.
#include <utility>

#include "journal/journal.hpp"
#include "journal/owner.hpp"
#include "value/edit.hpp"

namespace snaproll::detail {
namespace {

Result<Value> with_members(const Value& object, const Value& more) {
  Value made = object;
  Status status;
  more.for_each([&](std::string_view name, const Value& value) {
    status = member_set(made, name, value, {});
    return status.ok();
  });
  SNAPROLL_CHECK(std::move(status));
  return made;
}

// The results of the state that are among the nodes of the checkpoint; `others`
// are nodes that have none there.
Result<Value> results_of(const Checkpoint& checkpoint,
                         const CapturedState& state, Value& others) {
  Value results = Value::object();
  for (const std::string& node : checkpoint.completed_nodes()) {
    const auto result = state.node_results.find(node);
    Value& to = result.has_value() ? results : others;
    SNAPROLL_CHECK(member_set(to, node, result.value_or(Value()), {}));
  }
  return results;
}

// A checkpoint knows the names of nodes alone, so it is migrated with the
// results that its record has of them.
Result<std::shared_ptr<const Checkpoint>> migrate_checkpoint(
    const Migrator& migrator, const RecordHead& record,
    const CapturedState& state, const Checkpoint& checkpoint) {
  CapturedState captured = state;
  captured.state = checkpoint.state;
  captured.variables = checkpoint.variables;
  Value others = Value::object();
  SNAPROLL_TRY(captured.node_results, results_of(checkpoint, state, others));
  SNAPROLL_TRY(captured, migrator.migrate(record.schema, std::move(captured)));
  auto made = std::make_shared<Checkpoint>(checkpoint);
  made->state = captured.state;
  made->variables = captured.variables;
  SNAPROLL_TRY(made->nodes, with_members(captured.node_results, others));
  return std::shared_ptr<const Checkpoint>(std::move(made));
}

}  // namespace

std::shared_ptr<const Migrator> Journal::migrator() const noexcept {
  return std::atomic_load(&migrator_);
}

// A writer to which no version was told has that of what it goes on with.
void Journal::set_migrator() {
  std::optional<int64_t> to;
  if (options_.schema != 0)
    to = options_.schema;
  else if (!options_.read_only)
    to = row_.schema;
  std::atomic_store(
      &migrator_,
      std::shared_ptr<const Migrator>(std::make_shared<const Migrator>(
          home_, row_.kind, to, environment_->limits)));
}

// Before anybody is shut out: what can not be migrated is not claimed. What
// was made of the states is remembered.
Status Journal::try_migration() {
  if (options_.schema == 0 || options_.schema == row_.schema) return {};
  if (!options_.take_over && has_living_owner(row_)) return {};
  JournalOptions options = options_;
  options.read_only = true;
  Journal reading(home_, options, environment_);
  reading.row_ = row_;
  reading.exec_ = exec_;
  reading.set_migrator();
  auto restored = reading.restore();
  return restored.ok() ? Status() : Status(std::move(restored).error());
}

Status Journal::migrate(Restored& restored) {
  const auto migrator = this->migrator();
  if (!migrator->to().has_value()) return {};
  ContextImage& image = restored.image;
  if (working_.key.seq != 0) {
    RecordHead record;
    record.key = working_.key;
    record.commit_id = working_.commit_id;
    record.schema = working_.schema;
    SNAPROLL_TRY(image.captured,
                 migrator->migrate(erases_, record, std::move(image.captured)));
  }
  if (checkpoint_ != nullptr &&
      restored.checkpoint_record.schema != *migrator->to()) {
    SNAPROLL_TRY(checkpoint_,
                 migrate_checkpoint(*migrator, restored.checkpoint_record,
                                    restored.checkpoint_state, *checkpoint_));
    image.checkpoint = checkpoint_;
  }
  const bool is_new = head_.working == 0 && head_.history.next == 0;
  restored.is_outdated =
      !options_.read_only && !is_new && row_.schema != *migrator->to();
  return {};
}

}  // namespace snaproll::detail
