#include "disk.hpp"

#include <algorithm>

namespace snaproll::proof {
namespace {

// Never the same twice: the library tells files apart by it.
uint64_t next_number() {
  static uint64_t last = 0;
  return ++last;
}

}  // namespace

Disk& disk() {
  static Disk the_disk;
  return the_disk;
}

const char* name_of(Operation operation) noexcept {
  constexpr const char* kNames[] = {
      "open",    "read",     "write",  "truncate", "sync", "size",  "lock",
      "shm-map", "shm-lock", "delete", "access",   "look", "create"};
  return kNames[static_cast<size_t>(operation)];
}

const char* name_of(Way way) noexcept {
  constexpr const char* kNames[] = {"none", "io",    "full",
                                    "half", "short", "busy"};
  return kNames[static_cast<size_t>(way)];
}

bool applies(Way way, Operation operation) noexcept {
  switch (way) {
    case Way::kNone:
      return false;
    case Way::kIo:
      return true;
    case Way::kFull:
      return operation == Operation::kWrite ||
             operation == Operation::kTruncate ||
             operation == Operation::kSync || operation == Operation::kCreate ||
             operation == Operation::kShmMap;
    case Way::kHalf:
      return operation == Operation::kWrite;
    case Way::kShort:
      return operation == Operation::kRead;
    case Way::kBusy:
      return operation == Operation::kLock || operation == Operation::kShmLock;
  }
  return false;
}

Disk::Disk(const Disk& other) { *this = other; }

Disk& Disk::operator=(const Disk& other) {
  if (this == &other) return *this;
  operations = nullptr;
  trace = nullptr;
  files_.clear();
  for (const auto& [name, file] : other.files_) put(name, file->bytes);
  open_handles = 0;
  arm({});
  return *this;
}

std::shared_ptr<File> Disk::find(const std::string& name) const {
  const auto found = files_.find(name);
  return found == files_.end() ? nullptr : found->second;
}

std::shared_ptr<File> Disk::create(const std::string& name) {
  auto file = std::make_shared<File>();
  file->number = next_number();
  files_[name] = file;
  if (trace != nullptr)
    trace->push_back({Event::Kind::kCreate, file->number, 0, name});
  return file;
}

void Disk::put(const std::string& name, std::string bytes) {
  create(name)->bytes = std::move(bytes);
}

bool Disk::remove(const std::string& name) {
  const auto found = files_.find(name);
  if (found == files_.end()) return false;
  if (trace != nullptr)
    trace->push_back({Event::Kind::kRemove, found->second->number, 0, name});
  files_.erase(found);
  return true;
}

void Disk::write(File& file, const char* bytes, uint64_t size, uint64_t at) {
  if (size == 0) return;
  if (file.bytes.size() < at + size) file.bytes.resize(at + size);
  file.bytes.replace(at, size, bytes, size);
  if (trace != nullptr)
    trace->push_back(
        {Event::Kind::kWrite, file.number, at, std::string(bytes, size)});
}

void Disk::truncate(File& file, uint64_t size) {
  file.bytes.resize(size);
  if (trace != nullptr)
    trace->push_back({Event::Kind::kTruncate, file.number, size, {}});
}

void Disk::sync(File& file) {
  if (trace != nullptr)
    trace->push_back({Event::Kind::kSync, file.number, 0, {}});
}

void Disk::sync_folder() {
  if (trace != nullptr) trace->push_back({Event::Kind::kSyncFolder, 0, 0, {}});
}

Way Disk::begin(Operation operation) {
  ++count_;
  if (operations != nullptr) operations->push_back(operation);
  if (fault_.at == 0 || count_ < fault_.at) return Way::kNone;
  if (count_ > fault_.at && !fault_.from_then_on) return Way::kNone;
  if (!applies(fault_.way, operation)) return Way::kNone;
  ++fired_;
  return fault_.way;
}

void Disk::arm(const Fault& fault) {
  fault_ = fault;
  count_ = 0;
  fired_ = 0;
}

}  // namespace snaproll::proof
