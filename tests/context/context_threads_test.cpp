// The thread word of Context: internally synchronized.
#include <algorithm>
#include <atomic>
#include <thread>

#include "snaproll/context.hpp"
#include "support/matchers.hpp"

namespace snaproll {
namespace {

using test::IsOk;
using test::json;

constexpr int kRounds = 400;

// Runs all functions, each on its own thread, and waits for them.
template <typename... Functions>
void together(Functions&&... functions) {
  std::vector<std::thread> threads;
  (threads.emplace_back(std::forward<Functions>(functions)), ...);
  for (std::thread& thread : threads) thread.join();
}

// Sets two variables to one number, by transactions and by lists of changes.
void move_both(Context& context, bool by_update) {
  for (int i = 1; i <= kRounds; ++i) {
    if (by_update) {
      std::vector<Change> changes(2);
      changes[0] = {Change::Kind::kSet, "/variables/a", Value::integer(i), {}};
      changes[1] = {Change::Kind::kSet, "/variables/b", Value::integer(i), {}};
      ASSERT_THAT(context.update(changes), IsOk());
      continue;
    }
    Context change = context.begin();
    ASSERT_THAT(change.set_variable("a", Value::integer(-i)), IsOk());
    ASSERT_THAT(change.set_variable("b", Value::integer(-i)), IsOk());
    const auto status = change.commit();
    if (!status.ok()) {
      ASSERT_EQ(status.error().code, Code::kConflict);
      ASSERT_THAT(change.abort(), IsOk());
    }
  }
}

TEST(ContextThreads, NobodySeesHalfOfATransaction) {
  Context context = *Context::create("flow");
  ASSERT_THAT(context.set("/variables", json(R"({"a":0,"b":0})")), IsOk());
  std::atomic<bool> done{false};
  const auto watch = [&](auto&& read) {
    return [&context, &done, read] {
      while (!done) {
        const Value variables = read(context);
        ASSERT_EQ(variables.find("a"), variables.find("b"));
      }
    };
  };
  const auto first = context.take_snapshot();
  std::thread snapshots(
      watch([](Context& c) { return c.take_snapshot()->variables(); }));
  std::thread readers(watch([](Context& c) { return *c.get("/variables"); }));
  std::thread texts(watch([](Context& c) {
    const auto again = Context::from_json(*c.to_json());
    return *again->get("/variables");
  }));
  together([&] { move_both(context, true); },
           [&] { move_both(context, false); },
           [&] {
             for (int i = 0; i < kRounds; ++i) {
               ASSERT_THAT(context.apply(*first), IsOk());
             }
           });
  done = true;
  snapshots.join();
  readers.join();
  texts.join();
}

TEST(ContextThreads, NoWriteIsLost) {
  Context context = *Context::create("flow");
  ASSERT_THAT(context.set_variable("list", Value::array()), IsOk());
  const auto write = [&](const std::string& mine) {
    for (int i = 0; i < kRounds; ++i) {
      ASSERT_THAT(
          context.set_variable(mine + std::to_string(i), Value::integer(i)),
          IsOk());
      ASSERT_THAT(context.append("/variables/list", Value::integer(i)), IsOk());
      ASSERT_THAT(context.record_node_result_json(mine, std::to_string(i)),
                  IsOk());
    }
  };
  together([&] { write("x"); }, [&] { write("y"); }, [&] { write("z"); },
           [&] {
             for (int i = 0; i < kRounds; ++i) {
               ASSERT_THAT(context.take_snapshot(), IsOk());
               context.copy();
             }
           });
  const CapturedState captured = context.captured();
  EXPECT_EQ(captured.variables.size(), 3u * kRounds + 1);
  EXPECT_EQ(captured.variables.find("list")->size(), 3u * kRounds);
  EXPECT_EQ(captured.node_results.size(), 3u);
  EXPECT_EQ(captured.recorded.size(), 3u);
  EXPECT_EQ(context.version(), 9u * kRounds + 1);
}

TEST(ContextThreads, OneOfManyTransactionsWinsEachVersion) {
  Context context = *Context::create("flow");
  ASSERT_THAT(context.set_variable("n", Value::integer(0)), IsOk());
  const auto add = [&] {
    for (int i = 0; i < kRounds;) {
      Context change = context.begin();
      const int64_t n = *change.variable("n")->as_int64();
      ASSERT_THAT(change.set_variable("n", Value::integer(n + 1)), IsOk());
      if (change.commit().ok()) ++i;
    }
  };
  together(add, add, add);
  EXPECT_EQ(context.variable("n"), Value::integer(3 * kRounds));
}

TEST(ContextThreads, IdsOfAllThreadsDiffer) {
  const auto environment = Environment::standard();
  std::vector<std::vector<Id>> drawn(4);
  const auto draw = [&](size_t mine) {
    return [&, mine] {
      for (int i = 0; i < 5000; ++i)
        drawn[mine].push_back(environment->next_id());
    };
  };
  together(draw(0), draw(1), draw(2), draw(3));
  std::vector<Id> all;
  for (const auto& ids : drawn) {
    EXPECT_TRUE(std::is_sorted(ids.begin(), ids.end()));
    all.insert(all.end(), ids.begin(), ids.end());
  }
  std::sort(all.begin(), all.end());
  EXPECT_EQ(std::adjacent_find(all.begin(), all.end()), all.end());
}

}  // namespace
}  // namespace snaproll
