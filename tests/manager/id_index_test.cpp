#include "manager/id_index.hpp"

#include <map>

#include "support/matchers.hpp"

namespace snaproll {
namespace {

TEST(IdIndex, IsEmptyAtFirst) {
  detail::IdIndex index;
  EXPECT_EQ(index.find(Id{}), detail::IdIndex::kNone);
  index.remove(Id{}, 0);
}

// Many removals among few ids, so that runs of slots are closed up again and
// again, across the end of the table too.
TEST(IdIndex, FindsWhatAMapWouldFind) {
  std::mt19937_64 random(5);
  std::vector<Id> ids(300);
  for (Id& id : ids) {
    for (uint8_t& byte : id.bytes) byte = static_cast<uint8_t>(random());
  }
  detail::IdIndex index;
  std::map<Id, uint64_t> model;
  for (uint64_t i = 0; i < 200000; ++i) {
    const Id& id = ids[random() % ids.size()];
    if (random() % 2 == 0) {
      index.reserve_one();
      index.set(id, i);
      model[id] = i;
    } else if (const auto found = model.find(id); found != model.end()) {
      index.remove(id, found->second + 1);  // another number: it stays
      index.remove(id, found->second);
      model.erase(found);
    }
    if (i % 64 != 0) continue;
    for (const Id& each : ids) {
      const auto found = model.find(each);
      ASSERT_EQ(index.find(each),
                found == model.end() ? detail::IdIndex::kNone : found->second);
    }
  }
}

}  // namespace
}  // namespace snaproll
