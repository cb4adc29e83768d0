// When snapshots are taken. Included by snaproll.hpp.
#ifndef SNAPROLL_ABI_SNAPSHOT_RULES_HPP
#define SNAPROLL_ABI_SNAPSHOT_RULES_HPP

#include <cstdint>
#include <string_view>

#include "snaproll_abi/base.hpp"

namespace snaproll {
namespace abi {

/// When a manager takes snapshots beside every n-th node. Since 0.1
class SnapshotRules : public detail::Handle<snaproll_snapshot_rules,
                                            snaproll_snapshot_rules_free> {
 public:
  using Handle::Handle;
  /// As snaproll_snapshot_rules_new.
  static SnapshotRules make() {
    return SnapshotRules(
        detail::get<snaproll_snapshot_rules*>(snaproll_snapshot_rules_new));
  }
  /// As snaproll_snapshot_rules_set_at_least_nodes.
  void set_at_least_nodes(size_t nodes) {
    detail::run(snaproll_snapshot_rules_set_at_least_nodes, get(), nodes);
  }
  /// As snaproll_snapshot_rules_set_at_least_time.
  void set_at_least_time(int64_t nanoseconds) {
    detail::run(snaproll_snapshot_rules_set_at_least_time, get(), nanoseconds);
  }
  /// As snaproll_snapshot_rules_set_at_least_bytes.
  void set_at_least_bytes(uint64_t bytes) {
    detail::run(snaproll_snapshot_rules_set_at_least_bytes, get(), bytes);
  }
  /// As snaproll_snapshot_rules_add_before.
  void add_before(std::string_view glob) {
    detail::run(snaproll_snapshot_rules_add_before, get(), glob);
  }
  /// As snaproll_snapshot_rules_set_before_irreversible.
  void set_before_irreversible(bool on) {
    detail::run(snaproll_snapshot_rules_set_before_irreversible, get(), on);
  }
  /// As snaproll_snapshot_rules_set_skip_unchanged.
  void set_skip_unchanged(bool on) {
    detail::run(snaproll_snapshot_rules_set_skip_unchanged, get(), on);
  }
};

}  // namespace abi
}  // namespace snaproll

#endif
