// Buffer: a growing array of plain data whose first few elements need no
// allocation. Growing does not clear.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <type_traits>

namespace snaproll::detail {

template <typename T, size_t kNear>
class Buffer {
  static_assert(std::is_trivially_copyable_v<T>, "moved by memcpy");

 public:
  Buffer() noexcept : data_(near()) {}
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;

  size_t size() const noexcept { return size_; }
  bool empty() const noexcept { return size_ == 0; }
  T* data() noexcept { return data_; }
  const T* data() const noexcept { return data_; }
  T* begin() noexcept { return data_; }
  T* end() noexcept { return data_ + size_; }
  T& operator[](size_t i) noexcept { return data_[i]; }
  const T& operator[](size_t i) const noexcept { return data_[i]; }
  T& back() noexcept { return data_[size_ - 1]; }
  const T& back() const noexcept { return data_[size_ - 1]; }

  // Room for `count` more, which are to be written at once.
  T* extend(size_t count) {
    if (count > capacity_ - size_) grow(size_ + count);
    T* at = data_ + size_;
    size_ += count;
    return at;
  }
  void push(const T& item) {
    const T copy = item;
    *extend(1) = copy;
  }
  void append(const T* items, size_t count) {
    T* to = extend(count);
    if (count > 0) std::memcpy(to, items, count * sizeof(T));
  }
  void shrink(size_t size) noexcept { size_ = size; }

 private:
  T* near() noexcept { return reinterpret_cast<T*>(near_); }
  void grow(size_t least) {
    const size_t capacity = std::max(least, capacity_ * 2);
    std::unique_ptr<std::byte[]> memory(new std::byte[capacity * sizeof(T)]);
    std::memcpy(memory.get(), data_, size_ * sizeof(T));
    far_ = std::move(memory);
    data_ = reinterpret_cast<T*>(far_.get());
    capacity_ = capacity;
  }

  alignas(T) std::byte near_[kNear * sizeof(T)];
  std::unique_ptr<std::byte[]> far_;
  T* data_;
  size_t size_ = 0;
  size_t capacity_ = kNear;
};

}  // namespace snaproll::detail
