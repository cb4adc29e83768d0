// The folder that a list works in, and what a reply tells of the machine: a
// word stands there instead (README.md).
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <string_view>
#include <utility>

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

// Where "process 4711 on host" that begins at `at` ends; `at` where it is not
// there.
size_t behind_process(std::string_view text, size_t at) {
  constexpr std::string_view kProcess = "process ";
  constexpr std::string_view kOn = " on ";
  if (text.substr(at, kProcess.size()) != kProcess) return at;
  const size_t end = text.find_first_not_of("0123456789", at + kProcess.size());
  if (text.substr(std::min(end, text.size()), kOn.size()) != kOn) return at;
  return std::min(text.find_first_of(",\"", end), text.size());
}

// Puts a word for the texts that the members of that name tell, but those that
// begin with `stays` where there is one.
std::string masked(std::string json, const std::string& name,
                   std::string_view stays, std::string_view word) {
  const std::string wanted = '"' + name + "\":\"";
  for (size_t at = 0; (at = json.find(wanted, at)) != std::string::npos;) {
    at += wanted.size();
    if (!stays.empty() && json.compare(at, stays.size(), stays) == 0) continue;
    json.replace(at, json.find('"', at) - at, word);
  }
  return json;
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
  const std::string here = folder + '/';
  std::string made;
  for (size_t at = 0; at < text.size();) {
    const size_t behind = behind_process(text, at);
    if (behind != at) {
      made += "this process";
      at = behind;
    } else if (text.compare(at, here.size(), here) == 0) {
      at += here.size();
    } else {
      made += text[at++];
    }
  }
  return made;
}

Reply out_report(Result<std::string> json) {
  if (!json.ok()) return json;
  SNAPROLL_TRY(const Value report, Value::parse(*json));
  std::string made = plain(report.to_json());
  for (const char* name :
       {"at", "created_at", "last_commit", "since", "started_at"})
    made = masked(std::move(made), name, "2001-", "now");
  return made;
}

Reply out_erased(Result<std::string> json) {
  SNAPROLL_TRY(std::string report, out_report(std::move(json)));
  return masked(std::move(report), "id", "", "drawn");
}

}  // namespace scenario
