#include "open.hpp"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "exit_code.hpp"
#include "json.hpp"

namespace snaproll::cli {
namespace {

namespace fs = std::filesystem;

constexpr size_t kPage = 1000;
constexpr size_t kShown = 20;  // names in an error
constexpr size_t kLeastPart = 4;

// How many characters differ; the usual distance of Levenshtein.
size_t distance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = std::exchange(row[0], i);
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, changed});
    }
  }
  return row[b.size()];
}

std::string hint_of(const std::string& name,
                    const std::vector<std::string>& names) {
  const std::vector<std::string> alike = near(name, names);
  std::string hint;
  for (const std::string& one : alike) {
    hint += hint.empty() ? "did you mean " : " or ";
    hint += in_quotes(one);
  }
  return hint.empty() ? hint : hint + "?";
}

std::vector<std::string> files_beside(const fs::path& path) {
  std::vector<std::string> names;
  std::error_code error;
  const fs::path folder = path.has_parent_path() ? path.parent_path() : ".";
  for (fs::directory_iterator at(folder, error), end; !error && at != end;
       at.increment(error))
    names.push_back(at->path().filename().string());
  return names;
}

[[noreturn]] void fail_no_file(const std::string& path) {
  std::error_code error;
  const fs::path whole = fs::absolute(path, error);
  std::vector<std::string> notes;
  if (!error) notes.push_back("looked for " + whole.string());
  notes.emplace_back("nothing was made");
  throw Failure(
      kNotFound, "there is no store at " + in_quotes(path),
      hint_of(fs::path(path).filename().string(), files_beside(fs::path(path))),
      std::move(notes));
}

abi::Store open(const std::string& path, const abi::StoreOptions& options) {
  if (path == ":memory:")
    throw Failure(kUsage, "a store in memory holds nothing to look at",
                  "name a file");
  try {
    return abi::Store(path, &options);
  } catch (const abi::Error& error) {
    if (error.code == SNAPROLL_NOT_FOUND && access(path.c_str(), F_OK) != 0)
      fail_no_file(path);
    throw;
  }
}

// The ids of all executions, newest first.
std::vector<std::string> all_ids(const abi::Store& store) {
  std::vector<std::string> ids;
  int64_t cursor = 0;
  do {
    const abi::Value page =
        abi::Value::parse(store.executions(nullptr, cursor, kPage));
    const abi::Value executions = page.find("executions");
    for (size_t i = 0; i < executions.size(); ++i)
      ids.push_back(text_of(executions.at(i), "id"));
    cursor = number_of(page, "next");
  } while (cursor != 0);
  return ids;
}

bool is_part(std::string_view id, std::string_view part) {
  if (part.size() < kLeastPart || part.size() > id.size()) return false;
  return id.substr(0, part.size()) == part ||
         id.substr(id.size() - part.size()) == part;
}

std::vector<std::string> listed(const std::vector<std::string>& ids) {
  std::vector<std::string> lines;
  for (size_t i = 0; i < ids.size() && i < kShown; ++i)
    lines.push_back(in_quotes(ids[i]));
  if (ids.size() > kShown)
    lines.push_back("and " + counted(ids.size() - kShown) + " more");
  return lines;
}

}  // namespace

abi::Store open_to_read(const std::string& path) {
  abi::StoreOptions options = abi::StoreOptions::make();
  options.set_read_only(true);
  options.set_create(false);
  return open(path, options);
}

abi::Store open_to_write(const std::string& path, bool create) {
  abi::StoreOptions options = abi::StoreOptions::make();
  options.set_create(create);
  return open(path, options);
}

