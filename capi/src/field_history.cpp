#include "boundary.hpp"

namespace snaproll::capi {

FieldHistoryRep::FieldHistoryRep(std::vector<FieldChange> changes)
    : changes_(std::move(changes)) {
  ids_.reserve(changes_.size());
  created_at_.reserve(changes_.size());
  flags_.reserve(changes_.size());
  for (const FieldChange& change : changes_) {
    ids_.push_back(id_of(change.snapshot.id()));
    created_at_.push_back(change.snapshot.created_at());
    const int flags =
        (change.before.has_value() ? SNAPROLL_FIELD_HAS_BEFORE : 0) |
        (change.after.has_value() ? SNAPROLL_FIELD_HAS_AFTER : 0);
    flags_.push_back(static_cast<uint8_t>(flags));
  }
}

const FieldHistoryRep::Texts& FieldHistoryRep::texts(
    Column& column, std::optional<Value> FieldChange::* value) const {
  std::call_once(column.made, [&] {
    Texts texts;
    texts.offsets.reserve(changes_.size() + 1);
    texts.offsets.push_back(0);
    for (const FieldChange& change : changes_) {
      const std::optional<Value>& written = change.*value;
      if (written.has_value()) (void)written->write(texts.bytes).ok();
      texts.offsets.push_back(texts.bytes.size());
    }
    column.texts = std::move(texts);
  });
  return column.texts;
}

namespace {

using Field = FieldHistoryRep;

// The changes of a history, kept by `Owner`.
template <typename Handle>
int32_t make_history(const Handle* owner, const char* argument,
                     const char* pointer, size_t pointer_size,
                     snaproll_field_history** out,
                     snaproll_error** error) noexcept {
  using Kept = std::shared_ptr<const Field>;
  return read_handle(
      owner, argument, out, error, [&](const auto& self) -> Result<Kept> {
        SNAPROLL_TRY(const auto given, text(pointer, pointer_size, "pointer"));
        SNAPROLL_TRY(auto changes, self.history(given));
        return Kept(std::make_shared<const Field>(std::move(changes)));
      });
}

Result<FieldChange> change_at(const Field& history, size_t index) {
  const size_t count = history.changes().size();
  if (index < count) return history.changes()[index];
  return Error(Code::kNotFound,
               "the history has " + std::to_string(count) + " changes");
}

int32_t read_value(const snaproll_field_history* history, size_t index,
                   std::optional<Value> FieldChange::* value,
                   snaproll_value** out, snaproll_error** error) noexcept {
  return read_handle(history, "history", out, error,
                     [&](const Field& self) -> Result<Value> {
                       SNAPROLL_TRY(FieldChange change, change_at(self, index));
                       std::optional<Value>& wanted = change.*value;
                       if (wanted.has_value()) return *std::move(wanted);
                       return Error(Code::kNotFound, "there was no value");
                     });
}

int32_t read_texts(const snaproll_field_history* history,
                   const Field::Texts& (Field::*column)() const,
                   const size_t** offsets, const char** bytes,
                   snaproll_error** error) noexcept {
  return guard(error, [&]() -> Status {
    clear(bytes);
    SNAPROLL_CHECK(output(offsets, "offsets"));
    SNAPROLL_CHECK(output(bytes, "bytes"));
    SNAPROLL_TRY(const auto* self, live(history, "history"));
    const Field::Texts& texts = (self->*column)();
    *offsets = texts.offsets.data();
    *bytes = texts.bytes.data();
    return {};
  });
}

}  // namespace
}  // namespace snaproll::capi

using namespace snaproll;        // NOLINT: the functions below are C
using namespace snaproll::capi;  // NOLINT

int32_t snaproll_manager_history(const snaproll_manager* manager,
                                 const char* pointer, size_t pointer_size,
                                 snaproll_field_history** out,
                                 snaproll_error** error) {
  return make_history(manager, "manager", pointer, pointer_size, out, error);
}

int32_t snaproll_execution_history(const snaproll_execution* execution,
                                   const char* pointer, size_t pointer_size,
                                   snaproll_field_history** out,
                                   snaproll_error** error) {
  return make_history(execution, "execution", pointer, pointer_size, out,
                      error);
}

int32_t snaproll_field_history_count(const snaproll_field_history* history,
                                     size_t* out, snaproll_error** error) {
  return read(history, "history", out, error,
              [](const Field& self) { return self.changes().size(); });
}

int32_t snaproll_field_history_at(const snaproll_field_history* history,
                                  size_t index, snaproll_snapshot** out,
                                  snaproll_error** error) {
  return read_handle(history, "history", out, error,
                     [&](const Field& self) -> Result<Snapshot> {
                       SNAPROLL_TRY(FieldChange change, change_at(self, index));
                       return std::move(change.snapshot);
                     });
}

int32_t snaproll_field_history_before_at(const snaproll_field_history* history,
                                         size_t index, snaproll_value** out,
                                         snaproll_error** error) {
  return read_value(history, index, &FieldChange::before, out, error);
}

int32_t snaproll_field_history_after_at(const snaproll_field_history* history,
                                        size_t index, snaproll_value** out,
                                        snaproll_error** error) {
  return read_value(history, index, &FieldChange::after, out, error);
}

int32_t snaproll_field_history_ids(const snaproll_field_history* history,
                                   const snaproll_id** out,
                                   snaproll_error** error) {
  return read(history, "history", out, error,
              [](const Field& self) { return self.ids().data(); });
}

int32_t snaproll_field_history_created_at(const snaproll_field_history* history,
                                          const int64_t** out,
                                          snaproll_error** error) {
  return read(history, "history", out, error,
              [](const Field& self) { return self.created_at().data(); });
}

int32_t snaproll_field_history_flags(const snaproll_field_history* history,
                                     const uint8_t** out,
                                     snaproll_error** error) {
  return read(history, "history", out, error,
              [](const Field& self) { return self.flags().data(); });
}

int32_t snaproll_field_history_before(const snaproll_field_history* history,
                                      const size_t** offsets,
                                      const char** bytes,
                                      snaproll_error** error) {
  return read_texts(history, &Field::before, offsets, bytes, error);
}

int32_t snaproll_field_history_after(const snaproll_field_history* history,
                                     const size_t** offsets, const char** bytes,
                                     snaproll_error** error) {
  return read_texts(history, &Field::after, offsets, bytes, error);
}

int32_t snaproll_field_history_ref(const snaproll_field_history* history,
                                   snaproll_field_history** out,
                                   snaproll_error** error) {
  return read_handle(history, "history", out, error,
                     [&](const Field&) { return history->rep(); });
}

void snaproll_field_history_free(snaproll_field_history* history) {
  release(history);
}
