#include "boundary.hpp"

namespace snaproll::capi {
namespace {

// Appends a text to a column of texts.
void append_text(std::vector<size_t>& offsets, std::string& bytes,
                 const std::optional<std::string>& text) {
  if (text.has_value()) bytes += *text;
  offsets.push_back(bytes.size());
}

// A column of texts as its two outputs.
template <typename Column>
int32_t read_texts(const snaproll_snapshot_list* list, const size_t** offsets,
                   const char** bytes, snaproll_error** error,
                   Column&& column) noexcept {
  return guard(error, [&]() -> Status {
    clear(bytes);
    SNAPROLL_CHECK(output(offsets, "offsets"));
    SNAPROLL_CHECK(output(bytes, "bytes"));
    SNAPROLL_TRY(const auto* self, live(list, "list"));
    column(*self);
    return {};
  });
}

}  // namespace

ListRep list_of(std::vector<Snapshot> snapshots) {
  ListRep list;
  list.snapshots = std::move(snapshots);
  const size_t count = list.snapshots.size();
  list.ids.reserve(count);
  list.created_at.reserve(count);
  list.flags.reserve(count);
  list.label_offsets.reserve(count + 1);
  list.node_offsets.reserve(count + 1);
  list.label_offsets.push_back(0);
  list.node_offsets.push_back(0);
  for (const Snapshot& snapshot : list.snapshots) {
    list.ids.push_back(id_of(snapshot.id()));
    list.created_at.push_back(snapshot.created_at());
    const int flags =
        (snapshot.metadata().is_auto ? SNAPROLL_SNAPSHOT_AUTO : 0) |
        (snapshot.label().has_value() ? SNAPROLL_SNAPSHOT_HAS_LABEL : 0) |
        (snapshot.trigger_node().has_value()
             ? SNAPROLL_SNAPSHOT_HAS_TRIGGER_NODE
             : 0);
    list.flags.push_back(static_cast<uint8_t>(flags));
    append_text(list.label_offsets, list.labels, snapshot.label());
    append_text(list.node_offsets, list.nodes, snapshot.trigger_node());
  }
  return list;
}

}  // namespace snaproll::capi

using namespace snaproll;        // NOLINT: the functions below are C
using namespace snaproll::capi;  // NOLINT

int32_t snaproll_snapshot_list_count(const snaproll_snapshot_list* list,
                                     size_t* out, snaproll_error** error) {
  return read(list, "list", out, error,
              [](const ListRep& self) { return self.snapshots.size(); });
}

int32_t snaproll_snapshot_list_at(const snaproll_snapshot_list* list,
                                  size_t index, snaproll_snapshot** out,
                                  snaproll_error** error) {
  return read_handle(
      list, "list", out, error, [&](const ListRep& self) -> Result<Snapshot> {
        if (index < self.snapshots.size()) return self.snapshots[index];
        return Error(Code::kNotFound,
                     "the list has " + std::to_string(self.snapshots.size()) +
                         " snapshots");
      });
}

int32_t snaproll_snapshot_list_ids(const snaproll_snapshot_list* list,
                                   const snaproll_id** out,
                                   snaproll_error** error) {
  return read(list, "list", out, error,
              [](const ListRep& self) { return self.ids.data(); });
}

int32_t snaproll_snapshot_list_created_at(const snaproll_snapshot_list* list,
                                          const int64_t** out,
                                          snaproll_error** error) {
  return read(list, "list", out, error,
              [](const ListRep& self) { return self.created_at.data(); });
}

int32_t snaproll_snapshot_list_flags(const snaproll_snapshot_list* list,
                                     const uint8_t** out,
                                     snaproll_error** error) {
  return read(list, "list", out, error,
              [](const ListRep& self) { return self.flags.data(); });
}

int32_t snaproll_snapshot_list_labels(const snaproll_snapshot_list* list,
                                      const size_t** offsets,
                                      const char** bytes,
                                      snaproll_error** error) {
  return read_texts(list, offsets, bytes, error, [&](const ListRep& self) {
    *offsets = self.label_offsets.data();
    *bytes = self.labels.data();
  });
}

int32_t snaproll_snapshot_list_trigger_nodes(const snaproll_snapshot_list* list,
                                             const size_t** offsets,
                                             const char** bytes,
                                             snaproll_error** error) {
  return read_texts(list, offsets, bytes, error, [&](const ListRep& self) {
    *offsets = self.node_offsets.data();
    *bytes = self.nodes.data();
  });
}

void snaproll_snapshot_list_free(snaproll_snapshot_list* list) {
  release(list);
}
