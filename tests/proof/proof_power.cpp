// B3: the power goes at every operation of the disk, and leaves what was synced
// and any part of the rest. B4: while the store comes back from that, the power
// goes again, or the disk fails.
#include <cstdio>
#include <exception>
#include <unordered_set>

#include "power.hpp"
#include "program.hpp"
#include "reference.hpp"

namespace snaproll::proof {
namespace {

// Images of a moment: three that are not drawn, and of each drawn kind as many.
constexpr uint64_t kDrawn = 8;
constexpr uint64_t kDrawnOfLarge = 1;
constexpr uint64_t kPairsOfB4 = 21'000;

struct Level {
  const char* name;
  Durability durability;
};

// An image, and what may be there after it.
struct Crash {
  const Reference* reference;
  size_t done = 0;
  bool keeps_all = false;  // what was acknowledged has to be there
  Disk image;

  bool allows(const std::string& world) const {
    if (keeps_all) return reference->allows(done, world);
    for (size_t i = 0; i <= done; ++i)
      if (reference->allows(i, world)) return true;
    return false;
  }
};

Look look_at(const Crash& crash, uint64_t number) {
  Look look;
  look.path = kStore;
  look.others = {kCopy, std::string(kCopy) + "-journal"};
  look.write = number % 32 == 0;
  look.twice = number % 4 == 0;
  look.second_reads_only = number % 8 == 0;
  look.expected = crash.reference->worlds[crash.done];
  look.allowed = [&crash](const std::string& world) {
    return crash.allows(world);
  };
  return look;
}

std::string broken_copy(const Crash& crash) {
  const auto& all = crash.reference->acknowledged;
  for (size_t i = 0; crash.keeps_all && i < crash.done; ++i) {
    if (!all[i].copies) continue;
    Look look;
    look.path = kCopy;
    look.others = {kStore};
    look.allowed = [&](const std::string& world) {
      return world == crash.reference->worlds[i + 1];
    };
    const std::string broken = broken_invariant(look);
    if (!broken.empty()) return "the copy: " + broken;
  }
  return {};
}

std::string broken_by(const Crash& crash, uint64_t number) {
  begin_with(crash.image);
  const std::string broken = broken_invariant(look_at(crash, number));
  return broken.empty() ? broken_copy(crash) : broken;
}

// What an open does to come back, which may fail.
void recover() {
  auto store = Store::open(kStore, store_options());
  if (!store.ok()) return;
  static_cast<void>(read_world(*store));
  static_cast<void>(store->close());
}

class Program {
 public:
  explicit Program(const Arguments& arguments)
      : arguments_(arguments),
        power_("B3", arguments, "proof_power"),
        again_("B4", arguments, "proof_power"),
        random_(arguments.seed) {}

  int run() {
    constexpr Level kLevels[] = {{"power", Durability::kPower},
                                 {"process", Durability::kProcess}};
    for (const Workload& workload : workloads())
      for (const Level& level : kLevels) {
        const std::string name = std::string(workload.name) + '/' + level.name;
        if (arguments_.only.empty() || arguments_.only == name)
          run_workload(workload, level, name);
      }
    const int of_power = power_.finish(
        "the power goes at every operation of the disk; of what was not synced "
        "nothing, all, any sectors, or a torn write is left");
    const int of_again = again_.finish(
        "while the store comes back the power goes again or the disk fails");
    return of_power | of_again;
  }

