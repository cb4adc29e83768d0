// Patches. Input: a JSON text, a patch, a second patch; each part ends with
// 0xff.
#include "snaproll/patch.hpp"

#include "fuzz.hpp"
#include "patch/compact_reader.hpp"

namespace snaproll::fuzz {
namespace {

void compact_reads_back(const Patch& patch) {
  const std::string compact = patch.to_compact();
  const Patch again =
      require_ok(Patch::from_json(compact), "the compact form can be read");
  require(again.to_compact() == compact, "the compact form is a fixed point",
          compact);
  require(require_ok(detail::read_compact(compact, {}),
                     "its own reader reads the compact form")
                  .to_compact() == compact,
          "its own reader gives the same", compact);
}

// An RFC 6902 text, where there is one, has the effect of the patch.
void json_has_the_same_effect(const Patch& patch, const Value& before,
                              const Result<Value>& after) {
  const auto text = patch.to_json();
  if (!worked(text)) return;
  const Patch again =
      require_ok(Patch::from_json(*text), "a written JSON Patch can be read");
  const auto made = again.apply(before);
  require(made.ok() == after.ok(), "a JSON Patch works where the patch does",
          *text);
  if (made.ok()) require_same(*made, *after, "a JSON Patch does the same");
}

void takes_back(const Patch& patch, const Value& before, const Value& after) {
  const Patch inverse =
      require_ok(patch.invert(before), "what can be applied can be inverted");
  require_same(require_ok(inverse.apply(after), "an inverse can be applied"),
               before, "an inverse takes back");
  const Patch changed =
      require_ok(Patch::diff(before, after), "a diff is made");
  require_same(require_ok(changed.apply(before), "a diff can be applied"),
               after, "a diff of what a patch made makes the same");
}

void composed_does_both(const Patch& first, const Patch& second,
                        const Value& before, const Value& between) {
  const auto after = second.apply(between);
  const Patch both = first.compose(second);
  compact_reads_back(both);
  if (!after.ok()) return;
  require_same(
      require_ok(both.apply(before), "a composed patch can be applied"), *after,
      "a composed patch does both");
}

}  // namespace
}  // namespace snaproll::fuzz

SNAPROLL_FUZZ_TARGET(patch) {
  using namespace snaproll::fuzz;
  using snaproll::Patch;
  using snaproll::Value;
  Input input(data, size);
  const auto parsed = Value::parse(input.part());
  const Value before = parsed.ok() ? *parsed : Value::object();
  const std::string_view text = input.part();
  const auto patch = Patch::from_json(text);
  const auto own = snaproll::detail::read_compact(text, {});
  require(own.ok() == patch.ok(), "both readers take the same patches", text);
  if (!worked(patch)) return 0;
  compact_reads_back(*patch);
  // Its own reader trusts that long fractions have the fewest digits.
  require(patch->to_compact() ==
              require_ok(Patch::from_json(own->to_compact()), "it reads back")
                  .to_compact(),
          "both read the same", text);
  static_cast<void>(patch->to_text());
  const std::string was = before.to_json();
  const auto after = patch->apply(before);
  require(before.to_json() == was, "what a patch is applied to stays", was);
  json_has_the_same_effect(*patch, before, after);
  if (!worked(after)) return 0;
  takes_back(*patch, before, *after);
  const auto second = Patch::from_json(input.part());
  if (second.ok()) composed_does_both(*patch, *second, before, *after);
  return 0;
}
