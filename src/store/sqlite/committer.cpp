// The queue; what a leader does with a transaction is in transaction.cpp.
#include "store/sqlite/committer.hpp"

#include <algorithm>
#include <chrono>

namespace snaproll::detail {
namespace {

constexpr size_t kGroupMembers = 256;

}  // namespace

bool Committer::lead_at_once() {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (led_) return false;
  led_ = true;
  return true;
}

bool Committer::lead_in_the_end() {
  if (lead_at_once()) return true;
  auto own = std::make_shared<Waiting>();
  own->alone = true;
  return wait_for_turn(own, false) == Turn::kLeads;
}

void Committer::hand_over() {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (queue_.empty()) {
    led_ = false;
    return;
  }
  queue_.front()->state = State::kLeads;
  queue_.front()->changed.notify_one();
}

Status Committer::commit(Store::Member member, int statements) {
  if (lead_at_once()) {
    const Lead lead(*this);
    return commit_alone(member, statements);
  }
  auto own = std::make_shared<Waiting>();
  own->member = std::move(member);
  const Turn turn = wait_for_turn(own, true);
  if (turn == Turn::kEnded) return ended();
  if (turn == Turn::kLeftQueue || turn == Turn::kLeftLeader) return left(turn);
  if (turn == Turn::kLeads) {
    const Lead lead(*this);
    lead_group(own);
  }
  if (own->thrown) std::rethrow_exception(own->thrown);
  return std::move(own->status);
}

Committer::Turn Committer::wait_for_turn(const std::shared_ptr<Waiting>& own,
                                         bool bounded) {
  const auto deadline =
      std::chrono::steady_clock::now() +
      std::chrono::nanoseconds(connection_.setup().busy_timeout);
  std::unique_lock<std::mutex> lock(mutex_);
  if (ended_) return Turn::kEnded;
  if (!led_) {  // the lead ended meanwhile
    led_ = true;
    return Turn::kLeads;
  }
  queue_.push_back(own);
  const auto turn = [&] {
    return own->state == State::kDone || own->state == State::kLeads;
  };
  if (!bounded) {
    own->changed.wait(lock, turn);
  } else if (!own->changed.wait_until(lock, deadline, turn)) {
    if (own->state == State::kTaken) return Turn::kLeftLeader;
    queue_.erase(std::find(queue_.begin(), queue_.end(), own));
    return Turn::kLeftQueue;
  }
  if (own->state == State::kDone) return Turn::kDone;
  queue_.pop_front();  // who is told to lead is the first
  return Turn::kLeads;
}

Error Committer::ended() const {
  return connection_.error(Code::kUnusable, "the store is closed");
}

Error Committer::left(Turn turn) const {
  Error error = connection_.error(SQLITE_BUSY, "other commits took too long");
  if (turn == Turn::kLeftQueue) return error;
  error.code = Code::kUnknown;
  error.hint = "repeat the commit: it tells whether it was made";
  return error;
}

std::shared_ptr<Committer::Waiting> Committer::take_next() {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (queue_.empty() || queue_.front()->alone) return nullptr;
  auto next = std::move(queue_.front());
  next->state = State::kTaken;
  queue_.pop_front();
  return next;
}

void Committer::lead_group(const std::shared_ptr<Waiting>& own) {
  Group group;
  group.reserve(kGroupMembers);
  group.push_back(own);
  if (auto next = take_next()) {
    group.push_back(std::move(next));
    run_group(group, true);
  } else {
    own->status = commit_alone(own->member, 0);
  }
}

void Committer::tell(const Group& group, const Status& outcome) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (const auto& waiting : group) {
      try {
        if (!outcome.ok() && waiting->status.ok() && !waiting->thrown)
          waiting->status = outcome;
      } catch (...) {
        waiting->thrown = std::current_exception();
      }
      waiting->state = State::kDone;
    }
  }
  for (const auto& waiting : group) waiting->changed.notify_one();
}

std::vector<Status> Committer::commit_many(std::vector<Store::Member> members) {
  Group all;
  all.reserve(members.size());
  for (Store::Member& member : members) {
    all.push_back(std::make_shared<Waiting>());
    all.back()->member = std::move(member);
  }
  if (!lead_in_the_end())
    return std::vector<Status>(members.size(), Status(ended()));
  {
    const Lead lead(*this);
    for (size_t at = 0; at < all.size(); at += kGroupMembers) {
      const auto first = all.begin() + static_cast<std::ptrdiff_t>(at);
      const size_t size = std::min(kGroupMembers, all.size() - at);
      Group group(first, first + static_cast<std::ptrdiff_t>(size));
      run_group(group, false);
    }
  }
  std::vector<Status> statuses;
  statuses.reserve(all.size());
  for (const auto& waiting : all) {
    if (waiting->thrown) std::rethrow_exception(waiting->thrown);
    statuses.push_back(std::move(waiting->status));
  }
  return statuses;
}

Status Committer::exclusively(const Work& work) {
  if (!lead_in_the_end()) return ended();
  const Lead lead(*this);
  const auto hold = hold_connection();
  SNAPROLL_CHECK(check_place());
  return work(connection_);
}

// The lead is not handed over any more.
Status Committer::end_with(const Work& work) {
  if (!lead_in_the_end()) return ended();
  Status status;
  {
    const auto hold = hold_connection();
    status = work(connection_);
  }
  Group late;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    ended_ = true;
    late.assign(queue_.begin(), queue_.end());
    queue_.clear();
  }
  tell(late, ended());
  return status;
}

}  // namespace snaproll::detail
