#include "boundary.hpp"

using namespace snaproll;        // NOLINT: the functions below are C
using namespace snaproll::capi;  // NOLINT

int32_t snaproll_summary_total_snapshots(const snaproll_summary* summary,
                                         size_t* out, snaproll_error** error) {
  return read(summary, "summary", out, error,
              [](const Summary& self) { return self.total_snapshots; });
}

int32_t snaproll_summary_max_snapshots(const snaproll_summary* summary,
                                       size_t* out, snaproll_error** error) {
  return read(summary, "summary", out, error,
              [](const Summary& self) { return self.max_snapshots; });
}

int32_t snaproll_summary_auto_snapshot_enabled(const snaproll_summary* summary,
                                               bool* out,
                                               snaproll_error** error) {
  return read(summary, "summary", out, error,
              [](const Summary& self) { return self.auto_snapshot_enabled; });
}

int32_t snaproll_summary_auto_snapshot_interval(const snaproll_summary* summary,
                                                size_t* out,
                                                snaproll_error** error) {
  return read(summary, "summary", out, error,
              [](const Summary& self) { return self.auto_snapshot_interval; });
}

int32_t snaproll_summary_oldest_snapshot(const snaproll_summary* summary,
                                         int64_t* out, snaproll_error** error) {
  return read(summary, "summary", out, error, [](const Summary& self) {
    return self.oldest_snapshot.value_or(kNoTime);
  });
}

int32_t snaproll_summary_newest_snapshot(const snaproll_summary* summary,
                                         int64_t* out, snaproll_error** error) {
  return read(summary, "summary", out, error, [](const Summary& self) {
    return self.newest_snapshot.value_or(kNoTime);
  });
}

int32_t snaproll_summary_nodes_processed(const snaproll_summary* summary,
                                         size_t* out, snaproll_error** error) {
  return read(summary, "summary", out, error,
              [](const Summary& self) { return self.nodes_processed; });
}

int32_t snaproll_summary_to_json(const snaproll_summary* summary,
                                 snaproll_buf* out, snaproll_error** error) {
  return read_text(summary, "summary", out, error,
                   [](const Summary& self) { return self.to_json(); });
}

void snaproll_summary_free(snaproll_summary* summary) { release(summary); }
