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
  /// As snaproll_store_options_new.
  static StoreOptions make() {
    return StoreOptions(
        detail::get<snaproll_store_options*>(snaproll_store_options_new));
  }
  /// As snaproll_store_options_set_durability.
  void set_durability(int32_t durability) {
    detail::run(snaproll_store_options_set_durability, get(), durability);
  }
  /// As snaproll_store_options_set_create.
  void set_create(bool create) {
    detail::run(snaproll_store_options_set_create, get(), create);
  }
  /// As snaproll_store_options_set_read_only.
  void set_read_only(bool read_only) {
    detail::run(snaproll_store_options_set_read_only, get(), read_only);
  }
  /// As snaproll_store_options_set_file_mode.
  void set_file_mode(uint32_t mode) {
    detail::run(snaproll_store_options_set_file_mode, get(), mode);
  }
  /// As snaproll_store_options_set_busy_timeout.
  void set_busy_timeout(int64_t nanoseconds) {
    detail::run(snaproll_store_options_set_busy_timeout, get(), nanoseconds);
  }
  /// As snaproll_store_options_set_memory_budget.
  void set_memory_budget(uint64_t bytes) {
    detail::run(snaproll_store_options_set_memory_budget, get(), bytes);
  }
  /// As snaproll_store_options_set_compress.
  void set_compress(bool compress) {
    detail::run(snaproll_store_options_set_compress, get(), compress);
  }
};

/// Which executions a list tells. Since 0.1
class ExecutionFilter : public detail::Handle<snaproll_execution_filter,
                                              snaproll_execution_filter_free> {
 public:
  using Handle::Handle;
  /// As snaproll_execution_filter_new.
  static ExecutionFilter make() {
    return ExecutionFilter(
        detail::get<snaproll_execution_filter*>(snaproll_execution_filter_new));
  }
  /// As snaproll_execution_filter_set_state.
  void set_state(int32_t state) {
    detail::run(snaproll_execution_filter_set_state, get(), state);
  }
  /// As snaproll_execution_filter_set_kind.
  void set_kind(std::string_view kind) {
    detail::run(snaproll_execution_filter_set_kind, get(), kind);
  }
  /// As snaproll_execution_filter_add_attribute.
  void add_attribute(std::string_view name, std::string_view value) {
    detail::run(snaproll_execution_filter_add_attribute, get(), name, value);
  }
  /// As snaproll_execution_filter_set_committed_from.
  void set_committed_from(int64_t time) {
    detail::run(snaproll_execution_filter_set_committed_from, get(), time);
  }
  /// As snaproll_execution_filter_set_committed_until.
  void set_committed_until(int64_t time) {
    detail::run(snaproll_execution_filter_set_committed_until, get(), time);
  }
  /// As snaproll_execution_filter_set_owned.
  void set_owned(bool owned) {
    detail::run(snaproll_execution_filter_set_owned, get(), owned);
  }
};

