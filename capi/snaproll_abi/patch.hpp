// Patches. Included by snaproll.hpp.
#ifndef SNAPROLL_ABI_PATCH_HPP
#define SNAPROLL_ABI_PATCH_HPP

#include <cstddef>
#include <string>
#include <string_view>

#include "snaproll_abi/value.hpp"

namespace snaproll {
namespace abi {

/// What changed between two values, or what shall change. Since 0.1
class Patch : public detail::Handle<snaproll_patch, snaproll_patch_free> {
 public:
  using Handle::Handle;
  /// As snaproll_patch_diff.
  static Patch diff(const Value& before, const Value& after,
                    const Cancel* cancel = nullptr) {
    return Patch(detail::get<snaproll_patch*>(snaproll_patch_diff, before.get(),
                                              after.get(),
                                              detail::or_null(cancel)));
  }
  /// As snaproll_patch_from_json.
  static Patch from_json(std::string_view json,
                         const Options* options = nullptr) {
    return Patch(detail::get<snaproll_patch*>(snaproll_patch_from_json, json,
                                              detail::or_null(options)));
  }
  /// As snaproll_patch_size.
  size_t size() const {
    return detail::get<size_t>(snaproll_patch_size, get());
  }
  /// As snaproll_patch_to_json.
  std::string to_json() const {
    return detail::get_text(snaproll_patch_to_json, get());
  }
  /// As snaproll_patch_to_compact.
  std::string to_compact() const {
    return detail::get_text(snaproll_patch_to_compact, get());
  }
  /// As snaproll_patch_to_text.
  std::string to_text() const {
    return detail::get_text(snaproll_patch_to_text, get());
  }
  /// As snaproll_patch_apply.
  Value apply(const Value& value) const {
    return Value(
        detail::get<snaproll_value*>(snaproll_patch_apply, get(), value.get()));
  }
  /// As snaproll_patch_compose.
  Patch compose(const Patch& next) const {
    return Patch(detail::get<snaproll_patch*>(snaproll_patch_compose, get(),
                                              next.get()));
  }
  /// As snaproll_patch_invert.
  Patch invert(const Value& before) const {
    return Patch(detail::get<snaproll_patch*>(snaproll_patch_invert, get(),
                                              before.get()));
  }
  /// As snaproll_patch_masked. To be shown, not to be applied. `paths` as in
  /// snaproll/private_paths.h.
  Patch masked(std::string_view paths) const {
    return Patch(
        detail::get<snaproll_patch*>(snaproll_patch_masked, get(), paths));
  }
  /// As snaproll_patch_ref.
  Patch ref() const {
    return Patch(detail::get<snaproll_patch*>(snaproll_patch_ref, get()));
  }
};

}  // namespace abi
}  // namespace snaproll

#endif
