// Migrations: how states of older versions of an application become newer ones.
//
// A record has the state as it was committed, and the version that it was
// committed as. Where a state is handed out, it is brought to the version of
// the handle that asks; what is in the store stays. Deltas, keyframes and
// checks go by the states as they were committed.
//
// Thread words: Migrations is internally synchronized, a Migrator immutable.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "snaproll/limits.hpp"
#include "snaproll/snapshot.hpp"
#include "store/store.hpp"

namespace snaproll::detail {

struct Home;

// The steps of one store, by kind and version.
class Migrations {
 public:
  // Makes a state of version `to` of one of version `to` - 1.
  using Step =
      std::function<Result<CapturedState>(const CapturedState&, const Limits&)>;

  // INVALID_ARGUMENT where `to` is below 1, EXISTS, PARSE (the kind).
  Status add(std::string_view kind, int64_t to, Step step);
  // NOT_FOUND names the first step that is missing on the way from `from`.
  Result<CapturedState> run(std::string_view kind, int64_t from, int64_t to,
                            const CapturedState& state,
                            const Limits& limits) const;

 private:
  using Key = std::pair<std::string, int64_t>;
  Result<std::vector<std::shared_ptr<const Step>>> way(std::string_view kind,
                                                       int64_t from,
                                                       int64_t to) const;

  mutable std::mutex mutex_;
  std::map<Key, std::shared_ptr<const Step>> steps_;
};

// What one handle of an execution makes of the states of its records.
class Migrator {
 public:
  // Without `to` states stay as they are.
  Migrator(std::shared_ptr<Home> home, std::string kind,
           std::optional<int64_t> to, const Limits& limits);

  std::optional<int64_t> to() const noexcept { return to_; }
  // `state` is that of the record, in a view with so many erases. FORMAT where
  // the record is of a newer version, NOT_FOUND where a step is missing, and
  // what a step failed with.
  Result<CapturedState> migrate(uint64_t erases, const RecordHead& record,
                                CapturedState state) const;
  // The same for a state that stands in no record by itself.
  Result<CapturedState> migrate(int64_t from, CapturedState state) const;

 private:
  const std::shared_ptr<Home> home_;
  const std::string kind_;
  const std::optional<int64_t> to_;
  const Limits limits_;
};

// Where an execution of version `stored` is opened as one of version `told`.
Status check_version(std::string_view kind, int64_t stored, int64_t told);

}  // namespace snaproll::detail