/// The lines of an export. Since 0.1
class Exporter
    : public detail::Handle<snaproll_exporter, snaproll_exporter_free> {
 public:
  using Handle::Handle;
  /// As snaproll_exporter_next. Nothing behind the last line.
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
  /// As snaproll_importer_add.
  void add(std::string_view line) {
    detail::run(snaproll_importer_add, get(), line);
  }
  /// As snaproll_importer_finish. The id of the execution.
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

/// What is erased: a pointer or a text. Since 0.1
class EraseOptions : public detail::Handle<snaproll_erase_options,
                                           snaproll_erase_options_free> {
 public:
  using Handle::Handle;
  /// As snaproll_erase_options_new.
  static EraseOptions make() {
    return EraseOptions(
        detail::get<snaproll_erase_options*>(snaproll_erase_options_new));
  }
  /// As snaproll_erase_options_set_pointer.
  static EraseOptions at(std::string_view pointer) {
    EraseOptions made = make();
    detail::run(snaproll_erase_options_set_pointer, made.get(), pointer);
    return made;
  }
  /// As snaproll_erase_options_set_containing.
  static EraseOptions containing(std::string_view text) {
    EraseOptions made = make();
    detail::run(snaproll_erase_options_set_containing, made.get(), text);
    return made;
  }
  /// As snaproll_erase_options_set_reason.
  void set_reason(std::string_view reason) {
    detail::run(snaproll_erase_options_set_reason, get(), reason);
  }
  /// As snaproll_erase_options_set_take_over.
  void set_take_over(bool take_over) {
    detail::run(snaproll_erase_options_set_take_over, get(), take_over);
  }
  /// As snaproll_erase_options_set_dry_run.
  void set_dry_run(bool dry_run) {
    detail::run(snaproll_erase_options_set_dry_run, get(), dry_run);
  }
};

/// A handle of a store; it and its executions keep the file open. Since 0.1
class Store : public detail::Handle<snaproll_store, snaproll_store_free> {
 public:
  using Handle::Handle;
  /// As snaproll_store_open.
  explicit Store(std::string_view path, const StoreOptions* options = nullptr)
      : Handle(detail::get<snaproll_store*>(snaproll_store_open, path,
                                            detail::or_null(options))) {}
  /// As snaproll_store_close.
  void close() { detail::run(snaproll_store_close, get()); }
  /// As snaproll_store_path.
  std::string path() const {
    return detail::get_text(snaproll_store_path, get());
  }
  /// As snaproll_store_id.
  snaproll_id id() const {
    return detail::get<snaproll_id>(snaproll_store_id, get());
  }
  /// As snaproll_store_is_read_only.
  bool is_read_only() const {
    return detail::get<bool>(snaproll_store_is_read_only, get());
  }
  /// As snaproll_store_executions.
  std::string executions(const ExecutionFilter* filter = nullptr,
                         int64_t cursor = 0, size_t limit = 100) const {
    return detail::get_text(snaproll_store_executions, get(),
                            detail::or_null(filter), cursor, limit);
  }
  /// As snaproll_store_info.
  std::string info(std::string_view id) const {
    return detail::get_text(snaproll_store_info, get(), id);
  }
  /// As snaproll_store_exists.
  bool exists(std::string_view id) const {
    return detail::get<bool>(snaproll_store_exists, get(), id);
  }
  /// snaproll_store_delete.
  void remove(std::string_view id, bool take_over = false) {
    detail::run(snaproll_store_delete, get(), id, take_over);
  }
  /// As snaproll_store_copy.
  void copy(std::string_view id, const Store& to, std::string_view as) const {
    detail::run(snaproll_store_copy, get(), id, to.get(), as);
  }
  /// As snaproll_store_fork. From the working state where `snapshot` is null.
  void fork(std::string_view id, const snaproll_id* snapshot,
            std::string_view as) {
    detail::run(snaproll_store_fork, get(), id, snapshot, as);
  }
  /// As snaproll_store_set_migration.
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
  /// As snaproll_store_check.
  std::string check(bool quick = false, const Cancel* cancel = nullptr) const {
    return detail::get_text(snaproll_store_check, get(), quick,
                            detail::or_null(cancel));
  }
  /// As snaproll_store_backup.
  void backup(std::string_view path) const {
    detail::run(snaproll_store_backup, get(), path);
  }
  /// As snaproll_store_set_policy. Nothing: there is none then.
  void set_policy(const std::optional<std::string>& policy) {
    detail::run(snaproll_store_set_policy, get(), &policy);
  }
  /// As snaproll_store_policy.
  std::optional<std::string> policy() const {
    return detail::get_optional_text(snaproll_store_policy, get());
  }
  /// As snaproll_store_expire.
  std::string expire(bool dry_run, int64_t now = SNAPROLL_NO_TIME,
                     const Cancel* cancel = nullptr) {
    return detail::get_text(snaproll_store_expire, get(), dry_run, now,
                            detail::or_null(cancel));
  }
  /// As snaproll_store_erase, of one execution.
  std::string erase(std::string_view id, const EraseOptions& what,
                    const Cancel* cancel = nullptr) {
    if (id.data() == nullptr) id = "";  // NULL is every execution.
    return detail::get_text(snaproll_store_erase, get(), id, what.get(),
                            detail::or_null(cancel));
  }
  /// As snaproll_store_erase, of all executions: its id is NULL.
  std::string erase(const EraseOptions& what, const Cancel* cancel = nullptr) {
    return detail::get_text(snaproll_store_erase, get(), std::string_view(),
                            what.get(), detail::or_null(cancel));
  }
  /// As snaproll_store_get_blob.
  std::string get_blob(std::string_view hash) const {
    return detail::get_text(snaproll_store_get_blob, get(), hash);
  }
  /// As snaproll_store_erasures.
  std::string erasures(std::string_view id) const {
    return detail::get_text(snaproll_store_erasures, get(), id);
  }
  /// As snaproll_store_compact.
  void compact(const Cancel* cancel = nullptr) {
    detail::run(snaproll_store_compact, get(), detail::or_null(cancel));
  }
  /// As snaproll_store_stats.
  std::string stats() const {
    return detail::get_text(snaproll_store_stats, get());
  }
  /// As snaproll_store_stats_prometheus.
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
  /// As snaproll_open_options_new.
  static OpenOptions make() {
    return OpenOptions(
        detail::get<snaproll_open_options*>(snaproll_open_options_new));
  }
  /// As snaproll_open_options_set_mode.
  void set_mode(int32_t mode) {
    detail::run(snaproll_open_options_set_mode, get(), mode);
  }
  /// As snaproll_open_options_set_options.
  void set_options(const Options& execution) {
    detail::run(snaproll_open_options_set_options, get(), execution.get());
  }
  /// As snaproll_open_options_set_kind.
  void set_kind(std::string_view kind) {
    detail::run(snaproll_open_options_set_kind, get(), kind);
  }
  /// As snaproll_open_options_set_schema.
  void set_schema(int64_t schema) {
    detail::run(snaproll_open_options_set_schema, get(), schema);
  }
  /// As snaproll_open_options_add_attribute.
  void add_attribute(std::string_view name, std::string_view value) {
    detail::run(snaproll_open_options_add_attribute, get(), name, value);
  }
  /// As snaproll_open_options_set_owner.
  void set_owner(std::string_view owner) {
    detail::run(snaproll_open_options_set_owner, get(), owner);
  }
  /// As snaproll_open_options_set_take_over.
  void set_take_over(bool take_over) {
    detail::run(snaproll_open_options_set_take_over, get(), take_over);
  }
  /// As snaproll_open_options_set_start_snapshot.
  void set_start_snapshot(bool on) {
    detail::run(snaproll_open_options_set_start_snapshot, get(), on);
  }
  /// As snaproll_open_options_set_save_steps.
  void set_save_steps(bool on) {
    detail::run(snaproll_open_options_set_save_steps, get(), on);
  }
};

}  // namespace abi
}  // namespace snaproll

#endif
