// Replays corpora without libFuzzer: `fuzz_replay <target> <file or folder>...`
// runs each file once and tells how many. `fuzz_replay --json` reads texts and
// tells what the library makes of them, for json_oracle.py.
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "fuzz.hpp"

#define TARGET(name) \
  extern "C" int snaproll_fuzz_##name(const uint8_t* data, size_t size);
#include "fuzz_targets.inc"
#undef TARGET

namespace {

using Target = int (*)(const uint8_t*, size_t);

Target find_target(const char* name) {
#define TARGET(target) \
  if (std::strcmp(name, #target) == 0) return snaproll_fuzz_##target;
#include "fuzz_targets.inc"
#undef TARGET
  return nullptr;
}

std::vector<std::string> files_of(int count, char** places) {
  std::vector<std::string> files;
  for (int i = 0; i < count; ++i) {
    if (!std::filesystem::is_directory(places[i])) {
      files.emplace_back(places[i]);
      continue;
    }
    for (const auto& one : std::filesystem::directory_iterator(places[i]))
      files.push_back(one.path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

int replay(Target target, const std::vector<std::string>& files) {
  for (const std::string& path : files) {
    // The last line tells which it was, where it does not come back.
    std::fprintf(stderr, "%s\n", path.c_str());
    const std::string bytes = bytes_of(path);
    target(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
  }
  std::printf("%zu inputs, 0 violations\n", files.size());
  return files.empty() ? 1 : 0;
}

// Each text has its length in a line before it, and so has each answer: the
// canonical JSON, or nothing where the text is refused.
int answer() {
  std::string length;
  while (std::getline(std::cin, length)) {
    std::string text(std::stoul(length), '\0');
    std::cin.read(text.data(), static_cast<std::streamsize>(text.size()));
    const auto value = snaproll::Value::parse(text);
    const std::string json = value.ok() ? value->to_json() : std::string();
    std::cout << json.size() << '\n' << json;
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 2 && std::strcmp(argv[1], "--json") == 0) return answer();
  const Target target = argc < 3 ? nullptr : find_target(argv[1]);
  if (target == nullptr) {
    std::fputs("usage: fuzz_replay <target> <file or folder>...\n", stderr);
    return 2;
  }
  return replay(target, files_of(argc - 2, argv + 2));
}
