#include "reference.hpp"

#include <stdexcept>

namespace snaproll::proof {
namespace {

// What is read of a disk as a kill would leave it.
std::string world_of(const PowerState& state, const std::string& where) {
  std::mt19937_64 unused;
  begin_with(state.image(Image::kAll, unused));
  std::string world;
  Look look;
  look.path = kStore;
  look.others = {kCopy};
  look.allowed = [&](const std::string& read) {
    world = read;
    return true;
  };
  const std::string broken = broken_invariant(look);
  if (!broken.empty()) throw std::runtime_error(where + ": " + broken);
  return world;
}

void expect_shown(const Acknowledged& done, const std::string& world,
                  const std::string& where) {
  for (const auto& [id, shown] : done.shown)
    if (world.find(shown) == std::string::npos)
      throw std::runtime_error(
          where + ": of " + id + " is read\n" + world.substr(0, 1000) +
          "\ninstead of what its handle shows\n" + shown.substr(0, 1000));
}

}  // namespace

void begin_with(const Disk& begin) { disk() = begin; }

size_t Reference::acknowledged_by(size_t events) const {
  size_t count = 0;
  while (count < acknowledged.size() && acknowledged[count].events <= events)
    ++count;
  return count;
}

bool Reference::allows(size_t done, const std::string& world) const {
  return world == worlds[done] ||
         (done + 1 < worlds.size() &&
          (world == worlds[done + 1] || parts[done].count(world) > 0));
}

Reference run_reference(const Workload& workload, uint64_t seed,
                        Durability durability) {
  Reference made;
  made.begin = prepared(workload, seed);
  begin_with(made.begin);
  made.start = PowerState(disk());
  PowerState state = made.start;
  disk().trace = &made.trace;
  disk().operations = &made.operations;
  {
    Script script(seed, durability);
    script.shows = true;
    workload.run(script);
    if (script.failed().has_value())
      throw std::runtime_error(std::string(workload.name) +
                               " fails: " + script.failed_at() + ": " +
                               told(*script.failed()));
    made.acknowledged = script.acknowledged();
  }
  made.worlds.push_back(world_of(state, workload.name));
  size_t next = 0;
  for (const Acknowledged& done : made.acknowledged) {
    const std::string where = std::string(workload.name) + ", " + done.what;
    std::set<std::string> parts;
    for (; next < done.events; ++next) {
      state.happen(made.trace[next]);
      if (done.in_parts) parts.insert(world_of(state, where));
    }
    made.parts.push_back(std::move(parts));
    made.worlds.push_back(world_of(state, where));
    expect_shown(done, made.worlds.back(), where);
  }
  return made;
}

}  // namespace snaproll::proof
