// Result<T>: how everything that can fail for a reason outside the program
// says so. Exceptions are left for std::bad_alloc alone.
#pragma once

#include <cstdint>
#include <exception>
#include <limits>
#include <memory>
#include <new>
#include <string>
#include <type_traits>
#include <utility>

namespace snaproll {

/// What went wrong. The numbers are the codes of the C ABI, pinned and never
/// reused; new ones may be added. Since 0.1
enum class Code : int32_t {
  kInvalidArgument = -1,
  kParse = -2,
  kType = -3,
  kRange = -4,
  kLimit = -5,
  kNotFound = -6,
  kExists = -7,
  kAmbiguous = -8,
  kConflict = -9,
  kOwned = -10,
  kTestFailed = -11,
  kHeld = -12,
  kBusy = -13,
  kStopped = -14,
  kCorrupt = -15,
  kFormat = -16,
  kReadOnly = -17,
  kIo = -18,
  kUnknown = -19,
  kUnusable = -20,
  kKey = -21,
  kNoMemory = -22,
  kInternal = -23,
};

/// An error: a code, one line for a human, and where it happened. What is done
/// with it is out of line: errors are rare, and met after nearly every call.
/// Since 0.1
struct Error {
  /// `offset` of an error that is not about a place in a text.
  static constexpr size_t kNoOffset = std::numeric_limits<size_t>::max();

  Code code = Code::kInternal;
  std::string message;
  std::string hint;           ///< Names the next call to try; may be empty.
  std::string pointer;        ///< JSON Pointer of the place; may be empty.
  size_t offset = kNoOffset;  ///< Byte offset in the text that was read.
  int32_t native = 0;         ///< The store's own code; 0 = none.

  Error() noexcept;
  Error(Code c, std::string m) noexcept;
  Error(Code c, const char* m);
  Error(Error&& other) noexcept;
  Error(const Error& other);
  Error& operator=(Error&& other) noexcept;
  Error& operator=(const Error& other);
  ~Error();

  Error&& with_hint(std::string text) &&;
  Error&& at_pointer(std::string text) &&;
  Error&& at_offset(size_t bytes) &&;
};

/// What a function without a Result throws where it needs a store and the store
/// can not be read; its comment says so. Since 0.1
class Failure : public std::exception {
 public:
  explicit Failure(Error error)
      : error_(std::make_shared<const Error>(std::move(error))) {}
  const Error& error() const noexcept { return *error_; }
  const char* what() const noexcept override { return error_->message.c_str(); }

 private:
  std::shared_ptr<const Error> error_;
};

namespace detail {

// An Error on the heap, copied with its holder. None where it was moved from.
class HeldError {
 public:
  HeldError() noexcept = default;
  explicit HeldError(Error&& error);
  HeldError(HeldError&& other) noexcept
      : error_(std::exchange(other.error_, nullptr)) {}
  HeldError(const HeldError& other);
  HeldError& operator=(HeldError other) noexcept {
    std::swap(error_, other.error_);
    return *this;
  }
  ~HeldError() {
    if (error_ != nullptr) destroy();
  }

  explicit operator bool() const noexcept { return error_ != nullptr; }
  Error& operator*() const noexcept { return *error_; }

 private:
  void destroy() noexcept;

  Error* error_ = nullptr;
};

}  // namespace detail

/// A value or an Error. Reading the value of a failed Result is a programming
/// error. The Error is on the heap, so that a Result is hardly more than its
/// value: they are made and moved at every call. Since 0.1
template <typename T>
class [[nodiscard]] Result {
  static constexpr bool kMoves = std::is_nothrow_move_constructible_v<T>;

 public:
  Result(T&& value) noexcept(kMoves)  // NOLINT: implicit
      : value_(std::move(value)), ok_(true) {}
  Result(const T& value) : value_(value), ok_(true) {}  // NOLINT: implicit
  Result(Error&& error)                                 // NOLINT: implicit
      : held_(std::move(error)), ok_(false) {}
  Result(const Error& error) : Result(Error(error)) {}  // NOLINT: implicit
  Result(detail::HeldError&& held) noexcept             // NOLINT: implicit
      : held_(std::move(held)), ok_(false) {}
  Result(Result&& other) noexcept(kMoves) : ok_(other.ok_) {
    if (ok_) {
      ::new (static_cast<void*>(&value_)) T(std::move(other.value_));
    } else {
      ::new (static_cast<void*>(&held_))
          detail::HeldError(std::move(other.held_));
    }
  }
  Result(const Result& other) : ok_(other.ok_) {
    if (ok_) {
      ::new (static_cast<void*>(&value_)) T(other.value_);
    } else {
      ::new (static_cast<void*>(&held_)) detail::HeldError(other.held_);
    }
  }
  Result& operator=(Result&& other) noexcept {
    static_assert(kMoves);
    if (this != &other) {
      this->~Result();
      ::new (static_cast<void*>(this)) Result(std::move(other));
    }
    return *this;
  }
  ~Result() {
    if (ok_) {
      value_.~T();
    } else {
      held_.~HeldError();
    }
  }

  bool ok() const noexcept { return ok_; }
  explicit operator bool() const noexcept { return ok_; }

  T& operator*() & { return value_; }
  const T& operator*() const& { return value_; }
  T&& operator*() && { return std::move(value_); }
  T* operator->() { return &value_; }
  const T* operator->() const { return &value_; }

  Error& error() & { return *held_; }
  const Error& error() const& { return *held_; }
  Error&& error() && { return std::move(*held_); }
  detail::HeldError&& held() && { return std::move(held_); }

 private:
  union {
    T value_;
    detail::HeldError held_;
  };
  bool ok_;
};

/// Success, or an Error. Since 0.1
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error&& error) : held_(std::move(error)) {}    // NOLINT: implicit
  Result(const Error& error) : Result(Error(error)) {}  // NOLINT: implicit
  Result(detail::HeldError&& held) noexcept             // NOLINT: implicit
      : held_(std::move(held)) {}

  bool ok() const noexcept { return !held_; }
  explicit operator bool() const noexcept { return ok(); }
  Error& error() & { return *held_; }
  const Error& error() const& { return *held_; }
  Error&& error() && { return std::move(*held_); }
  detail::HeldError&& held() && { return std::move(held_); }

 private:
  detail::HeldError held_;
};
using Status = Result<void>;

#define SNAPROLL_CONCAT_(a, b) a##b
#define SNAPROLL_CONCAT(a, b) SNAPROLL_CONCAT_(a, b)
// NOLINTBEGIN(bugprone-macro-parentheses): `var` is a declaration.
/// Binds `var` to the value of the Result `expr`, or returns its error.
#define SNAPROLL_TRY(var, expr) \
  SNAPROLL_TRY_(var, (expr), SNAPROLL_CONCAT(snaproll_try_, __LINE__))
#define SNAPROLL_TRY_(var, expr, tmp)          \
  auto tmp = expr;                             \
  if (!tmp.ok()) return std::move(tmp).held(); \
  var = *std::move(tmp)
// NOLINTEND(bugprone-macro-parentheses)
/// Returns the error of the Status `expr`, if it failed.
#define SNAPROLL_CHECK(expr)                                             \
  do {                                                                   \
    auto snaproll_check_ = (expr);                                       \
    if (!snaproll_check_.ok()) return std::move(snaproll_check_).held(); \
  } while (false)

}  // namespace snaproll
