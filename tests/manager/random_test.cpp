// Contexts and managers against a model of maps and a deque, under random
// operations. The seed is SNAPROLL_SEED, else fixed.
#include <deque>
#include <map>

#include "snaproll/manager.hpp"
#include "support/places.hpp"

namespace snaproll {
namespace {

using test::fixed_environment;
using test::IsOk;
using ::testing::Optional;

struct ModelState {
  std::map<std::string, Value> variables;
  std::map<std::string, Value> results;
  std::vector<std::string> order;  // of the recording
  ExecutionState state;
};

struct ModelSnapshot {
  Id id;
  std::optional<Id> parent;
  Time created_at;
  ModelState state;
};

struct ModelManager {
  std::deque<ModelSnapshot> history;  // newest at the front
  size_t nodes = 0;
};

Value as_object(const std::map<std::string, Value>& members) {
  std::string json = "{";
  for (const auto& [name, value] : members) {
    if (json.size() > 1) json += ',';
    json += Value::text(name)->to_json() + ':' + value.to_json();
  }
  return test::json(json + '}');
}

class RandomTest : public test::PlacedManager {
 protected:
  void SetUp() override {
    const char* told = std::getenv("SNAPROLL_SEED");
    seed = told == nullptr ? 20240501 : std::strtoull(told, nullptr, 10);
    random.seed(seed);
    RecordProperty("seed", std::to_string(seed));
    begin(maximum, environment);
  }

  size_t below(size_t limit) { return random() % limit; }

  std::string name() {
    static const char* const special[] = {"", "a/b", "~", "ключ", "\n\""};
    const size_t n = below(60);
    return n < 5 ? special[n] : "variable-" + std::to_string(n);
  }
  std::string node() { return "node-" + std::to_string(below(30)); }

  Value value() {
    switch (below(8)) {
      case 0:
        return Value();
      case 1:
        return *Value::number(below(2) == 0 ? -0.0 : 0.0);
      case 2:
        return Value::integer(static_cast<int64_t>(below(3)));
      case 3:
        return *Value::text(std::string(below(400), 'x'));
      case 4:
        return test::json("{\"b\":[" + std::to_string(below(3)) +
                          ",0.0],\"a\":{}}");
      case 5: {
        std::string json = "[0";
        for (size_t i = below(300); i > 0; --i)
          json += ',' + std::to_string(i * below(2));
        return test::json(json + ']');
      }
      default:
        return *Value::text(std::to_string(below(4)));
    }
  }

  void record(const std::string& node_id, const Value& result) {
    ASSERT_THAT(context().record_node_result(node_id, result), IsOk());
    forget(node_id);
    model.results[node_id] = result;
    model.order.push_back(node_id);
  }
  void forget(const std::string& node_id) {
    for (size_t i = 0; i < model.order.size(); ++i) {
      if (model.order[i] == node_id) {
        model.order.erase(model.order.begin() + static_cast<ptrdiff_t>(i));
        return;
      }
    }
  }

  void write() {
    const std::string variable = name();
    const std::string node_id = node();
    switch (below(8)) {
      case 0:
        ASSERT_EQ(context().remove_variable(variable).ok(),
                  model.variables.erase(variable) == 1);
        break;
      case 1:
        ASSERT_EQ(context().remove_node_result(node_id).ok(),
                  model.results.erase(node_id) == 1);
        forget(node_id);
        break;
      case 2:
        record(node_id, value());
        break;
      case 3:
        model.state = below(2) == 0 ? ExecutionState{StateKind::kPaused, {}}
                                    : ExecutionState::failed("m");
        ASSERT_THAT(context().set_state(model.state), IsOk());
        break;
      case 4: {
        const Value made = value();
        ASSERT_THAT(context().set_variable_json(variable, made.to_json()),
                    IsOk());
        model.variables[variable] = made;
        break;
      }
      default: {
        const Value made = value();
        ASSERT_THAT(context().set_variable(variable, made), IsOk());
        model.variables[variable] = made;
      }
    }
  }

  void took(const Snapshot& snapshot) {
    ASSERT_EQ(snapshot.parent(), position);
    kept.history.push_front(
        {snapshot.id(), position, snapshot.created_at(), model});
    position = snapshot.id();
    while (kept.history.size() > maximum) kept.history.pop_back();
  }

