#include "journal/migration.hpp"

#include <exception>
#include <new>

#include "base/check_id.hpp"
#include "base/utf8.hpp"
#include "journal/document.hpp"
#include "journal/home.hpp"
#include "snaproll/patch.hpp"
#include "snaproll/store.hpp"

namespace snaproll {
namespace detail {
namespace {

using Lock = std::lock_guard<std::mutex>;

std::string named(std::string_view kind, int64_t version) {
  return "'" + printable(kind) + "' to version " + std::to_string(version);
}

Error in_step(std::string_view kind, int64_t to, Error error) {
  error.message =
      "the migration of " + named(kind, to) + ": " + printable(error.message);
  if (error.hint.empty())
    error.hint = "correct it; with schema 0 the state can be read as it is";
  return error;
}

Error newer(std::string_view kind, const std::string& what, int64_t stored,
            int64_t told) {
  return Error(Code::kFormat,
               what + " is of version " + std::to_string(stored) + " of '" +
                   printable(kind) + "', newer than " + std::to_string(told))
      .with_hint("use the version of the application that wrote it");
}

// A state without variables and node results has no shape.
bool is_empty(const CapturedState& state) {
  return state.variables.size() == 0 && state.node_results.size() == 0;
}

// What stays the same is shared with the state before, whoever made the new
// value and of what.
Result<Value> shared_with(const Value& before, const Value& after) {
  SNAPROLL_TRY(const Patch changes, Patch::diff(before, after));
  return changes.apply(before, stored_limits());
}

Result<Value> call(const MigrationFunction& function, const Value& state) {
  try {
    return function(state);
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& exception) {
    const std::string_view what = exception.what();
    std::string message = "it threw: ";
    message += what.substr(0, utf8_prefix(what));
    return Error(Code::kInvalidArgument, std::move(message));
  } catch (...) {
    return Error(Code::kInvalidArgument, "it threw what is no exception");
  }
}

}  // namespace

Status Migrations::add(std::string_view kind, int64_t to, Step step) {
  SNAPROLL_CHECK(check_utf8(kind, "kind"));
  if (to < 1)
    return Error(Code::kInvalidArgument, "a migration to a version below 1");
  auto held = std::make_shared<const Step>(std::move(step));
  Key key(kind, to);
  const Lock lock(mutex_);
  const bool added = steps_.emplace(std::move(key), std::move(held)).second;
  if (added) return {};
  return Error(Code::kExists,
               "there is a migration of " + named(kind, to) + " already")
      .with_hint("tell each step once for each store that is opened");
}

Result<std::vector<std::shared_ptr<const Migrations::Step>>> Migrations::way(
    std::string_view kind, int64_t from, int64_t to) const {
  std::vector<std::shared_ptr<const Step>> steps;
  Key key(kind, 0);
  const Lock lock(mutex_);
  for (int64_t version = from; version < to;) {
    key.second = ++version;
    const auto found = steps_.find(key);
    if (found == steps_.end()) {
      return Error(Code::kNotFound, "there is no migration of " +
                                        named(kind, version) + " from " +
                                        std::to_string(version - 1))
          .with_hint("tell the store of it before the execution is opened");
    }
    steps.push_back(found->second);
  }
  return steps;
}

Result<CapturedState> Migrations::run(std::string_view kind, int64_t from,
                                      int64_t to, const CapturedState& state,
                                      const Limits& limits) const {
  CapturedState migrated = state;
  if (is_empty(migrated)) return migrated;
  SNAPROLL_TRY(const auto steps, way(kind, from, to));
  for (const auto& step : steps) {
    ++from;
    auto made = (*step)(migrated, limits);
    if (!made.ok()) return in_step(kind, from, std::move(made).error());
    migrated = *std::move(made);
  }
  return migrated;
}

Migrator::Migrator(std::shared_ptr<Home> home, std::string kind,
                   std::optional<int64_t> to, const Limits& limits)
    : home_(std::move(home)),
      kind_(std::move(kind)),
      to_(to),
      limits_(limits) {}

Result<CapturedState> Migrator::migrate(uint64_t erases,
                                        const RecordHead& record,
                                        CapturedState state) const {
  if (!to_.has_value() || record.schema == *to_) return state;
  if (auto known = home_->cache.find(erases, record.key, *to_);
      known.has_value() && known->commit_id == record.commit_id)
    return std::move(known->state);
  auto migrated = migrate(record.schema, std::move(state));
  if (migrated.ok())
    home_->cache.put(erases, record.key, record.commit_id, *migrated, *to_);
  return migrated;
}

Result<CapturedState> Migrator::migrate(int64_t from,
                                        CapturedState state) const {
  if (!to_.has_value() || from == *to_) return state;
  if (from > *to_) return newer(kind_, "the state", from, *to_);
  return home_->migrations.run(kind_, from, *to_, state, limits_);
}

Status check_version(std::string_view kind, int64_t stored, int64_t told) {
  if (told == 0 || stored <= told) return {};
  return newer(kind, "the execution", stored, told);
}

}  // namespace detail

Status Store::set_migration(std::string_view kind, int64_t to, Patch patch) {
  SNAPROLL_TRY(const auto home, this->home());
  return home->migrations.add(
      kind, to,
      [patch = std::move(patch)](
          const CapturedState& state,
          const Limits& limits) -> Result<CapturedState> {
        SNAPROLL_TRY(const Value before, state.to_value());
        SNAPROLL_TRY(const Value after,
                     patch.apply(before, detail::stored_limits()));
        return state.with_value(after, limits);
      });
}

Status Store::set_migration(std::string_view kind, int64_t to,
                            MigrationFunction function) {
  SNAPROLL_TRY(const auto home, this->home());
  if (function == nullptr)
    return Error(Code::kInvalidArgument, "a migration without a function");
  return home->migrations.add(
      kind, to,
      [function = std::move(function)](
          const CapturedState& state,
          const Limits& limits) -> Result<CapturedState> {
        SNAPROLL_TRY(const Value before, state.to_value());
        SNAPROLL_TRY(const Value made, detail::call(function, before));
        SNAPROLL_TRY(const Value after, detail::shared_with(before, made));
        return state.with_value(after, limits);
      });
}

}  // namespace snaproll
