// Errors, how C is called, and who owns a handle. Included by snaproll.hpp.
#ifndef SNAPROLL_ABI_BASE_HPP
#define SNAPROLL_ABI_BASE_HPP

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

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
  /// As snaproll_code_name.
  const char* code_name() const noexcept { return snaproll_code_name(code); }

  int32_t code;         ///< One of enum snaproll_code.
  std::string hint;     ///< What to call next, or "".
  std::string pointer;  ///< JSON Pointer of the place, or "".
  size_t offset;        ///< Byte offset in the text; SIZE_MAX = none.
  int32_t native;       ///< The store's own code; 0 = none.
};

namespace detail {

// Each takes a function of the C ABI and its inputs, and throws where it fails.

// Calls with each input as arguments of C: a text is two, NULL where it is left
// out. The first kLeft are taken from the front and put behind the others, so
// in the end all stand in their order. (A tuple of them is slow to compile.)
template <size_t kLeft, typename Function, typename... Given>
int32_t call(Function* function, snaproll_error** error, Given... given) {
  static_assert(kLeft == 0, "no input is left");
  return function(given..., error);
}
template <size_t kLeft, typename Function, typename First, typename... Given>
int32_t call(Function* function, snaproll_error** error, First first,
             Given... given) {
  if constexpr (kLeft == 0) {
    return function(first, given..., error);
  } else if constexpr (std::is_same_v<First, std::string_view>) {
    return call<kLeft - 1>(function, error, given..., first.data(),
                           first.size());
  } else if constexpr (std::is_same_v<First,
                                      const std::optional<std::string>*>) {
    const bool there = first->has_value();  // it outlives the call
    return call<kLeft - 1>(function, error, given...,
                           there ? (*first)->c_str() : nullptr,
                           there ? (*first)->size() : size_t{0});
  } else {
    return call<kLeft - 1>(function, error, given..., first);
  }
}

template <typename Function, typename... Inputs>
void run(Function* function, Inputs... inputs) {
  snaproll_error* error = nullptr;
  const int32_t status = call<sizeof...(Inputs)>(function, &error, inputs...);
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

/// A text that may be absent.
template <typename Function, typename... Inputs>
std::optional<std::string> get_optional_text(Function* function,
                                             Inputs... inputs) {
  snaproll_buf buf{};
  bool present = false;
  run(function, inputs..., &buf, &present);
  if (!present) return std::nullopt;
  return text_of(buf);
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
