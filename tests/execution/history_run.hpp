// A sequence of random operations on an execution and on the naive model of it.
// What an operation does depends on its own number and on what is there, so a
// sequence can be shortened and still does something like it.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "execution/history_model.hpp"
#include "snaproll/execution.hpp"
#include "snaproll/store.hpp"
#include "support/store_dir.hpp"
#include "value/model.hpp"

namespace snaproll::test {

class HistoryRun {
 public:
  // Where it is and how large its states are depend on the seed.
  explicit HistoryRun(uint64_t seed);

  // What was other than in the model; empty where nothing was.
  std::string run(const std::vector<uint64_t>& operations);
  const std::string& log() const noexcept { return log_; }

 private:
  enum class Place { kMemory, kStore, kFile };

  Context& context() { return run_->context(); }
  Manager& manager() { return run_->manager(); }
  NaiveContext& there() { return model_.context; }
  size_t below(size_t bound) { return test::below(random_, bound); }
  Time now() const { return environment_->clock->now(); }
  bool is_durable() const { return place_ != Place::kMemory; }

  void fail(const std::string& what);
  // Whether it is ok; fails unless that, or the code, is what is expected.
  template <typename T>
  bool expect(const std::string& what, const Result<T>& result,
              std::optional<Code> code = std::nullopt) {
    return expect_code(what, result.ok() ? nullptr : &result.error(), code);
  }
  bool expect_code(const std::string& what, const Error* error,
                   std::optional<Code> code);
  void expect_same(const std::string& what, const std::string& real,
                   const std::string& model);
  void compare(bool with_states);

  // Things to do it with.
  Id any_id();  // sometimes one that is not there
  std::optional<std::string> any_label();
  std::string any_name(const char* kind);
  Policy any_policy();
  std::string any_text(size_t size);
  void write_to(Context& to, NaiveState& state);

  // history_operations.cpp
  void operate();
  void write();
  void execute_node();
  void take();
  void take_of_another();
  void push_foreign();
  void push_again();
  void roll_back();
  void undo_or_redo();
  void undo_or_redo(bool redo);
  void tag();
  void untag();
  void hold();
  void release();
  void create_branch();
  std::string any_branch();
  void change_branch();
  void switch_branch();
  void switch_another();
  void remove();
  void prune_before();
  void set_policy();
  void prune();
  void expect_report(const char* what, const PruneReport& report,
                     const std::vector<NaiveHistory::Verdict>& verdicts);
  void clear();
  EraseOptions any_erase();
  void erase();
  void erase_in_store(const EraseOptions& what);
  void fork();
  void look_at_forks();
  void copy();
  void resolve();

  // history_handles.cpp
  void open(bool take_over = false);
  void save();
  void reopen();
  void crash();
  void compact();
  void look_at_copy_of_file();
  void read();
  void name_by_reader();
  void look_by_reader();
  void end();

  Random setup_;
  Random random_;
  Place place_ = Place::kMemory;
  size_t text_bytes_ = 10;
  size_t interval_ = 0;
  std::shared_ptr<const Environment> environment_;
  OpenOptions options_;
  StoreOptions store_options_;
  std::optional<StoreDir> dir_;
  std::optional<Store> store_;
  std::optional<Execution> run_;
  std::vector<Execution> abandoned_;
  std::optional<Execution> reader_;
  std::vector<std::pair<Id, Number>> read_;  // what it knows, oldest first
  NaiveHistory model_;
  std::vector<std::pair<std::string, NaiveState>> forks_;  // by their ids
  std::string log_;
  std::string failure_;
};

// All that can be seen of a history, as NaiveHistory::seen tells it.
std::string observed_tree(const Manager& manager, const Context& context,
                          bool with_states);

}  // namespace snaproll::test
