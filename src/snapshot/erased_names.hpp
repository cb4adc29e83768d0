// ErasedNames: what names are without a text. Two stay two, and one stays one
// wherever it stands, so that what names each other still does.
//
// Thread word: used by one thread.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <string>

#include "snaproll/limits.hpp"
#include "value/content.hpp"

namespace snaproll::detail {

class ErasedNames {
 public:
  // Whether a name can not be had, beside those that are known.
  using Taken = std::function<bool(const std::string& name)>;

  // A name that is there; where it does not hold the text, no other one
  // becomes it.
  void know(const Content& content, const std::string& name) {
    if (!content.stands_in(name)) owners_.emplace(name, name);
  }
  // True where it held the text. None becomes empty, or longer than ids may be:
  // of such a one nothing but the marker is left.
  bool take_from(const Content& content, std::string& name,
                 const Taken& taken = {}) {
    if (!content.stands_in(name)) return false;
    const auto known = made_.find(name);
    std::string made =
        known != made_.end() ? known->second : content.without(name);
    if (made.size() > std::max<size_t>(Limits().id_bytes, name.size()))
      made = content.marker();
    while (made.empty() || belongs_to_another(made, name) ||
           (taken != nullptr && taken(made)))
      made += content.pad();
    owners_[made] = name;
    made_[name] = made;
    name = std::move(made);
    return true;
  }

 private:
  bool belongs_to_another(const std::string& made,
                          const std::string& name) const {
    const auto owner = owners_.find(made);
    return owner != owners_.end() && owner->second != name;
  }

  std::map<std::string, std::string> made_;  // by what they were
  std::map<std::string, std::string>
      owners_;  // what they were, by what is left
};

}  // namespace snaproll::detail
