#include "power.hpp"

#include <algorithm>
#include <functional>
#include <string_view>

namespace snaproll::proof {
namespace {

constexpr uint64_t kSector = 512;

bool is_of_names(const Event& event) {
  return event.kind == Event::Kind::kCreate ||
         event.kind == Event::Kind::kRemove;
}

void put(std::string& file, const Event& event, uint64_t from, uint64_t size) {
  const uint64_t at = event.at + from;
  if (file.size() < at + size) file.resize(at + size);
  file.replace(at, size, event.bytes, from, size);
}

}  // namespace

PowerState::PowerState(const Disk& begin) {
  for (const auto& [name, file] : begin.files()) {
    durable_[file->number] = file->bytes;
    durable_names_[name] = file->number;
  }
}

void PowerState::happen(const Event& event) {
  switch (event.kind) {
    case Event::Kind::kSync: {
      const auto is_of_it = [&](const Event& each) {
        return each.file == event.file;
      };
      for (const Event& each : bytes_)
        if (is_of_it(each)) apply(durable_, each);
      bytes_.erase(std::remove_if(bytes_.begin(), bytes_.end(), is_of_it),
                   bytes_.end());
      break;
    }
    case Event::Kind::kSyncFolder:
      for (const Event& each : names_) apply(durable_names_, each);
      names_.clear();
      break;
    default:
      (is_of_names(event) ? names_ : bytes_).push_back(event);
  }
}

void PowerState::apply(Contents& contents, const Event& event) {
  std::string& file = contents[event.file];
  if (event.kind == Event::Kind::kTruncate) {
    file.resize(event.at);
  } else {
    put(file, event, 0, event.bytes.size());
  }
}

void PowerState::apply(Names& names, const Event& event) {
  if (event.kind == Event::Kind::kCreate) {
    names[event.bytes] = event.file;
  } else {
    names.erase(event.bytes);
  }
}

void PowerState::apply_some(Contents& contents, const Event& event,
                            std::mt19937_64& random, uint64_t percent) {
  const auto drawn = [&] { return random() % 100 < percent; };
  if (event.kind == Event::Kind::kTruncate) {
    if (drawn()) apply(contents, event);
    return;
  }
  std::string& file = contents[event.file];
  for (uint64_t from = 0; from < event.bytes.size();) {
    const uint64_t end = (event.at + from) / kSector * kSector + kSector;
    const uint64_t size =
        std::min(event.bytes.size() - from, end - (event.at + from));
    if (drawn()) put(file, event, from, size);
    from += size;
  }
}

Disk PowerState::made(const Contents& contents, const Names& names) {
  Disk disk;
  for (const auto& [name, number] : names) {
    const auto found = contents.find(number);
    disk.put(name, found == contents.end() ? std::string() : found->second);
  }
  return disk;
}

Disk PowerState::image(Image kind, std::mt19937_64& random) const {
  Contents contents = durable_;
  Names names = durable_names_;
  const uint64_t percent = 10 + random() % 81;
  switch (kind) {
    case Image::kSynced:
      break;
    case Image::kAll:
      for (const Event& each : bytes_) apply(contents, each);
      for (const Event& each : names_) apply(names, each);
      break;
    case Image::kNoNames:
      for (const Event& each : bytes_) apply(contents, each);
      break;
    case Image::kSomeOfIt:
      for (const Event& each : bytes_)
        apply_some(contents, each, random, percent);
      for (const Event& each : names_)
        if (random() % 100 < percent) apply(names, each);
      break;
    case Image::kTornWrite: {
      const size_t torn = bytes_.empty() ? 0 : random() % bytes_.size();
      for (size_t i = 0; i < torn; ++i) apply(contents, bytes_[i]);
      if (torn < bytes_.size())
        apply_some(contents, bytes_[torn], random, percent);
      for (const Event& each : names_)
        if (random() % 2 == 0) apply(names, each);
      break;
    }
  }
  return made(contents, names);
}

uint64_t hash_of(const Disk& disk) {
  uint64_t hash = 0;
  for (const auto& [name, file] : disk.files()) {
    hash = hash * 0x9e3779b97f4a7c15 + std::hash<std::string>()(name);
    hash = hash * 0x9e3779b97f4a7c15 + std::hash<std::string>()(file->bytes);
  }
  return hash;
}

}  // namespace snaproll::proof
