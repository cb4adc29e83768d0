// Policies: from text and to text.
#include "snaproll/policy.hpp"

#include <algorithm>
#include <utility>

#include "base/utf8.hpp"
#include "retention/policy_values.hpp"
#include "retention/policy_words.hpp"

namespace snaproll {
namespace {

using detail::kPolicyWords;
using detail::PolicyWord;
using detail::ValueForm;

constexpr std::string_view kNothingHint =
    "to let go of everything but the newest and what is held, say keep-none";
constexpr size_t kShownBytes = 40;

// `text` for a message, cut to what a line can show.
std::string shown(std::string_view text) {
  if (text.size() <= kShownBytes) return std::string(text);
  const std::string_view cut = text.substr(0, kShownBytes);
  return std::string(cut.substr(0, detail::utf8_prefix(cut))) + "...";
}

Status check_characters(std::string_view text) {
  if (const size_t valid = detail::utf8_prefix(text); valid != text.size())
    return Error(Code::kParse, "the policy is not UTF-8").at_offset(valid);
  const std::string plain = detail::printable(text);
  if (plain == text) return {};
  const auto differs =
      std::mismatch(plain.begin(), plain.end(), text.begin(), text.end());
  return Error(Code::kParse, "a control character in the policy")
      .with_hint("a policy is one line of words with spaces between them")
      .at_offset(static_cast<size_t>(differs.second - text.begin()));
}

// Lets `f` see each word and its offset, until it fails.
template <typename F>
Status for_each_word(std::string_view text, F f) {
  size_t at = 0;
  while ((at = text.find_first_not_of(' ', at)) != text.npos) {
    const size_t end = std::min(text.find(' ', at), text.size());
    SNAPROLL_CHECK(f(text.substr(at, end - at), at));
    at = end;
  }
  return {};
}

// A word of the text, taken apart at its `=`.
struct Word {
  std::string_view name;
  std::string_view value;
  bool has_value;
  size_t offset;

  Word(std::string_view text, size_t at)
      : name(text.substr(0, text.find('='))),
        has_value(name.size() < text.size()),
        offset(at) {
    if (has_value) value = text.substr(name.size() + 1);
  }
  size_t value_offset() const { return offset + name.size() + 1; }
};

Error unknown_word(const Word& word) {
  const std::string nearest(detail::nearest_policy_word(word.name));
  return Error(Code::kParse, "unknown word '" + shown(word.name) + "'")
      .with_hint("the nearest known word is " + nearest)
      .at_offset(word.offset);
}

std::string example_of(ValueForm form) {
  switch (form) {
    case ValueForm::kCount:
      return "=10";
    case ValueForm::kDuration:
      return "=36h";
    case ValueForm::kSize:
      return "=64MiB";
    case ValueForm::kLog:
      return "=log";
    case ValueForm::kZone:
      return "=+02:00";
    case ValueForm::kNone:
      break;
  }
  return "";
}

// That a value is there just where `known` takes one.
Status check_shape(const Word& word, const PolicyWord& known) {
  if (known.form == ValueForm::kNone) {
    if (!word.has_value) return {};
    return Error(Code::kParse, std::string(known.name) + " takes no value")
        .at_offset(word.offset + word.name.size());
  }
  if (!word.value.empty()) return {};
  return Error(Code::kParse, std::string(known.name) + " needs a value")
      .with_hint("as in " + std::string(known.name) + example_of(known.form))
      .at_offset(word.offset + word.name.size());
}

Result<uint64_t> parse_log(std::string_view text) {
  if (text == "log") return uint64_t{1};
  return Error(Code::kParse, "an unknown way to thin")
      .with_hint("thin=log is the only one")
      .at_offset(0);
}

Result<uint64_t> parse_value(ValueForm form, std::string_view text) {
  switch (form) {
    case ValueForm::kCount:
      return detail::parse_count(text);
    case ValueForm::kDuration:
      return detail::parse_duration(text);
    case ValueForm::kSize:
      return detail::parse_size(text);
    case ValueForm::kLog:
      return parse_log(text);
    case ValueForm::kNone:
    case ValueForm::kZone:
      break;
  }
  return uint64_t{1};
}

// An error in the value of `word`, as one in the whole text.
Error in_text(Error error, const Word& word) {
  error.message.insert(0, std::string(word.name) + ": ");
  error.offset += word.value_offset();
  return error;
}

std::string value_text(ValueForm form, uint64_t number) {
  switch (form) {
    case ValueForm::kCount:
      return "=" + std::to_string(number);
    case ValueForm::kDuration:
      return "=" + detail::duration_text(number);
    case ValueForm::kSize:
      return "=" + detail::size_text(number);
    case ValueForm::kLog:
      return "=log";
    case ValueForm::kNone:
    case ValueForm::kZone:
      break;
  }
  return "";
}

bool keeps(PolicyRule rule) noexcept { return rule <= PolicyRule::kThin; }

using Numbers = std::array<uint64_t, kPolicyRules>;

// What was read so far.
struct Read {
  Numbers numbers{};
  int32_t zone = 0;
  std::array<bool, kPolicyWords.size()> seen{};
  size_t none_offset = 0;  // of keep-none

