#include "journal/owner.hpp"

#include <string>
#include <utility>

#include "base/utf8.hpp"
#include "journal/process.hpp"

namespace snaproll::detail {

bool has_living_owner(const ExecutionRow& row) {
  return row.owner.has_value() && may_live(row.owner->process);
}

Error owned_by_another(const ExecutionRow& row) {
  const OwnerRow& owner = *row.owner;
  std::string message = "execution '" + printable(row.name) + "' belongs to ";
  if (!owner.name.empty()) message += "'" + printable(owner.name) + "', ";
  message +=
      describe_process(owner.process) + ", since " + time_text(owner.since);
  if (row.last_commit != kNoTime)
    message += ", last commit " + time_text(row.last_commit);
  return Error(Code::kOwned, std::move(message))
      .with_hint("take it over, which shuts that writer out");
}

}  // namespace snaproll::detail
