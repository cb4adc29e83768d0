// The C++ runner of the scenario: what its files share.
#pragma once

#include <any>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "snaproll/execution.hpp"
#include "snaproll/pointer.hpp"
#include "snaproll/store.hpp"

namespace scenario {

using namespace snaproll;  // NOLINT: the runner speaks of nothing else

// What an operation replies: its output as JSON, empty for none.
using Reply = Result<std::string>;

// Objects and ids by the names that lines gave them.
using Names = std::map<std::string, std::any>;

class Call {
 public:
  Call(Value line, Names& names) : line_(std::move(line)), names_(names) {}

  // Inputs; a program that misses one that it needs ends.
  bool has(const char* input) const { return line_.find(input).has_value(); }
  Value value(const char* input) const;
  std::string text(const char* input) const;
  int64_t integer(const char* input) const { return *value(input).as_int64(); }
  size_t count(const char* input) const;  // null = kUnlimited
  bool boolean(const char* input) const {
    return has(input) && *value(input).as_bool();
  }
  double number(const char* input) const { return *value(input).as_double(); }
  Id id(const char* input) const { return id_of(text(input)); }
  // Of the name of an id, or its text.
  Id id_of(const std::string& told) const;

  // The object that an input names, and that of a name.
  template <typename T>
  T& object(const char* input) const {
    return named<T>(text(input));
  }
  template <typename T>
  T& named(const std::string& name) const {
    return std::any_cast<T&>(names_.at(name));
  }
  // A text that may be missing; a list of them; names and values.
  std::string text_or_empty(const char* input) const {
    return has(input) ? text(input) : std::string();
  }
  std::vector<std::string> texts(const char* input) const;
  // The place of a word in a list.
  int32_t word(const char* input, const std::vector<const char*>& words) const;
  std::vector<std::pair<std::string, std::string>> attributes() const;
  template <typename T>
  T& shared(const char* input) const {
    return *object<std::shared_ptr<T>>(input);
  }
  template <typename T>
  T& self() const {
    return object<T>("self");
  }
  // Options, or the defaults.
  ExecutionOptions options() const {
    return has("options") ? object<ExecutionOptions>("options")
                          : ExecutionOptions();
  }
  const Limits limits() const { return options().environment->limits; }
  const Cancel* cancel() const {
    return has("cancel") ? &shared<Cancel>("cancel") : nullptr;
  }
  Result<SnapshotInfo> snapshot_info() const;
  EraseOptions erased() const;
  // What a selective rollback takes back; nothing where none is told.
  Result<std::optional<Selector>> selector() const;

  // Names an object.
  template <typename T>
  Reply made(T thing) {
    if (has("as")) names_[text("as")] = std::any(std::move(thing));
    return std::string();
  }
  template <typename T>
  Reply made(Result<T> thing) {
    if (!thing.ok()) return std::move(thing).error();
    return made(*std::move(thing));
  }
  template <typename T>
  Reply made_shared(Result<T> thing) {
    if (!thing.ok()) return std::move(thing).error();
    return made(std::make_shared<T>(*std::move(thing)));
  }
  // Names an id and writes it, or null.
  Reply made_id(const std::optional<Id>& id);
  // Names a rollback result and writes it; the failures of rule M12 write it
  // behind their error.
  Reply made_rollback(Result<RollbackResult> result);

  std::string failed_out;  // the `out` of a failure

 private:
  Value line_;
  Names& names_;
};

using Operation = Reply (*)(Call&);
using Table = std::map<std::string_view, Operation>;

extern const Table kBasics;
extern const Table kValues;
extern const Table kContexts;
extern const Table kVariables;
extern const Table kSnapshots;
extern const Table kManagers;
extern const Table kExecutions;
extern const Table kFields;
extern const Table kPatches;
extern const Table kGoingBack;
extern const Table kTree;
extern const Table kKeeping;
extern const Table kBlobs;
extern const Table kDurable;
extern const Table kStores;

// As C tells them: "NOT_FOUND", by its number without the sign.
extern const std::vector<const char*> kCodes;
const char* code_name(Code code);

// Outputs as JSON.
Reply done(Status status);
std::string json_text(std::string_view utf8);
std::string json_names(const std::vector<std::string>& names);
Reply out_text(Result<std::string> text);
Reply out_text(const std::optional<std::string>& text);
Reply out_json(Result<std::string> json);
Reply out_value(Result<Value> value, const Cancel* cancel = nullptr);
Reply out_double(Result<double> number);
// TYPE where it is no array.
Result<std::vector<Value>> elements_of(const Value& array);
std::string out_bool(bool boolean);
std::string out_time(Time time);
std::string out_state(const ExecutionState& state);

// A report: canonical JSON with words for what is of the machine (README.md);
// and one of erasures, whose ids are drawn.
Reply out_report(Result<std::string> json);
Reply out_erased(Result<std::string> json);
// A text without what it tells of this process and of the folder.
std::string plain(const std::string& text);

// A new folder to work in, which goes with it.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
};

// What C has as a failure and C++ as nothing.
template <typename T>
Result<T> found(std::optional<T> thing, std::string_view root,
                std::string_view name, const char* what) {
  if (thing.has_value()) return *std::move(thing);
  std::string pointer(root);
  pointer += '/';
  for (const char c : name) {
    pointer += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  }
  return Error(Code::kNotFound, std::string("there is no such ") + what)
      .at_pointer(std::move(pointer));
}

}  // namespace scenario
