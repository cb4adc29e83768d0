// Stores, export and import, how executions on them are opened. Included by
// snaproll.hpp.
#ifndef SNAPROLL_ABI_STORE_HPP
#define SNAPROLL_ABI_STORE_HPP

#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "snaproll_abi/patch.hpp"

namespace snaproll {
namespace abi {

/// How a store is opened. Since 0.1
class StoreOptions : public detail::Handle<snaproll_store_options,
                                           snaproll_store_options_free> {
 public:
  using Handle::Handle;
  static StoreOptions make() {
    return StoreOptions(
        detail::get<snaproll_store_options*>(snaproll_store_options_new));
  }
  void set_durability(int32_t durability) {
    detail::run(snaproll_store_options_set_durability, get(), durability);
  }
  void set_create(bool create) {
    detail::run(snaproll_store_options_set_create, get(), create);
  }
  void set_read_only(bool read_only) {
    detail::run(snaproll_store_options_set_read_only, get(), read_only);
  }
  void set_file_mode(uint32_t mode) {
    detail::run(snaproll_store_options_set_file_mode, get(), mode);
  }
  void set_busy_timeout(int64_t nanoseconds) {
    detail::run(snaproll_store_options_set_busy_timeout, get(), nanoseconds);
  }
  void set_memory_budget(uint64_t bytes) {
    detail::run(snaproll_store_options_set_memory_budget, get(), bytes);
  }
  void set_compress(bool compress) {
    detail::run(snaproll_store_options_set_compress, get(), compress);
  }
};

/// Which executions a list tells. Since 0.1
class ExecutionFilter : public detail::Handle<snaproll_execution_filter,
                                              snaproll_execution_filter_free> {
 public:
  using Handle::Handle;
  static ExecutionFilter make() {
    return ExecutionFilter(
        detail::get<snaproll_execution_filter*>(snaproll_execution_filter_new));
  }
  void set_state(int32_t state) {
    detail::run(snaproll_execution_filter_set_state, get(), state);
  }
  void set_kind(std::string_view kind) {
    detail::run(snaproll_execution_filter_set_kind, get(), kind);
  }
  void add_attribute(std::string_view name, std::string_view value) {
    detail::run(snaproll_execution_filter_add_attribute, get(), name, value);
  }
  void set_committed_from(int64_t time) {
    detail::run(snaproll_execution_filter_set_committed_from, get(), time);
  }
  void set_committed_until(int64_t time) {
    detail::run(snaproll_execution_filter_set_committed_until, get(), time);
  }
  void set_owned(bool owned) {
    detail::run(snaproll_execution_filter_set_owned, get(), owned);
  }
};

/// The lines of an export. Since 0.1
class Exporter
    : public detail::Handle<snaproll_exporter, snaproll_exporter_free> {
 public:
  using Handle::Handle;
  /// Nothing behind the last line.
  std::optional<std::string> next() {
    bool more = false;
    snaproll_buf buf{};
    detail::run(snaproll_exporter_next, get(), &buf, &more);
    const std::unique_ptr<snaproll_buf, void (*)(snaproll_buf*)> owner(
        &buf, snaproll_buf_dispose);
    if (!more) return std::nullopt;
    return std::string(buf.data, buf.size);
  }
};

/// Makes an execution of the lines of an export. Since 0.1
class Importer
    : public detail::Handle<snaproll_importer, snaproll_importer_free> {
 public:
  using Handle::Handle;
  void add(std::string_view line) {
    detail::run(snaproll_importer_add, get(), line);
  }
  /// The id of the execution.
  std::string finish() {
    return detail::get_text(snaproll_importer_finish, get());
  }
};

/// Makes a state of the next version; what it throws is told. Since 0.1
using Migration = std::function<Value(const Value& state)>;

namespace detail {

inline snaproll_error* error_of(const Error& error) noexcept {
  const std::string_view message = error.what();
  return snaproll_error_new(error.code, message.data(), message.size());
}

inline int32_t migrate(void* user_data, const snaproll_value* state,
                       snaproll_value** out, snaproll_error** error) noexcept {
  try {
    const Value given(get<snaproll_value*>(snaproll_value_ref, state));
    const Value made = (*static_cast<Migration*>(user_data))(given);
    *out = get<snaproll_value*>(snaproll_value_ref, made.get());
    return SNAPROLL_OK;
  } catch (const Error& failed) {
    *error = error_of(failed);
  } catch (const std::exception& failed) {
    const std::string_view message = failed.what();
    *error = snaproll_error_new(SNAPROLL_INVALID_ARGUMENT, message.data(),
                                message.size());
  } catch (...) {
    *error = snaproll_error_new(SNAPROLL_INVALID_ARGUMENT,
                                SNAPROLL_Z("it threw what is no exception"));
  }
  return snaproll_error_code(*error);
}

}  // namespace detail

/// Where executions live when they outlive their process. Since 0.1
/// What is erased: a pointer or a text. Since 0.1
class EraseOptions : public detail::Handle<snaproll_erase_options,
                                           snaproll_erase_options_free> {
 public:
  using Handle::Handle;
  static EraseOptions make() {
    return EraseOptions(
        detail::get<snaproll_erase_options*>(snaproll_erase_options_new));
  }
  static EraseOptions at(std::string_view pointer) {
    EraseOptions made = make();
    detail::run(snaproll_erase_options_set_pointer, made.get(), pointer);
    return made;
  }
  static EraseOptions containing(std::string_view text) {
    EraseOptions made = make();
    detail::run(snaproll_erase_options_set_containing, made.get(), text);
    return made;
  }
  void set_reason(std::string_view reason) {
    detail::run(snaproll_erase_options_set_reason, get(), reason);
  }
  void set_take_over(bool take_over) {
    detail::run(snaproll_erase_options_set_take_over, get(), take_over);
  }
  void set_dry_run(bool dry_run) {
    detail::run(snaproll_erase_options_set_dry_run, get(), dry_run);
  }
};

class Store : public detail::Handle<snaproll_store, snaproll_store_free> {
 public:
  using Handle::Handle;
  explicit Store(std::string_view path, const StoreOptions* options = nullptr)
      : Handle(detail::get<snaproll_store*>(snaproll_store_open, path,
                                            detail::or_null(options))) {}
  void close() { detail::run(snaproll_store_close, get()); }
  std::string path() const {
    return detail::get_text(snaproll_store_path, get());
  }
  snaproll_id id() const {
    return detail::get<snaproll_id>(snaproll_store_id, get());
  }
  bool is_read_only() const {
    return detail::get<bool>(snaproll_store_is_read_only, get());
  }
  std::string executions(const ExecutionFilter* filter = nullptr,
                         int64_t cursor = 0, size_t limit = 100) const {
    return detail::get_text(snaproll_store_executions, get(),
                            detail::or_null(filter), cursor, limit);
  }
  std::string info(std::string_view id) const {
    return detail::get_text(snaproll_store_info, get(), id);
  }
  bool exists(std::string_view id) const {
    return detail::get<bool>(snaproll_store_exists, get(), id);
  }
  /// snaproll_store_delete.
  void remove(std::string_view id, bool take_over = false) {
    detail::run(snaproll_store_delete, get(), id, take_over);
  }
  void copy(std::string_view id, const Store& to, std::string_view as) const {
    detail::run(snaproll_store_copy, get(), id, to.get(), as);
  }
  /// From the working state where `snapshot` is null.
  void fork(std::string_view id, const snaproll_id* snapshot,
            std::string_view as) {
    detail::run(snaproll_store_fork, get(), id, snapshot, as);
  }
  void set_migration(std::string_view kind, int64_t to, const Patch& patch) {
    detail::run(snaproll_store_set_migration, get(), kind, to, patch.get());
  }
  /// snaproll_store_set_migration_function.
  void set_migration(std::string_view kind, int64_t to, Migration migration) {
    auto held = std::make_unique<Migration>(std::move(migration));
    detail::run(
        snaproll_store_set_migration_function, get(), kind, to,
        &detail::migrate, static_cast<void*>(held.get()),
        +[](void* data) { delete static_cast<Migration*>(data); });
    static_cast<void>(held.release());
  }
  std::string check(bool quick = false, const Cancel* cancel = nullptr) const {
    return detail::get_text(snaproll_store_check, get(), quick,
                            detail::or_null(cancel));
  }
  void backup(std::string_view path) const {
    detail::run(snaproll_store_backup, get(), path);
  }
  /// Nothing: there is none then.
  void set_policy(const std::optional<std::string>& policy) {
    detail::run(snaproll_store_set_policy, get(), &policy);
  }
  std::optional<std::string> policy() const {
    return detail::get_optional_text(snaproll_store_policy, get());
  }
  std::string expire(bool dry_run, int64_t now = SNAPROLL_NO_TIME,
                     const Cancel* cancel = nullptr) {
    return detail::get_text(snaproll_store_expire, get(), dry_run, now,
                            detail::or_null(cancel));
  }
  /// snaproll_store_erase, of one execution.
  std::string erase(std::string_view id, const EraseOptions& what,
                    const Cancel* cancel = nullptr) {
    return detail::get_text(snaproll_store_erase, get(), id, what.get(),
                            detail::or_null(cancel));
  }
  /// The same of all of them.
  std::string erase(const EraseOptions& what, const Cancel* cancel = nullptr) {
    return erase(std::string_view(), what, cancel);
  }
  std::string erasures(std::string_view id) const {
    return detail::get_text(snaproll_store_erasures, get(), id);
  }
  void compact(const Cancel* cancel = nullptr) {
    detail::run(snaproll_store_compact, get(), detail::or_null(cancel));
  }
  std::string stats() const {
    return detail::get_text(snaproll_store_stats, get());
  }
  std::string stats_prometheus() const {
    return detail::get_text(snaproll_store_stats_prometheus, get());
  }
  /// snaproll_store_export.
  Exporter export_lines(std::string_view id, bool full) const {
    return Exporter(detail::get<snaproll_exporter*>(snaproll_store_export,
                                                    get(), id, full));
  }
  /// snaproll_store_import.
  Importer import_lines(std::string_view as = {}) {
    return Importer(
        detail::get<snaproll_importer*>(snaproll_store_import, get(), as));
  }
};

/// How an execution on a store is opened. Since 0.1
class OpenOptions
    : public detail::Handle<snaproll_open_options, snaproll_open_options_free> {
 public:
  using Handle::Handle;
  static OpenOptions make() {
    return OpenOptions(
        detail::get<snaproll_open_options*>(snaproll_open_options_new));
  }
  void set_mode(int32_t mode) {
    detail::run(snaproll_open_options_set_mode, get(), mode);
  }
  void set_options(const Options& execution) {
    detail::run(snaproll_open_options_set_options, get(), execution.get());
  }
  void set_kind(std::string_view kind) {
    detail::run(snaproll_open_options_set_kind, get(), kind);
  }
  void set_schema(int64_t schema) {
    detail::run(snaproll_open_options_set_schema, get(), schema);
  }
  void add_attribute(std::string_view name, std::string_view value) {
    detail::run(snaproll_open_options_add_attribute, get(), name, value);
  }
  void set_owner(std::string_view owner) {
    detail::run(snaproll_open_options_set_owner, get(), owner);
  }
  void set_take_over(bool take_over) {
    detail::run(snaproll_open_options_set_take_over, get(), take_over);
  }
  void set_start_snapshot(bool on) {
    detail::run(snaproll_open_options_set_start_snapshot, get(), on);
  }
  void set_save_steps(bool on) {
    detail::run(snaproll_open_options_set_save_steps, get(), on);
  }
};

}  // namespace abi
}  // namespace snaproll

#endif
