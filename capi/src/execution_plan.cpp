// Plans of an execution, undo, and the edges of its workflow.
#include "boundary.hpp"

using namespace snaproll;        // NOLINT: the functions below are C
using namespace snaproll::capi;  // NOLINT

namespace {

// A plan: `body(execution, selector)` gives a Result<RollbackPlan>.
template <typename Body>
int32_t plan(const snaproll_execution* execution,
             const snaproll_selector* selector, snaproll_rollback_plan** out,
             snaproll_error** error, Body&& body) noexcept {
  return read_handle(execution, "execution", out, error,
                     [&](const Execution& self) -> Result<RollbackPlan> {
                       SNAPROLL_TRY(const auto* only,
                                    live_or_null(selector, "selector"));
                       return body(self, only);
                     });
}

// One [from, to] of a list of edges, which stands at `place`.
Result<Edge> read_edge(const Value& form, const std::string& place) {
  if (!form.is_array() || form.size() != 2)
    return Error(Code::kType, "expected [from, to]").at_pointer(place);
  Edge edge;
  for (size_t i = 0; i < 2; ++i) {
    auto node = form.at(i)->as_text();
    if (!node.ok()) {
      return Error(Code::kType, "expected a string")
          .at_pointer(place + '/' + std::to_string(i));
    }
    (i == 0 ? edge.from : edge.to) = *std::move(node);
  }
  return edge;
}

Result<std::vector<Edge>> read_edges(std::string_view json,
                                     const Limits& limits) {
  SNAPROLL_TRY(const Value list, Value::parse(json, limits));
  if (!list.is_array()) return Error(Code::kType, "expected an array");
  std::vector<Edge> edges;
  edges.reserve(list.size());
  Status status;
  list.for_each([&](std::string_view, const Value& form) {
    auto edge = read_edge(form, '/' + std::to_string(edges.size()));
    if (edge.ok()) {
      edges.push_back(*std::move(edge));
    } else {
      status = std::move(edge).error();
    }
    return status.ok();
  });
  SNAPROLL_CHECK(std::move(status));
  return edges;
}

}  // namespace

int32_t snaproll_execution_plan_rollback(const snaproll_execution* execution,
                                         const snaproll_selector* selector,
                                         snaproll_rollback_plan** out,
                                         snaproll_error** error) {
  return plan(execution, selector, out, error,
              [](const Execution& self, const Selector* only) {
                return self.plan_rollback(only);
              });
}

int32_t snaproll_execution_plan_rollback_to(const snaproll_execution* execution,
                                            const snaproll_id* id,
                                            const snaproll_selector* selector,
                                            snaproll_rollback_plan** out,
                                            snaproll_error** error) {
  return plan(
      execution, selector, out, error,
      [&](const Execution& self, const Selector* only) -> Result<RollbackPlan> {
        if (id == nullptr) return bad_argument("id", "NULL");
        return self.plan_rollback_to(id_of(*id), only);
      });
}

int32_t snaproll_execution_plan_rollback_n(const snaproll_execution* execution,
                                           size_t steps,
                                           const snaproll_selector* selector,
                                           snaproll_rollback_plan** out,
                                           snaproll_error** error) {
  return plan(execution, selector, out, error,
              [&](const Execution& self, const Selector* only) {
                return self.plan_rollback_n(steps, only);
              });
}

int32_t snaproll_execution_apply_plan(snaproll_execution* execution,
                                      const snaproll_rollback_plan* plan,
                                      snaproll_rollback_result** result,
                                      snaproll_error** error) {
  return guard_rollback(result, error, [&]() -> Result<RollbackResult> {
    SNAPROLL_TRY(auto* self, live(execution, "execution"));
    SNAPROLL_TRY(const auto* planned, live(plan, "plan"));
    return self->apply_plan(*planned);
  });
}

int32_t snaproll_execution_undo_rollback(snaproll_execution* execution,
                                         snaproll_rollback_result** result,
                                         snaproll_error** error) {
  return guard_rollback(result, error, [&]() -> Result<RollbackResult> {
    SNAPROLL_TRY(auto* self, live(execution, "execution"));
    return self->undo_rollback();
  });
}

int32_t snaproll_execution_redo_rollback(snaproll_execution* execution,
                                         snaproll_rollback_result** result,
                                         snaproll_error** error) {
  return guard_rollback(result, error, [&]() -> Result<RollbackResult> {
    SNAPROLL_TRY(auto* self, live(execution, "execution"));
    return self->redo_rollback();
  });
}

int32_t snaproll_execution_clear(snaproll_execution* execution,
                                 snaproll_error** error) {
  return change(execution, "execution", error,
                [](Execution& self) { return self.clear(); });
}

int32_t snaproll_execution_add_edge(snaproll_execution* execution,
                                    const char* from, size_t from_size,
                                    const char* to, size_t to_size,
                                    snaproll_error** error) {
  return change(execution, "execution", error, [&](Execution& self) -> Status {
    Edge edge;
    SNAPROLL_TRY(edge.from, utf8_text(from, from_size, "from"));
    SNAPROLL_TRY(edge.to, utf8_text(to, to_size, "to"));
    return self.add_edge(edge);
  });
}

int32_t snaproll_execution_set_edges(snaproll_execution* execution,
                                     const char* json, size_t json_size,
                                     snaproll_error** error) {
  return change(execution, "execution", error, [&](Execution& self) -> Status {
    SNAPROLL_TRY(const auto given, text(json, json_size, "json"));
    SNAPROLL_TRY(const auto edges,
                 read_edges(given, self.context().environment()->limits));
    return self.set_edges(edges);
  });
}

int32_t snaproll_execution_edges(const snaproll_execution* execution,
                                 snaproll_buf* out, snaproll_error** error) {
  return read_text(execution, "execution", out, error,
                   [](const Execution& self) -> Result<std::string> {
                     std::string json = "[";
                     for (const Edge& edge : self.edges()) {
                       json += json.size() > 1 ? ",[" : "[";
                       SNAPROLL_CHECK(append_json_text(json, edge.from));
                       json += ',';
                       SNAPROLL_CHECK(append_json_text(json, edge.to));
                       json += ']';
                     }
                     return json + ']';
                   });
}
