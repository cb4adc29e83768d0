#include "base/check_id.hpp"

#include <string>

#include "base/utf8.hpp"

namespace snaproll::detail {

Status check_utf8(std::string_view text, const char* what) {
  const size_t valid = utf8_prefix(text);
  if (valid == text.size()) return {};
  return Error(Code::kParse, std::string("the ") + what + " is not UTF-8")
      .at_offset(valid);
}

Status check_id(std::string_view id, const char* what, const Limits& limits) {
  if (id.empty()) {
    return Error(Code::kInvalidArgument,
                 std::string("the ") + what + " is empty");
  }
  if (id.size() > limits.id_bytes) {
    return Error(Code::kLimit, std::string("the ") + what + " has " +
                                   std::to_string(id.size()) +
                                   " bytes, at most " +
                                   std::to_string(limits.id_bytes) + " may be");
  }
  return check_utf8(id, what);
}

}  // namespace snaproll::detail
