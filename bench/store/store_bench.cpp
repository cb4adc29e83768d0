#include "store/store_bench.hpp"

#include <sys/stat.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>

namespace snaproll::bench {

Scratch::Scratch(bool on_disk) {
  path_ =
      on_disk ? "./snaproll-bench-XXXXXX" : "/dev/shm/snaproll-bench-XXXXXX";
  if (mkdtemp(path_.data()) == nullptr) {
    std::perror("a directory for the benchmark");
    std::exit(1);
  }
}

Scratch::~Scratch() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void fail(const char* what, const Error& error) {
  std::fprintf(stderr, "%s: %s\n", what, error.message.c_str());
  std::exit(1);
}

OpenOptions plain_options() {
  OpenOptions options;
  options.execution.auto_snapshot = false;
  options.execution.max_snapshots = kUnlimited;
  return options;
}

Store open_store(const std::string& path, Durability durability,
                 bool compress) {
  StoreOptions options;
  options.durability = durability;
  options.compress = compress;
  return must(Store::open(path, options), "open");
}

uint64_t file_bytes(const std::string& path) {
  struct stat info{};
  return stat(path.c_str(), &info) == 0 ? static_cast<uint64_t>(info.st_size)
                                        : 0;
}

Agent::Agent(const Store& store, const Shape& shape, OpenOptions options,
             const std::string& id)
    : Agent(must(Execution::open(store, id, options), id.c_str()), shape) {}

Agent::Agent(Execution execution, const Shape& shape)
    : shape_(shape), execution_(std::move(execution)) {
  Context& context = execution_.context();
  must(context.set_variable("messages", Value::array()), "messages");
  if (shape_.document_bytes > 0) {
    Value document = Value::object();
    std::string json = "{";
    for (size_t i = 0; json.size() < shape_.document_bytes; ++i) {
      if (i > 0) json += ',';
      json += "\"section-" + std::to_string(i) + "\":{\"title\":\"" + text(40) +
              "\",\"body\":\"" + text(400) +
              "\",\"rank\":" + std::to_string(i) + "}";
    }
    json += '}';
    must(context.set_variable_json("document", json), "document");
  }
  must(execution_.save(), "save");
}

std::string Agent::text(size_t bytes) {
  static constexpr const char* kWords[] = {
      "state ",    "the ",    "of ",     "a ",        "step ",   "workflow ",
      "agent ",    "tool ",   "result ", "returns ",  "with ",   "and ",
      "value ",    "model ",  "order ",  "customer ", "please ", "search ",
      "document ", "answer ", "number ", "when ",     "is ",     "it ",
      "page ",     "plan ",   "check ",  "error ",    "retry ",  "because ",
      "message ",  "query "};
  std::string made;
  while (made.size() < bytes) {
    random_ ^= random_ << 13;
    random_ ^= random_ >> 7;
    random_ ^= random_ << 17;
    made += kWords[random_ % 32];
    if (random_ % 5 == 0) made += std::to_string(random_ >> 40) + " ";
  }
  made.resize(bytes);
  return made;
}

uint64_t Agent::change() {
  Context& context = execution_.context();
  uint64_t bytes = 0;
  for (const char* name : {"plan", "last_answer", "score"}) {
    const std::string json = "\"" + text(shape_.variable_bytes) + "\"";
    bytes += json.size();
    must(context.set_variable_json(name, json), name);
  }
  const Value message =
      must(Value::text(text(shape_.message_bytes)), "message");
  bytes += message.json_size();
  if (shape_.ring > 0 && step_ >= shape_.ring) {
    must(context.splice("/variables/messages", 0, 1, {}), "splice");
  }
  must(context.append("/variables/messages", message), "append");
  return bytes;
}

uint64_t Agent::step() {
  uint64_t bytes = change();
  const Value result = must(Value::text(text(shape_.result_bytes)), "result");
  const size_t node = shape_.ring > 0 ? step_ % shape_.ring : step_;
  const std::string name = "node-" + std::to_string(node);
  Context& context = execution_.context();
  if (context.node_result(name).has_value())
    must(context.remove_node_result(name), "remove");
  Step step = must(execution_.step_begin(name), "begin");
  must(step.finish(result), "finish");
  bytes += context.node_result(name)->json_size();
  ++step_;
  return bytes;
}

BareTable::BareTable(const std::string& path, const char* synchronous) {
  if (sqlite3_open(path.c_str(), &db_) != SQLITE_OK) std::exit(1);
  run("PRAGMA journal_mode=WAL");
  run((std::string("PRAGMA synchronous=") + synchronous).c_str());
  run("CREATE TABLE bare (exec INTEGER, seq INTEGER, body BLOB)");
  run("CREATE UNIQUE INDEX bare_key ON bare (exec, seq)");
  sqlite3_prepare_v2(db_, "INSERT INTO bare VALUES (1, ?1, ?2)", -1, &insert_,
                     nullptr);
}

BareTable::~BareTable() {
  sqlite3_finalize(insert_);
  sqlite3_close(db_);
}

void BareTable::run(const char* sql) {
  if (sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) == SQLITE_OK) return;
  std::fprintf(stderr, "%s: %s\n", sql, sqlite3_errmsg(db_));
  std::exit(1);
}

void BareTable::begin() { run("BEGIN IMMEDIATE"); }
void BareTable::commit() { run("COMMIT"); }

void BareTable::insert(const std::string& body) {
  sqlite3_bind_int64(insert_, 1, ++next_);
  sqlite3_bind_blob64(insert_, 2, body.data(), body.size(), SQLITE_STATIC);
  if (sqlite3_step(insert_) != SQLITE_DONE) {
    std::fprintf(stderr, "insert: %s\n", sqlite3_errmsg(db_));
    std::exit(1);
  }
  sqlite3_reset(insert_);
}

}  // namespace snaproll::bench
