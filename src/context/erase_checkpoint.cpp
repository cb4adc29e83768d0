#include "context/erase_checkpoint.hpp"

#include <utility>

namespace snaproll::detail {

Result<Checkpoint> without(Eraser& eraser, const Checkpoint& checkpoint) {
  const bool listed = checkpoint.nodes.is_array();  // by their names alone
  CapturedState told;
  told.state = checkpoint.state;
  told.variables = checkpoint.variables;
  if (!listed) told.node_results = checkpoint.nodes;
  SNAPROLL_TRY(CapturedState left, eraser.without(told));
  Checkpoint made = checkpoint;
  made.state = std::move(left.state);
  made.variables = std::move(left.variables);
  if (!listed) {
    made.nodes = std::move(left.node_results);
    return made;
  }
  SNAPROLL_TRY(made.nodes, eraser.nodes_without(checkpoint.nodes));
  return made;
}

}  // namespace snaproll::detail
