#include "external.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <string_view>
#include <system_error>

namespace snaproll::cli {
namespace {

namespace fs = std::filesystem;

bool is_command(const std::string& word) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  };
  return !word.empty() && word.front() != '-' &&
         std::all_of(word.begin(), word.end(), fits);
}

bool may_run(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored) && access(path.c_str(), X_OK) == 0;
}

}  // namespace

std::optional<std::string> external_program(const std::string& command) {
  if (!is_command(command)) return std::nullopt;
  const std::string name = "snaproll-" + command;
  std::error_code failed;
  const fs::path own = fs::read_symlink("/proc/self/exe", failed);
  if (!failed && may_run(own.parent_path() / name))
    return (own.parent_path() / name).string();
  const char* path = std::getenv("PATH");
  std::istringstream folders(path != nullptr ? path : "");
  for (std::string folder; std::getline(folders, folder, ':');) {
    // An empty one, or a relative one, would be where the user happens to be.
    if (folder.empty() || folder.front() != '/') continue;
    if (may_run(fs::path(folder) / name))
      return (fs::path(folder) / name).string();
  }
  return std::nullopt;
}

std::string missing_hint(const std::string& command) {
  constexpr std::string_view kLangGraph = "-langgraph";
  const bool langgraph = command.size() > kLangGraph.size() &&
                         command.compare(command.size() - kLangGraph.size(),
                                         kLangGraph.size(), kLangGraph) == 0;
  return langgraph ? "pip install 'snaproll[langgraph]' brings it" : "";
}

}  // namespace snaproll::cli
