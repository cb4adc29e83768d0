// A sequence of calls of the C ABI, and the same on a naive model: whatever is
// called, both stay the same. Input: a byte (in memory or on a store), then
// calls: a byte that says which, and one for each argument.
#include <snaproll.h>

#include "calls_model.hpp"
#include "fuzz.hpp"

namespace snaproll::fuzz {
namespace {

constexpr size_t kMostCalls = 100;
const char* const kNames[] = {"a", "b", "", "a/b", "~1", "é", "agent/x", "0"};
const char* const kValues[] = {"1",        "null",     "[]",
                               "\"text\"", "[1,2]",    "{\"k\":[]}",
                               "-0.0",     "1.5e+300", "true"};
const char* const kNodes[] = {"fetch", "parse", "n/1", "é"};
const char* const kBranches[] = {"plan A", "plan B"};

// What a call gave: 0, or a code and an error that goes with it.
class Outcome {
 public:
  ~Outcome() { snaproll_error_free(error_); }
  Outcome() = default;
  Outcome(const Outcome&) = delete;
  Outcome& operator=(const Outcome&) = delete;
  snaproll_error** out() { return &error_; }
  void is(int32_t code, int32_t expected, const char* call) const {
    const char* message =
        error_ == nullptr ? "" : snaproll_error_message(error_);
    require(code == expected, call,
            std::to_string(code) + " instead of " + std::to_string(expected) +
                ": " + message);
    require((code == 0) == (error_ == nullptr), "an error comes with its code");
    if (error_ != nullptr)
      require(snaproll_error_code(error_) == code, "an error has the code");
  }