  void snapshot() {
    switch (below(3)) {
      case 0: {
        const auto made = manager().on_node_execute(context(), node());
        ASSERT_THAT(made, IsOk());
        ++kept.nodes;
        ASSERT_EQ(made->has_value(), kept.nodes % interval == 0);
        if (made->has_value()) took(**made);
        break;
      }
      case 1:
        if (kept.history.empty()) break;
        push(below(kept.history.size()));
        break;
      default: {
        const auto made = manager().create_snapshot(context());
        ASSERT_THAT(made, IsOk());
        took(*made);
      }
    }
  }

  // M16: one that is there already.
  void push(size_t index) {
    const ModelSnapshot again = kept.history[index];
    ASSERT_THAT(manager().push_snapshot(manager().list()[index]), IsOk());
    kept.history.push_front(again);
    while (kept.history.size() > maximum) kept.history.pop_back();
  }

  void rollback() {
    if (kept.history.empty()) {
      ASSERT_FALSE(manager().rollback(context())->success);
      return;
    }
    const size_t n = below(kept.history.size());
    const ModelSnapshot& target = kept.history[n];
    const auto result = below(2) == 0
                            ? manager().rollback_n(context(), n + 1)
                            : manager().rollback_to(context(), target.id);
    ASSERT_THAT(result, IsOk());
    ASSERT_TRUE(result->success);
    ASSERT_EQ(result->applied_snapshot_id, target.id);
    size_t changed = 0;
    for (const auto& [variable, old] : model.variables) {
      const auto now = target.state.variables.find(variable);
      if (now == target.state.variables.end() || !now->second.equal(old))
        ++changed;
    }
    ASSERT_EQ(result->variables_changed, changed);
    const size_t before = model.results.size();
    const size_t after = target.state.results.size();
    ASSERT_EQ(result->nodes_removed, before > after ? before - after : 0);
    model = target.state;
    position = target.id;
  }

  void prune() {
    if (kept.history.empty()) return;
    const Time time = kept.history[below(kept.history.size())].created_at;
    size_t left = 0;
    for (size_t i = kept.history.size(); i-- > 0;) {
      if (kept.history[i].created_at >= time) continue;
      kept.history.erase(kept.history.begin() + static_cast<ptrdiff_t>(i));
      ++left;
    }
    ASSERT_THAT(manager().prune_before(time), test::IsOkAndHolds(left));
  }

  void check_state(const CapturedState& captured, const ModelState& expected) {
    ASSERT_EQ(captured.variables, as_object(expected.variables));
    ASSERT_EQ(captured.node_results, as_object(expected.results));
    ASSERT_EQ(captured.nodes_in_order(), expected.order);
    ASSERT_EQ(captured.state, expected.state);
  }

  void check() {
    check_state(context().captured(), model);
    ASSERT_EQ(context().position(), position);
    const std::vector<Snapshot> list = manager().list();
    ASSERT_EQ(list.size(), kept.history.size());
    ASSERT_EQ(manager().summary().nodes_processed, kept.nodes);
    for (size_t i = 0; i < list.size(); ++i) {
      ASSERT_EQ(list[i].id(), kept.history[i].id);
      ASSERT_EQ(manager().get(list[i].id())->id(), list[i].id());
      check_state(list[i].captured(), kept.history[i].state);
    }
  }

  uint64_t seed = 0;
  std::mt19937_64 random;
  const size_t maximum = 12;
  const size_t interval = 3;
  std::shared_ptr<const Environment> environment = fixed_environment(1);
  ModelState model;
  ModelManager kept;
  std::optional<Id> position;
};

SNAPROLL_EVERYWHERE(RandomTest);

// C4, C5, S2, S3, M2, M4, M7 to M10, M15, M16, J8
TEST_P(RandomTest, ContextAndManagerDoWhatTheModelDoes) {
  SCOPED_TRACE("SNAPROLL_SEED=" + std::to_string(seed));
  manager().set_auto_snapshot(interval);
  for (int i = 0; i < 6000; ++i) {
    const size_t kind = below(100);
    if (kind < 75) {
      write();
    } else if (kind < 87) {
      snapshot();
    } else if (kind < 98) {
      rollback();
    } else if (kind < 99) {
      prune();
    } else {
      ASSERT_THAT(manager().clear(), IsOk());
      kept = ModelManager();
    }
    if (HasFatalFailure()) FAIL() << "at operation " << i;
    if (i % 1000 == 999) reopen();
    if (i % 20 != 0) continue;
    check();
    if (HasFatalFailure()) FAIL() << "after operation " << i;
  }
}

}  // namespace
}  // namespace snaproll
