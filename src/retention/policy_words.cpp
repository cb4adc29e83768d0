#include "retention/policy_words.hpp"

#include <algorithm>

namespace snaproll {
namespace detail {

namespace {

constexpr size_t kLongest = 15;  // bytes of "expire-finished"

using Row = std::array<size_t, kLongest + 1>;

// Edits that make `known` of `name`; two letters that are swapped are one.
size_t distance(std::string_view name, std::string_view known) noexcept {
  Row two_before{};
  Row before{};
  Row row{};
  for (size_t k = 0; k <= known.size(); ++k) row[k] = k;
  for (size_t n = 1; n <= name.size(); ++n) {
    two_before = before;
    before = row;
    row[0] = n;
    for (size_t k = 1; k <= known.size(); ++k) {
      const bool same = name[n - 1] == known[k - 1];
      row[k] = std::min(
          {before[k] + 1, row[k - 1] + 1, before[k - 1] + (same ? 0u : 1u)});
      if (n > 1 && k > 1 && name[n - 1] == known[k - 2] &&
          name[n - 2] == known[k - 1])
        row[k] = std::min(row[k], two_before[k - 2] + 1);
    }
  }
  return row[known.size()];
}

}  // namespace

std::optional<size_t> find_policy_word(std::string_view name) noexcept {
  for (size_t i = 0; i < kPolicyWords.size(); ++i)
    if (kPolicyWords[i].name == name) return i;
  return std::nullopt;
}

std::string_view nearest_policy_word(std::string_view name) noexcept {
  name = name.substr(0, 2 * kLongest);  // more is no word, whatever follows
  return std::min_element(kPolicyWords.begin(), kPolicyWords.end(),
                          [&](const PolicyWord& a, const PolicyWord& b) {
                            return distance(name, a.name) <
                                   distance(name, b.name);
                          })
      ->name;
}

}  // namespace detail

std::string_view policy_rule_name(PolicyRule rule) noexcept {
  for (const detail::PolicyWord& word : detail::kPolicyWords)
    if (word.rule == rule && word.form != detail::ValueForm::kZone)
      return word.name;
  return {};
}

}  // namespace snaproll
