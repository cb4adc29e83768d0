// Stores: opening, reading and keeping them, and executions as lines.
#include <fstream>

#include "runner.hpp"

namespace scenario {
namespace {

Store& store(Call& c) { return c.shared<Store>("self"); }

const std::vector<const char*> kStates = {"Running", "Completed", "Failed",
                                          "Cancelled", "Paused"};

Reply open_store(Call& c) {
  StoreOptions options;
  if (c.has("durability"))
    options.durability = static_cast<Durability>(
        c.word("durability", {"power", "process", "none"}));
  if (c.has("create")) options.create = c.boolean("create");
  options.read_only = c.boolean("read_only");
  if (c.has("file_mode"))
    options.file_mode = static_cast<uint32_t>(c.integer("file_mode"));
  if (c.has("busy_timeout")) options.busy_timeout = c.integer("busy_timeout");
  if (c.has("memory_budget"))
    options.memory_budget = static_cast<uint64_t>(c.integer("memory_budget"));
  if (c.has("compress")) options.compress = c.boolean("compress");
  return c.made_shared(Store::open(c.text("path"), options));
}

std::string time_json(Time time) {
  return time == kNoTime ? "null" : json_text(time_text(time));
}

std::string attributes_json(const ExecutionInfo& info) {
  std::string json = "{";
  for (const auto& [name, value] : info.attributes) {
    if (json.size() > 1) json += ',';
    json += json_text(name) + ':' + json_text(value);
  }
  return json + '}';
}

std::string info_json(const ExecutionInfo& info) {
  std::string json =
      "{\"id\":" + json_text(info.id) + ",\"kind\":" + json_text(info.kind) +
      ",\"schema\":" + std::to_string(info.schema) +
      ",\"state\":" + json_text(kStates.at(static_cast<size_t>(info.state))) +
      ",\"workflow_id\":" + json_text(info.workflow_id) +
      ",\"started_at\":" + time_json(info.started_at) +
      ",\"created_at\":" + time_json(info.created_at) +
      ",\"last_commit\":" + time_json(info.last_commit) +
      ",\"commits\":" + std::to_string(info.commits) +
      ",\"attributes\":" + attributes_json(info);
  if (!info.owner.has_value()) return json + ",\"owner\":null}";
  return json + ",\"owner\":{\"name\":" + json_text(info.owner->name) +
         ",\"process\":" + json_text(info.owner->process) +
         ",\"since\":" + time_json(info.owner->since) +
         ",\"lives\":" + out_bool(info.owner->lives) + "}}";
}

Reply list_executions(Call& c) {
  ExecutionFilter filter;
  if (c.has("state")) filter.state = c.word("state", kStates);
  if (c.has("kind")) filter.kind = c.text("kind");
  filter.attributes = c.attributes();
  if (c.has("committed_from"))
    filter.committed_from = c.integer("committed_from");
  if (c.has("committed_until"))
    filter.committed_until = c.integer("committed_until");
  if (c.has("owned")) filter.owned = c.boolean("owned");
  constexpr size_t kPage = 3;
  std::string json = "[";
  int64_t cursor = 0;
  do {
    SNAPROLL_TRY(const ExecutionPage page,
                 store(c).executions(filter, cursor, kPage));
    for (const ExecutionInfo& info : page.executions)
      json += (json.size() > 1 ? "," : "") + info_json(info);
    cursor = page.next;
  } while (cursor != 0);
  return out_report(json + ']');
}

Reply check(Call& c) {
  SNAPROLL_TRY(const CheckReport report,
               store(c).check(c.boolean("quick"), c.cancel()));
  return out_report("{\"executions\":" + std::to_string(report.executions) +
                    ",\"records\":" + std::to_string(report.records) +
                    ",\"states\":" + std::to_string(report.states) +
                    ",\"keyframes\":" + std::to_string(report.keyframes) +
                    ",\"findings\":" + json_names(report.findings) + '}');
}

// Those that the machine has no part in.
Reply stats(Call& c) {
  SNAPROLL_TRY(const StoreStats stats, store(c).stats());
  std::string json;
  const auto put = [&](const char* name, uint64_t figure) {
    json += (json.empty() ? "{\"" : ",\"") + std::string(name) +
            "\":" + std::to_string(figure);
  };
  put("blobs", stats.blobs);
  put("commits", stats.commits);
  put("conflicts", stats.conflicts);
  put("executions", stats.executions);
  put("keyframes", stats.keyframes);
  put("longest_chain", stats.longest_chain);
  put("records", stats.records);
  put("snapshots", stats.snapshots);
  return json + '}';
}

Reply policy(Call& c) {
  SNAPROLL_TRY(const auto policy, store(c).policy());
  return policy.has_value() ? json_text(policy->text()) : "null";
}

Reply set_policy(Call& c) {
  std::optional<Policy> policy;
  if (c.has("policy")) {
    SNAPROLL_TRY(policy, Policy::parse(c.text("policy")));
  }
  return done(store(c).set_policy(policy));
}

Reply expire(Call& c) {
  SNAPROLL_TRY(
      const ExpireReport report,
      store(c).expire(c.boolean("dry_run"),
                      c.has("now") ? c.integer("now") : kNoTime, c.cancel()));
  return out_report(report.to_json());
}

Reply erase(Call& c) {
  SNAPROLL_TRY(const EraseReport report,
               store(c).erase(c.erased(), c.text_or_empty("id")));
  return out_erased(report.to_json());
}

Reply erasures(Call& c) {
  SNAPROLL_TRY(const auto erasures, store(c).erasures(c.text("id")));
  return out_erased(to_json(erasures));
}

// Into a file, or, where none is told, into the reply.
Reply export_execution(Call& c) {
  SNAPROLL_TRY(Exporter exporter,
               Exporter::begin(store(c), c.text("id"), c.boolean("full")));
  std::vector<std::string> lines;
  for (bool more = true; more;) {
    SNAPROLL_TRY(auto line, exporter.next());
    more = line.has_value();
    if (more) lines.push_back(*std::move(line));
  }
  if (c.has("path")) {
    std::ofstream file(c.text("path"), std::ios::binary);
    for (const std::string& line : lines) file << line << '\n';
    return std::to_string(lines.size());
  }
  std::string json = "[";
  for (const std::string& line : lines)
    json += (json.size() > 1 ? "," : "") + line;
  return json + ']';
}

Reply import_execution(Call& c) {
  std::vector<std::string> lines;
  if (c.has("path")) {
    std::ifstream file(c.text("path"), std::ios::binary);
    for (std::string line; std::getline(file, line);) lines.push_back(line);
  } else {
    lines = c.texts("lines");
  }
  SNAPROLL_TRY(Importer importer,
               Importer::begin(store(c), c.text_or_empty("as_id")));
  for (const std::string& line : lines) SNAPROLL_CHECK(importer.add(line));
  return out_text(importer.finish());
}

}  // namespace

const Table kStores = {
    {"store.open", open_store},
    {"store.close", [](Call& c) { return done(store(c).close()); }},
    {"store.path", [](Call& c) -> Reply { return json_text(store(c).path()); }},
    {"store.id",
     [](Call& c) -> Reply {
       return json_text(store(c).id() == Id() ? "" : "drawn");
     }},
    {"store.is_read_only",
     [](Call& c) -> Reply { return out_bool(store(c).is_read_only()); }},
    {"store.executions", list_executions},
    {"store.info",
     [](Call& c) -> Reply {
       SNAPROLL_TRY(const ExecutionInfo info, store(c).info(c.text("id")));
       return out_report(info_json(info));
     }},
    {"store.exists",
     [](Call& c) -> Reply {
       SNAPROLL_TRY(const bool there, store(c).exists(c.text("id")));
       return out_bool(there);
     }},
    {"store.delete",
     [](Call& c) {
       return done(store(c).remove(c.text("id"), c.boolean("take_over")));
     }},
    {"store.copy",
     [](Call& c) {
       return done(store(c).copy(c.text("id"), c.shared<Store>("to"),
                                 c.text_or_empty("as_id")));
     }},
    {"store.fork",
     [](Call& c) {
       return done(store(c).fork(c.text("id"),
                                 c.has("snapshot")
                                     ? std::optional<Id>(c.id("snapshot"))
                                     : std::nullopt,
                                 c.text("as_id")));
     }},
    {"store.check", check},
    {"store.backup",
     [](Call& c) { return done(store(c).backup(c.text("path"))); }},
    {"store.compact",
     [](Call& c) { return done(store(c).compact(c.cancel())); }},
    {"store.stats", stats},
    {"store.policy", policy},
    {"store.set_policy", set_policy},
    {"store.expire", expire},
    {"store.erase", erase},
    {"store.erasures", erasures},
    {"store.export", export_execution},
    {"store.import", import_execution},
};

}  // namespace scenario
