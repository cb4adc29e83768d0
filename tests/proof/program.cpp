#include "program.hpp"

#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace snaproll::proof {
namespace {

// Of the processor; beside a busy neighbour a case may take longer.
constexpr long kSecondsOfACase = 2;
constexpr long kSecondsAsleep = 60;
constexpr uint64_t kMostTold = 10;

// What a handler of signals writes.
char under_way[400];

void die(int signal) {
  const bool hangs = signal == SIGALRM || signal == SIGPROF;
  const char* what = hangs ? "hangs: " : "crashes: ";
  static_cast<void>(!write(1, what, std::strlen(what)));
  static_cast<void>(!write(1, under_way, std::strlen(under_way)));
  static_cast<void>(!write(1, "\n", 1));
  _exit(1);
}

void watch(long worked, long slept) {
  const itimerval of_work = {{0, 0}, {worked, 0}};
  const itimerval of_sleep = {{0, 0}, {slept, 0}};
  setitimer(ITIMER_PROF, &of_work, nullptr);
  setitimer(ITIMER_REAL, &of_sleep, nullptr);
}

int64_t now() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

[[noreturn]] void usage() {
  std::fputs(
      "usage: [--seed S] [--case NAME [--at K [--variant V]]]\n"
      "       [--quick | --one-of N] [--control NAME] [--verbose]\n",
      stderr);
  std::exit(2);
}

}  // namespace

Arguments Arguments::read(int count, char** texts) {
  Arguments made;
  made.seed = std::random_device()() % 1'000'000;
  for (int i = 1; i < count; ++i) {
    const std::string name = texts[i];
    if (name == "--quick") {
      made.divide = 50;
      continue;
    }
    if (name == "--verbose") {
      made.talks = true;
      continue;
    }
    if (++i == count) usage();
    if (name == "--seed") {
      made.seed = std::strtoull(texts[i], nullptr, 10);
    } else if (name == "--case") {
      made.only = texts[i];
    } else if (name == "--at") {
      made.at = std::strtoull(texts[i], nullptr, 10);
    } else if (name == "--variant") {
      made.variant = std::strtoull(texts[i], nullptr, 10);
    } else if (name == "--one-of") {
      made.divide = std::max(1UL, std::strtoul(texts[i], nullptr, 10));
    } else if (name == "--control") {
      made.control = texts[i];
    } else {
      usage();
    }
  }
  std::printf("seed %llu\n", static_cast<unsigned long long>(made.seed));
  std::fflush(stdout);
  for (const int signal :
       {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGALRM, SIGPROF}) {
    struct sigaction action{};
    action.sa_handler = die;
    sigaction(signal, &action, nullptr);
  }
  return made;
}

Tally::Tally(std::string item, const Arguments& arguments, std::string program)
    : item_(std::move(item)),
      program_(std::move(program)),
      seed_(arguments.seed),
      began_(now()) {
  if (!arguments.control.empty())
    program_control_ = " --control " + arguments.control;
}

void Tally::begin(const std::string& where) {
  where_ = program_ + " --seed " + std::to_string(seed_) + program_control_ +
           ' ' + where;
  std::snprintf(under_way, sizeof under_way, "%s", where_.c_str());
  watch(kSecondsOfACase, kSecondsAsleep);
}

void Tally::end(const std::string& broken) {
  watch(0, 0);
  ++cases_;
  if (!broken.empty()) violation(broken);
}

void Tally::skip() { watch(0, 0); }

void Tally::violation(const std::string& broken) {
  if (++violations_ > kMostTold) return;
  std::printf("VIOLATION %s: %.700s\n", where_.c_str(), broken.c_str());
  std::fflush(stdout);
}

int Tally::finish(const std::string& what) const {
  std::printf(
      "PROOF {\"item\": \"%s\", \"cases\": %llu, \"violations\": %llu, "
      "\"seed\": %llu, \"seconds\": %.1f, \"what\": \"%s\"}\n",
      item_.c_str(), static_cast<unsigned long long>(cases_),
      static_cast<unsigned long long>(violations_),
      static_cast<unsigned long long>(seed_),
      static_cast<double>(now() - began_) / 1000, what.c_str());
  std::fflush(stdout);
  return violations_ == 0 ? 0 : 1;
}

}  // namespace snaproll::proof
