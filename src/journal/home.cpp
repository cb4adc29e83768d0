#include "journal/home.hpp"

#include <map>
#include <mutex>
#include <utility>

namespace snaproll::detail {

Result<std::shared_ptr<Home>> open_home(const std::string& path,
                                        const StoreOptions& options) {
  static std::mutex mutex;
  static std::map<const void*, std::weak_ptr<Home>> homes;
  SNAPROLL_TRY(std::shared_ptr<Store> rows, open_store(path, options));
  const std::lock_guard<std::mutex> lock(mutex);
  for (auto at = homes.begin(); at != homes.end();)
    at = at->second.expired() ? homes.erase(at) : std::next(at);
  std::weak_ptr<Home>& known = homes[rows->file()];
  auto home = known.lock();
  if (home == nullptr) {
    home = std::make_shared<Home>(std::move(rows), path);
    known = home;
  }
  return home;
}

}  // namespace snaproll::detail
