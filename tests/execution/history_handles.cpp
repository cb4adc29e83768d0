// Of the operations, those with handles: closed, crashed, copied, read beside.
#include <algorithm>
#include <filesystem>

#include "execution/history_run.hpp"
#include "support/matchers.hpp"

namespace snaproll::test {

void HistoryRun::open(bool take_over) {
  OpenOptions told = options_;
  told.take_over = take_over;
  auto opened = Execution::open(*store_, "run", told);
  if (expect("open", opened)) run_ = *std::move(opened);
}

void HistoryRun::save() {
  if (!is_durable()) return;
  if (expect("save", run_->save())) model_.commit();
}

void HistoryRun::reopen() {
  if (!is_durable()) return;
  if (below(2) == 0) save();
  expect("close", run_->close());
  run_.reset();
  abandoned_.clear();
  if (place_ == Place::kFile && below(2) == 0) {
    reader_.reset();
    store_.reset();
    auto opened = Store::open(*dir_ / "runs.db", store_options_);
    if (!expect("open the store", opened)) return;
    store_ = *std::move(opened);
  }
  open();
  model_.crash();
  compare(true);
}

// The handle is not closed: another one takes over.
void HistoryRun::crash() {
  if (!is_durable()) return;
  abandoned_.push_back(*std::move(run_));
  log_ += "crash\n";
  open(true);
  model_.crash();
  expect("a handle that was shut out", abandoned_.back().save(),
         Code::kConflict);
  if (below(2) == 0) abandoned_.clear();
  compare(true);
}

void HistoryRun::compact() {
  if (is_durable()) expect("compact", store_->compact());
}

// What a crash would leave: all that was committed.
void HistoryRun::look_at_copy_of_file() {
  if (place_ != Place::kFile) return;
  namespace fs = std::filesystem;
  const std::string from = *dir_ / "runs.db";
  const std::string to = *dir_ / "copy.db";
  fs::copy_file(from, to, fs::copy_options::overwrite_existing);
  if (fs::exists(from + "-wal"))
    fs::copy_file(from + "-wal", to + "-wal",
                  fs::copy_options::overwrite_existing);
  {
    auto store = Store::open(to, store_options_);
    if (!expect("open a copy of the file", store)) return;
    OpenOptions told = options_;
    told.mode = OpenMode::kRead;
    const auto reader = Execution::open(*store, "run", told);
    if (!expect("read a copy of the file", reader)) return;
    expect_same("a copy of the file",
                observed_tree(reader->manager(), reader->context(), true),
                model_.committed().seen(true));
    const auto report = store->check();
    if (expect("check a copy of the file", report) && !report->findings.empty())
      fail(report->findings.front());
  }
  for (const char* end : {"", "-wal", "-shm"}) fs::remove(to + end);
}

void HistoryRun::read() {
  if (!is_durable()) return;
  OpenOptions told = options_;
  told.mode = OpenMode::kRead;
  auto opened = Execution::open(*store_, "run", told);
  if (!expect("open a reader", opened)) return;
  reader_ = *std::move(opened);
  expect("tags", reader_->manager().tags());  // it has an index then
  read_.clear();
  for (const NaiveEntry& entry : model_.entries())
    read_.emplace_back(entry.id, entry.number);
  expect_same("a reader's history",
              observed_tree(reader_->manager(), reader_->context(), true),
              model_.committed().seen(true));
}

void HistoryRun::name_by_reader() {
  if (!is_durable()) return;
  if (!reader_.has_value()) read();
  if (read_.empty()) return;
  const Id id = read_[below(read_.size())].first;
  const Number number =
      std::find_if(read_.rbegin(), read_.rend(), [&](const auto& one) {
        return one.first == id;
      })->second;
  const bool there = model_.at(number) != nullptr;
  Manager& manager = reader_->manager();
  const bool tags = below(2) == 0;
  NaiveNames& names = tags ? model_.tags() : model_.holds();
  const std::string name = any_name(tags ? "t" : "h");
  const std::string what = "reader's " + name + ' ' + id.text();
  std::optional<Code> code;
  if (!there) code = Code::kNotFound;
  if (below(2) == 0) {
    if (there && names.erase({name, number}) == 0) code = Code::kNotFound;
    expect(what + " goes",
           tags ? manager.untag(id, name) : manager.release(id, name), code);
    return;
  }
  if (there && !names.insert({{name, number}, ""}).second && !tags)
    code = Code::kExists;
  expect(what, tags ? manager.tag(id, name) : manager.hold(id, name), code);
}

// States of what left meanwhile may have left; others are as they were.
void HistoryRun::look_by_reader() {
  if (!reader_.has_value()) return;
  log_ += "look by a reader\n";
  for (const Snapshot& one : reader_->manager().list()) {
    const NaiveEntry* const entry = model_.find(one.id());
    const Status loaded = one.load();
    if (entry == nullptr) continue;
    if (!loaded.ok() && loaded.error().code == Code::kNotFound) continue;
    expect("load by a reader", loaded);
    if (loaded.ok() && one.created_at() == entry->created_at)
      expect_same("a reader's state", one.captured().to_value()->to_json(),
                  entry->state.json());
  }
  if (below(2) == 0) reader_.reset();
}

void HistoryRun::end() {
  log_ += "end\n";
  compare(true);
  look_at_forks();
  if (!is_durable() || !failure_.empty()) return;
  if (below(4) == 0) compact();
  crash();
  const auto report = store_->check();
  if (!expect("check", report)) return;
  log_ += std::to_string(report->keyframes) + " keyframes\n";
  if (!report->findings.empty()) fail(report->findings.front());
}

}  // namespace snaproll::test
