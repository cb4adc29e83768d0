// Errors, how C is called, and who owns a handle. Included by snaproll.hpp.
#ifndef SNAPROLL_ABI_BASE_HPP
#define SNAPROLL_ABI_BASE_HPP

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>

#include "snaproll.h"

namespace snaproll {
namespace abi {

/// What a failed call throws. Since 0.1
class Error : public std::runtime_error {
 public:
  /// Takes `error` over, which may be NULL.
  Error(int32_t status, snaproll_error* error)
      : std::runtime_error(snaproll_error_message(error)),
        code(status),
        hint(snaproll_error_hint(error)),
        offset(snaproll_error_offset(error)),
        native(snaproll_error_native(error)) {
    const snaproll_view place = snaproll_error_pointer(error);
    if (place.size != 0) pointer.assign(place.data, place.size);
    snaproll_error_free(error);
  }
  const char* code_name() const noexcept { return snaproll_code_name(code); }

  int32_t code;         ///< One of enum snaproll_code.
  std::string hint;     ///< What to call next, or "".
  std::string pointer;  ///< JSON Pointer of the place, or "".
  size_t offset;        ///< Byte offset in the text; SIZE_MAX = none.
  int32_t native;       ///< The store's own code; 0 = none.
};

namespace detail {

// Each takes a function of the C ABI and its inputs, and throws where it fails.

// An input as arguments of C: a text is two.
template <typename T>
std::tuple<T> arguments(T input) {
  return {input};
}
inline std::tuple<const char*, size_t> arguments(std::string_view text) {
  return {text.data(), text.size()};
}

template <typename Function, typename... Inputs>
void run(Function* function, Inputs... inputs) {
  snaproll_error* error = nullptr;
  const int32_t status =
      std::apply([&](auto... given) { return function(given..., &error); },
                 std::tuple_cat(arguments(inputs)...));
  if (status != SNAPROLL_OK) throw Error(status, error);
}

template <typename T, typename Function, typename... Inputs>
T get(Function* function, Inputs... inputs) {
  T out{};
  run(function, inputs..., &out);
  return out;
}

// Takes the text over.
inline std::string text_of(snaproll_buf buf) {
  const std::unique_ptr<snaproll_buf, void (*)(snaproll_buf*)> owner(
      &buf, snaproll_buf_dispose);
  return std::string(buf.data, buf.size);
}

template <typename Function, typename... Inputs>
std::string get_text(Function* function, Inputs... inputs) {
  return text_of(get<snaproll_buf>(function, inputs...));
}

template <typename Function, typename... Inputs>
std::optional<std::string> get_view(Function* function, Inputs... inputs) {
  const auto view = get<snaproll_view>(function, inputs...);
  if (view.data == nullptr) return std::nullopt;
  return std::string(view.data, view.size);
}

template <typename Function, typename... Inputs>
std::optional<snaproll_id> get_id(Function* function, Inputs... inputs) {
  snaproll_id id{};
  bool present = false;
  run(function, inputs..., &id, &present);
  if (!present) return std::nullopt;
  return id;
}

/// Owns a handle, as unique_ptr does.
template <typename T, void (*kFree)(T*)>
class Handle {
 public:
  Handle() = default;
  explicit Handle(T* handle) noexcept : handle_(handle) {}
  /// The handle of C.
  T* get() const noexcept { return handle_.get(); }
  explicit operator bool() const noexcept { return handle_ != nullptr; }

 private:
  struct Free {
    void operator()(T* handle) const noexcept { kFree(handle); }
  };
  std::unique_ptr<T, Free> handle_;
};

/// The handle of an object that may be left out.
template <typename Object>
auto or_null(const Object* object) -> decltype(object->get()) {
  return object != nullptr ? object->get() : nullptr;
}

}  // namespace detail

}  // namespace abi
}  // namespace snaproll

#endif
