// Figures: measuring medians and printing one JSON line a figure,
//   {"name", "value", "unit", "goal", "ok"}
// where goal is "<= number", ">= number" or null, and ok (null without a goal)
// is computed here from the value and the goal.
#pragma once

#include <time.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

namespace snaproll::bench {

using Watch = std::chrono::steady_clock;

inline double nanoseconds_since(Watch::time_point start) {
  return std::chrono::duration<double, std::nano>(Watch::now() - start).count();
}

inline double median(std::vector<double> samples) {
  const auto middle =
      samples.begin() + static_cast<std::ptrdiff_t>(samples.size() / 2);
  std::nth_element(samples.begin(), middle, samples.end());
  return *middle;
}

inline double largest(const std::vector<double>& samples) {
  return *std::max_element(samples.begin(), samples.end());
}

// Nanoseconds of `work`, once.
template <typename Work>
double time_of(Work&& work) {
  const auto start = Watch::now();
  work();
  return nanoseconds_since(start);
}

// Nanoseconds of this thread's processor: other programs take none of them.
inline double processor_time() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 +
         static_cast<double>(now.tv_nsec);
}

// Of `work`, once: by the clock, and of the processor alone.
struct Times {
  double clock;
  double processor;
};
template <typename Work>
Times times_of(Work&& work) {
  const double before = processor_time();
  const double clock = time_of(work);
  return {clock, processor_time() - before};
}

// Median over `samples` of the nanoseconds of one of `batch` calls.
template <typename Work>
double median_time(size_t samples, size_t batch, Work&& work) {
  std::vector<double> times;
  for (size_t i = 0; i < samples; ++i) {
    times.push_back(time_of([&] {
                      for (size_t k = 0; k < batch; ++k) work();
                    }) /
                    static_cast<double>(batch));
  }
  return median(std::move(times));
}

struct Figure {
  std::string name;
  double value;
  const char* unit;
};

inline void print_figure(const Figure& figure, const std::string& goal,
                         const char* ok) {
  std::printf(
      "{\"name\":\"%s\",\"value\":%.6g,\"unit\":\"%s\",\"goal\":%s,\"ok\":%s}"
      "\n",
      figure.name.c_str(), figure.value, figure.unit, goal.c_str(), ok);
  std::fflush(stdout);
}

inline std::string goal_text(const char* comparison, double goal) {
  char text[64];
  std::snprintf(text, sizeof(text), "\"%s %.12g\"", comparison, goal);
  return text;
}

// A figure that is shown and has no goal.
inline void shown(const Figure& figure) {
  print_figure(figure, "null", "null");
}

// Goals that were missed so far.
inline int& missed_goals() {
  static int missed = 0;
  return missed;
}

inline void judged(const Figure& figure, const std::string& goal, bool met) {
  if (!met) ++missed_goals();
  print_figure(figure, goal, met ? "true" : "false");
}

inline void at_most(const Figure& figure, double goal) {
  judged(figure, goal_text("<=", goal), figure.value <= goal);
}

inline void at_least(const Figure& figure, double goal) {
  judged(figure, goal_text(">=", goal), figure.value >= goal);
}

// Kilobytes of the figures are 1,000 bytes; MiB are what they say.
inline constexpr double kKilo = 1e3;
inline constexpr double kMiB = 1048576.0;

// The groups of figures; `bench_figures <group>…` runs some of them alone.
void snapshot_figures();
void write_figures();
void rollback_figures();
void look_up_figures();
void history_figures();
void patch_figures();
void run_figures();
void memory_figures();
void freeing_figures();
void json_figures();
void canonical_figures();
void contexts_figures();

}  // namespace snaproll::bench
