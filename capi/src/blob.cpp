#include "boundary.hpp"

using namespace snaproll;        // NOLINT: the functions below are C
using namespace snaproll::capi;  // NOLINT

int32_t snaproll_execution_put_blob(snaproll_execution* execution,
                                    const char* bytes, size_t bytes_size,
                                    snaproll_buf* out, snaproll_error** error) {
  return read_text(execution, "execution", out, error,
                   [&](Execution& self) -> Result<std::string> {
                     SNAPROLL_TRY(const auto given,
                                  text(bytes, bytes_size, "bytes"));
                     return self.put_blob(given);
                   });
}

int32_t snaproll_execution_get_blob(const snaproll_execution* execution,
                                    const char* hash, size_t hash_size,
                                    snaproll_buf* out, snaproll_error** error) {
  return read_text(execution, "execution", out, error,
                   [&](const Execution& self) -> Result<std::string> {
                     SNAPROLL_TRY(const auto wanted,
                                  text(hash, hash_size, "hash"));
                     return self.get_blob(wanted);
                   });
}

int32_t snaproll_store_get_blob(const snaproll_store* store, const char* hash,
                                size_t hash_size, snaproll_buf* out,
                                snaproll_error** error) {
  return read_text(store, "store", out, error,
                   [&](const Store& self) -> Result<std::string> {
                     SNAPROLL_TRY(const auto wanted,
                                  text(hash, hash_size, "hash"));
                     return self.get_blob(wanted);
                   });
}
