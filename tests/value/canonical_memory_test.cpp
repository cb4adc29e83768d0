// Reading canonical JSON where memory runs out: each allocation fails in turn,
// and what was read so far is freed.
#include "patch/compact_reader.hpp"
#include "support/failing_memory.hpp"
#include "support/matchers.hpp"
#include "value/canonical_reader.hpp"

namespace snaproll {
namespace {

using test::for_each_failure;

// Runs, cells, a rope, branches, names with escapes.
std::string sample() {
  std::string json = "{";
  for (int i = 100; i < 160; ++i) {
    json += "\"member" + std::to_string(i) + "\\n\":[{\"text\":\"" +
            std::string(100, 'x') + "\"}," + std::to_string(i) + "],";
  }
  return json + "\"rope\":\"" + std::string(9000, 'r') + "\"}";
}

// Reads until nothing fails; each time all nodes are freed.
template <typename Read>
void expect_frees_all(Read&& read) {
  detail::drain_dead_nodes();
  const uint64_t before = detail::tree_counters().bytes_live;
  for_each_failure([&] { read(); },
                   [&] {
                     detail::drain_dead_nodes();
                     EXPECT_EQ(detail::tree_counters().bytes_live, before);
                   },
                   [] {});
  detail::drain_dead_nodes();
  EXPECT_EQ(detail::tree_counters().bytes_live, before);
}

TEST(CanonicalMemory, FreesWhatItReadWhereMemoryIsOut) {
  const std::string json = sample();
  expect_frees_all([&] { EXPECT_TRUE(detail::read_canonical(json, {}).ok()); });
}

TEST(CanonicalMemory, FreesThePatchItReadWhereMemoryIsOut) {
  const std::string json = "[[\"set\",\"/a/name/longer/than/a/string\"," +
                           sample() + "],[\"append\",\"/list\",[" + sample() +
                           "]]]";
  expect_frees_all([&] { EXPECT_TRUE(detail::read_compact(json, {}).ok()); });
}

}  // namespace
}  // namespace snaproll
