// Migrations by patches and by functions of C.
#include "boundary.hpp"

using namespace snaproll;        // NOLINT: the functions below are C
using namespace snaproll::capi;  // NOLINT

namespace {

// A function of C with its data, which goes back with the last copy of it.
class Callback {
 public:
  Callback(snaproll_migrate migrate, void* user_data) noexcept
      : migrate_(migrate), user_data_(user_data) {}
  Callback(const Callback&) = delete;
  Callback& operator=(const Callback&) = delete;
  ~Callback() {
    if (release_ != nullptr) release_(user_data_);
  }

  // From then on the data is its own.
  void own(snaproll_release release) noexcept { release_ = release; }

  Result<Value> call(const Value& state) const {
    Handles handles;
    handles.state = make<snaproll_value>(state);
    const int32_t status =
        migrate_(user_data_, handles.state, &handles.made, &handles.error);
    if (status != SNAPROLL_OK) return failure(status, handles.error);
    if (handles.made != nullptr && is_live(handles.made))
      return handles.made->rep();
    return Error(Code::kInvalidArgument, "it gave no value back");
  }

 private:
  struct Handles {
    snaproll_value* state = nullptr;
    snaproll_value* made = nullptr;
    snaproll_error* error = nullptr;
    Handles() = default;
    Handles(const Handles&) = delete;
    Handles& operator=(const Handles&) = delete;
    ~Handles() {
      snaproll_value_free(state);
      snaproll_value_free(made);
      snaproll_error_free(error);
    }
  };

  static Error failure(int32_t status, const snaproll_error* error) {
    if (error != nullptr && is_live(error)) return error->rep();
    const bool known = status < 0 && status >= SNAPROLL_INTERNAL;
    return {known ? static_cast<Code>(status) : Code::kInvalidArgument,
            "it failed with status " + std::to_string(status)};
  }

  const snaproll_migrate migrate_;
  void* const user_data_;
  snaproll_release release_ = nullptr;
};

}  // namespace

int32_t snaproll_store_set_migration(snaproll_store* store, const char* kind,
                                     size_t kind_size, int64_t to,
                                     const snaproll_patch* patch,
                                     snaproll_error** error) {
  return change(store, "store", error, [&](Store& self) -> Status {
    SNAPROLL_TRY(const auto given, utf8_text(kind, kind_size, "kind"));
    SNAPROLL_TRY(const Patch* told, live(patch, "patch"));
    return self.set_migration(given, to, *told);
  });
}

int32_t snaproll_store_set_migration_function(
    snaproll_store* store, const char* kind, size_t kind_size, int64_t to,
    snaproll_migrate migrate, void* user_data, snaproll_release release,
    snaproll_error** error) {
  return change(store, "store", error, [&](Store& self) -> Status {
    SNAPROLL_TRY(const auto given, utf8_text(kind, kind_size, "kind"));
    if (migrate == nullptr) return bad_argument("migrate", "NULL");
    const auto callback = std::make_shared<Callback>(migrate, user_data);
    SNAPROLL_CHECK(self.set_migration(
        given, to,
        [callback](const Value& state) { return callback->call(state); }));
    callback->own(release);
    return {};
  });
}
