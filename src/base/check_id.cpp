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

Status check_name(std::string_view name, const char* what, bool resolved) {
  SNAPROLL_CHECK(check_id(name, what, {}));
  for (size_t i = 0; i < name.size(); ++i) {
    const auto byte = static_cast<unsigned char>(name[i]);
    constexpr unsigned char kFirstPrintable = 0x20;
    constexpr unsigned char kDelete = 0x7f;
    if (byte < kFirstPrintable || byte == kDelete)
      return Error(Code::kInvalidArgument,
                   std::string("the ") + what + " has a control character")
          .at_offset(i);
    if (resolved && byte == '~')
      return Error(Code::kInvalidArgument,
                   std::string("the ") + what + " has a '~'")
          .at_offset(i);
  }
  if (resolved && (name == "latest" || name == "start"))
    return Error(Code::kInvalidArgument,
                 std::string("the ") + what + " is a reserved word")
        .with_hint("`latest` and `start` name what is that");
  return {};
}

}  // namespace snaproll::detail