std::string find_execution(const abi::Store& store, const std::string& path,
                           const std::string& name) {
  if (!name.empty() && store.exists(name)) return name;
  const std::vector<std::string> ids = all_ids(store);
  if (ids.empty())
    throw Failure(kNotFound, "there is no execution in " + in_quotes(path), "");
  if (name.empty()) {
    if (ids.size() == 1) return ids[0];
    throw Failure(
        kUsage, in_quotes(path) + " holds " + counted(ids.size(), "execution"),
        "say which one by -e ID", listed(ids));
  }
  std::vector<std::string> found;
  for (const std::string& id : ids) {
    if (is_part(id, name)) found.push_back(id);
  }
  if (found.size() == 1) return found[0];
  if (found.empty())
    throw Failure(
        kNotFound,
        "there is no execution " + in_quotes(name) + " in " + in_quotes(path),
        hint_of(name, ids));
  throw Failure(
      kAmbiguous,
      in_quotes(name) + " stands for " + counted(found.size(), "execution"),
      "write more of the id", listed(found));
}

abi::Execution read_execution(const abi::Store& store, const std::string& id,
                              Version version) {
  abi::OpenOptions options = abi::OpenOptions::make();
  options.set_mode(SNAPROLL_OPEN_READ);
  if (version == Version::kOfNow)
    options.set_schema(number_of(abi::Value::parse(store.info(id)), "schema"));
  return abi::Execution::open(store, id, &options);
}

abi::Execution write_execution(const abi::Store& store, const std::string& id,
                               bool take_over) {
  abi::OpenOptions options = abi::OpenOptions::make();
  options.set_mode(SNAPROLL_OPEN_EXISTING);
  options.set_owner("snaproll of " + who());
  options.set_take_over(take_over);
  return abi::Execution::open(store, id, &options);
}

void check_owner(const abi::Store& store, const std::string& id) {
  const abi::Value info = abi::Value::parse(store.info(id));
  if (is_null(info, "owner")) return;
  const abi::Value owner = info.find("owner");
  if (!owner.find("lives").as_bool()) return;
  std::string by = text_of(owner, "process");
  const std::string name = text_of(owner, "name");
  if (!name.empty()) by = name + ", " + by;
  throw Failure(kConflict, "execution " + in_quotes(id) + " is owned by " + by,
                "stop it first, or shut it out by --take-over",
                {"since " + text_of(owner, "since")});
}

Reading::Reading(const Arguments& arguments, Version version)
    : Reading(arguments, open_to_read(arguments.store), version) {}

Reading::Reading(const Arguments& arguments, abi::Store opened, Version version)
    : store(std::move(opened)),
      id(find_execution(store, arguments.store, arguments.execution)),
      execution(read_execution(store, id, version)),
      manager(execution.manager()) {}

std::string who() {
  char machine[256] = {};
  if (gethostname(machine, sizeof machine - 1) != 0) machine[0] = '\0';
  const passwd* user = getpwuid(geteuid());  // NOLINT: one thread asks
  const std::string name =
      user != nullptr ? user->pw_name : std::to_string(geteuid());
  return machine[0] == '\0' ? name : name + '@' + machine;
}

void confirm(const Arguments& arguments, Terminal& terminal,
             const std::string& what, const std::string& question) {
  if (arguments.yes) return;
  if (!terminal.can_ask())
    throw Failure(kUsage, what + " wants to be confirmed",
                  "there is no terminal to ask at: say --yes");
  if (!terminal.ask(question))
    throw Failure(kRefused, "nothing was changed", "");
}

std::vector<std::string> near(std::string_view name,
                              const std::vector<std::string>& names) {
  constexpr size_t kMost = 3;
  constexpr size_t kLongest = 100;
  std::vector<std::pair<size_t, std::string>> alike;
  for (const std::string& one : names) {
    if (one.size() > kLongest || name.size() > kLongest) continue;
    const size_t differs = distance(name, one);
    if (differs <= std::max<size_t>(1, name.size() / 3))
      alike.emplace_back(differs, one);
  }
  std::sort(alike.begin(), alike.end());
  std::vector<std::string> found;
  for (size_t i = 0; i < alike.size() && i < kMost; ++i)
    found.push_back(alike[i].second);
  return found;
}

std::string in_quotes(std::string_view text) {
  return '"' + std::string(text) + '"';
}

}  // namespace snaproll::cli
