// bench_store: the figures of stores, one JSON line each. Files whose sync is
// measured are made in the working directory.
//
//   bench_store [<group>...]    all groups, or those that are named
#include <cstdio>
#include <cstring>

#include "store/store_bench.hpp"

namespace {

using namespace snaproll::bench;

struct Group {
  const char* name;
  void (*run)();
};

constexpr Group kGroups[] = {{"growth", growth_figures},
                             {"commits", commit_figures},
                             {"windows", window_figures},
                             {"opens", open_figures},
                             {"groups", group_figures}};

}  // namespace

int main(int argc, char** argv) {
  bool known = true;
  for (const Group& group : kGroups) {
    bool wanted = argc == 1;
    for (int i = 1; i < argc; ++i)
      wanted = wanted || std::strcmp(argv[i], group.name) == 0;
    if (wanted) group.run();
  }
  for (int i = 1; i < argc; ++i) {
    bool found = false;
    for (const Group& group : kGroups)
      found = found || std::strcmp(argv[i], group.name) == 0;
    known = known && found;
  }
  if (known) return 0;
  std::fputs("usage: bench_store [growth|commits|windows|opens|groups]...\n",
             stderr);
  return 2;
}
