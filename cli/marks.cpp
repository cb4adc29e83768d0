#include "marks.hpp"

namespace snaproll::cli {
namespace {

constexpr size_t kShortDigits = 8;

std::string array_json(const std::vector<std::string>& texts) {
  std::string json = "[";
  for (const std::string& text : texts) {
    if (json.size() > 1) json += ',';
    json += json_text(text);
  }
  return json + ']';
}

}  // namespace

Marks::Marks(const abi::Manager& manager) {
  const abi::Value branches = abi::Value::parse(manager.branches());
  for (size_t i = 0; i < branches.size(); ++i) {
    const abi::Value branch = branches.at(i);
    if (is_null(branch, "name")) continue;
    const std::string name = text_of(branch, "name");
    const std::string head = text_of(branch, "head");
    of_[head].branches.push_back(name);
    heads_[name] = head;
    if (branch.find("selected").as_bool()) selected_ = name;
  }
  const abi::Value tags = abi::Value::parse(manager.tags());
  for (size_t i = 0; i < tags.size(); ++i)
    of_[text_of(tags.at(i), "snapshot")].tags.push_back(
        text_of(tags.at(i), "name"));
  const abi::Value holds = abi::Value::parse(manager.holds());
  for (size_t i = 0; i < holds.size(); ++i)
    of_[text_of(holds.at(i), "snapshot")].holds.push_back(
        text_of(holds.at(i), "name"));
  const abi::Value groups = abi::Value::parse(manager.groups());
  for (size_t i = 0; i < groups.size(); ++i)
    of_[text_of(groups.at(i), "snapshot")].groups.push_back(
        text_of(groups.at(i), "id"));
}

const Marks::Of& Marks::of(const std::string& id) const {
  static const Of none;
  const auto found = of_.find(id);
  return found == of_.end() ? none : found->second;
}

std::string Marks::text(const std::string& id) const {
  std::string text;
  const auto add = [&](const std::string& mark) {
    if (!text.empty()) text += ", ";
    text += mark;
  };
  const Of& marks = of(id);
  for (const std::string& name : marks.branches)
    add(name == selected_ ? name + '*' : name);
  for (const std::string& name : marks.tags) add("tag: " + name);
  for (const std::string& name : marks.holds) add("held: " + name);
  for (const std::string& group : marks.groups)
    add("group: " + group.substr(group.size() - kShortDigits));
  return text;
}

bool Marks::keeps(const std::string& id) const {
  const Of& marks = of(id);
  return !marks.branches.empty() || !marks.holds.empty() ||
         !marks.groups.empty();
}

void Marks::add_to(JsonObject& object, const std::string& id) const {
  const Of& marks = of(id);
  object.raw("branches", array_json(marks.branches));
  object.raw("tags", array_json(marks.tags));
  object.raw("holds", array_json(marks.holds));
  object.raw("groups", array_json(marks.groups));
}

std::vector<std::string> Marks::branches() const {
  std::vector<std::string> all;
  all.reserve(heads_.size());
  for (const auto& [name, head] : heads_) all.push_back(name);
  return all;
}

std::vector<std::string> Marks::names() const {
  std::vector<std::string> all = branches();
  for (const auto& [id, marks] : of_)
    all.insert(all.end(), marks.tags.begin(), marks.tags.end());
  return all;
}

std::optional<snaproll_id> Marks::head(const std::string& branch) const {
  const auto found = heads_.find(branch);
  if (found == heads_.end()) return std::nullopt;
  return abi::parse_id(found->second);
}

}  // namespace snaproll::cli
