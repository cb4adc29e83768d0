#include "print.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace host {
namespace {

constexpr size_t kIdPrefix = 18;   // of a UUID of version 7: its time
constexpr size_t kKeyPrefix = 8;   // of an idempotency key
constexpr size_t kNodeBytes = 30;  // of longer names, the end

std::string time_of_day(snaproll::Time time) {
  constexpr snaproll::Time kMillisecond = 1000000;
  const std::string text =
      snaproll::time_text(time - (time % kMillisecond)).substr(11);
  const std::string whole = text.substr(0, 8);
  return text[8] == '.' ? text.substr(0, 12) : whole + ".000";
}

std::string node_of(const snaproll::Snapshot& snapshot) {
  const std::string node = snapshot.trigger_node().value_or("-");
  if (node.size() <= kNodeBytes) return node;
  size_t cut = node.size() - kNodeBytes + 2;
  while ((static_cast<unsigned char>(node[cut]) & 0xc0) == 0x80) ++cut;
  return ".." + node.substr(cut);
}

void print_names(const char* what, const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names)
    list += (list.empty() ? "" : ", ") + name;
  if (names.empty()) return;
  std::printf("%s  %-16s  %s\n", kIndent, what,
              list.substr(0, kShownBytes).c_str());
}

}  // namespace

std::string in_color(Color color, const std::string& text) {
  static const bool colors =
      isatty(STDOUT_FILENO) != 0 && std::getenv("NO_COLOR") == nullptr;
  const char* code = "";
  switch (color) {
    case Color::kNone:
      return text;
    case Color::kGood:
      code = "32";
      break;
    case Color::kBad:
      code = "31;1";
      break;
    case Color::kDim:
      code = "2";
      break;
    case Color::kBold:
      code = "1";
      break;
  }
  return colors ? std::string("\033[") + code + "m" + text + "\033[0m" : text;
}

std::string count_of(uint64_t count, const std::string& noun) {
  std::string digits = std::to_string(count);
  for (size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits + " " + noun + (count == 1 ? "" : "s");
}

std::string effect_of(const snaproll::RollbackResult& result) {
  return count_of(result.nodes_removed, "node result") + " removed, " +
         count_of(result.variables_changed, "variable") + " changed";
}

void print_preview(const std::string& node,
                   const snaproll::RollbackResult& result) {
  const auto variables = result.variables();
  std::printf("%sgoing back to before %s would\n", kIndent, node.c_str());
  print_names("remove results", result.removed_nodes());
  print_names("change variables", variables.changed);
  print_names("remove variables", variables.removed);
  for (const snaproll::Effect& effect : result.effects) {
    const std::string key = effect.idempotency_key.substr(0, kKeyPrefix);
    print_names("not take back", {effect.node + " (key " + key + ")"});
  }
}

void print_rollback(const std::string& node,
                    const snaproll::RollbackResult& result) {
  std::printf("%srolled back to before %s: %s\n", kIndent, node.c_str(),
              effect_of(result).c_str());
}

void print_timeline(const snaproll::Manager& history, size_t most) {
  auto snapshots = history.list();
  const size_t all = snapshots.size();
  if (all > most)
    snapshots.erase(snapshots.begin() + static_cast<std::ptrdiff_t>(most),
                    snapshots.end());
  std::reverse(snapshots.begin(), snapshots.end());
  size_t wide = sizeof("before") - 1;
  for (const auto& snapshot : snapshots)
    wide = std::max(wide, node_of(snapshot).size());
  const int width = static_cast<int>(wide);
  std::string shown = count_of(all, "snapshot") + ", oldest first";
  if (all > most) shown = "the newest " + std::to_string(most) + " of " + shown;
  std::printf("\n%s\n", in_color(Color::kBold, "timeline: " + shown).c_str());
  std::printf("  %-12s  %-18s  %-*s  %-10s %7s %10s\n", "time", "id", width,
              "before", "label", "nodes", "variables");
  for (const auto& snapshot : snapshots) {
    std::printf("  %s  %s  %-*s  %-10s %7zu %10zu\n",
                time_of_day(snapshot.created_at()).c_str(),
                snapshot.id().text().substr(0, kIdPrefix).c_str(), width,
                node_of(snapshot).c_str(),
                snapshot.label().value_or("-").c_str(),
                snapshot.completed_node_count(), snapshot.variable_count());
  }
}

}  // namespace host
