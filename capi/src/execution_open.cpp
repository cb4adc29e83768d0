// Executions on a store.
#include <algorithm>

#include "executions.hpp"

namespace snaproll::capi {

std::string execution_place(size_t index) {
  return "executions[" + std::to_string(index) + ']';
}

// The executions of an array of handles, each of them once.
Result<std::vector<Execution*>> executions_of(
    snaproll_execution* const* executions, size_t count) {
  if (executions == nullptr && count > 0)
    return bad_argument("executions", "NULL");
  std::vector<Execution*> all;
  all.reserve(count);
  for (size_t i = 0; i < count; ++i) {
    SNAPROLL_TRY(Execution * one,
                 live(executions[i], execution_place(i).c_str()));
    all.push_back(one);
  }
  std::vector<Execution*> sorted = all;
  std::sort(sorted.begin(), sorted.end());
  const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
  if (twice == sorted.end()) return all;
  const auto first = std::find(all.begin(), all.end(), *twice);
  const auto second = std::find(first + 1, all.end(), *twice);
  return bad_argument(
      execution_place(static_cast<size_t>(second - all.begin())).c_str(),
      "it is there twice");
}

namespace {

Status commit_all(snaproll_execution* const* executions, size_t count,
                  int32_t* statuses) {
  SNAPROLL_TRY(const auto all, executions_of(executions, count));
  std::vector<Status> outcomes = Execution::save_many(all);
  std::optional<size_t> failed;
  for (size_t i = 0; i < count; ++i) {
    statuses[i] = SNAPROLL_OK;
    if (outcomes[i].ok()) continue;
    statuses[i] = static_cast<int32_t>(outcomes[i].error().code);
    if (!failed.has_value()) failed = i;
  }
  if (!failed.has_value()) return {};
  Error first = std::move(outcomes[*failed]).error();
  first.message = execution_place(*failed) + ": " + first.message;
  return first;
}

}  // namespace
}  // namespace snaproll::capi

using namespace snaproll;        // NOLINT: the functions below are C
using namespace snaproll::capi;  // NOLINT

int32_t snaproll_execution_open(const snaproll_store* store, const char* id,
                                size_t id_size,
                                const snaproll_open_options* options,
                                snaproll_execution** out,
                                snaproll_error** error) {
  return guard(error, [&]() -> Status {
    SNAPROLL_CHECK(output(out, "out"));
    SNAPROLL_TRY(const auto* on, live(store, "store"));
    SNAPROLL_TRY(const auto given, text(id, id_size, "id"));
    SNAPROLL_TRY(const auto* told, live_or_null(options, "options"));
    // Room for all, before something is committed.
    Room<snaproll_execution> room;
    auto kept = std::make_shared<std::optional<Execution>>();
    SNAPROLL_TRY(Execution opened, told != nullptr
                                       ? Execution::open(*on, given, *told)
                                       : Execution::open(*on, given));
    Execution& execution = kept->emplace(std::move(opened));
    *out = room.fill(std::shared_ptr<Execution>(kept, &execution));
    return {};
  });
}

int32_t snaproll_execution_is_durable(const snaproll_execution* execution,
                                      bool* out, snaproll_error** error) {
  return read(execution, "execution", out, error,
              [](const Execution& self) { return self.is_durable(); });
}

int32_t snaproll_execution_save(snaproll_execution* execution,
                                snaproll_error** error) {
  return change(execution, "execution", error,
                [](Execution& self) { return self.save(); });
}

int32_t snaproll_execution_reload(snaproll_execution* execution, bool take_over,
                                  snaproll_error** error) {
  return change(execution, "execution", error,
                [&](Execution& self) { return self.reload(take_over); });
}

int32_t snaproll_execution_close(snaproll_execution* execution,
                                 snaproll_error** error) {
  return change(execution, "execution", error,
                [](Execution& self) { return self.close(); });
}

int32_t snaproll_store_commit_many(snaproll_execution* const* executions,
                                   size_t count, int32_t* statuses,
                                   snaproll_error** error) {
  const int32_t none = SNAPROLL_INVALID_ARGUMENT;
  if (statuses != nullptr) std::fill_n(statuses, count, none);
  const int32_t told = guard(error, [&]() -> Status {
    if (count == 0) return {};
    if (executions == nullptr) return bad_argument("executions", "NULL");
    if (statuses == nullptr) return bad_argument("statuses", "NULL");
    return commit_all(executions, count, statuses);
  });
  // Thrown before each was told.
  if (told == SNAPROLL_NO_MEMORY && statuses != nullptr)
    std::replace(statuses, statuses + count, none, told);
  return told;
}
