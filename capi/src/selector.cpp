#include "boundary.hpp"

using namespace snaproll;        // NOLINT: the functions below are C
using namespace snaproll::capi;  // NOLINT

namespace {

// Adds a name that `check` accepts to one of the lists of a selector.
template <typename Check>
int32_t add(snaproll_selector* selector, const char* data, size_t size,
            const char* argument, std::vector<std::string> Selector::* list,
            snaproll_error** error, Check&& check) noexcept {
  return change(selector, "selector", error, [&](Selector& self) -> Status {
    SNAPROLL_TRY(std::string name, utf8_text(data, size, argument));
    SNAPROLL_CHECK(check(std::string_view(name)));
    (self.*list).push_back(std::move(name));
    return {};
  });
}

}  // namespace

int32_t snaproll_selector_new(snaproll_selector** out, snaproll_error** error) {
  return guard(error, [&]() -> Status {
    SNAPROLL_CHECK(output(out, "out"));
    *out = make<snaproll_selector>({});
    return {};
  });
}

void snaproll_selector_free(snaproll_selector* selector) { release(selector); }

int32_t snaproll_selector_add_variable(snaproll_selector* selector,
                                       const char* name, size_t name_size,
                                       snaproll_error** error) {
  return add(selector, name, name_size, "name", &Selector::variables, error,
             Selector::check_name);
}

int32_t snaproll_selector_add_node_result(snaproll_selector* selector,
                                          const char* node, size_t node_size,
                                          snaproll_error** error) {
  return add(selector, node, node_size, "node", &Selector::node_results, error,
             Selector::check_name);
}

int32_t snaproll_selector_add_pointer(snaproll_selector* selector,
                                      const char* pointer, size_t pointer_size,
                                      snaproll_error** error) {
  return add(selector, pointer, pointer_size, "pointer", &Selector::pointers,
             error, Selector::check_pointer);
}

int32_t snaproll_selector_add_downstream_of(snaproll_selector* selector,
                                            const char* node, size_t node_size,
                                            snaproll_error** error) {
  return add(selector, node, node_size, "node", &Selector::downstream_of, error,
             Selector::check_node);
}

int32_t snaproll_selector_set_state(snaproll_selector* selector, bool named,
                                    snaproll_error** error) {
  return change(selector, "selector", error, [&](Selector& self) -> Status {
    self.state = named;
    return {};
  });
}

int32_t snaproll_selector_set_everything_but(snaproll_selector* selector,
                                             bool inverted,
                                             snaproll_error** error) {
  return change(selector, "selector", error, [&](Selector& self) -> Status {
    self.everything_but = inverted;
    return {};
  });
}

int32_t snaproll_selector_set_allow_nothing(snaproll_selector* selector,
                                            bool allowed,
                                            snaproll_error** error) {
  return change(selector, "selector", error, [&](Selector& self) -> Status {
    self.allow_nothing = allowed;
    return {};
  });
}
