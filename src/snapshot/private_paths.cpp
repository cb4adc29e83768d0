// Private paths as JSON, and masking what they name.
#include "snaproll/private_paths.hpp"

#include <utility>

#include "patch/operation.hpp"
#include "snapshot/form.hpp"
#include "snapshot/path_set.hpp"
#include "value/access.hpp"
#include "value/tokens.hpp"

namespace snaproll {
namespace {

using detail::Form;
using detail::PathPlaces;
using detail::PathSet;

constexpr const char* kSecret = "secret";
constexpr const char* kTransient = "transient";

Value mask() { return *Value::text("***"); }

// Where `pointer` leads; nothing where a path names it, or what is around it.
Result<std::optional<PathPlaces>> places_at(const PathSet& paths,
                                            std::string_view pointer) {
  SNAPROLL_TRY(const auto tokens, detail::split_pointer(pointer));
  PathPlaces at = paths.root();
  for (const detail::Token& token : tokens) {
    at = detail::step(at, token.name);
    if (at.ends) return std::optional<PathPlaces>();
  }
  return std::optional<PathPlaces>(std::move(at));
}

Value masked_below(const Value& value, const PathPlaces& at) {
  Value made = value;
  detail::for_each_match(
      value, at,
      [&](const std::string& token, const Value& inner, const PathPlaces& to) {
        Value shown = to.ends ? mask() : masked_below(inner, to);
        if (!detail::ValueAccess::identical(shown, inner))
          detail::set_member(made, token, std::move(shown));
      });
  return made;
}

// Elements whose index is not known: each as any index that a path names.
Value masked_elements(const Value& elements, const PathPlaces& at) {
  PathPlaces any;
  for (const detail::PathNode* node : at.nodes)
    for (const auto* list : {&node->names, &node->globs})
      for (const auto& next : *list) {
        any.ends = any.ends || next.second.ends;
        any.nodes.push_back(&next.second);
      }
  Value made = elements;
  for (size_t i = 0; i < elements.size(); ++i) {
    const Value element = elements.at(i).value_or(Value());
    detail::set_member(made, std::to_string(i),
                       any.ends ? mask() : masked_below(element, any));
  }
  return made;
}

Result<PathSet> set_of(const PrivatePaths& paths) {
  if (paths.transient.size() + paths.secret.size() > PrivatePaths::kMaxPaths) {
    return Error(Code::kLimit, "more than " +
                                   std::to_string(PrivatePaths::kMaxPaths) +
                                   " private paths");
  }
  PathSet set;
  SNAPROLL_CHECK(set.add(paths.transient, kTransient));
  SNAPROLL_CHECK(set.add(paths.secret, kSecret));
  return set;
}

Result<std::vector<std::string>> read_list(const Form& form, const char* name) {
  std::vector<std::string> paths;
  const auto list = form.optional(name);
  if (!list.has_value()) return paths;
  if (!list->is_array())
    return Error(Code::kType, "expected an array").at_pointer(form.place(name));
  for (const Value& path : list->elements()) {
    auto text = path.as_text();
    if (!text.ok())
      return Error(Code::kType, "expected a string")
          .at_pointer(form.place(name) + '/' + std::to_string(paths.size()));
    paths.push_back(*std::move(text));
  }
  return paths;
}

Status write_list(std::string& out, const std::vector<std::string>& paths) {
  out += '[';
  for (size_t i = 0; i < paths.size(); ++i) {
    if (i > 0) out += ',';
    SNAPROLL_CHECK(detail::write_text(out, paths[i]));
  }
  out += ']';
  return {};
}

}  // namespace

Status PrivatePaths::check() const {
  const auto set = set_of(*this);
  return set.ok() ? Status() : Status(set.error());
}

Result<std::string> PrivatePaths::to_json() const {
  std::string out;
  detail::FormWriter form(out);
  form.begin(kSecret);
  SNAPROLL_CHECK(write_list(out, secret));
  form.begin(kTransient);
  SNAPROLL_CHECK(write_list(out, transient));
  form.end();
  return out;
}

Result<PrivatePaths> PrivatePaths::from_json(std::string_view json) {
  SNAPROLL_TRY(Value value, Value::parse(json));
  for (const std::string& name : value.names()) {
    if (name == kSecret || name == kTransient) continue;
    return Error(Code::kInvalidArgument, "there is no such list of paths")
        .at_pointer(detail::pointer_token(name))
        .with_hint("the lists are transient and secret");
  }
  SNAPROLL_TRY(const Form form, Form::of(std::move(value), {}));
  PrivatePaths paths;
  SNAPROLL_TRY(paths.transient, read_list(form, kTransient));
  SNAPROLL_TRY(paths.secret, read_list(form, kSecret));
  SNAPROLL_CHECK(paths.check());
  return paths;
}

Result<Value> masked(const Value& value, const PrivatePaths& paths,
                     std::string_view pointer) {
  SNAPROLL_TRY(const PathSet set, set_of(paths));
  SNAPROLL_TRY(const auto at, places_at(set, pointer));
  return at.has_value() ? masked_below(value, *at) : mask();
}

Result<Patch> masked(const Patch& patch, const PrivatePaths& paths) {
  SNAPROLL_TRY(const PathSet set, set_of(paths));
  detail::Operations operations = patch.operations();
  for (PatchOperation& operation : operations) {
    SNAPROLL_TRY(const auto at, places_at(set, operation.pointer));
    const bool inside = operation.kind == PatchKind::kAppend ||
                        operation.kind == PatchKind::kSplice;
    const auto show = [&](Value& value) {
      value = at.has_value() ? masked_below(value, *at) : mask();
    };
    if (inside && at.has_value() && operation.value.is_array()) {
      operation.value = masked_elements(operation.value, *at);
    } else if (operation.kind != PatchKind::kMove &&
               operation.kind != PatchKind::kCopy &&
               operation.kind != PatchKind::kRemove) {
      show(operation.value);
    }
    if (operation.before.has_value()) show(*operation.before);
    if (operation.after.has_value()) show(*operation.after);
  }
  return detail::PatchAccess::of(std::move(operations));
}

}  // namespace snaproll
