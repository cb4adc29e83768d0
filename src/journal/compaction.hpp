// Compaction of one execution: what its records can give back, by steps of
// bounded work.
//
// Thread word: plain functions; writers of the executions go on meanwhile.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "journal/fold.hpp"
#include "journal/home.hpp"
#include "snaproll/cancel.hpp"

namespace snaproll::detail {

// Where the steps are done.
class Work {
 public:
  virtual ~Work() = default;
  using Reading = std::function<Status(StoreReader& reader)>;
  virtual Status read(const Reading& reading) = 0;
  // As Store::commit: the member owns what it needs.
  virtual Status write(const Store::Member& member) = 0;
};

// Each step in a transaction of its own.
class OwnTransactions final : public Work {
 public:
  explicit OwnTransactions(Store& rows) : rows_(rows) {}
  Status read(const Reading& reading) override;
  Status write(const Store::Member& member) override;

 private:
  Store& rows_;
};

// All steps in one that is open: to tell what they would do.
class OneTransaction final : public Work {
 public:
  explicit OneTransaction(StoreWriter& writer) : writer_(writer) {}
  Status read(const Reading& reading) override { return reading(writer_); }
  Status write(const Store::Member& member) override { return member(writer_); }

 private:
  StoreWriter& writer_;
};

// Folds all records of an execution, and removes those below the newest
// keyframe at or below the oldest that is needed. Gives back what was removed.
Result<std::vector<uint64_t>> fold_records(Work& work,
                                           const std::shared_ptr<Home>& home,
                                           int64_t exec,
                                           const FoldLimits& limits,
                                           const Cancel* cancel);

// All that can be given back: folds whatever it writes, and writes a keyframe
// for the oldest record that is needed where that frees more than it takes.
Status compact_records(Work& work, const std::shared_ptr<Home>& home,
                       int64_t exec, const Cancel* cancel);

}  // namespace snaproll::detail
