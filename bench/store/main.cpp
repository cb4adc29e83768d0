// bench_store: the figures of stores, one JSON line each. Files whose sync is
// measured are made in the working directory.
//
//   bench_store [<group>...]    all groups, or those that are named
//   bench_store counts          those that count, whatever the machine does;
//                               ends with 1 where a goal is missed
#include <cstdio>
#include <cstring>

#include "store/store_bench.hpp"

namespace {

using namespace snaproll::bench;

struct Group {
  const char* name;
  void (*run)();
  bool counts;
};

constexpr Group kGroups[] = {
    {"growth", growth_figures, true},   {"windows", window_figures, true},
    {"many", many_figures, true},       {"thinning", thinning_figures, true},
    {"commits", commit_figures, false}, {"opens", open_figures, false},
    {"groups", group_figures, false},   {"pruning", pruning_figures, false},
    {"erasing", erasing_figures, false}};

bool is_wanted(const Group& group, int count, char** names) {
  bool wanted = count == 0;
  for (int i = 0; i < count; ++i) {
    wanted = wanted || std::strcmp(names[i], group.name) == 0 ||
             (group.counts && std::strcmp(names[i], "counts") == 0);
  }
  return wanted;
}

bool is_known(const char* name) {
  bool known = std::strcmp(name, "counts") == 0;
  for (const Group& group : kGroups)
    known = known || std::strcmp(name, group.name) == 0;
  return known;
}

}  // namespace

int main(int argc, char** argv) {
  bool gates = false;
  for (int i = 1; i < argc; ++i) {
    gates = gates || std::strcmp(argv[i], "counts") == 0;
    if (is_known(argv[i])) continue;
    std::fputs(
        "usage: bench_store "
        "[counts|growth|windows|many|thinning|commits|opens|groups|pruning|"
        "erasing]...\n",
        stderr);
    return 2;
  }
  for (const Group& group : kGroups)
    if (is_wanted(group, argc - 1, argv + 1)) group.run();
  return gates && missed_goals() > 0 ? 1 : 0;
}
