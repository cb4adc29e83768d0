// Undo and redo against a list of full copies, under random operations. The
// seed is SNAPROLL_SEED, else fixed.
#include <deque>

#include "context/states.hpp"
#include "support/places.hpp"

namespace snaproll {
namespace {

using test::below;
using test::in_full;
using test::IsOk;
using test::Random;

// A full copy of what an undo gives back.
struct Copy {
  std::string state;
  std::optional<Id> position;
};

class UndoModel : public test::PlacedManager {
 protected:
  UndoModel() : random(test::seed()) {
    RecordProperty("seed", std::to_string(test::seed()));
  }

  void start(size_t undo_limit) {
    Environment environment = *test::fixed_environment(1);
    environment.undo_limit = undo_limit;
    limit = undo_limit;
    begin(5, std::make_shared<const Environment>(environment));
    undos.clear();
    redos.clear();
    given.clear();
  }
  Copy copy() { return {in_full(context().captured()), context().position()}; }

  void sets_back(const Copy& before) {
    redos.clear();
    undos.push_back(before);
    if (undos.size() > limit) undos.pop_front();
  }
  void changes() {
    const uint64_t version = context().version();
    ASSERT_NO_FATAL_FAILURE(record());
    ASSERT_NO_FATAL_FAILURE(test::random_changes(context(), random, 4));
    if (context().version() != version) redos.clear();
  }
  // J8: the number of a recording was never given before.
  void record() {
    const uint64_t next = context().next_sequence();
    ASSERT_TRUE(given.insert(next).second) << next;
    ASSERT_THAT(context().record_node_result("numbered", Value()), IsOk());
    ASSERT_EQ(context().captured().recorded.find("numbered"),
              Value::integer(static_cast<int64_t>(next)));
  }

  void rollback() {
    if (manager().count() == 0) return;
    const Copy before = copy();
    const Snapshot target = manager().list()[below(random, manager().count())];
    if (below(random, 2) == 0) {
      ASSERT_TRUE(manager().rollback_to(context(), target.id())->success);
    } else {
      const auto plan = context().plan(target);
      ASSERT_THAT(plan, IsOk());
      ASSERT_THAT(context().apply_plan(*plan), IsOk());
    }
    ASSERT_EQ(in_full(context().captured()), in_full(target.captured()));
    ASSERT_EQ(context().position(), target.id());
    sets_back(before);
  }
  void select() {
    if (manager().count() == 0) return;
    Selector selector;
    selector.variables = {"v1*"};
    selector.allow_nothing = true;
    const Copy before = copy();
    const auto plan = context().plan(
        manager().list()[below(random, manager().count())], &selector);
    ASSERT_THAT(plan, IsOk());
    ASSERT_THAT(context().apply_plan(*plan), IsOk());
    ASSERT_EQ(context().position(), before.position);
    sets_back(before);
  }
  void patch() {
    Context other = context().copy();
    ASSERT_NO_FATAL_FAILURE(test::random_changes(other, random, 3));
    const auto made = Patch::diff(*context().value(), *other.value());
    ASSERT_THAT(made, IsOk());
    const Copy before = copy();
    ASSERT_THAT(context().apply_patch(*made), IsOk());
    if (!made->empty()) sets_back(before);
  }
  void transaction() {
    const Copy before = copy();
    Context change = context().begin();
    const bool back = manager().count() > 0 && below(random, 2) == 0;
    ASSERT_NO_FATAL_FAILURE(test::random_changes(change, random, 2));
    if (back) {
      ASSERT_TRUE(manager().rollback(change)->success);
      ASSERT_NO_FATAL_FAILURE(test::random_changes(change, random, 2));
    }
    const bool changed = change.version() != context().version();
    const bool commits = below(random, 4) > 0;
    ASSERT_THAT(commits ? change.commit() : change.abort(), IsOk());
    if (!commits || !changed) return;
    if (back) {
      sets_back(before);
    } else {
      redos.clear();
    }
  }
  void move(std::deque<Copy>& from, std::deque<Copy>& to, bool undoes) {
    const Copy before = copy();
    const auto result =
        undoes ? context().undo_rollback() : context().redo_rollback();
    ASSERT_EQ(result.ok(), !from.empty());
    if (!result.ok()) return;
    ASSERT_EQ(in_full(result->before), before.state);
    ASSERT_EQ(in_full(result->after), from.back().state);
    ASSERT_EQ(in_full(context().captured()), from.back().state);
    ASSERT_EQ(context().position(), from.back().position);
    from.pop_back();
    to.push_back(before);
  }

  void operate() {
    const size_t kind = below(random, 100);
    if (kind < 20) {
      changes();
    } else if (kind < 30) {
      ASSERT_THAT(manager().create_snapshot(context()), IsOk());
    } else if (kind < 40) {
      rollback();
    } else if (kind < 45) {
      select();
    } else if (kind < 55) {
      patch();
    } else if (kind < 62) {
      transaction();
    } else if (kind < 82) {
      move(undos, redos, true);
    } else if (kind < 99) {
      move(redos, undos, false);
    } else {
      context().clear_undo();
      undos.clear();
      redos.clear();
    }
  }

  Random random;
  size_t limit = 0;
  std::deque<Copy> undos;
  std::deque<Copy> redos;
  std::set<uint64_t> given;
};

SNAPROLL_EVERYWHERE(UndoModel);

TEST_P(UndoModel, UndoAndRedoDoWhatAListOfCopiesDoes) {
  for (const size_t undo_limit :
       {size_t{100}, size_t{1}, size_t{3}, size_t{0}}) {
    SCOPED_TRACE("SNAPROLL_SEED=" + std::to_string(test::seed()) + ", limit " +
                 std::to_string(undo_limit));
    start(undo_limit);
    for (int i = 0; i < 1500; ++i) {
      operate();
      ASSERT_EQ(context().undo_count(), undos.size()) << "operation " << i;
      ASSERT_EQ(context().redo_count(), redos.size()) << "operation " << i;
      ASSERT_NO_FATAL_FAILURE(test::expect_numbered(context().captured()));
      if (i % 300 == 299) reopen();
      if (HasFailure()) FAIL() << "operation " << i;
    }
  }
}

}  // namespace
}  // namespace snaproll
