// `migrate`: brings all executions of one kind to a newer version of their
// state, by a patch for each version; or tells what that would do.
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "commands.hpp"
#include "exit_code.hpp"
#include "file.hpp"
#include "interrupt.hpp"
#include "json.hpp"
#include "open.hpp"
#include "patch_text.hpp"
#include "progress.hpp"
#include "shown.hpp"

namespace snaproll::cli {
namespace {

constexpr size_t kPage = 500;
constexpr size_t kShown = 3;  // executions whose changes are shown

// One execution of the kind, and what becomes of it.
struct Migration {
  std::string id;
  int64_t from = 0;
  std::optional<abi::Patch> changes;  // of the first ones, of a dry run
  uint64_t snapshots = 0;             // of a dry run
  uint64_t lost = 0;                  // that can not be migrated
  std::string lost_why;
  int32_t status = SNAPROLL_OK;
  std::string message;
};

struct Migrations {
  std::vector<Migration> all;  // that are older
  uint64_t newer = 0;          // of this version already, or of a newer one
};

std::string read_file(const std::string& path) {
  LineReader lines(path);
  std::string text;
  for (std::string line; lines.next(line);) text += line + '\n';
  return text;
}

abi::Patch read_patch(const std::string& path) {
  try {
    return abi::Patch::from_json(read_file(path));
  } catch (const abi::Error& error) {
    std::string message = in_quotes(path) + " is no patch: " + error.what();
    if (!error.pointer.empty()) message += ": " + error.pointer;
    throw Failure(kUsage, message, "write a JSON Patch (RFC 6902)");
  }
}

void tell_migration(abi::Store& store, const Arguments& arguments) {
  const auto count = static_cast<int64_t>(arguments.patches.size());
  int64_t version = arguments.version - count;
  if (version < 0)
    throw Failure(kUsage, "more patches than versions", "give one a version");
  for (const std::string& path : arguments.patches)
    store.set_migration(arguments.kind, ++version, read_patch(path));
}

Migrations find_migrations(const abi::Store& store,
                           const Arguments& arguments) {
  Migrations found;
  abi::ExecutionFilter filter = abi::ExecutionFilter::make();
  filter.set_kind(arguments.kind);
  int64_t cursor = 0;
  do {
    const abi::Value page =
        abi::Value::parse(store.executions(&filter, cursor, kPage));
    const abi::Value executions = page.find("executions");
    for (size_t i = 0; i < executions.size(); ++i) {
      Migration one;
      one.id = text_of(executions.at(i), "id");
      one.from = number_of(executions.at(i), "schema");
      if (one.from < arguments.version)
        found.all.push_back(std::move(one));
      else
        ++found.newer;
    }
    cursor = number_of(page, "next");
  } while (cursor != 0);
  return found;
}

abi::Execution open_as(const abi::Store& store, const std::string& id,
                       int64_t version) {
  abi::OpenOptions options = abi::OpenOptions::make();
  options.set_mode(SNAPROLL_OPEN_READ);
  options.set_schema(version);
  return abi::Execution::open(store, id, &options);
}

// How many snapshots of the history could not be gone back to afterwards.
void try_history(const abi::Execution& migrated, Migration& one) {
  const abi::SnapshotList list = migrated.manager().list();
  one.snapshots = list.count();
  for (size_t i = 0; i < list.count(); ++i) {
    check_stopped();
    try {
      static_cast<void>(list.at(i).value());
    } catch (const abi::Error& error) {
      if (one.lost++ == 0) one.lost_why = error.what();
    }
  }
}

template <typename Work>
void note_failure(Migration& one, Work&& work) {
  check_stopped();
  try {
    work();
  } catch (const abi::Error& error) {
    one.status = error.code;
    one.message = error.what();
    if (!error.pointer.empty()) one.message += ": " + error.pointer;
  }
}

void plan(const abi::Store& store, const Arguments& arguments, bool shown,
          Migration& one) {
  note_failure(one, [&] {
    const abi::Execution before = open_as(store, one.id, 0);
    const abi::Execution after = open_as(store, one.id, arguments.version);
    if (shown)
      one.changes = Shown(arguments, before.context())
                        .patch(abi::Patch::diff(before.context().value(),
                                                after.context().value()));
    try_history(after, one);
  });
}

void migrate(const abi::Store& store, const Arguments& arguments,
             Migration& one) {
  note_failure(one, [&] {
    abi::OpenOptions options = abi::OpenOptions::make();
    options.set_mode(SNAPROLL_OPEN_EXISTING);
    options.set_schema(arguments.version);
    options.set_owner("snaproll of " + who());
    options.set_take_over(arguments.take_over);
    abi::Execution::open(store, one.id, &options).close();
  });
}

Migrations planned(const Arguments& arguments, Terminal& terminal) {
  abi::Store store = open_to_read(arguments.store);
  tell_migration(store, arguments);
  Migrations found = find_migrations(store, arguments);
  Progress progress(terminal, "migrating in memory", found.all.size());
  for (size_t i = 0; i < found.all.size(); ++i) {
    plan(store, arguments, i < kShown, found.all[i]);
    progress.add(1);
  }
  return found;
}

void confirm(const Arguments& arguments, Terminal& terminal, size_t count) {
  if (arguments.yes || count == 0) return;
  if (!terminal.can_ask())
    throw Failure(kUsage, "a migration wants to be confirmed",
                  "there is no terminal to ask at: say --yes, or --dry-run");
  if (!terminal.ask("bring " + counted(count, "execution") + " of kind " +
                    in_quotes(arguments.kind) + " to version " +
                    std::to_string(arguments.version) + "?"))
    throw Failure(kRefused, "nothing was changed", "");
}

Migrations done(const Arguments& arguments, Terminal& terminal) {
  abi::Store store = open_to_write(arguments.store);
  tell_migration(store, arguments);
  Migrations found = find_migrations(store, arguments);
  confirm(arguments, terminal, found.all.size());
  Progress progress(terminal, "migrating", found.all.size());
  for (Migration& one : found.all) {
    migrate(store, arguments, one);
    progress.add(1);
  }
  return found;
}

std::string json_of(const Migration& one) {
  JsonObject object;
  object.text("id", one.id).number("from", static_cast<uint64_t>(one.from));
  if (one.changes.has_value()) object.raw("changes", one.changes->to_compact());
  if (one.lost > 0) {
    object.number("snapshots", one.snapshots);
    object.number("lost_snapshots", one.lost);
    object.text("lost_because", one.lost_why);
  }
  if (one.status != SNAPROLL_OK) {
    object.text("error", snaproll_code_name(one.status));
    object.text("message", one.message);
  }
  return object.end();
}

void print_json(const Arguments& arguments, Terminal& terminal,
                const Migrations& found) {
  JsonObject head;
  head.text("kind", arguments.kind);
  head.number("to", static_cast<uint64_t>(arguments.version));
  head.boolean("planned", arguments.dry_run);
  head.number("not_older", found.newer);
  std::string begin = head.end();
  begin.pop_back();
  terminal.json_part(begin + ",\"executions\":[");
  for (size_t i = 0; i < found.all.size(); ++i)
    terminal.json_part((i > 0 ? "," : "") + json_of(found.all[i]));
  terminal.json("]}");
}

void print_one(Terminal& terminal, const Migration& one) {
  if (one.changes.has_value()) {
    terminal.put(one.id, Style::kName);
    terminal.line(", version " + std::to_string(one.from), Style::kFaint);
    print_patch(terminal, *one.changes);
  }
  if (one.status != SNAPROLL_OK)
    terminal.line(in_quotes(one.id) + ": " + one.message, Style::kBad);
  if (one.lost > 0)
    terminal.line(in_quotes(one.id) + ": " + counted(one.lost) + " of " +
                      counted(one.snapshots, "snapshot") +
                      " could not be gone back to: " + one.lost_why,
                  Style::kBad);
}

void print(const Arguments& arguments, Terminal& terminal,
           const Migrations& found, uint64_t failed) {
  for (const Migration& one : found.all) print_one(terminal, one);
  std::string line = counted(found.all.size() - failed, "execution");
  line += arguments.dry_run ? " would be migrated" : " migrated";
  if (failed > 0) line += ", " + counted(failed) + " not";
  if (found.newer > 0)
    line += ", " + counted(found.newer) + " of version " +
            std::to_string(arguments.version) + " or newer";
  terminal.line(line, failed > 0 ? Style::kBad : Style::kPlain);
}

}  // namespace

int run_migrate(const Arguments& arguments, Terminal& terminal) {
  const Migrations found = arguments.dry_run ? planned(arguments, terminal)
                                             : done(arguments, terminal);
  uint64_t failed = 0;
  int code = kDone;
  for (const Migration& one : found.all) {
    if (one.lost > 0 && code == kDone) code = kFindings;
    if (one.status == SNAPROLL_OK) continue;
    if (failed++ == 0) code = exit_code_of(one.status);
  }
  if (arguments.json) {
    print_json(arguments, terminal, found);
  } else {
    print(arguments, terminal, found, failed);
  }
  return code;
}

}  // namespace snaproll::cli