 private:
  snaproll_error* error_ = nullptr;
};

// Calls `function` with the arguments and an error, and expects that code.
#define CALL(expected, function, ...)                            \
  do {                                                           \
    Outcome outcome_;                                            \
    const int32_t code_ = function(__VA_ARGS__, outcome_.out()); \
    outcome_.is(code_, expected, #function);                     \
  } while (false)
#define TEXT(text) (text).data(), (text).size()

constexpr int32_t kOk = 0;
constexpr int32_t kRange = static_cast<int32_t>(Code::kRange);
constexpr int32_t kType = static_cast<int32_t>(Code::kType);
constexpr int32_t kNotFound = static_cast<int32_t>(Code::kNotFound);
constexpr int32_t kExists = static_cast<int32_t>(Code::kExists);
constexpr int32_t kConflict = static_cast<int32_t>(Code::kConflict);
constexpr int32_t kUnusable = static_cast<int32_t>(Code::kUnusable);

std::string taken_text(snaproll_buf& buf) {
  std::string text(buf.data, buf.size);
  snaproll_buf_dispose(&buf);
  return text;
}

class Machine {
 public:
  explicit Machine(bool stored) : stored_(stored) {
    CALL(kOk, snaproll_options_new, &options_);
    CALL(kOk, snaproll_options_set_max_snapshots, options_, SIZE_MAX);
    CALL(kOk, snaproll_options_set_auto_snapshot, options_, false, size_t{1});
    if (stored) {
      CALL(kOk, snaproll_store_open, SNAPROLL_Z(":memory:"), nullptr, &store_);
      CALL(kOk, snaproll_open_options_new, &open_);
      CALL(kOk, snaproll_open_options_set_options, open_, options_);
      CALL(kOk, snaproll_open_options_set_start_snapshot, open_, false);
    }
    open();
  }
  ~Machine() {
    close();
    snaproll_open_options_free(open_);
    snaproll_store_free(store_);
    snaproll_options_free(options_);
  }
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;

  void one(Input& input);
  void compare();

 private:
  void open() {
    if (stored_)
      CALL(kOk, snaproll_execution_open, store_, SNAPROLL_Z("a"), open_, &run_);
    else
      CALL(kOk, snaproll_execution_new, options_, &run_);
    CALL(kOk, snaproll_execution_context, run_, &context_);
    CALL(kOk, snaproll_execution_manager, run_, &manager_);
  }
  void close() {
    snaproll_context_free(context_);
    snaproll_manager_free(manager_);
    snaproll_execution_free(run_);
  }

  void set(const std::string& name, const std::string& json);
  void remove(const std::string& name);
  void append(const std::string& name, const std::string& json);
  void transaction(const std::string& name, const std::string& json,
                   size_t how);
  void step(const std::string& node, const std::string& name,
            const std::string& json, size_t how);
  void roll_back(size_t place, size_t how);
  void roll_back_one(size_t place, const std::string& name);
  void undo(bool redo);
  void branch(const std::string& name, size_t how);
  void leave(size_t how);

  const bool stored_;
  ExecutionModel model_;
  snaproll_options* options_ = nullptr;
  snaproll_open_options* open_ = nullptr;
  snaproll_store* store_ = nullptr;
  snaproll_execution* run_ = nullptr;
  snaproll_context* context_ = nullptr;
  snaproll_manager* manager_ = nullptr;
};

void Machine::set(const std::string& name, const std::string& json) {
  CALL(kOk, snaproll_context_set_variable, context_, TEXT(name), TEXT(json));
  model_.set(name, json);
}

void Machine::remove(const std::string& name) {
  const bool there = model_.now.state.variables.erase(name) > 0;
  CALL(there ? kOk : kNotFound, snaproll_context_remove_variable, context_,
       TEXT(name));
  if (there) model_.now.redo.clear();
}

std::string pointer_of(const std::string& name) {
  std::string pointer = "/variables/";
  for (const char c : name)
    pointer += c == '~'   ? std::string("~0")
               : c == '/' ? std::string("~1")
                          : std::string(1, c);
  return pointer;
}

void Machine::append(const std::string& name, const std::string& json) {
  const std::string pointer = pointer_of(name);
  const auto found = model_.now.state.variables.find(name);
  int32_t expected = kOk;
  if (found == model_.now.state.variables.end())
    expected = kNotFound;
  else if (found->second.front() != '[')
    expected = kType;
  CALL(expected, snaproll_context_append, context_, TEXT(pointer), TEXT(json));
  if (expected != kOk) return;
  std::string& array = found->second;
  array.pop_back();
  if (array.size() > 1) array += ',';
  array += json + ']';
  model_.now.redo.clear();
}

// Committed, given up, or overtaken.
void Machine::transaction(const std::string& name, const std::string& json,
                          size_t how) {
  snaproll_context* inner = nullptr;
  CALL(kOk, snaproll_context_begin, context_, &inner);
  CALL(kOk, snaproll_context_set_variable, inner, TEXT(name), TEXT(json));
  if (how == 0) {
    CALL(kOk, snaproll_context_abort, inner);
    CALL(kUnusable, snaproll_context_commit, inner);
  } else if (how == 1) {
    CALL(kOk, snaproll_context_commit, inner);
    model_.set(name, json);
    CALL(kUnusable, snaproll_context_abort, inner);
  } else {
    set(name, "0");
    CALL(kConflict, snaproll_context_commit, inner);
  }
  snaproll_context_free(inner);
}

bool is_done(const std::string* result) {
  return result != nullptr && result->rfind("{\"Failure\"", 0) != 0;
}

// A step that succeeds, fails, or goes back.
void Machine::step(const std::string& node, const std::string& name,
                   const std::string& json, size_t how) {
  const Captured before = model_.now.state;
  const std::string* recorded = before.result(node);
  snaproll_step* step = nullptr;
  CALL(kOk, snaproll_execution_step_begin, run_, TEXT(node), nullptr, &step);
  bool done = false;
  CALL(kOk, snaproll_step_done, step, &done);
  require(done == is_done(recorded),
          "a step is done where its result is there");
  if (done) {
    CALL(kUnusable, snaproll_step_finish, step, SNAPROLL_Z("1"), nullptr);
  } else {
    set(name, json);
    if (how == 0) {
      CALL(kOk, snaproll_step_finish, step, TEXT(json), nullptr);
      model_.now.state.record(node, "{\"Success\":" + json + "}");
      model_.now.redo.clear();
    } else if (how == 1) {
      CALL(kOk, snaproll_step_fail, step, SNAPROLL_Z("no luck"));
      model_.now.state.record(node, "{\"Failure\":\"no luck\"}");
      model_.now.redo.clear();
    } else {
      CALL(kOk, snaproll_step_rollback, step, SNAPROLL_Z("no luck"), nullptr);
      model_.now.gone_back(before);
    }
    model_.committed();
    CALL(kUnusable, snaproll_step_fail, step, SNAPROLL_Z("again"));
  }
  snaproll_step_free(step);
}

void Machine::roll_back(size_t place, size_t how) {
  if (model_.taken.empty()) {
    CALL(kNotFound, snaproll_execution_rollback, run_, nullptr);
    return;
  }
  place %= model_.taken.size() + 1;
  if (place == model_.taken.size()) {
    CALL(kRange, snaproll_execution_rollback_n, run_, place + 1, nullptr);
    return;
  }
  const Taken to = model_.taken[place];
  if (how == 0) {
    CALL(kOk, snaproll_execution_rollback_n, run_, place + 1, nullptr);
  } else if (how == 1) {
    CALL(kOk, snaproll_execution_rollback_to, run_, &to.id, nullptr);
  } else {
    snaproll_rollback_plan* plan = nullptr;
    CALL(kOk, snaproll_execution_plan_rollback_to, run_, &to.id, nullptr,
         &plan);
    CALL(kOk, snaproll_execution_apply_plan, run_, plan, nullptr);
    CALL(kConflict, snaproll_execution_apply_plan, run_, plan, nullptr);
    snaproll_rollback_plan_free(plan);
  }
  model_.now.gone_back(to.state);
  model_.committed();
}

void Machine::roll_back_one(size_t place, const std::string& name) {
  if (model_.taken.empty()) return;
  const Taken& to = model_.taken[place % model_.taken.size()];
  const std::string pointer = pointer_of(name);
  snaproll_selector* selector = nullptr;
  snaproll_rollback_plan* plan = nullptr;
  CALL(kOk, snaproll_selector_new, &selector);
  CALL(kOk, snaproll_selector_add_pointer, selector, TEXT(pointer));
  CALL(kOk, snaproll_selector_set_allow_nothing, selector, true);
  CALL(kOk, snaproll_execution_plan_rollback_to, run_, &to.id, selector, &plan);
  CALL(kOk, snaproll_execution_apply_plan, run_, plan, nullptr);
  snaproll_rollback_plan_free(plan);
  snaproll_selector_free(selector);
  Captured wanted = model_.now.state;
  wanted.variables.erase(name);
  const auto found = to.state.variables.find(name);
  if (found != to.state.variables.end()) wanted.variables.insert(*found);
  model_.now.gone_back(wanted);
  model_.committed();
}

void Machine::undo(bool redo) {
  const bool any = !(redo ? model_.now.redo : model_.now.undo).empty();
  const auto call = redo ? snaproll_execution_redo_rollback
                         : snaproll_execution_undo_rollback;
  CALL(any ? kOk : kNotFound, call, run_, nullptr);
  if (!any) return;
  if (redo)
    model_.now.redo_one();
  else
    model_.now.undo_one();
  model_.committed();
}

void Machine::branch(const std::string& name, size_t how) {
  const bool there = model_.branches.count(name) > 0;
  if (how == 0) {
    if (!model_.now.state.position.has_value()) return;
    CALL(there ? kExists : kOk, snaproll_manager_create_branch, manager_,
         context_, TEXT(name), nullptr);
    if (there) return;
    model_.branches[name] = *model_.now.state.position;
    model_.selected = name;
  } else if (how == 1) {
    CALL(there ? kOk : kNotFound, snaproll_manager_remove_branch, manager_,
         TEXT(name));
    model_.branches.erase(name);
    if (model_.selected == name) model_.selected.reset();
  } else {
    CALL(there ? kOk : kNotFound, snaproll_execution_switch_branch, run_,
         TEXT(name), nullptr);
    if (!there) return;
    model_.selected = name;
    model_.now.gone_back(model_.find(model_.branches[name]).state);
    model_.committed();
  }
}

// Closes it and opens it again; saves it first, reads it anew, or neither.
void Machine::leave(size_t how) {
  if (!stored_) return;
  if (how == 0) {
    CALL(kOk, snaproll_execution_save, run_);
    model_.committed();
    return;
  }
  if (how == 1) {
    CALL(kOk, snaproll_execution_reload, run_, false);
  } else {
    CALL(kOk, snaproll_execution_close, run_);
    close();
    open();
  }
  model_.now = model_.kept;
}

void Machine::one(Input& input) {
  const size_t call = input.below(10);
  const std::string name = kNames[input.below(std::size(kNames))];
  const std::string json = kValues[input.below(std::size(kValues))];
  const size_t how = input.below(3);
  const size_t place = input.byte();
  switch (call) {
    case 0:
      return set(name, json);
    case 1:
      return remove(name);
    case 2:
      return append(name, json);
    case 3:
      return transaction(name, json, how);
    case 4:
      return step(kNodes[place % std::size(kNodes)], name, json, how);
    case 5: {
      snaproll_id id;
      CALL(kOk, snaproll_execution_snapshot, run_, nullptr, &id);
      return model_.took(id);
    }
    case 6:
      return how == 0 && place % 2 == 1 ? roll_back_one(place, name)
                                        : roll_back(place, how);
    case 7:
      return undo(how == 0);
    case 8:
      return branch(kBranches[place % std::size(kBranches)], how);
    default:
      return leave(how);
  }
}

void Machine::compare() {
  const Captured& state = model_.now.state;
  snaproll_value* variables = nullptr;
  snaproll_buf buf;
  CALL(kOk, snaproll_context_variables, context_, &variables);
  CALL(kOk, snaproll_value_to_json, variables, nullptr, &buf);
  snaproll_value_free(variables);
  const std::string json = taken_text(buf);
  require(json == state.variables_json(), "variables are those of the model",
          json + "\n" + state.variables_json());
  CALL(kOk, snaproll_context_recorded_nodes, context_, &buf);
  const std::string nodes = taken_text(buf);
  require(nodes == state.nodes_json(), "results are those of the model",
          nodes + "\n" + state.nodes_json());
  size_t undo = 0;
  size_t redo = 0;
  CALL(kOk, snaproll_context_undo_count, context_, &undo);
  CALL(kOk, snaproll_context_redo_count, context_, &redo);
  require(undo == model_.now.undo.size() && redo == model_.now.redo.size(),
          "what can be undone and redone is that of the model");
  snaproll_id position;
  bool present = false;
  CALL(kOk, snaproll_context_position, context_, &position, &present);
  require(same_id(present ? std::optional<snaproll_id>(position) : std::nullopt,
                  state.position),
          "the position is that of the model");
  snaproll_snapshot_list* list = nullptr;
  size_t count = 0;
  const snaproll_id* ids = nullptr;
  CALL(kOk, snaproll_manager_list, manager_, &list);
  CALL(kOk, snaproll_snapshot_list_count, list, &count);
  CALL(kOk, snaproll_snapshot_list_ids, list, &ids);
  require(count == model_.taken.size(), "there are as many snapshots");
  for (size_t i = 0; i < count; ++i)
    require(same_id(ids[i], model_.taken[i].id),
            "snapshots are in their order");
  snaproll_snapshot_list_free(list);
}

}  // namespace
}  // namespace snaproll::fuzz

SNAPROLL_FUZZ_TARGET(calls) {
  using namespace snaproll::fuzz;
  Input input(data, size);
  Machine machine(input.byte() % 2 == 1);
  for (size_t i = 0; i < kMostCalls && !input.at_end(); ++i) {
    machine.one(input);
    machine.compare();
  }
  return 0;
}
