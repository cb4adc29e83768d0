// The folder that a list works in, and what a reply tells of the machine: a
// word stands there instead (README.md).
#include <stdlib.h>
#include <unistd.h>

#include <filesystem>
#include <iostream>
#include <regex>

#include "runner.hpp"

namespace scenario {
namespace {

std::string folder;

std::string made_folder() {
  for (std::string path : {"/dev/shm/snaproll-XXXXXX", "/tmp/snaproll-XXXXXX"})
    if (mkdtemp(path.data()) != nullptr)
      return std::filesystem::canonical(path).string();
  return {};
}

}  // namespace

Folder::Folder() {
  folder = made_folder();
  if (!folder.empty() && chdir(folder.c_str()) == 0) return;
  std::cerr << "scenario: no folder to work in\n";
  std::exit(2);
}

Folder::~Folder() {
  std::error_code failed;
  std::filesystem::remove_all(folder, failed);
}

std::string plain(const std::string& text) {
  static const std::regex process("process [0-9]+ on [^,\"]*");
  std::string made = std::regex_replace(text, process, "this process");
  const std::string here = folder + '/';
  for (size_t at = 0; (at = made.find(here, at)) != std::string::npos;)
    made.erase(at, here.size());
  return made;
}

Reply out_report(Result<std::string> json) {
  static const std::regex times(
      "\"(at|created_at|last_commit|since|started_at)\":\"(?!2001-)[^\"]*\"");
  if (!json.ok()) return json;
  SNAPROLL_TRY(const Value report, Value::parse(*json));
  return std::regex_replace(plain(report.to_json()), times, "\"$1\":\"now\"");
}

Reply out_erased(Result<std::string> json) {
  static const std::regex ids("\"id\":\"[^\"]*\"");
  SNAPROLL_TRY(const std::string report, out_report(std::move(json)));
  return std::regex_replace(report, ids, "\"id\":\"drawn\"");
}

}  // namespace scenario
