#include "value/form_reader.hpp"

#include <algorithm>

#include "value/reader.hpp"

namespace snaproll::detail {
namespace {

constexpr uint32_t kFormLevels = 8;

}  // namespace

Result<Value> parse_form(std::string_view json,
                         const std::vector<FormLevel>& levels,
                         const Limits& limits, const Cancel* cancel) {
  Limits deeper = limits;
  deeper.depth += kFormLevels;
  std::vector<Repeated> repeats;
  auto form = read_json(json, deeper, cancel, &repeats);
  if (!form.ok()) return form;
  for (const Repeated& repeat : repeats) {
    const std::string object = repeat.object.empty() ? "" : '/' + repeat.object;
    for (const FormLevel& level : levels) {
      if (level.pointer != object) continue;
      if (std::find(level.names.begin(), level.names.end(), repeat.name) ==
          level.names.end()) {
        continue;
      }
      return Error(Code::kExists, "a member that repeats")
          .at_pointer(object + '/' + repeat.name);
    }
  }
  return form;
}

}  // namespace snaproll::detail
