// Group commit. Threads that commit queue up; the first leads: it runs the
// members of all who wait in one transaction, tells each what became of it, and
// hands the lead to the next who came meanwhile. A thread that comes alone pays
// two uncontended locks and no allocation.
//
// Invariants
//   (1) Only the leader uses the writing connection.
//   (2) led_ while there is a leader, or one that was told to be the next.
//   (3) A member is in queue_, or taken by the leader, or done; only the
//       leader moves it on. A thread may leave with its member queued (BUSY:
//       it is taken out) or taken (UNKNOWN: it still runs).
//   (4) mutex_ is not held while a member runs or a file is synced.
//
// Thread word: internally synchronized.
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "store/sqlite/writer.hpp"

namespace snaproll::detail {

class Committer {
 public:
  // `connection_mutex` is held around each use of the connection where it is
  // shared with readers (a database in memory), else nullptr.
  Committer(Connection& connection, const Id& store, Counters& counters,
            std::mutex* connection_mutex);

  Status commit(Store::Member member, int statements);
  std::vector<Status> commit_many(std::vector<Store::Member> members);

  // Runs `work` while no other thread uses the connection; waits as long as
  // the members before it take.
  using Work = std::function<Status(Connection& connection)>;
  Status exclusively(const Work& work);
  // UNUSABLE where the file is not in its place any more; what is in the log
  // is moved into the file, wherever that is. By the one who leads.
  Status check_place();
  // The same as the last thing: whoever comes after it gets UNUSABLE.
  Status end_with(const Work& work);

 private:
  enum class State : uint8_t { kQueued, kTaken, kDone, kLeads };
  enum class Turn : uint8_t { kLeads, kDone, kLeftQueue, kLeftLeader, kEnded };
  struct Waiting {
    Store::Member member;
    bool alone = false;  // it takes the lead, and is not run by another thread
    State state = State::kQueued;
    Status status;
    std::exception_ptr thrown;
    std::condition_variable changed;
  };
  using Group = std::vector<std::shared_ptr<Waiting>>;

  // Ends a lead, however it is left.
  class Lead {
   public:
    explicit Lead(Committer& committer) : committer_(committer) {}
    ~Lead() { committer_.hand_over(); }
    Lead(const Lead&) = delete;
    Lead& operator=(const Lead&) = delete;

   private:
    Committer& committer_;
  };

  bool lead_at_once();
  bool lead_in_the_end();  // not where everything has ended
  void hand_over();
  Turn wait_for_turn(const std::shared_ptr<Waiting>& own, bool bounded);
  std::shared_ptr<Waiting> take_next();
  void lead_group(const std::shared_ptr<Waiting>& own);
  void tell(const Group& group, const Status& outcome);
  Error left(Turn turn) const;
  Error ended() const;

  // In transaction.cpp; all of them as the leader.
  Status commit_alone(const Store::Member& member, int statements);
  Status run_in_one_statement(const Store::Member& member);
  Status run_in_transaction(const Store::Member& member);
  void run_group(Group& group, bool take_more);
  Status run_members(Group& group, bool take_more);
  bool run_member(Waiting& waiting);
  Status run_in_savepoint(const Store::Member& member);
  Status end(uint64_t commits);
  Status begin();
  bool undo_member() noexcept;
  void roll_back() noexcept;
  Status outcome(Status status, int code);
  Status acknowledge(uint64_t commits);
  void count(uint64_t commits);
  void give_pages_back();
  void checkpoint();
  static int count_frames(void* self, sqlite3*, const char*, int frames);
  std::unique_lock<std::mutex> hold_connection();

  Connection& connection_;
  Counters& counters_;
  std::mutex* connection_mutex_;

  // The leader's.
  Writer writer_;
  bool pages_due_ = false;  // free pages are to be given back
  int frames_ = 0;          // of the write-ahead log
  int checkpoint_at_;       // frames that make a checkpoint due

  std::mutex mutex_;
  bool led_ = false;
  bool ended_ = false;  // with led_ for ever
  std::deque<std::shared_ptr<Waiting>> queue_;
};

}  // namespace snaproll::detail
