// Any bytes as the text of a policy: what is accepted has a canonical text that
// is a fixed point and means the same.
#include "snaproll/policy.hpp"

#include "fuzz.hpp"

SNAPROLL_FUZZ_TARGET(policy) {
  using namespace snaproll::fuzz;
  using snaproll::Policy;
  const std::string_view text = Input(data, size).rest();
  const auto policy = Policy::parse(text);
  if (!worked(policy)) {
    const size_t offset = policy.error().offset;
    require(offset == snaproll::Error::kNoOffset || offset <= text.size(),
            "the offset is in the text", text);
    return 0;
  }
  const std::string canonical = policy->text();
  const auto again =
      require_ok(Policy::parse(canonical), "the canonical text can be read");
  require(again == *policy, "the canonical text means the same", canonical);
  require(again.text() == canonical, "the canonical text is a fixed point",
          canonical);
  require(canonical.size() <= Policy::kMaxText, "the canonical text is short");
  return 0;
}
