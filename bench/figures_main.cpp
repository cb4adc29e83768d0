// bench_figures: every figure of the in-memory core, one JSON line each.
//
//   bench_figures [<group>...]    all groups, or those that are named
#include <cstdio>
#include <cstring>

#include "support/figure.hpp"

namespace {

using namespace snaproll::bench;

struct Group {
  const char* name;
  void (*run)();
};

// The contexts come first: they are made in a child that a small parent forks.
constexpr Group kGroups[] = {
    {"contexts", contexts_figures}, {"snapshot", snapshot_figures},
    {"write", write_figures},       {"rollback", rollback_figures},
    {"look_up", look_up_figures},   {"history", history_figures},
    {"patch", patch_figures},       {"run", run_figures},
    {"memory", memory_figures},     {"freeing", freeing_figures},
    {"json", json_figures},         {"canonical", canonical_figures},
};

const Group* find_group(const char* name) {
  for (const Group& group : kGroups) {
    if (std::strcmp(group.name, name) == 0) return &group;
  }
  return nullptr;
}

}  // namespace

int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    if (find_group(argv[i]) == nullptr) {
      std::fprintf(stderr, "usage: bench_figures [<group>...], groups:");
      for (const Group& group : kGroups) {
        std::fprintf(stderr, " %s", group.name);
      }
      std::fputc('\n', stderr);
      return 2;
    }
  }
  if (argc == 1) {
    for (const Group& group : kGroups) group.run();
  }
  for (int i = 1; i < argc; ++i) find_group(argv[i])->run();
  return 0;
}