 private:
  void run_workload(const Workload& workload, const Level& level,
                    const std::string& name) {
    // The control acknowledges what it never syncs.
    const bool control = arguments_.control == "sync-off";
    const Reference reference =
        run_reference(workload, arguments_.seed,
                      control ? Durability::kNone : level.durability);
    const uint64_t drawn = workload.large ? kDrawnOfLarge : kDrawn;
    // As many for each.
    most_pairs_ +=
        kPairsOfB4 / arguments_.divide / (2 * workloads().size()) + 1;
    const uint64_t before = power_.cases();
    const uint64_t again_before = again_.cases();
    PowerState state = reference.start;
    seen_.clear();
    // Each moment draws for itself, so that one can be replayed alone.
    for (size_t at = 0; at <= reference.trace.size(); ++at) {
      if (at > 0) state.happen(reference.trace[at - 1]);
      std::mt19937_64 random(arguments_.seed * 1'000'003 + at);
      if (arguments_.at.has_value() && at != *arguments_.at) continue;
      if (!arguments_.at.has_value() && random() % arguments_.divide != 0)
        continue;
      Crash crash;
      crash.reference = &reference;
      crash.done = reference.acknowledged_by(at);
      const bool power = level.durability == Durability::kPower;
      const std::string where =
          "--case " + name + " --at " + std::to_string(at);
      uint64_t variant = 0;
      const auto try_image = [&](Image kind) {
        crash.image = state.image(kind, random);
        crash.keeps_all = power || kind == Image::kAll;
        run_image(crash, where, ++variant, workload.large);
      };
      for (const Image kind : {Image::kAll, Image::kSynced, Image::kNoNames})
        try_image(kind);
      for (uint64_t i = 0; i < drawn; ++i) {
        try_image(Image::kSomeOfIt);
        try_image(Image::kTornWrite);
      }
    }
    if (arguments_.talks)
      std::printf(
          "%-20s %6zu events, %6llu images, %6llu pairs\n", name.c_str(),
          reference.trace.size(),
          static_cast<unsigned long long>(power_.cases() - before),
          static_cast<unsigned long long>(again_.cases() - again_before));
    std::fflush(stdout);
  }

  void run_image(const Crash& crash, const std::string& where, uint64_t variant,
                 bool large) {
    if (arguments_.variant.value_or(variant) != variant) return;
    // The same files with the same promise are the same case.
    const uint64_t hash =
        hash_of(crash.image) * 31 + crash.done * 2 + (crash.keeps_all ? 1 : 0);
    if (!seen_.insert(hash).second) return;
    const std::string name = where + " --variant " + std::to_string(variant);
    power_.begin(name);
    power_.end(broken_by(crash, power_.cases()));
    // Pairs are many for one image, so a few images do.
    if (arguments_.control.empty() && !large && random_() % kOneImageOf == 0 &&
        again_.cases() < most_pairs_)
      run_pairs(crash, name);
  }

  void run_pairs(const Crash& crash, const std::string& where) {
    std::vector<Event> trace;
    std::vector<Operation> operations;
    begin_with(crash.image);
    PowerState state(disk());
    disk().trace = &trace;
    disk().operations = &operations;
    recover();
    disk().trace = nullptr;
    disk().operations = nullptr;
    for (size_t at = 1; at <= operations.size(); ++at)
      fail_again(crash, operations[at - 1], at, where);
    std::unordered_set<uint64_t> seen;
    for (const Event& event : trace) {
      state.happen(event);
      crash_again(crash, state, seen, where);
    }
  }

  void fail_again(const Crash& crash, Operation operation, size_t at,
                  const std::string& where) {
    const Way way =
        applies(Way::kFull, operation) && at % 2 == 0 ? Way::kFull : Way::kIo;
    again_.begin(where + " (then operation " + std::to_string(at) +
                 " of the recovery fails)");
    begin_with(crash.image);
    disk().arm({at, way, random_() % 2 == 0});
    recover();
    const bool fired = disk().fired() > 0;
    disk().arm({});
    if (!fired) return again_.skip();
    again_.end(broken_invariant(look_at(crash, again_.cases())));
  }

  void crash_again(const Crash& crash, const PowerState& state,
                   std::unordered_set<uint64_t>& seen,
                   const std::string& where) {
    for (const Image kind :
         {Image::kSynced, Image::kAll, Image::kSomeOfIt, Image::kTornWrite}) {
      Crash second = crash;
      second.image = state.image(kind, random_);
      if (!seen.insert(hash_of(second.image)).second) continue;
      again_.begin(where + " (then the power goes again)");
      again_.end(broken_by(second, again_.cases()));
    }
  }

  static constexpr uint64_t kOneImageOf = 30;

  const Arguments arguments_;
  Tally power_;
  Tally again_;
  std::mt19937_64 random_;
  std::unordered_set<uint64_t> seen_;
  uint64_t most_pairs_ = 0;
};

}  // namespace
}  // namespace snaproll::proof

int main(int count, char** texts) {
  using namespace snaproll::proof;  // NOLINT: only main
  const Arguments arguments = Arguments::read(count, texts);
  register_memory_vfs();
  try {
    return Program(arguments).run();
  } catch (const std::exception& exception) {
    std::printf("%s\n", exception.what());
    return 1;
  }
}
