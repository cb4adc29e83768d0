// What holds for the diff of any two states and a context of the first. The
// seed is SNAPROLL_SEED, else fixed.
#include "context/states.hpp"

namespace snaproll {
namespace {

using test::below;
using test::canonical;
using test::IsOk;
using test::Random;

#ifdef __SANITIZE_ADDRESS__
constexpr size_t kCases = 2000;  // the plain builds try all
#else
constexpr size_t kCases = 10000;
#endif

class StatePatch : public ::testing::Test {
 protected:
  StatePatch() : random_(test::seed()) {
    RecordProperty("seed", std::to_string(test::seed()));
  }

  // The patch, perhaps by way of one of its two texts.
  Patch diff(const Context& from, const Context& to) {
    auto patch = Patch::diff(*from.value(), *to.value());
    EXPECT_THAT(patch, IsOk());
    const size_t form = below(random_, 3);
    if (form == 0) return *patch;
    auto text = form == 1 ? patch->to_compact() : *patch->to_json();
    auto read = Patch::from_json(text);
    EXPECT_THAT(read, IsOk()) << text.substr(0, 2000);
    return read.ok() ? *read : Patch();
  }

  // Applied to a copy of `from` it gives the state of `to`.
  void check(const Context& from, const Context& to) {
    Context context = from.copy();
    const Patch patch = diff(from, to);
    const uint64_t version = context.version();
    const auto position = context.position();
    ASSERT_THAT(context.apply_patch(patch), IsOk())
        << patch.to_compact().substr(0, 2000);
    ASSERT_EQ(canonical(context.captured()), canonical(to.captured()))
        << patch.to_compact().substr(0, 2000);
    ASSERT_EQ(context.version(), version + (patch.empty() ? 0 : 1));
    ASSERT_EQ(context.position(), position);
    ASSERT_EQ(patch.empty(),
              canonical(from.captured()) == canonical(to.captured()));
    ASSERT_NO_FATAL_FAILURE(test::expect_numbered(context.captured()));
    if (patch.empty()) return;
    const auto undone = context.undo_rollback();
    ASSERT_THAT(undone, IsOk());
    ASSERT_EQ(test::in_full(context.captured()),
              test::in_full(from.captured()));
  }

  void one_case() {
    Context a = *Context::create("flow", "run", environment_);
    ASSERT_NO_FATAL_FAILURE(test::random_changes(a, random_, 12));
    Context b = below(random_, 10) == 0
                    ? *Context::create("flow", "run", environment_)
                    : a.copy();
    ASSERT_NO_FATAL_FAILURE(test::random_changes(b, random_, 8));
    ASSERT_NO_FATAL_FAILURE(check(a, b));
    ASSERT_NO_FATAL_FAILURE(check(b, a));
  }

  Random random_;
  std::shared_ptr<const Environment> environment_ = test::fixed_environment();
};

TEST_F(StatePatch, DiffAppliedToAContextOfTheFirstGivesTheSecond) {
  for (size_t i = 0; i < kCases; ++i) {
    SCOPED_TRACE("SNAPROLL_SEED=" + std::to_string(test::seed()) + ", case " +
                 std::to_string(i));
    ASSERT_NO_FATAL_FAILURE(one_case());
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace snaproll
