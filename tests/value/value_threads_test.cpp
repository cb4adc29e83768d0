// Values are immutable: threads may share, read, edit copies of and free them.
#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "snaproll/pointer.hpp"
#include "value/node.hpp"

namespace snaproll {
namespace {

TEST(ValueThreads, ShareReadEditAndFreeOneTree) {
  detail::drain_dead_nodes();
  Value shared = Value::object();
  for (int i = 0; i < 3000; ++i) {
    ASSERT_TRUE(pointer_set(shared, "/v" + std::to_string(i),
                            *Value::text(std::string(80, 'a')))
                    .ok());
  }
  const std::string json = shared.to_json();
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&shared, &json, t] {
      for (int round = 0; round < 20; ++round) {
        Value mine = shared;
        for (int i = 0; i < 50; ++i) {
          const std::string at = "/v" + std::to_string((i * 61 + t) % 3000);
          ASSERT_TRUE(pointer_set(mine, at, Value::integer(t)).ok());
        }
        ASSERT_EQ(*mine.find("v" + std::to_string(t))->as_int64(), t);
        ASSERT_EQ(shared.to_json(), json);
        // Big trees of its own, freed while others free theirs.
        Value big = Value::array();
        for (int i = 0; i < 3000; ++i) {
          ASSERT_TRUE(
              pointer_append(big, "", *Value::text(std::string(70, 'b'))).ok());
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(shared.to_json(), json);
  detail::drain_dead_nodes();
}

}  // namespace
}  // namespace snaproll
