// What a loss of power leaves of a disk, as a trace tells: what was synced, and
// anything of the rest.
#pragma once

#include <map>
#include <random>
#include <string>
#include <vector>

#include "disk.hpp"

namespace snaproll::proof {

enum class Image : uint8_t {
  kSynced,     // nothing that was not synced
  kAll,        // as after a kill: the system lives
  kSomeOfIt,   // any of the sectors that were not synced, in any order
  kTornWrite,  // all up to one write, and any of its sectors
  kNoNames,    // all bytes, and of the folder what was synced
};

// The disk between what is durable and what was only written.
class PowerState {
 public:
  explicit PowerState(const Disk& begin);

  void happen(const Event& event);
  // Whether anything would be lost.
  bool pending() const { return !bytes_.empty() || !names_.empty(); }
  Disk image(Image kind, std::mt19937_64& random) const;

 private:
  using Contents = std::map<uint64_t, std::string>;
  using Names = std::map<std::string, uint64_t>;
  static void apply(Contents& contents, const Event& event);
  static void apply(Names& names, const Event& event);
  static void apply_some(Contents& contents, const Event& event,
                         std::mt19937_64& random, uint64_t percent);
  static Disk made(const Contents& contents, const Names& names);

  Contents durable_;
  Names durable_names_;
  std::vector<Event> bytes_;  // in the order in which they were written
  std::vector<Event> names_;
};

// All files of it, as one number: two images that are the same are one case.
uint64_t hash_of(const Disk& disk);

}  // namespace snaproll::proof
