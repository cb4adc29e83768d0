// A directory of its own for the stores of one test, in memory; it goes with
// the test.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace snaproll::test {

class StoreDir {
 public:
  StoreDir() {
    std::string path = "/dev/shm/snaproll-test-XXXXXX";
    if (mkdtemp(path.data()) == nullptr)
      throw std::runtime_error("no directory for stores");
    path_ = path;
  }
  StoreDir(const StoreDir&) = delete;
  StoreDir& operator=(const StoreDir&) = delete;
  ~StoreDir() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  std::string operator/(const std::string& name) const {
    return (path_ / name).string();
  }

 private:
  std::filesystem::path path_;
};

}  // namespace snaproll::test
