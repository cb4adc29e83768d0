// Ids, times, clocks, cancels, options, values. Included by snaproll.hpp.
#ifndef SNAPROLL_ABI_VALUE_HPP
#define SNAPROLL_ABI_VALUE_HPP

#include <cstdint>
#include <string>
#include <string_view>

#include "snaproll_abi/snapshot_rules.hpp"

namespace snaproll {
namespace abi {

/// The hyphenated form of an id. Since 0.1
inline std::string to_string(const snaproll_id& id) {
  char text[37];
  detail::run(snaproll_id_text, &id, &text[0]);
  return text;
}
/// As snaproll_id_new.
inline snaproll_id new_id() {
  return detail::get<snaproll_id>(snaproll_id_new);
}
/// As snaproll_id_parse.
inline snaproll_id parse_id(std::string_view text) {
  return detail::get<snaproll_id>(snaproll_id_parse, text);
}
/// As snaproll_time_text.
inline std::string time_text(int64_t time) {
  return detail::get_text(snaproll_time_text, time);
}
/// As snaproll_time_parse.
inline int64_t parse_time(std::string_view text) {
  return detail::get<int64_t>(snaproll_time_parse, text);
}

/// A clock set by hand. Since 0.1
class Clock : public detail::Handle<snaproll_clock, snaproll_clock_free> {
 public:
  using Handle::Handle;
  /// As snaproll_clock_new_manual.
  explicit Clock(int64_t start, int64_t step = 0)
      : Handle(detail::get<snaproll_clock*>(snaproll_clock_new_manual, start,
                                            step)) {}
  /// As snaproll_clock_now.
  int64_t now() const {
    return detail::get<int64_t>(snaproll_clock_now, get());
  }
  /// As snaproll_clock_set.
  void set(int64_t now) { detail::run(snaproll_clock_set, get(), now); }
  /// As snaproll_clock_advance.
  void advance(int64_t nanoseconds) {
    detail::run(snaproll_clock_advance, get(), nanoseconds);
  }
};

/// Asks a long call to stop. Since 0.1
class Cancel : public detail::Handle<snaproll_cancel, snaproll_cancel_free> {
 public:
  using Handle::Handle;
  /// As snaproll_cancel_new.
  static Cancel make() {
    return Cancel(detail::get<snaproll_cancel*>(snaproll_cancel_new));
  }
  /// As snaproll_cancel_trigger.
  void trigger() const { detail::run(snaproll_cancel_trigger, get()); }
};

/// What contexts, managers and executions are made with. Since 0.1
class Options : public detail::Handle<snaproll_options, snaproll_options_free> {
 public:
  using Handle::Handle;
  /// As snaproll_options_new.
  static Options make() {
    return Options(detail::get<snaproll_options*>(snaproll_options_new));
  }
  /// As snaproll_options_set_clock.
  void set_clock(const Clock& clock) {
    detail::run(snaproll_options_set_clock, get(), clock.get());
  }
  /// As snaproll_options_set_id_seed.
  void set_id_seed(uint64_t seed) {
    detail::run(snaproll_options_set_id_seed, get(), seed);
  }
  /// As snaproll_options_set_limit.
  void set_limit(int32_t limit, uint64_t value) {
    detail::run(snaproll_options_set_limit, get(), limit, value);
  }
  /// As snaproll_options_set_execution_id.
  void set_execution_id(std::string_view id) {
    detail::run(snaproll_options_set_execution_id, get(), id);
  }
  /// As snaproll_options_set_workflow_id.
  void set_workflow_id(std::string_view id) {
    detail::run(snaproll_options_set_workflow_id, get(), id);
  }
  /// As snaproll_options_set_max_snapshots.
  void set_max_snapshots(size_t maximum) {
    detail::run(snaproll_options_set_max_snapshots, get(), maximum);
  }
  /// As snaproll_options_set_undo_limit.
  void set_undo_limit(size_t limit) {
    detail::run(snaproll_options_set_undo_limit, get(), limit);
  }
  /// As snaproll_options_set_auto_snapshot.
  void set_auto_snapshot(bool on, size_t interval) {
    detail::run(snaproll_options_set_auto_snapshot, get(), on, interval);
  }
  /// As snaproll_options_set_snapshot_rules. No rules where `rules` is null.
  void set_snapshot_rules(const SnapshotRules* rules) {
    detail::run(snaproll_options_set_snapshot_rules, get(),
                detail::or_null(rules));
  }
};

/// An immutable JSON value. Since 0.1
class Value : public detail::Handle<snaproll_value, snaproll_value_free> {
 public:
  using Handle::Handle;
  /// As snaproll_value_parse.
  static Value parse(std::string_view json, const Options* options = nullptr,
                     const Cancel* cancel = nullptr) {
    return Value(detail::get<snaproll_value*>(snaproll_value_parse, json,
                                              detail::or_null(options),
                                              detail::or_null(cancel)));
  }
  /// As snaproll_value_new_null.
  static Value new_null() {
    return Value(detail::get<snaproll_value*>(snaproll_value_new_null));
  }
  /// As snaproll_value_new_bool.
  static Value new_bool(bool boolean) {
    return Value(
        detail::get<snaproll_value*>(snaproll_value_new_bool, boolean));
  }
  /// As snaproll_value_new_int64.
  static Value new_int64(int64_t integer) {
    return Value(
        detail::get<snaproll_value*>(snaproll_value_new_int64, integer));
  }
  /// As snaproll_value_new_double.
  static Value new_double(double number) {
    return Value(
        detail::get<snaproll_value*>(snaproll_value_new_double, number));
  }
  /// As snaproll_value_new_text.
  static Value new_text(std::string_view utf8) {
    return Value(detail::get<snaproll_value*>(snaproll_value_new_text, utf8));
  }
  /// As snaproll_value_masked. To be shown: `paths` as in
  /// snaproll/private_paths.h, `pointer` where it stands in a state.
  Value masked(std::string_view paths, std::string_view pointer = {}) const {
    return Value(detail::get<snaproll_value*>(snaproll_value_masked, get(),
                                              paths, pointer));
  }
  /// As snaproll_value_ref.
  Value ref() const {
    return Value(detail::get<snaproll_value*>(snaproll_value_ref, get()));
  }
  /// As snaproll_value_kind.
  int32_t kind() const {
    return detail::get<int32_t>(snaproll_value_kind, get());
  }
  /// As snaproll_value_as_bool.
  bool as_bool() const {
    return detail::get<bool>(snaproll_value_as_bool, get());
  }
  /// As snaproll_value_as_int64.
  int64_t as_int64() const {
    return detail::get<int64_t>(snaproll_value_as_int64, get());
  }
  /// As snaproll_value_as_double.
  double as_double() const {
    return detail::get<double>(snaproll_value_as_double, get());
  }
  /// As snaproll_value_as_text.
  std::string as_text() const {
    return detail::get_text(snaproll_value_as_text, get());
  }
  /// As snaproll_value_size.
  size_t size() const {
    return detail::get<size_t>(snaproll_value_size, get());
  }
  /// As snaproll_value_depth.
  uint32_t depth() const {
    return detail::get<uint32_t>(snaproll_value_depth, get());
  }
  /// As snaproll_value_json_size.
  uint64_t json_size() const {
    return detail::get<uint64_t>(snaproll_value_json_size, get());
  }
  /// As snaproll_value_held_bytes.
  uint64_t held_bytes() const {
    return detail::get<uint64_t>(snaproll_value_held_bytes, get());
  }
  /// As snaproll_value_to_json.
  std::string to_json(const Cancel* cancel = nullptr) const {
    return detail::get_text(snaproll_value_to_json, get(),
                            detail::or_null(cancel));
  }
  /// As snaproll_value_find.
  Value find(std::string_view name) const {
    return Value(
        detail::get<snaproll_value*>(snaproll_value_find, get(), name));
  }
  /// As snaproll_value_at.
  Value at(size_t index) const {
    return Value(detail::get<snaproll_value*>(snaproll_value_at, get(), index));
  }
  /// As snaproll_value_name_at.
  std::string name_at(size_t index) const {
    return detail::get_text(snaproll_value_name_at, get(), index);
  }
  /// As snaproll_value_names.
  std::string names() const {
    return detail::get_text(snaproll_value_names, get());
  }
  /// As snaproll_value_same.
  bool same(const Value& other) const {
    return detail::get<bool>(snaproll_value_same, get(), other.get());
  }
  /// As snaproll_value_equal.
  bool equal(const Value& other) const {
    return detail::get<bool>(snaproll_value_equal, get(), other.get());
  }
  /// As snaproll_value_equivalent.
  bool equivalent(const Value& other) const {
    return detail::get<bool>(snaproll_value_equivalent, get(), other.get());
  }
  /// As snaproll_value_get.
  Value get_at(std::string_view pointer) const {
    return Value(
        detail::get<snaproll_value*>(snaproll_value_get, get(), pointer));
  }
  /// As snaproll_value_set.
  Value set(std::string_view pointer, const Value& item) const {
    return Value(detail::get<snaproll_value*>(snaproll_value_set, get(),
                                              pointer, item.get()));
  }
  /// As snaproll_value_remove.
  Value remove(std::string_view pointer) const {
    return Value(
        detail::get<snaproll_value*>(snaproll_value_remove, get(), pointer));
  }
  /// As snaproll_value_append.
  Value append(std::string_view pointer, const Value& item) const {
    return Value(detail::get<snaproll_value*>(snaproll_value_append, get(),
                                              pointer, item.get()));
  }
  /// As snaproll_value_append_text.
  Value append_text(std::string_view pointer, std::string_view utf8) const {
    return Value(detail::get<snaproll_value*>(snaproll_value_append_text, get(),
                                              pointer, utf8));
  }
  /// As snaproll_value_splice.
  Value splice(std::string_view pointer, size_t index, size_t removed,
               const Value& items) const {
    return Value(detail::get<snaproll_value*>(
        snaproll_value_splice, get(), pointer, index, removed, items.get()));
  }
  /// As snaproll_value_splice_text.
  Value splice_text(std::string_view pointer, size_t offset, size_t removed,
                    std::string_view utf8) const {
    return Value(detail::get<snaproll_value*>(snaproll_value_splice_text, get(),
                                              pointer, offset, removed, utf8));
  }
  /// As snaproll_value_test. Throws TEST_FAILED where another value stands
  /// there.
  void test(std::string_view pointer, const Value& expected) const {
    detail::run(snaproll_value_test, get(), pointer, expected.get());
  }
};

}  // namespace abi
}  // namespace snaproll

#endif
