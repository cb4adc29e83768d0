#include "world.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <sstream>

#include "disk.hpp"
#include "snaproll/execution.hpp"
#include "support/observed.hpp"

namespace snaproll::proof {
namespace {

Status read_tree(const Manager& manager, std::string& world) {
  SNAPROLL_TRY(const auto tree, manager.tree());
  std::map<std::string, std::string> parents;
  for (const auto& [id, parent] : tree)
    parents[id.text()] = parent.has_value() ? parent->text() : "";
  for (const auto& [id, parent] : parents) {
    world += "tree " + id + ' ' + parent + '\n';
    std::set<std::string> seen;
    for (std::string at = id; !at.empty();) {
      if (!seen.insert(at).second)
        return Error(Code::kInternal, "the graph has a cycle at " + id);
      const auto next = parents.find(at);
      if (next == parents.end())
        return Error(Code::kInternal, "a parent is not there: " + at);
      at = next->second;
    }
  }
  return {};
}

Status read_names(const Manager& manager, std::string& world) {
  SNAPROLL_TRY(const auto tags, manager.tags());
  for (const Tag& tag : tags)
    world += "tag " + tag.name + ' ' + tag.snapshot.text() + '\n';
  SNAPROLL_TRY(const auto holds, manager.holds());
  for (const Hold& hold : holds)
    world += "hold " + hold.name + ' ' + hold.snapshot.text() + ' ' +
             hold.reason + '\n';
  SNAPROLL_TRY(const auto branches, manager.branches());
  for (const Branch& branch : branches)
    world += "branch " + branch.name.value_or("-") + ' ' + branch.head.text() +
             (branch.selected ? " selected\n" : "\n");
  SNAPROLL_TRY(const auto groups, manager.groups());
  for (const Group& group : groups)
    world += "group " + group.id.text() + ' ' + group.snapshot.text() + ' ' +
             std::to_string(group.members) + '\n';
  SNAPROLL_TRY(const auto policy, manager.policy());
  if (policy.has_value()) world += "policy " + policy->text() + '\n';
  return {};
}

// The blobs that its state names.
Status read_blobs(const Execution& run, std::string& world) {
  constexpr std::string_view kBlob = "{\"$blob\":\"";
  const std::string text = run.context().captured().variables.to_json();
  for (size_t at = text.find(kBlob); at != std::string::npos;
       at = text.find(kBlob, at + 1)) {
    const std::string hash = text.substr(at + kBlob.size(), 64);
    SNAPROLL_TRY(const std::string bytes, run.get_blob(hash));
    world += "blob " + hash + ' ' + std::to_string(bytes.size()) + ' ' +
             std::to_string(std::hash<std::string>()(bytes)) + '\n';
  }
  return {};
}

Status read_execution(const Store& store, const ExecutionInfo& info,
                      std::string& world) {
  world += "execution " + info.id + ' ' + info.kind + ' ' +
           std::to_string(info.schema) + ' ' + std::to_string(info.state) +
           ' ' + info.workflow_id + ' ' + std::to_string(info.started_at);
  for (const auto& [name, value] : info.attributes)
    world += ' ' + name + '=' + value;
  world += '\n';
  OpenOptions options;
  options.mode = OpenMode::kRead;
  SNAPROLL_TRY(const Execution run, Execution::open(store, info.id, options));
  world += test::observed(run);
  world += run.context().private_paths().to_json().ok()
               ? *run.context().private_paths().to_json() + '\n'
               : "-\n";
  SNAPROLL_CHECK(read_tree(run.manager(), world));
  SNAPROLL_CHECK(read_names(run.manager(), world));
  SNAPROLL_TRY(const auto erasures, store.erasures(info.id));
  world += std::to_string(erasures.size()) + " erasures\n";
  return read_blobs(run, world);
}

Result<std::string> try_to_read(const Store& store) {
  std::string world;
  std::vector<ExecutionInfo> all;
  for (int64_t cursor = 0;;) {
    SNAPROLL_TRY(auto page, store.executions({}, cursor));
    for (ExecutionInfo& info : page.executions) all.push_back(std::move(info));
    cursor = page.next;
    if (cursor == 0) break;
  }
  std::sort(all.begin(), all.end(),
            [](const auto& a, const auto& b) { return a.id < b.id; });
  for (const ExecutionInfo& info : all)
    SNAPROLL_CHECK(read_execution(store, info, world));
  SNAPROLL_TRY(const auto policy, store.policy());
  if (policy.has_value()) world += "store's policy " + policy->text() + '\n';
  return world;
}

std::string open_and_read(const Look& look, bool reads_only, bool check,
                          std::string& world) {
  StoreOptions options = store_options();
  options.read_only = reads_only;
  auto store = Store::open(look.path, options);
  if (!store.ok()) return "does not open: " + told(store.error());
  auto read = read_world(*store);
  if (!read.ok()) return "can not be read: " + told(read.error());
  world = *std::move(read);
  if (check) {
    const auto report = store->check();
    if (!report.ok()) return "can not be checked: " + told(report.error());
    if (!report->findings.empty())
      return "check tells: " + report->findings.front();
  }
  const Status closed = store->close();
  return closed.ok() ? "" : "does not close: " + told(closed.error());
}

// A commit to an execution of its own.
std::string write_and_read(const Look& look) {
  {
    auto store = Store::open(look.path, store_options());
    if (!store.ok())
      return "does not open to be written: " + told(store.error());
    auto run = Execution::open(*store, "zz-probe");
    if (!run.ok()) return "takes no execution: " + told(run.error());
    if (!run->context().set_variable("probe", Value::integer(7)).ok())
      return "takes no variable";
    const Status saved = run->save();
    if (!saved.ok()) return "takes no commit: " + told(saved.error());
  }
  std::string world;
  std::string broken = open_and_read(look, false, true, world);
  if (broken.empty() && world.find("\"probe\":7") == std::string::npos)
    broken = "a commit after it is not there";
  return broken;
}

std::string first_difference(const std::string& world,
                             const std::string& expected) {
  std::istringstream a(world);
  std::istringstream b(expected);
  std::string now;
  std::string was;
  for (;;) {
    const bool more_a = static_cast<bool>(std::getline(a, now));
    const bool more_b = static_cast<bool>(std::getline(b, was));
    if (!more_a && !more_b) return "no line differs";
    if (more_a != more_b || now != was)
      return "there is '" + (more_a ? now.substr(0, 400) : "nothing") +
             "' where there was '" + (more_b ? was.substr(0, 400) : "nothing") +
             "'";
  }
}

std::string leaked(const Look& look) {
  if (disk().open_handles != 0)
    return std::to_string(disk().open_handles) + " files are left open";
  for (const auto& [name, file] : disk().files()) {
    const bool wanted =
        name == look.path || std::find(look.others.begin(), look.others.end(),
                                       name) != look.others.end();
    if (!wanted) return "a file is left: " + name;
  }
  return {};
}

}  // namespace

std::string without_the_system(std::string world) {
  constexpr std::string_view kOurTime = "17000000";
  constexpr std::string_view kOurId = "018bcfe5-";
  constexpr std::string_view kOurDate = "2023-11-1";
  const auto starts = [&](size_t at, std::string_view with) {
    return world.compare(at, with.size(), with) == 0;
  };
  for (size_t at = 0; at + 20 < world.size(); ++at) {
    if (at > 0 && std::isxdigit(static_cast<unsigned char>(world[at - 1])))
      continue;
    const bool id = starts(at, "01") && world[at + 8] == '-' &&
                    world[at + 13] == '-' && world[at + 14] == '7';
    const bool date = starts(at, "20") && world[at + 4] == '-' &&
                      world[at + 7] == '-' && world[at + 10] == 'T';
    const bool time = starts(at, "17") || starts(at, "18")
                          ? world.substr(at, 19).find_first_not_of(
                                "0123456789") == std::string::npos
                          : false;
    if (id && !starts(at, kOurId)) world.replace(at, 36, "(an id)");
    if (date && !starts(at, kOurDate))
      world.replace(at, world.find('Z', at) - at, "(a date)");
    if (time && !starts(at, kOurTime)) world.replace(at, 19, "(a time)");
  }
  return world;
}

Result<std::string> read_world(const Store& store) {
  try {
    SNAPROLL_TRY(std::string world, try_to_read(store));
    return without_the_system(std::move(world));
  } catch (const Failure& failure) {
    return Error(failure.error());
  }
}

std::string told(const Error& error) {
  return std::to_string(static_cast<int>(error.code)) + ' ' + error.message;
}

StoreOptions store_options(Durability durability) {
  StoreOptions options;
  options.durability = durability;
  options.busy_timeout = 0;
  return options;
}

std::string broken_invariant(const Look& look) {
  std::string first;
  std::string broken = open_and_read(look, false, true, first);
  if (!broken.empty()) return broken;
  if (!look.allowed(first))
    return "is another world; " + first_difference(first, look.expected);
  if (!look.twice) return leaked(look);
  std::string second;
  broken = open_and_read(look, look.second_reads_only, false, second);
  if (!broken.empty()) return "a second time: " + broken;
  if (second != first) return "a second open reads something else";
  if (look.write) broken = write_and_read(look);
  return broken.empty() ? leaked(look) : broken;
}

}  // namespace snaproll::proof
