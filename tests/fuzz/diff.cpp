// Diffs of two values, of which the second is the first with some edits, or one
// of its own. Input: a byte, bytes of the first, then of the edits.
#include "fuzz.hpp"
#include "patch/compact_reader.hpp"
#include "snaproll/patch.hpp"
#include "values.hpp"

namespace snaproll::fuzz {
namespace {

constexpr size_t kMostEdits = 24;

void makes(const Patch& patch, const Value& from, const Value& to,
           const char* promise) {
  require_same(require_ok(patch.apply(from), promise), to, promise);
}

void check_pair(const Value& a, const Value& b) {
  const Patch patch = require_ok(Patch::diff(a, b), "a diff is made");
  require(patch.empty() == a.same(b),
          "a diff is empty where both are the same");
  makes(patch, a, b, "a diff applied to the first gives the second");
  const std::string compact = patch.to_compact();
  const Patch own = require_ok(detail::read_compact(compact, {}),
                               "its own reader reads the compact form");
  makes(own, a, b, "the compact form has the same effect");
  makes(require_ok(Patch::from_json(compact), "the compact form reads back"), a,
        b, "the compact form read as any patch has the same effect");
  makes(require_ok(patch.invert(a), "a diff can be inverted"), b, a,
        "an inverse takes back");
  const std::string json =
      require_ok(patch.to_json(), "a diff is written by RFC 6902");
  makes(require_ok(Patch::from_json(json), "a JSON Patch reads back"), a, b,
        "a JSON Patch has the same effect");
}

}  // namespace
}  // namespace snaproll::fuzz

SNAPROLL_FUZZ_TARGET(diff) {
  using namespace snaproll::fuzz;
  using snaproll::Patch;
  using snaproll::Value;
  Input input(data, size);
  const size_t how = input.byte();
  const Value a = make_value(input);
  Value b = how % 4 == 0 ? make_value(input) : a;
  for (size_t i = 0; i < how / 4 % kMostEdits; ++i) make_edit(b, input);
  const Value c = b;
  if (how % 4 == 1)
    b = require_ok(Value::parse(b.to_json()), "it is read anew");
  check_pair(a, b);
  Value last = c;
  make_edit(last, input);
  const Patch first = require_ok(Patch::diff(a, c), "a diff is made");
  const Patch second = require_ok(Patch::diff(c, last), "a diff is made");
  makes(first.compose(second), a, last, "a composed diff does both");
  return 0;
}
