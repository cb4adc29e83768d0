#include <memory>
#include <string>
#include <utility>

#include "snaproll/result.hpp"

namespace snaproll {

Error::Error() noexcept = default;
Error::Error(Code c, std::string m) noexcept : code(c), message(std::move(m)) {}
Error::Error(Code c, const char* m) : code(c), message(m) {}
Error::Error(Error&& other) noexcept = default;
Error::Error(const Error& other) = default;
Error& Error::operator=(Error&& other) noexcept = default;
Error& Error::operator=(const Error& other) = default;
Error::~Error() = default;

Error&& Error::with_hint(std::string text) && {
  hint = std::move(text);
  return std::move(*this);
}

Error&& Error::at_pointer(std::string text) && {
  pointer = std::move(text);
  return std::move(*this);
}

Error&& Error::at_offset(size_t bytes) && {
  offset = bytes;
  return std::move(*this);
}

namespace detail {

HeldError::HeldError(Error&& error)
    : error_(std::make_unique<Error>(std::move(error)).release()) {}

HeldError::HeldError(const HeldError& other)
    : error_(other ? std::make_unique<Error>(*other).release() : nullptr) {}

void HeldError::destroy() noexcept {
  const std::unique_ptr<Error> freed(error_);
}

}  // namespace detail
}  // namespace snaproll
