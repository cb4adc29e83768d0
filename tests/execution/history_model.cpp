#include "execution/history_model.hpp"

#include <algorithm>

#include "retention/naive_decide.hpp"

namespace snaproll::test {

namespace {

std::string digits_of(std::string text) {
  text.erase(std::remove(text.begin(), text.end(), '-'), text.end());
  return text;
}

}  // namespace

std::string id_text(const std::optional<Id>& id) {
  return id.has_value() ? id->text() : "-";
}

std::string NaiveState::json() const {
  std::string text = R"({"node_results":{)";
  const char* comma = "";
  for (const auto& [node, result] : node_results) {
    text += comma;
    text.append(1, '"').append(node).append("\":").append(result);
    comma = ",";
  }
  text += R"(},"state":"Running","variables":{)";
  comma = "";
  for (const auto& [name, value] : variables) {
    text += comma;
    text.append(1, '"').append(name).append("\":").append(*value);
    comma = ",";
  }
  return text + "}}";
}

namespace {

// Letters alone: no marker stands around them.
bool erase_text(std::string& text, const std::string& content) {
  if (text.find(content) == std::string::npos) return false;
  std::string marker = "[erased]";
  if (marker.find(content) != std::string::npos) marker.clear();
  for (size_t at = 0; (at = text.find(content, at)) != std::string::npos;) {
    text.replace(at, content.size(), marker);
    at += marker.size();
  }
  while (erase_text(text, content)) {
  }
  return true;
}

}  // namespace

bool NaiveState::erase(const EraseOptions& what) {
  if (what.pointer.has_value()) {
    const std::string name = what.pointer->substr(what.pointer->rfind('/') + 1);
    return what.pointer->find("/variables/") == 0
               ? variables.erase(name) > 0
               : node_results.erase(name) > 0;
  }
  bool held = false;
  for (auto& [name, value] : variables) {
    std::string text = *value;
    if (!erase_text(text, *what.containing)) continue;
    value = std::make_shared<const std::string>(std::move(text));
    held = true;
  }
  return held;
}

NaiveHistory::Held NaiveHistory::erase(const EraseOptions& what) {
  bool held = context.state.erase(what);
  bool maybe = false;
  for (auto& move : context.undo) held = move.first.erase(what) || held;
  for (auto& move : context.redo) maybe = move.first.erase(what) || maybe;
  for (NaiveEntry& entry : entries_) held = entry.state.erase(what) || held;
  if (what.containing.has_value())
    for (auto& hold : holds_)
      held = erase_text(hold.second, *what.containing) || held;
  commit();
  return held ? Held::kYes : maybe ? Held::kMaybe : Held::kNo;
}

NaiveHistory NaiveHistory::committed() const {
  NaiveHistory made = *this;
  made.crash();
  return made;
}

const NaiveEntry* NaiveHistory::find(const Id& id) const {
  for (auto at = entries_.rbegin(); at != entries_.rend(); ++at)
    if (at->id == id) return &*at;
  return nullptr;
}

const NaiveEntry* NaiveHistory::at(Number number) const {
  for (const NaiveEntry& entry : entries_)
    if (entry.number == number) return &entry;
  return nullptr;
}

bool NaiveHistory::has(const NaiveNames& names, Number number) {
  return std::any_of(names.begin(), names.end(), [&](const auto& name) {
    return name.first.second == number;
  });
}

bool NaiveHistory::is_head(Number number) const {
  return std::any_of(branches_.begin(), branches_.end(),
                     [&](const auto& one) { return one.second == number; });
}

bool NaiveHistory::is_named(Number number) const {
  return has(tags_, number) || has(holds_, number) || is_head(number);
}

bool NaiveHistory::is_leaf(Number number) const {
  return std::none_of(
      entries_.begin(), entries_.end(),
      [&](const NaiveEntry& entry) { return entry.parent == number; });
}

void NaiveHistory::enter(const Id& id, Time created_at,
                         std::optional<std::string> label, NaiveState state,
                         std::optional<Id> parent, Time now) {
  if (maximum_ == 0) return;
  NaiveEntry entry;
  entry.number = next_++;
  entry.id = id;
  entry.created_at = created_at;
  entry.label = std::move(label);
  entry.state = std::move(state);
  const NaiveEntry* from = parent.has_value() ? find(*parent) : nullptr;
  if (from != nullptr) entry.parent = from->number;
  if (selected_.has_value() && from != nullptr) {
    const auto branch = branches_.find(*selected_);
    if (branch != branches_.end() && branch->second == from->number)
      branch->second = entry.number;
  }
  entries_.push_back(std::move(entry));
  apply_policy(now);
  for (;;) {
    size_t free = 0;
    Number oldest = kNobody;
    for (const NaiveEntry& one : entries_) {
      if (is_named(one.number)) continue;
      if (++free == 1) oldest = one.number;
    }
    if (free <= maximum_) return;
    remove({oldest});
  }
}

void NaiveHistory::apply_policy(Time now) {
  if (!policy_.has_value()) return;
  constexpr size_t kMost = 16;
  std::set<Number> leaving;
  for (const Verdict& one : decide(*policy_, now))
    if (!one.stays && one.number != entries_.back().number &&
        leaving.size() < kMost)
      leaving.insert(one.number);
  remove(leaving);
}

void NaiveHistory::remove(const std::set<Number>& numbers) {
  for (const Number number : numbers) {
    const Number parent = at(number)->parent;
    for (NaiveEntry& entry : entries_)
      if (entry.parent == number) entry.parent = parent;
    entries_.erase(std::find_if(
        entries_.begin(), entries_.end(),
        [&](const NaiveEntry& entry) { return entry.number == number; }));
    for (NaiveNames* names : {&tags_, &holds_})
      for (auto name = names->begin(); name != names->end();)
        name =
            name->first.second == number ? names->erase(name) : std::next(name);
    ++left_;
  }
}

void NaiveHistory::move(const NaiveState& to, const Id& position) {
  context.undo.emplace_back(context.state, context.position);
  context.redo.clear();
  context.state = to;
  context.position = position;
}

void NaiveHistory::clear() {
  left_ += entries_.size();
  entries_.clear();
  tags_.clear();
  branches_.clear();
  selected_.reset();
  context.nodes = 0;
}

std::vector<NaiveHistory::Verdict> NaiveHistory::decide(const Policy& policy,
                                                        Time now) const {
  std::vector<detail::Candidate> candidates;
  for (const NaiveEntry& entry : entries_) {
    detail::Candidate one;
    one.created_at = entry.created_at;
    if (has(holds_, entry.number)) one.marks |= detail::kMarkHeld;
    if (has(tags_, entry.number)) one.marks |= detail::kMarkTagged;
    if (entry.label.has_value()) one.marks |= detail::kMarkLabelled;
    if (is_head(entry.number)) one.marks |= detail::kMarkNamedHead;
    if (is_leaf(entry.number)) one.marks |= detail::kMarkLeaf;
    candidates.push_back(one);
  }
  const auto verdicts = NaiveDecide(policy, candidates, now).verdicts();
  std::vector<Verdict> told;
  told.reserve(verdicts.size());
  for (size_t i = 0; i < verdicts.size(); ++i)
    told.push_back({entries_[i].number, verdicts[i].stays,
                    detail::reason_words(verdicts[i].reasons)});
  return told;
}

// The first of: tags, a branch, labels; then words and beginnings of ids.
std::vector<const NaiveEntry*> NaiveHistory::named_by(const std::string& name,
                                                      bool& exact) const {
  std::vector<const NaiveEntry*> found;
  exact = name == "latest" && !entries_.empty();
  if (exact) return {&entries_.back()};
  exact = true;
  for (const NaiveEntry& entry : entries_)
    if (tags_.count({name, entry.number}) > 0) found.push_back(&entry);
  if (!found.empty()) return found;
  if (const auto branch = branches_.find(name); branch != branches_.end())
    return {at(branch->second)};
  exact = false;
  for (const NaiveEntry& entry : entries_)
    if (entry.label == name) found.push_back(&entry);
  if (!found.empty() || entries_.empty()) return found;
  if (name == "start") return {&entries_.front()};
  const std::string digits = digits_of(name);
  if (digits.size() < 4) return found;
  for (const bool end : {false, true}) {
    for (const NaiveEntry& entry : entries_) {
      const std::string all = digits_of(entry.id.text());
      const size_t at = end ? all.size() - digits.size() : 0;
      if (all.compare(at, digits.size(), digits) == 0) found.push_back(&entry);
    }
    if (!found.empty()) return found;
  }
  return found;
}

std::optional<Id> NaiveHistory::resolve(const std::string& text,
                                        Code& error) const {
  const size_t tilde = text.find('~');
  const std::string name = text.substr(0, tilde);
  size_t steps = 0;
  if (tilde != std::string::npos)
    steps = tilde + 1 == text.size() ? 1 : std::stoul(text.substr(tilde + 1));
  bool exact = false;
  const auto found = named_by(name, exact);
  std::set<Id> ids;
  for (const NaiveEntry* one : found) ids.insert(one->id);
  error = ids.empty() ? Code::kNotFound : Code::kAmbiguous;
  if (ids.size() != 1) return std::nullopt;
  const NaiveEntry* entry = exact ? found.back() : find(*ids.begin());
  error = Code::kNotFound;
  for (; steps > 0 && entry != nullptr; --steps) entry = at(entry->parent);
  return entry == nullptr ? std::nullopt : std::optional<Id>(entry->id);
}

std::string NaiveHistory::parent_text(const Id& id) const {
  const NaiveEntry* parent = at(find(id)->parent);
  return parent == nullptr ? "-" : parent->id.text();
}

std::string NaiveHistory::children_text(const Id& id) const {
  std::string text;
  const Number number = find(id)->number;
  for (auto at = entries_.rbegin(); at != entries_.rend(); ++at)
    if (at->parent == number) text += ' ' + at->id.text();
  return text;
}

std::string NaiveHistory::ancestor_text(const Id& a, const Id& b) const {
  std::set<Number> line;
  for (const NaiveEntry* one = find(a); one != nullptr; one = at(one->parent))
    line.insert(one->number);
  for (const NaiveEntry* one = find(b); one != nullptr; one = at(one->parent))
    if (line.count(one->number) > 0) return one->id.text();
  return "-";
}

std::string NaiveHistory::seen(bool with_states) const {
  std::string text = "count " + std::to_string(entries_.size()) + " left " +
                     std::to_string(left_) + " nodes " +
                     std::to_string(context.nodes) + " at " +
                     id_text(context.position) + '\n';
  text += "now " + context.state.json() + '\n';
  text += "policy " + (policy_.has_value() ? policy_->text() : "-") + '\n';
  for (auto at = entries_.rbegin(); at != entries_.rend(); ++at) {
    text += at->id.text() + ' ' + std::to_string(at->created_at) + ' ' +
            at->label.value_or("-");
    text += with_states ? ' ' + at->state.json() + '\n' : "\n";
    text += "parent " + parent_text(at->id) + " children" +
            children_text(at->id) + '\n';
  }
  for (const auto& [name, number] : branches_)
    text += "branch " + name + (selected_ == name ? "* " : " ") +
            at(number)->id.text() + '\n';
  for (auto at = entries_.rbegin(); at != entries_.rend(); ++at)
    if (is_leaf(at->number) && !is_head(at->number))
      text += "branch - " + at->id.text() + '\n';
  for (const auto& [name, info] : tags_)
    text += "tag " + name.first + ' ' + at(name.second)->id.text() + '\n';
  for (const auto& [name, info] : holds_)
    text += "hold " + name.first + ' ' + at(name.second)->id.text() + ' ' +
            info + '\n';
  return text;
}

}  // namespace snaproll::test
