// Blobs of an execution.
#include "execution/execution_rep.hpp"
#include "journal/blobs.hpp"
#include "journal/journal.hpp"
#include "snaproll/store.hpp"

namespace snaproll {

Result<std::string> Execution::put_blob(std::string_view bytes) {
  SNAPROLL_CHECK(rep_->check_may_write());
  detail::BlobBox& box =
      rep_->journal != nullptr ? rep_->journal->blobs() : rep_->blobs;
  SNAPROLL_TRY(const detail::BlobHash hash, box.put(bytes));
  return detail::blob_text(hash);
}

Result<std::string> Execution::get_blob(std::string_view hash) const {
  SNAPROLL_TRY(const detail::BlobHash wanted, detail::parse_blob_hash(hash));
  if (rep_->journal != nullptr) return rep_->journal->blob(wanted);
  if (const auto bytes = rep_->blobs.find(wanted)) return *bytes;
  return detail::no_blob(wanted);
}

Result<std::string> Store::get_blob(std::string_view hash) const {
  SNAPROLL_TRY(const detail::BlobHash wanted, detail::parse_blob_hash(hash));
  SNAPROLL_TRY(const auto home, this->home());
  SNAPROLL_TRY(const auto reader, home->rows->read());
  return detail::read_blob(*reader, wanted);
}

}  // namespace snaproll
