// Result<T>: how everything that can fail for a reason outside the program says
// so.
//
// What holds for the whole C++ API, once:
//
// - Errors are values. What gives no Result fails for want of memory alone:
//   std::bad_alloc, with nothing changed. Where it has to read a store it
//   throws Failure, and its comment says so. What fails has changed nothing,
//   where its comment says no more.
// - What is noexcept takes no memory.
// - Errors that a comment names are codes of Code; "with pointer" and "with
//   offset" tell which parts of the Error are filled. Who gets one takes memory
//   for it, so nothing is said of it below.
// - A call costs O(1), beside the bytes of text that go in or come out, where
//   nothing else is said. n is how many members or elements a container has,
//   "changes" is what two states do not share, however large they are.
// - Each header tells its thread word: plain values (as those of the standard
//   library), immutable - share freely, internally synchronized, or one thread
//   at a time.
// - Source-stable, without an ABI promise; all of it is there since 0.1.
//
// Thread word: plain values.
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
/// reused; new ones may be added. docs/errors.md tells of each when it comes
/// and what to do. Since 0.1
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

  /// No error yet.
  Error() noexcept;
  /// An error with a message alone.
  Error(Code c, std::string m) noexcept;
  Error(Code c, const char* m);
  /// Moved and copied out of line.
  Error(Error&& other) noexcept;
  Error(const Error& other);
  Error& operator=(Error&& other) noexcept;
  Error& operator=(const Error& other);
  ~Error();

  /// The same error with a hint.
  Error&& with_hint(std::string text) &&;
  /// The same error with the pointer of its place.
  Error&& at_pointer(std::string text) &&;
  /// The same error with the offset of its place.
  Error&& at_offset(size_t bytes) &&;
};

/// What a function without a Result throws where it needs a store and the store
/// can not be read; its comment says so. Since 0.1
class Failure : public std::exception {
 public:
  /// Holds `error`; copies share it.
  explicit Failure(Error error)
      : error_(std::make_shared<const Error>(std::move(error))) {}
  /// What failed.
  const Error& error() const noexcept { return *error_; }
  /// The message of the error.
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
  /// A success; takes no memory beside that of `value`.
  Result(T&& value) noexcept(kMoves)  // NOLINT: implicit
      : value_(std::move(value)), ok_(true) {}
  Result(const T& value) : value_(value), ok_(true) {}  // NOLINT: implicit
  /// A failure; one allocation.
  Result(Error&& error)  // NOLINT: implicit
      : held_(std::move(error)), ok_(false) {}
  Result(const Error& error) : Result(Error(error)) {}  // NOLINT: implicit
  /// The failure of another Result; takes no memory.
  Result(detail::HeldError&& held) noexcept  // NOLINT: implicit
      : held_(std::move(held)), ok_(false) {}
  /// Moves, as the value does. Results are not copied.
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

  /// Whether it is a value.
  bool ok() const noexcept { return ok_; }
  /// As `ok`.
  explicit operator bool() const noexcept { return ok_; }

  /// The value. Only where `ok`.
  T& operator*() & { return value_; }
  const T& operator*() const& { return value_; }
  T&& operator*() && { return std::move(value_); }
  /// A member of the value. Only where `ok`.
  T* operator->() { return &value_; }
  const T* operator->() const { return &value_; }

  /// The error. Only where not `ok`.
  Error& error() & { return *held_; }
  const Error& error() const& { return *held_; }
  Error&& error() && { return std::move(*held_); }
  /// The error as another Result takes it over. Only where not `ok`.
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
  /// A success; takes no memory.
  Result() = default;
  /// A failure; one allocation.
  Result(Error&& error) : held_(std::move(error)) {}    // NOLINT: implicit
  Result(const Error& error) : Result(Error(error)) {}  // NOLINT: implicit
  /// The failure of another Result; takes no memory.
  Result(detail::HeldError&& held) noexcept  // NOLINT: implicit
      : held_(std::move(held)) {}

  /// Whether it is a success.
  bool ok() const noexcept { return !held_; }
  /// As `ok`.
  explicit operator bool() const noexcept { return ok(); }
  /// The error. Only where not `ok`.
  Error& error() & { return *held_; }
  const Error& error() const& { return *held_; }
  Error&& error() && { return std::move(*held_); }
  /// The error as another Result takes it over. Only where not `ok`.
  detail::HeldError&& held() && { return std::move(held_); }

 private:
  detail::HeldError held_;
};
/// Success, or an Error, by the name that functions give it. Since 0.1
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
