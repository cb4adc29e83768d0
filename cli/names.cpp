#include "names.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "exit_code.hpp"
#include "open.hpp"
#include "times.hpp"

namespace snaproll::cli {
namespace {

constexpr size_t kShortDigits = 8;
constexpr size_t kLeastDigits = 4;
constexpr size_t kIdDigits = 32;
constexpr size_t kShown = 20;  // candidates in an error
constexpr std::string_view kLabelMark = "label:";

std::string digits_of(std::string_view id) {
  std::string digits;
  for (const char c : id) {
    if (c != '-') digits += c;
  }
  return digits;
}

bool is_hex(std::string_view text) {
  return text.find_first_not_of("0123456789abcdefABCDEF") ==
         std::string_view::npos;
}

// So many digits at the end tell all ids apart.
size_t digits_for(const std::vector<std::string>& ids) {
  std::vector<std::string> turned;
  turned.reserve(ids.size());
  for (const std::string& id : ids) {
    turned.push_back(digits_of(id));
    std::reverse(turned.back().begin(), turned.back().end());
  }
  std::sort(turned.begin(), turned.end());
  turned.erase(std::unique(turned.begin(), turned.end()), turned.end());
  size_t digits = kShortDigits;
  for (size_t i = 1; i < turned.size(); ++i) {
    const auto differ = std::mismatch(turned[i].begin(), turned[i].end(),
                                      turned[i - 1].begin());
    const auto same = static_cast<size_t>(differ.first - turned[i].begin());
    digits = std::max(digits, same + 1);
  }
  return digits;
}

bool is_part_of(const std::string& id, const std::string& part) {
  if (part.size() > kIdDigits) return false;
  const std::string digits = digits_of(id);
  return digits.compare(0, part.size(), part) == 0 ||
         digits.compare(kIdDigits - part.size(), part.size(), part) == 0;
}

// N of "@N".
std::optional<size_t> number_in(std::string_view name) {
  if (name.size() < 2 || name[0] != '@') return std::nullopt;
  size_t number = 0;
  const char* end = name.data() + name.size();
  const auto read = std::from_chars(name.data() + 1, end, number);
  if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return number;
}

}  // namespace

Names::Names(const abi::Manager& manager)
    : list_(manager.list()), labels_(list_.labels()) {
  for (const snaproll_id& id : list_.ids()) {
    index_of_.emplace(abi::to_string(id), ids_.size());
    ids_.push_back(abi::to_string(id));
  }
  digits_ = digits_for(ids_);
}

size_t Names::number_of(const snaproll_id& id) const {
  const auto found = index_of_.find(abi::to_string(id));
  return found == index_of_.end() ? 0 : found->second + 1;
}

std::string Names::short_id(const snaproll_id& id) const {
  const std::string digits = digits_of(abi::to_string(id));
  return digits.substr(digits.size() - std::min(digits.size(), digits_));
}

std::vector<size_t> Names::matches(std::string_view name) const {
  std::vector<size_t> found;
  const bool marked = name.substr(0, kLabelMark.size()) == kLabelMark;
  std::string part = marked ? "" : digits_of(name);
  if (part.size() < kLeastDigits || !is_hex(part)) part.clear();
  std::transform(part.begin(), part.end(), part.begin(), [](char c) {
    return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  if (marked) name.remove_prefix(kLabelMark.size());
  for (size_t i = 0; i < ids_.size(); ++i) {
    const bool by_id = !part.empty() && index_of_.at(ids_[i]) == i &&
                       is_part_of(ids_[i], part);
    if (by_id || labels_[i] == name) found.push_back(i);
  }
  return found;
}

size_t Names::find(std::string_view name) const {
  if (const auto number = number_in(name); number.has_value()) {
    if (*number >= 1 && *number <= count()) return *number - 1;
    fail_not_found(name);
  }
  std::string lower(name);
  for (char& c : lower)
    if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
  const auto whole = index_of_.find(lower);
  if (whole != index_of_.end()) return whole->second;
  const std::vector<size_t> found = matches(name);
  if (found.empty()) fail_not_found(name);
  if (found.size() > 1) fail_ambiguous(name, found);
  return found[0];
}

std::string Names::describe(size_t index) const {
  const std::vector<int64_t> times = list_.created_at();
  std::string text = '@' + std::to_string(index + 1) + "  " + ids_[index] +
                     "  " + short_time(times[index]);
  if (labels_[index].has_value()) text += "  " + in_quotes(*labels_[index]);
  return text;
}

void Names::fail_not_found(std::string_view name) const {
  std::vector<std::string> labels;
  for (const auto& label : labels_) {
    if (label.has_value() &&
        std::find(labels.begin(), labels.end(), *label) == labels.end())
      labels.push_back(*label);
  }
  const std::vector<std::string> alike = near(name, labels);
  std::string hint = "name it by @1 to @" + std::to_string(count()) +
                     ", a label, `now`, or four digits or more of its id";
  if (count() == 0) hint = "its history is empty; `now` is its working state";
  if (!alike.empty()) hint = "did you mean " + in_quotes(alike[0]) + "?";
  throw Failure(kNotFound, "there is no snapshot " + in_quotes(name), hint);
}

void Names::fail_ambiguous(std::string_view name,
                           const std::vector<size_t>& found) const {
  std::vector<std::string> lines;
  for (size_t i = 0; i < found.size() && i < kShown; ++i)
    lines.push_back(describe(found[i]));
  if (found.size() > kShown)
    lines.push_back("and " + std::to_string(found.size() - kShown) + " more");
  throw Failure(kAmbiguous,
                in_quotes(name) + " stands for " +
                    std::to_string(found.size()) + " snapshots",
                "name one of them by @N or by its id", std::move(lines));
}

Named::Named(const Names& names, const abi::Execution& execution,
             std::string name)
    : context_(execution.context()), title_(std::move(name)) {
  if (title_ == "now") return;
  number_ = names.find(title_) + 1;
  snapshot_ = names.list().at(number_ - 1);
  title_ =
      '@' + std::to_string(number_) + ' ' + names.short_id(snapshot_->get_id());
}

void Named::check_reachable(const Names& names) const {
  const auto own = id();
  if (!own.has_value() || names.number_of(*own) == number_) return;
  throw Failure(kAmbiguous,
                title_ + " has the id of @" +
                    std::to_string(names.number_of(*own)) + ", which is newer",
                "only the newer one can be gone back to or forked");
}

std::optional<snaproll_id> Named::id() const {
  if (is_now()) return std::nullopt;
  return snapshot_->get_id();
}

abi::Value Named::value() const {
  return is_now() ? context_.value() : snapshot_->value();
}

std::string Named::digest() const {
  return is_now() ? context_.digest() : snapshot_->digest();
}

}  // namespace snaproll::cli
