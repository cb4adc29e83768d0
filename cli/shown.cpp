#include "shown.hpp"

#include "json.hpp"

namespace snaproll::cli {
namespace {

constexpr const char* kNoPaths = R"({"secret":[],"transient":[]})";

// Escaped, as a token of a JSON Pointer.
std::string token_of(const std::string& name) {
  std::string token;
  for (const char c : name) {
    if (c == '~' || c == '/')
      token += c == '~' ? "~0" : "~1";
    else
      token += c;
  }
  return token;
}

}  // namespace

Shown::Shown(const Arguments& arguments, const abi::Context& context)
    : paths_(context.private_paths()),
      hides_(!arguments.reveal && paths_ != kNoPaths) {}

abi::Value Shown::value(const abi::Value& value,
                        std::string_view pointer) const {
  return hides_ ? value.masked(paths_, pointer) : value.ref();
}

abi::Patch Shown::patch(const abi::Patch& patch) const {
  return hides_ ? patch.masked(paths_) : patch.ref();
}

// Its parts stand at the top, as those of a state do; those of the checkpoint
// of a context as well, one level down.
std::string Shown::form(const std::string& json) const {
  if (!hides_) return json;
  abi::Value whole = abi::Value::parse(json).masked(paths_);
  for (const std::string& name : texts_of(whole.names())) {
    if (name != "checkpoint") continue;
    const abi::Value checkpoint = whole.find(name);
    if (checkpoint.kind() == SNAPROLL_KIND_OBJECT)
      whole = whole.set("/checkpoint", checkpoint.masked(paths_));
  }
  return whole.to_json();
}

std::string Shown::attempts(const std::string& json) const {
  if (!hides_) return json;
  abi::Value all = abi::Value::parse(json);
  for (size_t i = 0; i < all.size(); ++i) {
    const abi::Value error = all.at(i).find("error");
    if (error.kind() != SNAPROLL_KIND_TEXT) continue;
    const std::string place = "/node_results/" +
                              token_of(text_of(all.at(i), "node")) +
                              "/result/Failure";
    all = all.set('/' + std::to_string(i) + "/error",
                  error.masked(paths_, place));
  }
  return all.to_json();
}

}  // namespace snaproll::cli
