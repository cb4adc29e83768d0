// A workload: operations on stores, each acknowledged or not, the same ones for
// the same seed.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "disk.hpp"
#include "snaproll/execution.hpp"
#include "snaproll/store.hpp"

namespace snaproll::proof {

// An operation that was acknowledged.
struct Acknowledged {
  std::string what;
  size_t events = 0;  // of the trace, when it was
  bool in_parts = false;
  bool copies = false;  // the store, to kCopy
  // What the handles show that are open then, where all is committed.
  std::map<std::string, std::string> shown;
};

class Script {
 public:
  Script(uint64_t seed, Durability durability);
  ~Script();
  Script(const Script&) = delete;
  Script& operator=(const Script&) = delete;

  // One commit, or nothing that shows. Not run after a failure. What a function
  // throws is its failure.
  void operation(const std::string& what,
                 const std::function<Status()>& function);
  // Several commits, each of which may be seen alone: docs/durability.md.
  void in_parts(const std::string& what,
                const std::function<Status()>& function);

  void open_store();
  // `change` may set options; as usual: no snapshots by themselves.
  void open_run(const std::string& id,
                const std::function<void(OpenOptions&)>& change = {});
  void close();

  Store& store() { return *store_; }
  Execution& run(const std::string& id = "a") { return runs_.at(id); }
  bool has_run(const std::string& id) const { return runs_.count(id) > 0; }
  void drop_run(const std::string& id) { runs_.erase(id); }
  std::optional<Step>& step() { return step_; }

  // Sets variables to texts that no compression makes smaller; no commit.
  Status set(const std::string& id, const std::string& name, size_t bytes);
  std::string text(size_t bytes);
  uint64_t below(uint64_t limit) { return random_() % limit; }
  std::shared_ptr<const Environment> environment() const {
    return environment_;
  }
  void copies() { copies_ = true; }

  const std::vector<Acknowledged>& acknowledged() const { return done_; }
  // The first one that failed: which, and how.
  const std::optional<Error>& failed() const { return failed_; }
  const std::string& failed_at() const { return failed_at_; }

  // Keep what handles show.
  bool shows = false;

 private:
  void do_one(const std::string& what, bool in_parts,
              const std::function<Status()>& function);

  const Durability durability_;
  std::mt19937_64 random_;
  std::shared_ptr<const Environment> environment_;
  std::optional<Store> store_;
  std::map<std::string, Execution> runs_;
  std::optional<Step> step_;
  std::vector<Acknowledged> done_;
  std::optional<Error> failed_;
  std::string failed_at_;
  bool copies_ = false;
};

struct Workload {
  const char* name;
  void (*prepare)(Script& script);  // null: it begins without a store
  void (*run)(Script& script);
  bool large = false;  // so that its operations are tried by drawing
};

const std::vector<Workload>& workloads();

// The disk that a workload begins with.
Disk prepared(const Workload& workload, uint64_t seed);

}  // namespace snaproll::proof
