// Tags and holds of a history, and what a text names in it.
#include "boundary.hpp"

namespace snaproll::capi {
namespace {

// The members that tags and holds share.
Status append_name(std::string& json, const std::string& name,
                   const Id& snapshot) {
  json += "{\"name\":";
  SNAPROLL_CHECK(append_json_text(json, name));
  json += ",\"snapshot\":\"" + snapshot.text() + '"';
  return {};
}

Status append_tag(std::string& json, const Tag& tag) {
  SNAPROLL_CHECK(append_name(json, tag.name, tag.snapshot));
  json += ",\"at\":\"" + time_text(tag.at) + "\"}";
  return {};
}

Status append_hold(std::string& json, const Hold& hold) {
  SNAPROLL_CHECK(append_name(json, hold.name, hold.snapshot));
  json += ",\"reason\":";
  SNAPROLL_CHECK(append_json_text(json, hold.reason));
  json += ",\"at\":\"" + time_text(hold.at) + "\"}";
  return {};
}

// A change of one name: `body(manager, id, name)` gives a Status.
template <typename Body>
int32_t change_name(snaproll_manager* manager, const snaproll_id* id,
                    const char* name, size_t name_size, snaproll_error** error,
                    Body&& body) noexcept {
  return change(manager, "manager", error, [&](Manager& self) -> Status {
    SNAPROLL_TRY(const Id of, id_of(id, "id"));
    SNAPROLL_TRY(const auto given, text(name, name_size, "name"));
    return body(self, of, given);
  });
}

}  // namespace
}  // namespace snaproll::capi

using namespace snaproll;        // NOLINT: the functions below are C
using namespace snaproll::capi;  // NOLINT

int32_t snaproll_manager_tag(snaproll_manager* manager, const snaproll_id* id,
                             const char* name, size_t name_size, bool unique,
                             snaproll_error** error) {
  return change_name(manager, id, name, name_size, error,
                     [&](Manager& self, const Id& of, std::string_view given) {
                       return self.tag(of, given, unique);
                     });
}

int32_t snaproll_manager_untag(snaproll_manager* manager, const snaproll_id* id,
                               const char* name, size_t name_size,
                               snaproll_error** error) {
  return change_name(manager, id, name, name_size, error,
                     [](Manager& self, const Id& of, std::string_view given) {
                       return self.untag(of, given);
                     });
}

int32_t snaproll_manager_tags(const snaproll_manager* manager,
                              snaproll_buf* out, snaproll_error** error) {
  return read_text(manager, "manager", out, error,
                   [](const Manager& self) -> Result<std::string> {
                     SNAPROLL_TRY(const auto tags, self.tags());
                     return array_json(tags, append_tag);
                   });
}

int32_t snaproll_manager_hold(snaproll_manager* manager, const snaproll_id* id,
                              const char* name, size_t name_size,
                              const char* reason, size_t reason_size,
                              snaproll_error** error) {
  return change_name(
      manager, id, name, name_size, error,
      [&](Manager& self, const Id& of, std::string_view given) -> Status {
        SNAPROLL_TRY(const auto why, text(reason, reason_size, "reason"));
        return self.hold(of, given, why);
      });
}

int32_t snaproll_manager_release(snaproll_manager* manager,
                                 const snaproll_id* id, const char* name,
                                 size_t name_size, snaproll_error** error) {
  return change_name(manager, id, name, name_size, error,
                     [](Manager& self, const Id& of, std::string_view given) {
                       return self.release(of, given);
                     });
}

int32_t snaproll_manager_holds(const snaproll_manager* manager,
                               snaproll_buf* out, snaproll_error** error) {
  return read_text(manager, "manager", out, error,
                   [](const Manager& self) -> Result<std::string> {
                     SNAPROLL_TRY(const auto holds, self.holds());
                     return array_json(holds, append_hold);
                   });
}

int32_t snaproll_manager_resolve(const snaproll_manager* manager,
                                 const char* text, size_t text_size,
                                 snaproll_id* out, snaproll_error** error) {
  return read(manager, "manager", out, error,
              [&](const Manager& self) -> Result<snaproll_id> {
                SNAPROLL_TRY(const auto given,
                             capi::text(text, text_size, "text"));
                SNAPROLL_TRY(const Snapshot found, self.resolve(given));
                return id_of(found.id());
              });
}

int32_t snaproll_manager_remove(snaproll_manager* manager,
                                const snaproll_id* id, snaproll_error** error) {
  return change(manager, "manager", error, [&](Manager& self) -> Status {
    SNAPROLL_TRY(const Id of, id_of(id, "id"));
    return self.remove(of);
  });
}
