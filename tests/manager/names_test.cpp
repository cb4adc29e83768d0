// Tags and holds, and what a text names.
#include "support/places.hpp"

namespace snaproll {
namespace {

using test::fixed_environment;
using test::IsError;
using test::IsErrorAtOffset;
using test::IsOk;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class NamesTest : public test::PlacedManager {
 protected:
  void SetUp() override { begin(10); }
  void begin(size_t maximum) {
    PlacedManager::begin(maximum, fixed_environment(test::kSecond));
  }
  Id take(const char* label = nullptr) {
    SnapshotInfo info;
    if (label != nullptr) info.label = label;
    const auto snapshot = manager().create_snapshot(context(), info);
    EXPECT_THAT(snapshot, IsOk());
    return snapshot->id();
  }
  std::vector<std::string> tags() {
    std::vector<std::string> found;
    const auto all = manager().tags();
    EXPECT_THAT(all, IsOk());
    for (const Tag& tag : *all)
      found.push_back(tag.name + '=' + tag.snapshot.text());
    return found;
  }
  std::vector<std::string> holds() {
    std::vector<std::string> found;
    const auto all = manager().holds();
    EXPECT_THAT(all, IsOk());
    for (const Hold& hold : *all)
      found.push_back(hold.name + '=' + hold.snapshot.text() + ':' +
                      hold.reason);
    return found;
  }
  void expect_resolves(const std::string& text, const Id& id) {
    const auto found = manager().resolve(text);
    ASSERT_THAT(found, IsOk()) << text;
    EXPECT_EQ(found->id(), id) << text;
  }
};

SNAPROLL_EVERYWHERE(NamesTest);

TEST_P(NamesTest, ASnapshotHasManyTagsAndATagManySnapshots) {
  const Id a = take();
  const Id b = take();
  ASSERT_THAT(manager().tag(a, "x"), IsOk());
  ASSERT_THAT(manager().tag(a, "y"), IsOk());
  ASSERT_THAT(manager().tag(b, "x"), IsOk());
  ASSERT_THAT(manager().tag(b, "x"), IsOk());  // twice is once
  const auto expected =
      ElementsAre("x=" + a.text(), "x=" + b.text(), "y=" + a.text());
  EXPECT_THAT(tags(), expected);
  reopen();
  EXPECT_THAT(tags(), expected);
  ASSERT_THAT(manager().untag(a, "x"), IsOk());
  EXPECT_THAT(manager().untag(a, "x"), IsError(Code::kNotFound));
  EXPECT_THAT(tags(), ElementsAre("x=" + b.text(), "y=" + a.text()));
}

TEST_P(NamesTest, AUniqueTagIsRefusedWhereAnotherSnapshotHasIt) {
  const Id a = take();
  const Id b = take();
  ASSERT_THAT(manager().tag(a, "deploy", true), IsOk());
  EXPECT_THAT(manager().tag(a, "deploy", true), IsOk());
  EXPECT_THAT(manager().tag(b, "deploy", true), IsError(Code::kExists));
  EXPECT_THAT(tags(), ElementsAre("deploy=" + a.text()));
}

TEST_P(NamesTest, NamesAreOfSnapshotsThatAreThere) {
  const Id gone{{7}};
  EXPECT_THAT(manager().tag(gone, "x"), IsError(Code::kNotFound));
  EXPECT_THAT(manager().untag(gone, "x"), IsError(Code::kNotFound));
  EXPECT_THAT(manager().hold(gone, "x"), IsError(Code::kNotFound));
  EXPECT_THAT(manager().release(gone, "x"), IsError(Code::kNotFound));
}

TEST_P(NamesTest, RefusesNamesWithControlCharactersAndReservedWords) {
  const Id a = take();
  for (const char* name : {"latest", "start", "a~1", "a\nb", "", "\x1b[0m"})
    EXPECT_THAT(manager().tag(a, name), IsError(Code::kInvalidArgument));
  EXPECT_THAT(manager().tag(a, "a\tb"),
              IsErrorAtOffset(Code::kInvalidArgument, 1));
  EXPECT_THAT(manager().tag(a, "\xc3"), IsError(Code::kParse));
  EXPECT_THAT(manager().hold(a, "a\nb"), IsError(Code::kInvalidArgument));
  EXPECT_THAT(manager().hold(a, ""), IsError(Code::kInvalidArgument));
  EXPECT_THAT(manager().hold(a, std::string(256, 'x')), IsError(Code::kLimit));
  EXPECT_THAT(manager().hold(a, "x", "\xff"), IsError(Code::kParse));
  EXPECT_THAT(manager().hold(a, "x", std::string((64 << 10) + 1, 'r')),
              IsError(Code::kLimit));
  EXPECT_THAT(tags(), IsEmpty());
  EXPECT_THAT(holds(), IsEmpty());
  EXPECT_THAT(manager().hold(a, "~latest", std::string(64 << 10, 'r')), IsOk());
}

TEST_P(NamesTest, AHeldSnapshotIsNotRemovedAndTheRefusalNamesItsHolds) {
  const Id a = take();
  ASSERT_THAT(manager().hold(a, "audit", "for 2026"), IsOk());
  ASSERT_THAT(manager().hold(a, "legal"), IsOk());
  EXPECT_THAT(manager().hold(a, "audit"), IsError(Code::kExists));
  const Status refused = manager().remove(a);
  ASSERT_THAT(refused, IsError(Code::kHeld));
  EXPECT_THAT(refused.error().message, HasSubstr("'audit', 'legal'"));
  const Status cleared = manager().clear();
  ASSERT_THAT(cleared, IsError(Code::kHeld));
  EXPECT_THAT(cleared.error().message, HasSubstr("'audit', 'legal'"));
  EXPECT_EQ(manager().count(), 1u);
  reopen();
  EXPECT_THAT(holds(), ElementsAre("audit=" + a.text() + ":for 2026",
                                   "legal=" + a.text() + ":"));
  ASSERT_THAT(manager().release(a, "audit"), IsOk());
  EXPECT_THAT(manager().release(a, "audit"), IsError(Code::kNotFound));
  EXPECT_THAT(manager().remove(a), IsError(Code::kHeld));
  ASSERT_THAT(manager().release(a, "legal"), IsOk());
  EXPECT_THAT(manager().remove(a), IsOk());
}

// M2, M15
TEST_P(NamesTest, HeldAndTaggedSnapshotsNeitherCountNorLeave) {
  begin(2);
  const Id a = take();
  ASSERT_THAT(manager().hold(a, "h"), IsOk());
  const Id b = take();
  ASSERT_THAT(manager().tag(b, "t"), IsOk());
  take();
  const Id d = take();
  EXPECT_EQ(manager().count(), 4u);
  const Id e = take();
  EXPECT_EQ(manager().count(), 4u);
  reopen();
  const Id f = take();
  EXPECT_EQ(manager().count(), 4u);
  expect_resolves("latest~1", e);
  expect_resolves("latest~3", a);
  // Too many all at once, when nothing keeps them any more.
  ASSERT_THAT(manager().release(a, "h"), IsOk());
  ASSERT_THAT(manager().untag(b, "t"), IsOk());
  EXPECT_EQ(manager().count(), 4u);
  const Id g = take();
  EXPECT_EQ(manager().count(), 2u);
  EXPECT_EQ(manager().latest()->id(), g);
  EXPECT_EQ((*manager().parent(g))->id(), f);
  EXPECT_FALSE((*manager().parent(f)).has_value());
  EXPECT_THAT(manager().parent(d), IsError(Code::kNotFound));
}

TEST_P(NamesTest, PruningByTimeKeepsHeldSnapshotsAndTakesTagsAlong) {
  const Id a = take();
  const Id b = take();
  const Id c = take();
  ASSERT_THAT(manager().hold(a, "h"), IsOk());
  ASSERT_THAT(manager().tag(b, "t"), IsOk());
  EXPECT_THAT(manager().prune_before(manager().get(c)->created_at()),
              test::IsOkAndHolds(1u));
  EXPECT_EQ((*manager().parent(c))->id(), a);
  EXPECT_THAT(tags(), IsEmpty());
}

TEST_P(NamesTest, ResolvesTagsBranchesLabelsWordsAndIds) {
  const Id a = take();
  const Id b = take("plan");
  const Id c = take();
  expect_resolves("latest", c);
  expect_resolves("start", a);
  expect_resolves("plan", b);
  expect_resolves(a.text(), a);
  expect_resolves("latest~", b);
  expect_resolves("latest~2", a);
  expect_resolves("plan~0", b);
  ASSERT_THAT(manager().tag(c, "plan"), IsOk());  // a tag comes first
  expect_resolves("plan", c);
  ASSERT_THAT(manager().create_branch(context(), "main", a), IsOk());
  expect_resolves("main", a);
  std::string upper = b.text();
  for (char& one : upper) one = static_cast<char>(std::toupper(one));
  expect_resolves(upper, b);
  std::string digits;
  for (const char one : a.text())
    if (one != '-') digits += one;
  expect_resolves(digits, a);
}

TEST_P(NamesTest, ResolvesTheBeginningOfAnId) {
  Snapshot::Data data;
  data.id = Id{{0xab, 0xcd, 0x12, 0x30}};
  ASSERT_THAT(manager().push_snapshot(Snapshot(data)), IsOk());
  ASSERT_THAT(manager().push_snapshot(Snapshot(data)), IsOk());  // M16
  expect_resolves("abcd", data.id);
  expect_resolves("abcd1", data.id);
  expect_resolves("ABCD-12", data.id);
  EXPECT_THAT(manager().resolve("abc"), IsError(Code::kNotFound));
  EXPECT_THAT(manager().resolve("abcd2"), IsError(Code::kNotFound));
  data.id.bytes[3] = 0x40;
  ASSERT_THAT(manager().push_snapshot(Snapshot(data)), IsOk());
  const auto found = manager().resolve("abcd12");
  ASSERT_THAT(found, IsError(Code::kAmbiguous));
  EXPECT_THAT(found.error().message, HasSubstr(data.id.text()));
  expect_resolves("abcd124", data.id);
}

TEST_P(NamesTest, ResolvesTheEndOfAnIdWhereNoneBeginsSo) {
  Snapshot::Data data;
  data.id.bytes[14] = 0xcd;
  data.id.bytes[15] = 0x12;
  ASSERT_THAT(manager().push_snapshot(Snapshot(data)), IsOk());
  const Id first = data.id;
  expect_resolves("cd12", first);
  expect_resolves("0CD12", first);
  EXPECT_THAT(manager().resolve("1cd12"), IsError(Code::kNotFound));
  EXPECT_THAT(manager().resolve("d12"), IsError(Code::kNotFound));
  data.id.bytes[13] = 0xa0;
  ASSERT_THAT(manager().push_snapshot(Snapshot(data)), IsOk());
  EXPECT_THAT(manager().resolve("cd12"), IsError(Code::kAmbiguous));
  expect_resolves("a0cd12", data.id);
  data.id = Id{{0xcd, 0x12}};
  ASSERT_THAT(manager().push_snapshot(Snapshot(data)), IsOk());
  expect_resolves("cd12", data.id);
}

TEST_P(NamesTest, ALabelOfManyIsAmbiguousAndNamesTheCandidates) {
  const Id a = take("step");
  const Id b = take("step");
  const auto found = manager().resolve("step");
  ASSERT_THAT(found, IsError(Code::kAmbiguous));
  EXPECT_EQ(found.error().message,
            "'step' names " + b.text() + ", " + a.text());
  ASSERT_THAT(manager().tag(a, "first"), IsOk());
  expect_resolves("first", a);
}

TEST_P(NamesTest, RefusesTextsThatNameNothing) {
  EXPECT_THAT(manager().resolve("latest"), IsError(Code::kNotFound));
  EXPECT_THAT(manager().resolve("start"), IsError(Code::kNotFound));
  take();
  EXPECT_THAT(manager().resolve("no such"), IsError(Code::kNotFound));
  EXPECT_THAT(manager().resolve(""),
              IsErrorAtOffset(Code::kInvalidArgument, 0));
  EXPECT_THAT(manager().resolve("~1"),
              IsErrorAtOffset(Code::kInvalidArgument, 0));
  EXPECT_THAT(manager().resolve("latest~x"),
              IsErrorAtOffset(Code::kInvalidArgument, 7));
  EXPECT_THAT(manager().resolve("latest~1~1"),
              IsErrorAtOffset(Code::kInvalidArgument, 8));
  EXPECT_THAT(manager().resolve("latest~99999999999999999999"),
              IsError(Code::kInvalidArgument));
  EXPECT_THAT(manager().resolve("\xff"), IsError(Code::kParse));
  const auto root = manager().resolve("latest~1");
  ASSERT_THAT(root, IsError(Code::kNotFound));
  EXPECT_EQ(root.error().message, "'latest' has only 0 parents");
}

// M16: `get` finds the newer one, and so does a text that names both.
TEST_P(NamesTest, OneThatEnteredTwiceIsNotAmbiguous) {
  take();
  const Id b = take("plan");
  ASSERT_THAT(manager().push_snapshot(*manager().get(b)), IsOk());
  expect_resolves("plan", b);
  ASSERT_THAT(manager().tag(b, "t"), IsOk());
  ASSERT_THAT(manager().push_snapshot(*manager().get(b)), IsOk());
  ASSERT_THAT(manager().tag(b, "t"), IsOk());
  expect_resolves("t", b);
}

TEST_P(NamesTest, ParentsAreCountedFromTheEntryThatHasTheName) {
  const Id a = take();
  const Id b = take();
  ASSERT_THAT(manager().tag(b, "t"), IsOk());
  ASSERT_THAT(manager().push_snapshot(*manager().get(b)), IsOk());
  expect_resolves("t~1", a);  // the newer one has no parent
}

TEST_P(NamesTest, ABeginningOfManyTimesTheSameIdMayNameAnotherToo) {
  Snapshot::Data data;
  data.id = Id{{0xab, 0xcd, 1}};
  ASSERT_THAT(manager().push_snapshot(Snapshot(data)), IsOk());
  data.id = Id{{0xab, 0xcd, 2}};
  for (int i = 0; i < 9; ++i)
    ASSERT_THAT(manager().push_snapshot(Snapshot(data)), IsOk());
  EXPECT_THAT(manager().resolve("abcd"), IsError(Code::kAmbiguous));
  expect_resolves("abcd02", data.id);
}

}  // namespace
}  // namespace snaproll
