// What the figures of stores share: a workload of steps, places for files, a
// bare table to compare with.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <string>

#include "snaproll/execution.hpp"
#include "snaproll/store.hpp"
#include "support/figure.hpp"

namespace snaproll::bench {

// A directory that goes with this object: in memory, or on the disk that this
// program was built on.
class Scratch {
 public:
  explicit Scratch(bool on_disk);
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch();
  std::string operator/(const char* name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

// Ends the program with what went wrong.
[[noreturn]] void fail(const char* what, const Error& error);
inline void must(Status status, const char* what) {
  if (!status.ok()) fail(what, status.error());
}
template <typename T>
T must(Result<T> result, const char* what) {
  if (!result.ok()) fail(what, result.error());
  return *std::move(result);
}

// The agent's steps: three variables, one message appended to a list, one node
// result. Texts differ from step to step and compress as prose does.
struct Shape {
  size_t message_bytes = 500;
  size_t result_bytes = 760;  // 1 kB in the form of a node result
  size_t variable_bytes = 20;
  size_t ring = 0;            // node results and messages kept; 0 = all
  size_t document_bytes = 0;  // a constant part of the state
};

class Agent {
 public:
  Agent(const Store& store, const Shape& shape, OpenOptions options,
        const std::string& id = "agent");
  Agent(Execution execution, const Shape& shape);
  // Changes the state as one step does; gives back the canonical bytes set.
  uint64_t change();
  // The whole step, to its commit.
  uint64_t step();
  Execution& execution() noexcept { return execution_; }

 private:
  std::string text(size_t bytes);

  Shape shape_;
  Execution execution_;
  uint64_t step_ = 0;
  uint64_t random_ = 88172645463325252u;
};

OpenOptions plain_options();
Store open_store(const std::string& path, Durability durability, bool compress);
uint64_t file_bytes(const std::string& path);

// A table of one row a commit, with one unique index, as SQLite alone has it.
class BareTable {
 public:
  BareTable(const std::string& path, const char* synchronous);
  ~BareTable();
  void begin();
  void commit();
  void insert(const std::string& body);

 private:
  void run(const char* sql);
  sqlite3* db_ = nullptr;
  sqlite3_stmt* insert_ = nullptr;
  int64_t next_ = 0;
};

void growth_figures();
void commit_figures();
void window_figures();
void open_figures();
void group_figures();
void many_figures();
void thinning_figures();
void pruning_figures();
void erasing_figures();

}  // namespace snaproll::bench
