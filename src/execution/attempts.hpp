// Attempts: the record of the attempts at the nodes of one execution.
//
// How often each node was begun is kept for all; the details of the newest
// kKept attempts alone.
//
// Thread word: one thread at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "journal/record.hpp"
#include "snaproll/execution.hpp"

namespace snaproll::detail {

class Attempts {
 public:
  static constexpr size_t kKept = kKeptAttempts;

  // Room for one attempt, so that beginning it can not fail.
  struct Room {
    std::map<uint64_t, Attempt>::node_type kept;
    std::map<uint64_t, std::string>::node_type open;
  };

  // May throw std::bad_alloc; it shows nowhere.
  Room make_room(const Attempt& attempt);
  // Records `attempt`, for which room was made and whose start is set since, as
  // open, and sets its number. Gives back the ticket by which it is ended.
  uint64_t begin(Attempt& attempt, Room room) noexcept;
  // Whether the ticket is that of the newest attempt at the node.
  bool is_newest(const std::string& node, uint64_t ticket) const;
  // Ends the newest attempt at its node.
  void end(const std::string& node, uint64_t ticket, AttemptOutcome outcome,
           Time now, std::string error) noexcept;

  // Puts back an attempt that is on record; those of one ticket and of one node
  // come in their order.
  void restore(uint64_t ticket, const Attempt& attempt);
  uint64_t next_ticket() const noexcept { return next_; }
  void set_next_ticket(uint64_t ticket) noexcept { next_ = ticket; }

  // The same, each with what `change` does to it; open ones and counts by what
  // it does to the node.
  using Change = std::function<void(Attempt&)>;
  Attempts changed(const Change& change) const;

  // How often the node was begun.
  uint32_t count(const std::string& node) const;
  std::vector<std::string> unfinished() const;
  std::vector<Attempt> list(std::string_view node) const;

 private:
  struct Node {
    uint32_t count = 0;
    uint64_t ticket = 0;  // of its newest attempt
  };

  std::unordered_map<std::string, Node> nodes_;
  std::map<uint64_t, std::string> open_;  // ticket -> node
  std::map<uint64_t, Attempt> kept_;      // by ticket: the newest
  uint64_t next_ = 0;
};

}  // namespace snaproll::detail
