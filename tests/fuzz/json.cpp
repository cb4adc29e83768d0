// Any bytes as JSON: what is accepted is written as a fixed point, and every
// reader agrees. Input: a text, or an old text, 0xff, a new one.
#include "fuzz.hpp"
#include "value/canonical_reader.hpp"

namespace snaproll::fuzz {
namespace {

// Rule J6, and what a value tells of itself.
void written_reads_back(const Value& value) {
  const std::string json = value.to_json();
  require(json.size() == value.json_size(), "json_size is that of the JSON");
  const Value again =
      require_ok(Value::parse(json), "what was written can be read");
  require_same(again, value, "what was written is the same value");
  require(again.to_json() == json, "the written form is a fixed point", json);
  require(again.depth() == value.depth(), "the depth is the same");
  require(again.size() == value.size(), "the size is the same");
  require_same(require_ok(detail::read_canonical(json, {}),
                          "the reader of canonical JSON reads it"),
               value, "the reader of canonical JSON gives the same");
  require(value.equal(again) && value.equivalent(again),
          "the same is equal and equivalent");
  require_same(require_ok(Value::parse_over(value, json),
                          "a text is read over its own value"),
               value, "read over itself it is the same");
}

// Both readers take the same texts. The one of canonical JSON trusts that a
// long fraction has the fewest digits, so what it gives is read once more.
void readers_agree(std::string_view text, const Result<Value>& parsed) {
  const auto canonical = detail::read_canonical(text, {});
  require(canonical.ok() == parsed.ok(), "both readers take the same texts",
          text);
  if (!parsed.ok()) return;
  require(canonical->equivalent(*parsed), "both readers give equal values");
  require_same(require_ok(Value::parse(canonical->to_json()),
                          "what either reads can be written and read"),
               *parsed, "both readers give the same value");
}

void parts_are_found(const Value& value) {
  if (!value.is_array() && !value.is_object()) return;
  size_t seen = 0;
  value.for_each([&](std::string_view name, const Value& part) {
    const auto found = value.is_object() ? value.find(name) : value.at(seen);
    require(found.has_value() && found->same(part), "a part is found", name);
    return ++seen < 100;
  });
  require(!value.at(value.size()).has_value(), "nothing is behind the end");
}

}  // namespace
}  // namespace snaproll::fuzz

SNAPROLL_FUZZ_TARGET(json) {
  using namespace snaproll::fuzz;
  Input input(data, size);
  const std::string_view text = input.part();
  const auto parsed = snaproll::Value::parse(text);
  readers_agree(text, parsed);
  if (worked(parsed)) {
    written_reads_back(*parsed);
    parts_are_found(*parsed);
  } else if (parsed.error().offset != snaproll::Error::kNoOffset) {
    require(parsed.error().offset <= text.size(), "the offset is in the text");
  }
  if (input.at_end()) return 0;
  const std::string_view next = input.rest();
  const snaproll::Value old = parsed.ok() ? *parsed : snaproll::Value();
  const auto over = snaproll::Value::parse_over(old, next);
  const auto alone = snaproll::Value::parse(next);
  require(over.ok() == alone.ok(), "read over an old value or not is alike",
          next);
  if (alone.ok()) {
    require_same(*over, *alone, "read over an old value it is the same");
    written_reads_back(*over);
  } else {
    require(over.error().code == alone.error().code &&
                over.error().offset == alone.error().offset,
            "read over an old value the error is the same");
  }
  return 0;
}
