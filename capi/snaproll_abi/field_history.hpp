// How one value changed from snapshot to snapshot. Included by snaproll.hpp.
#ifndef SNAPROLL_ABI_FIELD_HISTORY_HPP
#define SNAPROLL_ABI_FIELD_HISTORY_HPP

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "snaproll_abi/snapshot.hpp"

namespace snaproll {
namespace abi {

/// The changes of one value, newest first. Since 0.1
class FieldHistory : public detail::Handle<snaproll_field_history,
                                           snaproll_field_history_free> {
 public:
  using Handle::Handle;
  /// As snaproll_field_history_count.
  size_t count() const {
    return detail::get<size_t>(snaproll_field_history_count, get());
  }
  /// As snaproll_field_history_at.
  Snapshot at(size_t index) const {
    return Snapshot(detail::get<snaproll_snapshot*>(snaproll_field_history_at,
                                                    get(), index));
  }
  /// As snaproll_field_history_before_at. Nothing where it was not there.
  std::optional<Value> before_at(size_t index) const {
    return value(snaproll_field_history_before_at, index,
                 SNAPROLL_FIELD_HAS_BEFORE);
  }
  /// As snaproll_field_history_after_at. Nothing where it is gone.
  std::optional<Value> after_at(size_t index) const {
    return value(snaproll_field_history_after_at, index,
                 SNAPROLL_FIELD_HAS_AFTER);
  }
  /// As snaproll_field_history_ids.
  std::vector<snaproll_id> ids() const {
    const auto* column =
        detail::get<const snaproll_id*>(snaproll_field_history_ids, get());
    return std::vector<snaproll_id>(column, column + count());
  }
  /// As snaproll_field_history_created_at.
  std::vector<int64_t> created_at() const {
    const auto* column =
        detail::get<const int64_t*>(snaproll_field_history_created_at, get());
    return std::vector<int64_t>(column, column + count());
  }
  /// As snaproll_field_history_flags.
  std::vector<uint8_t> flags() const {
    const auto* column =
        detail::get<const uint8_t*>(snaproll_field_history_flags, get());
    return std::vector<uint8_t>(column, column + count());
  }
  /// As snaproll_field_history_before.
  std::vector<std::optional<std::string>> before() const {
    return texts(snaproll_field_history_before);
  }
  /// As snaproll_field_history_after.
  std::vector<std::optional<std::string>> after() const {
    return texts(snaproll_field_history_after);
  }
  /// As snaproll_field_history_ref.
  FieldHistory ref() const {
    return FieldHistory(detail::get<snaproll_field_history*>(
        snaproll_field_history_ref, get()));
  }

  /// Index of the oldest change whose new value satisfies `predicate`, which
  /// gets a `const std::optional<Value>&`; nothing where no change does. It is
  /// assumed that the predicate holds for every value from some change on and
  /// for none before; else any change that satisfies it may be found.
  template <typename Predicate>
  std::optional<size_t> bisect(Predicate&& predicate) const {
    size_t holds = 0;        // so many of the newest are known to satisfy it
    size_t fails = count();  // this one and older ones do not
    while (holds < fails) {
      const size_t middle = holds + (fails - holds) / 2;
      if (predicate(after_at(middle))) {
        holds = middle + 1;
      } else {
        fails = middle;
      }
    }
    if (holds == 0) return std::nullopt;
    return holds - 1;
  }

 private:
  template <typename Function>
  std::optional<Value> value(Function* function, size_t index, int flag) const {
    if (index < count()) {
      const auto* flags =
          detail::get<const uint8_t*>(snaproll_field_history_flags, get());
      if ((flags[index] & flag) == 0) return std::nullopt;
    }
    return Value(detail::get<snaproll_value*>(function, get(), index));
  }

  template <typename Function>
  std::vector<std::optional<std::string>> texts(Function* function) const {
    const size_t* offsets = nullptr;
    const char* bytes = nullptr;
    detail::run(function, get(), &offsets, &bytes);
    std::vector<std::optional<std::string>> column(count());
    for (size_t i = 0; i < column.size(); ++i) {
      if (offsets[i] == offsets[i + 1]) continue;
      column[i].emplace(bytes + offsets[i], offsets[i + 1] - offsets[i]);
    }
    return column;
  }
};

}  // namespace abi
}  // namespace snaproll

#endif
