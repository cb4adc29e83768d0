#include "journal/home.hpp"

#include <map>
#include <mutex>
#include <utility>

#include "journal/erase_mark.hpp"

namespace snaproll::detail {

Result<std::shared_ptr<Home>> open_home(const std::string& path,
                                        const StoreOptions& options) {
  static std::mutex mutex;
  static std::map<const void*, std::weak_ptr<Home>> homes;
  SNAPROLL_TRY(std::shared_ptr<Store> rows, open_store(path, options));
  std::unique_lock<std::mutex> lock(mutex);
  for (auto at = homes.begin(); at != homes.end();)
    at = at->second.expired() ? homes.erase(at) : std::next(at);
  std::weak_ptr<Home>& known = homes[rows->file()];
  auto home = known.lock();
  if (home == nullptr) {
    home = std::make_shared<Home>(std::move(rows), path);
    known = home;
    lock.unlock();
    // What fails is tried by the next one: it is no reason not to open.
    if (!home->rows->read_only()) static_cast<void>(finish_erase(*home->rows));
  }
  return home;
}

}  // namespace snaproll::detail
