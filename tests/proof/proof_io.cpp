// B2: every operation of the disk fails, once or from then on, in each way that
// it can.
#include <cstdio>
#include <exception>

#include "program.hpp"
#include "reference.hpp"
#include "world.hpp"

namespace snaproll::proof {
namespace {

// Which of the operations of a large workload are tried.
constexpr uint64_t kOneOf = 3;

// What an operation whose disk fails may fail with.
bool is_documented(Code code, Way way) {
  switch (code) {
    case Code::kIo:
    case Code::kReadOnly:  // of a reader that would have to roll back
    case Code::kUnknown:
    case Code::kUnusable:
      return true;
    case Code::kBusy:
      return way == Way::kBusy;
    default:
      return false;
  }
}

// What may be there. An operation that did not tell UNKNOWN was not done.
Look look_after(const Reference& reference, const Script& script,
                const Fault& fault) {
  Look look;
  look.path = kStore;
  look.expected = reference.worlds[script.acknowledged().size()];
  look.others = {kCopy};
  if (fault.way == Way::kIo && fault.from_then_on)  // so nothing is removed
    look.others.push_back(std::string(kCopy) + "-journal");
  look.write = fault.at % 16 == 0;
  look.twice = fault.at % 4 == 0;
  look.second_reads_only = fault.at % 8 == 0;
  const size_t done = script.acknowledged().size();
  const bool open =
      !script.failed().has_value() || script.failed()->code == Code::kUnknown;
  look.allowed = [&reference, done, open](const std::string& world) {
    if (open) return reference.allows(done, world);
    return world == reference.worlds[done] ||
           (done < reference.parts.size() &&
            reference.parts[done].count(world) > 0);
  };
  return look;
}

// A copy that was acknowledged is the store as it was then.
std::string broken_copy(const Reference& reference,
                        const std::vector<Acknowledged>& done) {
  for (size_t i = 0; i < done.size(); ++i) {
    if (!done[i].copies) continue;
    Look look;
    look.path = kCopy;
    look.others = {kStore};
    look.allowed = [&](const std::string& world) {
      return world == reference.worlds[i + 1];
    };
    const std::string broken = broken_invariant(look);
    if (!broken.empty()) return "the copy: " + broken;
  }
  return {};
}

// Whether it fired, and what is broken.
bool run_case(const Workload& workload, const Reference& reference,
              uint64_t seed, const Fault& fault, std::string& broken) {
  begin_with(reference.begin);
  disk().arm(fault);
  Look look;
  std::vector<Acknowledged> done;
  std::string failure;
  bool fired = false;
  {
    Script script(seed, Durability::kPower);
    workload.run(script);
    look = look_after(reference, script, fault);
    done = script.acknowledged();
    if (script.failed().has_value())
      failure = script.failed_at() + ": " + told(*script.failed()) + "; ";
    if (script.failed().has_value() &&
        !is_documented(script.failed()->code, fault.way))
      broken = "that is not documented";
  }
  fired = disk().fired() > 0;
  disk().arm({});
  if (disk().open_handles != 0 && broken.empty())
    broken = std::to_string(disk().open_handles) + " files are left open";
  if (broken.empty() && fired) broken = broken_invariant(look);
  if (broken.empty() && fired) broken = broken_copy(reference, done);
  if (!broken.empty()) broken = failure + broken;
  return fired;
}

class Program {
 public:
  explicit Program(const Arguments& arguments)
      : arguments_(arguments), tally_("B2", arguments, "proof_io") {}

  int run() {
    for (const Workload& workload : workloads())
      if (arguments_.only.empty() || arguments_.only == workload.name)
        run_workload(workload);
    return tally_.finish(
        "every operation of the disk fails: once or from then on, EIO, ENOSPC, "
        "half of a write, short reads, locks of others");
  }

 private:
  void run_workload(const Workload& workload) {
    const Reference reference =
        run_reference(workload, arguments_.seed, Durability::kPower);
    std::mt19937_64 random(arguments_.seed);
    const uint64_t before = tally_.cases();
    uint64_t one_of = arguments_.divide * (workload.large ? kOneOf : 1);
    for (uint64_t at = 1; at <= reference.operations.size(); ++at) {
      const bool drawn = random() % one_of == 0;
      if (arguments_.at.has_value() ? at == *arguments_.at : drawn)
        run_place(workload, reference, at);
    }
    if (arguments_.talks)
      std::printf("%-12s %6zu operations, %6llu cases\n", workload.name,
                  reference.operations.size(),
                  static_cast<unsigned long long>(tally_.cases() - before));
    std::fflush(stdout);
  }

  void run_place(const Workload& workload, const Reference& reference,
                 uint64_t at) {
    const Operation operation = reference.operations[at - 1];
    uint64_t variant = 0;
    for (const Way way :
         {Way::kIo, Way::kFull, Way::kHalf, Way::kShort, Way::kBusy})
      for (const bool from_then_on : {false, true}) {
        ++variant;
        if (!applies(way, operation)) continue;
        if (arguments_.variant.value_or(variant) != variant) continue;
        tally_.begin("--case " + std::string(workload.name) + " --at " +
                     std::to_string(at) + " --variant " +
                     std::to_string(variant));
        std::string broken;
        const bool fired = run_case(workload, reference, arguments_.seed,
                                    {at, way, from_then_on}, broken);
        if (fired) {
          tally_.end(broken.empty() ? broken
                                    : std::string(name_of(operation)) + ' ' +
                                          name_of(way) + ": " + broken);
        } else {
          tally_.skip();
        }
      }
  }

  const Arguments arguments_;
  Tally tally_;
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
