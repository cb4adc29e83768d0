#include "execution/history_run.hpp"

#include <algorithm>
#include <iterator>

#include "support/matchers.hpp"

namespace snaproll::test {
namespace {

constexpr size_t kMaximums[] = {0, 1, 2, 3, 5, 8, kUnlimited, kUnlimited};
constexpr int64_t kJumps[] = {0, 1, 60, 3600, 86'400, 5 * 86'400, 40 * 86'400};

std::string state_of(const CapturedState& state) {
  const auto value = state.to_value();
  return value.ok() ? value->to_json() : value.error().message;
}

std::string line_of(const Snapshot& snapshot, bool with_state) {
  std::string text = snapshot.id().text() + ' ' +
                     std::to_string(snapshot.created_at()) + ' ' +
                     snapshot.label().value_or("-");
  if (!with_state) return text + '\n';
  const Status loaded = snapshot.load();
  return text + ' ' +
         (loaded.ok() ? state_of(snapshot.captured())
                      : loaded.error().message) +
         '\n';
}

std::string ids_of(const Result<std::vector<Snapshot>>& all) {
  if (!all.ok()) return ' ' + all.error().message;
  std::string text;
  for (const Snapshot& one : *all) text += ' ' + one.id().text();
  return text;
}

std::string id_of(const Result<std::optional<Snapshot>>& found) {
  if (!found.ok()) return found.error().message;
  return found->has_value() ? (*found)->id().text() : "-";
}

template <typename T>
T value_or_none(const Result<T>& result, std::string& text) {
  if (result.ok()) return *result;
  text += result.error().message + '\n';
  return T();
}

std::string observed_names(const Manager& manager) {
  std::string text;
  for (const Branch& one : value_or_none(manager.branches(), text))
    text += "branch " + one.name.value_or("-") + (one.selected ? "* " : " ") +
            one.head.text() + '\n';
  for (const Tag& one : value_or_none(manager.tags(), text))
    text += "tag " + one.name + ' ' + one.snapshot.text() + '\n';
  for (const Hold& one : value_or_none(manager.holds(), text))
    text += "hold " + one.name + ' ' + one.snapshot.text() + ' ' + one.reason +
            '\n';
  return text;
}

}  // namespace

std::string observed_tree(const Manager& manager, const Context& context,
                          bool with_states) {
  const Summary summary = manager.summary();
  std::string text = "count " + std::to_string(manager.count()) + " left " +
                     std::to_string(manager.left()) + " nodes " +
                     std::to_string(summary.nodes_processed) + " at " +
                     id_text(context.position()) + '\n';
  text += "now " + state_of(context.captured()) + '\n';
  const auto policy = manager.policy();
  text += "policy ";
  text += !policy.ok()           ? policy.error().message
          : !policy->has_value() ? "-"
                                 : (*policy)->text();
  text += '\n';
  for (const Snapshot& one : manager.list()) {
    text += line_of(one, with_states);
    text += "parent " + id_of(manager.parent(one.id())) + " children" +
            ids_of(manager.children(one.id())) + '\n';
  }
  return text + observed_names(manager);
}

HistoryRun::HistoryRun(uint64_t seed)
    : setup_(seed),
      environment_(fixed_environment(0, {}, seed)),
      model_(kMaximums[test::below(setup_, std::size(kMaximums))]) {
  Random again(seed);
  const size_t maximum = kMaximums[test::below(again, std::size(kMaximums))];
  const size_t where = test::below(setup_, 20);
#ifdef SNAPROLL_WITH_SQLITE
  place_ = where < 13   ? Place::kMemory
           : where < 19 ? Place::kStore
                        : Place::kFile;
#else
  static_cast<void>(where);
#endif
  const size_t size = test::below(setup_, 12);
  text_bytes_ = size < 9 ? 10 : size < 11 ? 5000 : 50'000;
  interval_ = test::below(setup_, 4);
  ExecutionOptions& execution = options_.execution;
  execution.execution_id = "run";
  execution.workflow_id = "w";  // too short to hold what is erased
  execution.environment = environment_;
  execution.max_snapshots = maximum;
  execution.auto_snapshot = interval_ > 0;
  execution.auto_snapshot_interval = interval_;
  options_.start_snapshot = false;
  store_options_.durability = Durability::kNone;
  store_options_.compress = test::below(setup_, 2) == 0;
  if (test::below(setup_, 2) == 0) store_options_.memory_budget = 0;
  if (place_ == Place::kMemory) {
    run_ = *Execution::create(execution);
    return;
  }
  if (place_ == Place::kFile) dir_.emplace();
  store_ = *Store::open(dir_.has_value() ? *dir_ / "runs.db" : ":memory:",
                        store_options_);
  open();
}

std::string HistoryRun::run(const std::vector<uint64_t>& operations) {
  static constexpr size_t kEach = 6;
  for (const uint64_t operation : operations) {
    random_.seed(operation);
    const int64_t jump = kJumps[below(std::size(kJumps))];
    static_cast<void>(environment_->clock->advance(jump * kSecond));
    operate();
    if (failure_.empty() && below(kEach) == 0) compare(below(3) == 0);
    if (!failure_.empty()) return failure_;
  }
  end();
  return failure_;
}

void HistoryRun::fail(const std::string& what) {
  if (failure_.empty()) failure_ = what;
}

bool HistoryRun::expect_code(const std::string& what, const Error* error,
                             std::optional<Code> code) {
  const auto text = [](Code told) {
    return std::to_string(static_cast<int>(told));
  };
  const std::string is =
      error == nullptr ? "ok" : text(error->code) + ' ' + error->message;
  log_ += what + (error == nullptr ? "" : ": " + is) + '\n';
  const bool as_expected = error == nullptr
                               ? !code.has_value()
                               : code.has_value() && *code == error->code;
  if (!as_expected)
    fail(what + " is " + is + ", not " +
         (code.has_value() ? text(*code) : "ok"));
  return error == nullptr;
}

void HistoryRun::expect_same(const std::string& what, const std::string& real,
                             const std::string& model) {
  if (real == model) return;
  constexpr size_t kShown = 1500;
  const size_t same = static_cast<size_t>(
      std::mismatch(real.begin(), real.end(), model.begin(), model.end())
          .first -
      real.begin());
  const size_t line = real.rfind('\n', same) + 1;
  fail(what + " is\n" + real.substr(line, kShown) + "\nnot\n" +
       model.substr(std::min(line, model.size()), kShown));
}

void HistoryRun::compare(bool with_states) {
  expect_same("the history", observed_tree(manager(), context(), with_states),
              model_.seen(with_states));
  const auto& entries = model_.entries();
  if (entries.empty()) return;
  const Id a = entries[below(entries.size())].id;
  const Id b = entries[below(entries.size())].id;
  expect_same("the common ancestor", id_of(manager().common_ancestor(a, b)),
              model_.ancestor_text(a, b));
}

// Things to do it with --------------------------------------------------------

Id HistoryRun::any_id() {
  const auto& entries = model_.entries();
  if (entries.empty() || below(12) == 0) return Id{{1, 2, 3}};
  return entries[below(entries.size())].id;
}

std::optional<std::string> HistoryRun::any_label() {
  if (below(3) > 0) return std::nullopt;
  return "l" + std::to_string(below(3));
}

std::string HistoryRun::any_name(const char* kind) {
  return kind + std::to_string(below(3));
}

Policy HistoryRun::any_policy() {
  std::string text;
  const auto maybe = [&](const std::string& word) {
    if (below(4) == 0) text += word + ' ';
  };
  const auto count = [&](size_t most) {
    return std::to_string(1 + below(most));
  };
  maybe("keep-last=" + count(6));
  maybe("keep-within=" + count(60) + 'h');
  maybe("keep-hourly=" + count(4));
  maybe("keep-daily=" + count(4));
  maybe("keep-weekly=" + count(3));
  maybe("keep-monthly=" + count(3));
  maybe("keep-yearly=" + count(2));
  maybe("keep-tagged");
  maybe("keep-labelled");
  maybe("keep-branches");
  maybe("thin=log");
  maybe("max-count=" + count(8));
  maybe("max-age=" + count(20) + 'd');
  return *Policy::parse(text.empty() ? "keep-none" : text);
}

std::string HistoryRun::any_text(size_t size) {
  std::string text(size, 'a');
  for (char& one : text) one = static_cast<char>('a' + below(26));
  return text;
}

}  // namespace snaproll::test
