#include "names.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "exit_code.hpp"
#include "marks.hpp"
#include "open.hpp"
#include "times.hpp"

namespace snaproll::cli {
namespace {

constexpr size_t kShortDigits = 8;

std::string digits_of(std::string_view id) {
  std::string digits;
  for (const char c : id) {
    if (c != '-') digits += c;
  }
  return digits;
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
    : manager_(manager), list_(manager.list()), labels_(list_.labels()) {
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

size_t Names::find(const std::string& name) const {
  if (const auto number = number_in(name); number.has_value()) {
    if (*number >= 1 && *number <= count()) return *number - 1;
    fail_not_found(name, in_quotes(name) + " names no snapshot");
  }
  const size_t number = number_of(resolve(name));
  if (number != 0) return number - 1;
  throw Failure(kConflict, "the history moved meanwhile", "look at it again");
}

snaproll_id Names::resolve(const std::string& name) const {
  try {
    return manager_.resolve(name);
  } catch (const abi::Error& error) {
    if (error.code == SNAPROLL_NOT_FOUND) fail_not_found(name, error.what());
    if (error.code == SNAPROLL_AMBIGUOUS) fail_ambiguous(error.what());
    throw;
  }
}

std::string Names::describe(size_t index) const {
  const std::vector<int64_t> times = list_.created_at();
  std::string text = '@' + std::to_string(index + 1) + "  " + ids_[index] +
                     "  " + short_time(times[index]);
  if (labels_[index].has_value()) text += "  " + in_quotes(*labels_[index]);
  return text;
}

void Names::fail_not_found(const std::string& name,
                           const std::string& message) const {
  std::vector<std::string> all = Marks(manager_).names();
  for (const auto& label : labels_)
    if (label.has_value()) all.push_back(*label);
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  const std::vector<std::string> alike = near(name, all);
  std::string hint = "name it by @1 to @" + std::to_string(count()) +
                     ", a tag, a branch, a label, `latest`, `start`, `now`, or "
                     "four digits or more of its id";
  if (count() == 0) hint = "its history is empty; `now` is its working state";
  if (!alike.empty()) hint = "did you mean " + in_quotes(alike[0]) + "?";
  throw Failure(kNotFound, message, hint);
}

// The message names the candidates by their ids.
void Names::fail_ambiguous(const std::string& message) const {
  std::vector<std::string> lines;
  for (size_t i = 0; i < ids_.size(); ++i)
    if (message.find(ids_[i]) != std::string::npos)
      lines.push_back(describe(i));
  constexpr std::string_view kNames = "' names ";
  const size_t end = message.rfind(kNames);
  const bool more = message.find(" and more", end) != std::string::npos;
  if (more) lines.emplace_back("and more");
  throw Failure(kAmbiguous,
                message.substr(0, end) + kNames.data() + "several snapshots",
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
