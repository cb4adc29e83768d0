// What names the snapshots of a history: branches, tags, holds and groups.
#pragma once

#include <map>
#include <optional>
#include <snaproll.hpp>
#include <string>
#include <vector>

#include "json.hpp"

namespace snaproll::cli {

class Marks {
 public:
  explicit Marks(const abi::Manager& manager);

  bool empty() const noexcept { return of_.empty(); }
  // Of one snapshot: "main*, tag: good, held: audit, group: 5c1d8a90", `*`
  // being the selected branch; "" where nothing names it.
  std::string text(const std::string& id) const;
  // Whether it stays whatever is pruned.
  bool keeps(const std::string& id) const;
  // The members `branches`, `tags`, `holds` and `groups`.
  void add_to(JsonObject& object, const std::string& id) const;

  std::vector<std::string> branches() const;
  // Names of all branches and tags.
  std::vector<std::string> names() const;
  // Of the branch of that name.
  std::optional<snaproll_id> head(const std::string& branch) const;

 private:
  struct Of {
    std::vector<std::string> branches;
    std::vector<std::string> tags;
    std::vector<std::string> holds;
    std::vector<std::string> groups;
  };
  const Of& of(const std::string& id) const;

  std::map<std::string, Of> of_;  // by id
  std::map<std::string, std::string> heads_;
  std::string selected_;
};

}  // namespace snaproll::cli