  Status take(const Word& word) {
    const auto index = detail::find_policy_word(word.name);
    if (!index) return unknown_word(word);
    const PolicyWord& known = kPolicyWords[*index];
    if (std::exchange(seen[*index], true)) {
      return Error(Code::kParse, std::string(known.name) + " twice")
          .at_offset(word.offset);
    }
    SNAPROLL_CHECK(check_shape(word, known));
    if (known.form == ValueForm::kZone) {
      auto seconds = detail::parse_zone(word.value);
      if (!seconds.ok()) return in_text(std::move(seconds).error(), word);
      zone = *seconds;
      return {};
    }
    auto number = parse_value(known.form, word.value);
    if (!number.ok()) return in_text(std::move(number).error(), word);
    numbers[static_cast<size_t>(known.rule)] = *number;
    if (known.rule == PolicyRule::kKeepNone) none_offset = word.offset;
    return {};
  }

  // That the words go together.
  Status check() const {
    if (std::all_of(numbers.begin(), numbers.end(),
                    [](uint64_t number) { return number == 0; })) {
      return Error(Code::kInvalidArgument, "a policy without a rule")
          .with_hint(std::string(kNothingHint));
    }
    if (numbers[static_cast<size_t>(PolicyRule::kKeepNone)] == 0) return {};
    for (const PolicyWord& word : kPolicyWords) {
      if (word.form == ValueForm::kZone || !keeps(word.rule) ||
          word.rule == PolicyRule::kKeepNone ||
          numbers[static_cast<size_t>(word.rule)] == 0)
        continue;
      return Error(Code::kInvalidArgument,
                   "keep-none beside " + std::string(word.name))
          .with_hint("leave out the one that is not meant")
          .at_offset(none_offset);
    }
    return {};
  }
};

}  // namespace

Result<Policy> Policy::parse(std::string_view text) {
  if (text.size() > kMaxText) {
    return Error(Code::kLimit, "a policy of " + std::to_string(text.size()) +
                                   " bytes, at most " +
                                   std::to_string(kMaxText) + " may be");
  }
  SNAPROLL_CHECK(check_characters(text));
  Read read;
  SNAPROLL_CHECK(for_each_word(text, [&](std::string_view word, size_t at) {
    return read.take(Word(word, at));
  }));
  SNAPROLL_CHECK(read.check());
  Policy policy;
  policy.numbers_ = read.numbers;
  policy.zone_ = read.zone;
  return policy;
}

std::string Policy::text() const {
  std::string out;
  const auto put = [&](std::string_view name, const std::string& value) {
    if (!out.empty()) out += ' ';
    out += name;
    out += value;
  };
  for (const PolicyWord& word : kPolicyWords) {
    if (word.form == ValueForm::kZone) {
      if (zone_ != 0) put(word.name, "=" + detail::zone_text(zone_));
    } else if (has(word.rule)) {
      put(word.name, value_text(word.form, number(word.rule)));
    }
  }
  return out;
}

bool Policy::has_keep_rule() const noexcept {
  for (size_t i = 0; i < kPolicyRules; ++i)
    if (numbers_[i] != 0 && keeps(static_cast<PolicyRule>(i))) return true;
  return false;
}

}  // namespace snaproll
