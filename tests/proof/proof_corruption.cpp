// B7: a store is damaged: every byte in ten ways, pages swapped, old or cut
// off, a log that is not its own, rows of another store. Each is noticed - by a
// documented error, or by the check - or all that can be read is the same.
#include <cstdio>
#include <exception>
#include <functional>
#include <set>
#include <sstream>

#include "damage.hpp"
#include "disk.hpp"
#include "program.hpp"
#include "script.hpp"
#include "world.hpp"

namespace snaproll::proof {
namespace {

// What a damaged file may be told as. Where its log does not fit it may be
// UNUSABLE for another store in its place.
bool is_documented(Code code) {
  switch (code) {
    case Code::kCorrupt:
    case Code::kFormat:
    case Code::kIo:
    case Code::kUnusable:
    case Code::kNotFound:  // an empty file, or an execution's row
    case Code::kReadOnly:
      return true;
    default:
      return false;
  }
}

struct Outcome {
  bool noticed = false;
  std::string broken;
};

Outcome noticed_as(const Error& error) {
  Outcome made;
  made.noticed = is_documented(error.code);
  if (!made.noticed) made.broken = "is told as " + told(error);
  return made;
}

class Program {
 public:
  explicit Program(const Arguments& arguments)
      : arguments_(arguments),
        tally_("B7", arguments, "proof_corruption"),
        random_(arguments.seed),
        samples_(make_samples(arguments.seed)) {}

  int run() {
    if (const std::string first = read(samples_.whole).broken; !first.empty()) {
      std::printf("the undamaged store: %s\n", first.c_str());
      return 1;
    }
    if (arguments_.talks) {
      std::printf("a store of %zu bytes, of which %zu can not be read\n",
                  samples_.whole.size(), unread_bytes(samples_.whole).size());
    }
    for (const DamageClass& damage : damage_classes())
      if (arguments_.only.empty() || arguments_.only == damage.name)
        run_class(damage);
    return tally_.finish(
        "each byte in ten ways, pages swapped, old, cut off, foreign rows and "
        "logs: " +
        std::to_string(noticed_) + " noticed, " +
        std::to_string(same_ - put_back_) + " proven identical, " +
        std::to_string(put_back_) +
        " what a log that was put back makes of it");
  }

 private:
  void run_class(const DamageClass& damage) {
    const uint64_t cases_before = tally_.cases();
    const uint64_t noticed_before = noticed_;
    uint64_t at = 0;
    damage.make(samples_, random_, [&](const std::function<Damaged()>& make) {
      ++at;
      if (arguments_.at.has_value() ? at != *arguments_.at
                                    : at % arguments_.divide != 0)
        return;
      tally_.begin("--case " + std::string(damage.name) + " --at " +
                   std::to_string(at));
      const Damaged damaged = make();
      begin(damaged.disk);
      const Outcome outcome = look(damaged);
      noticed_ += outcome.noticed ? 1 : 0;
      same_ += outcome.noticed ? 0 : 1;
      tally_.end(outcome.broken);
    });
    if (arguments_.talks)
      std::printf(
          "%-14s %8llu cases, %8llu noticed\n", damage.name,
          static_cast<unsigned long long>(tally_.cases() - cases_before),
          static_cast<unsigned long long>(noticed_ - noticed_before));
    std::fflush(stdout);
  }

  static void begin(const Disk& made) { disk() = made; }

  Outcome read(const std::string& bytes) {
    Damaged made;
    made.disk.put(kStore, bytes);
    begin(made.disk);
    return look(made);
  }

  // The check first, the quick one before the whole: what it tells is noticed,
  // and what it lets pass has to be read as it was written.
  Outcome look(const Damaged& damaged) {
    StoreOptions options = store_options(Durability::kNone);
    options.create = false;
    options.read_only = tally_.cases() % 8 != 0;  // which is faster
    auto store = Store::open(kStore, options);
    if (!store.ok()) return leave(noticed_as(store.error()));
    Outcome outcome = check(*store, true);
    if (!outcome.noticed) outcome = check(*store, false);
    std::string world;
    // Some of what the check tells of is read too, for crashes.
    if (outcome.broken.empty() && (!outcome.noticed || tally_.cases() % 8 == 0))
      outcome = read(*store, outcome, world);
    static_cast<void>(store->close());
    outcome = leave(outcome);
    if (outcome.noticed || !outcome.broken.empty() || world == samples_.world)
      return outcome;
    if (damaged.also.has_value() &&
        is_of_both(world, world_of(*damaged.also))) {
      ++put_back_;
    } else {
      outcome.broken = "a wrong answer that nothing tells of:\n" + world;
    }
    return outcome;
  }

  static Outcome check(const Store& store, bool quick) {
    const auto report = store.check(quick);
    if (!report.ok()) return noticed_as(report.error());
    Outcome outcome;
    outcome.noticed = !report->findings.empty();
    return outcome;
  }

  static Outcome read(const Store& store, Outcome outcome, std::string& told) {
    auto world = read_world(store);
    if (!world.ok()) {
      outcome.broken = noticed_as(world.error()).broken;
      outcome.noticed = true;
      return outcome;
    }
    told = *std::move(world);
    return outcome;
  }

  // Nothing in it is in neither. A log that was put back may give such a
  // mixture of what was and what is: docs/durability.md, "What is not
  // promised".
  bool is_of_both(const std::string& world, const std::string& other) const {
    std::set<std::string> known;
    std::string line;
    for (const std::string* each : {&samples_.world, &other})
      for (std::istringstream lines(*each); std::getline(lines, line);)
        known.insert(line);
    for (std::istringstream lines(world); std::getline(lines, line);)
      if (known.count(line) == 0) return false;
    return true;
  }

  static std::string world_of(const Disk& other) {
    begin(other);
    auto store = Store::open(kStore, store_options(Durability::kNone));
    if (!store.ok()) return {};
    const auto world = read_world(*store);
    return world.ok() ? *world : std::string();
  }

  static Outcome leave(Outcome outcome) {
    if (disk().open_handles != 0 && outcome.broken.empty())
      outcome.broken =
          std::to_string(disk().open_handles) + " files are left open";
    return outcome;
  }

  const Arguments arguments_;
  Tally tally_;
  std::mt19937_64 random_;
  const Samples samples_;
  uint64_t noticed_ = 0;
  uint64_t same_ = 0;
  uint64_t put_back_ = 0;
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
