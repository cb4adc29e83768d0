#include "journal/process.hpp"

#include <unistd.h>

#include <algorithm>
#include <climits>
#include <cstdio>
#include <optional>

#include "base/utf8.hpp"
#include "snaproll/value.hpp"
#include "value/edit.hpp"

namespace snaproll::detail {
namespace {

constexpr std::string_view kBoot = "boot";
constexpr std::string_view kHost = "host";
constexpr std::string_view kNamespace = "namespace";
constexpr std::string_view kPid = "pid";
constexpr std::string_view kStart = "start";

// The beginning of a file, or nothing. Without streams: these would bring all
// locales into a library that has the C++ runtime inside.
std::string beginning_of(const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "re");
  if (file == nullptr) return {};
  char text[1024];
  const size_t bytes = std::fread(text, 1, sizeof(text), file);
  std::fclose(file);
  return std::string(text, bytes);
}

std::string boot_id() {
  const std::string text = beginning_of("/proc/sys/kernel/random/boot_id");
  return text.substr(0, text.find('\n'));
}

std::string host_name() {
  char name[HOST_NAME_MAX + 1] = {};
  return gethostname(name, sizeof(name) - 1) == 0 ? name : "";
}

std::string pid_namespace() {
  char target[64] = {};
  const ssize_t bytes =
      readlink("/proc/self/ns/pid", target, sizeof(target) - 1);
  return bytes > 0 ? std::string(target, static_cast<size_t>(bytes)) : "";
}

// Takes a word and the space before it from the front; empty at the end.
std::string_view next_word(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  const std::string_view word = text.substr(0, text.find(' '));
  text.remove_prefix(word.size());
  return word;
}

// When a process began, in ticks since the boot; empty where there is none of
// that id, or only what is left of one until its parent has waited for it (a
// process whose first thread ended looks the same, but for its other threads).
// The name of the program stands in brackets and may hold anything.
std::string start_of(int64_t pid) {
  const std::string text =
      beginning_of("/proc/" + std::to_string(pid) + "/stat");
  const size_t name_end = text.rfind(')');
  if (name_end == std::string::npos) return {};
  std::string_view fields = std::string_view(text).substr(name_end + 1);
  // Places of fields among those after the name.
  constexpr int kThreadsPlace = 18;
  constexpr int kStartPlace = 20;
  const std::string_view state = next_word(fields);
  std::string_view field;
  bool has_threads = false;
  for (int place = 2; place <= kStartPlace; ++place) {
    field = next_word(fields);
    if (place == kThreadsPlace) has_threads = field != "0" && field != "1";
  }
  if (state == "Z" && !has_threads) return {};
  return std::string(field);
}

struct Process {
  std::string boot = boot_id();
  std::string host = host_name();
  std::string space = pid_namespace();
  int64_t pid = getpid();
  std::string start = start_of(getpid());
};

void put(Value& object, std::string_view name, std::string_view text) {
  auto value = Value::text(text);
  if (value.ok()) static_cast<void>(member_set(object, name, *value, {}));
}

std::string text_of(const Value& object, std::string_view name) {
  const auto found = object.find(name);
  auto text = found.value_or(Value()).as_text();
  return text.ok() ? *std::move(text) : std::string();
}

std::optional<Process> parse(std::string_view text) {
  const auto value = Value::parse(text);
  if (!value.ok() || !value->is_object()) return std::nullopt;
  Process process;
  process.boot = text_of(*value, kBoot);
  process.host = text_of(*value, kHost);
  process.space = text_of(*value, kNamespace);
  process.start = text_of(*value, kStart);
  const auto pid = value->find(kPid).value_or(Value()).as_int64();
  if (!pid.ok()) return std::nullopt;
  process.pid = *pid;
  return process;
}

}  // namespace

std::string this_process() {
  const Process self;
  Value object = Value::object();
  put(object, kBoot, self.boot);
  put(object, kHost, self.host);
  put(object, kNamespace, self.space);
  put(object, kStart, self.start);
  static_cast<void>(member_set(object, kPid, Value::integer(self.pid), {}));
  return object.to_json();
}

bool may_live(std::string_view process) {
  const auto told = parse(process);
  if (!told.has_value()) return true;
  const Process self;
  if (told->host != self.host) return true;
  if (told->boot != self.boot) return false;  // of before the last boot
  if (told->space != self.space) return true;
  return start_of(told->pid) == told->start;
}

std::string describe_process(std::string_view process) {
  const auto told = parse(process);
  if (!told.has_value()) return "a process";
  return "process " + std::to_string(told->pid) + " on " +
         printable(told->host);
}

}  // namespace snaproll::detail
