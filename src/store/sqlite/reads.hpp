// Reading rows over one connection: what StoreReader promises, for readers and
// for the writer.
//
// Thread word: used by one thread at a time.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/sqlite/connection.hpp"
#include "store/sqlite/rows.hpp"
#include "store/store.hpp"

namespace snaproll::detail {

class Reads {
 public:
  Reads(Connection& connection, const Id& store)
      : connection_(connection), store_(store) {}

  Connection& connection() const noexcept { return connection_; }
  const Id& store() const noexcept { return store_; }

  Result<std::optional<ExecutionRow>> execution(std::string_view name);
  Result<std::optional<ExecutionRow>> execution(int64_t exec);
  Result<std::vector<ExecutionRow>> deleted_executions(int64_t cursor,
                                                       size_t limit);
  Result<std::vector<ExecutionRow>> executions(const ExecutionFilter& filter,
                                               int64_t cursor, size_t limit);

  Result<std::optional<RecordRow>> newest(int64_t exec);
  Result<std::optional<RecordRow>> record(RecordKey key);
  Result<std::optional<RecordHead>> record_head(RecordKey key);
  Result<std::optional<RecordHead>> find(int64_t exec, uint64_t floor,
                                         uint64_t below, const Id& id);
  Result<std::vector<RecordHead>> find_between(const RecordQuery& query,
                                               const Id& first, const Id& last);
  Result<std::vector<RecordHead>> history(const RecordQuery& query);
  Status records(int64_t exec, uint64_t from, bool newest_first, bool bodies,
                 const StoreReader::Visit& visit);
  Result<std::vector<RecordHead>> attempts(int64_t exec, size_t limit,
                                           bool effects);
  Result<std::vector<RecordHead>> node_attempts(int64_t exec,
                                                std::string_view node,
                                                uint64_t from, size_t limit);
  Result<std::vector<RecordHead>> newest_attempts(int64_t exec, uint64_t below);
  Result<std::vector<RecordHead>> heads_between(int64_t exec, uint64_t from,
                                                uint64_t to, size_t limit);
  Result<std::vector<RecordKey>> children(RecordKey key);

  Result<uint64_t> stored_bytes(int64_t exec, uint64_t each);
  Result<std::vector<NameRow>> names(int64_t exec);
  Result<std::optional<NameRow>> name(const NameRow& key);

  Result<uint64_t> newest_keyframe(int64_t exec, uint64_t at);
  Result<bool> has_keyframe(RecordKey key);
  Result<KeyframeParts> keyframe_parts(RecordKey key);
  Result<std::vector<std::string>> keyframe(RecordKey key);

  Result<std::vector<BlobHash>> blobs_of(RecordKey key);
  Result<std::optional<BlobRow>> blob(const BlobHash& hash);
  Result<std::optional<ChunkRow>> chunk(int64_t number);

 private:
  Result<std::optional<ExecutionRow>> one_execution(Statement& statement);
  Status add_attributes(ExecutionRow& row);
  Status add_newest(ExecutionRow& row);
  Result<std::optional<RecordHead>> one_head(Statement& statement);
  Result<std::optional<RecordRow>> one_record(Statement& statement);
  Status all_heads(Statement& statement, std::vector<RecordHead>& heads);

  Connection& connection_;
  const Id& store_;
};

// Base is StoreReader or StoreWriter.
template <typename Base>
class Reading : public Base {
 public:
  Reading(Connection& connection, const Id& store)
      : reads_(connection, store) {}

  Result<std::optional<ExecutionRow>> execution(
      std::string_view name) override {
    return reads_.execution(name);
  }
  Result<std::optional<ExecutionRow>> execution(int64_t exec) override {
    return reads_.execution(exec);
  }
  Result<std::vector<ExecutionRow>> deleted_executions(int64_t cursor,
                                                       size_t limit) override {
    return reads_.deleted_executions(cursor, limit);
  }
  Result<std::vector<ExecutionRow>> executions(const ExecutionFilter& filter,
                                               int64_t cursor,
                                               size_t limit) override {
    return reads_.executions(filter, cursor, limit);
  }
  Result<std::optional<RecordRow>> newest(int64_t exec) override {
    return reads_.newest(exec);
  }
  Result<std::optional<RecordRow>> record(RecordKey key) override {
    return reads_.record(key);
  }
  Result<std::optional<RecordHead>> record_head(RecordKey key) override {
    return reads_.record_head(key);
  }
  Result<std::optional<RecordHead>> find(int64_t exec, uint64_t floor,
                                         uint64_t below,
                                         const Id& id) override {
    return reads_.find(exec, floor, below, id);
  }
  Result<std::vector<RecordHead>> find_between(const RecordQuery& query,
                                               const Id& first,
                                               const Id& last) override {
    return reads_.find_between(query, first, last);
  }
  Result<uint64_t> stored_bytes(int64_t exec, uint64_t each) override {
    return reads_.stored_bytes(exec, each);
  }
  Result<std::vector<NameRow>> names(int64_t exec) override {
    return reads_.names(exec);
  }
  Result<std::optional<NameRow>> name(const NameRow& key) override {
    return reads_.name(key);
  }
  Result<std::vector<RecordHead>> history(const RecordQuery& query) override {
    return reads_.history(query);
  }
  Status records(int64_t exec, uint64_t from, bool newest_first, bool bodies,
                 const StoreReader::Visit& visit) override {
    return reads_.records(exec, from, newest_first, bodies, visit);
  }
  Result<std::vector<RecordHead>> attempts(int64_t exec, size_t limit,
                                           bool effects) override {
    return reads_.attempts(exec, limit, effects);
  }
  Result<std::vector<RecordHead>> node_attempts(int64_t exec,
                                                std::string_view node,
                                                uint64_t from,
                                                size_t limit) override {
    return reads_.node_attempts(exec, node, from, limit);
  }
  Result<std::vector<RecordHead>> newest_attempts(int64_t exec,
                                                  uint64_t below) override {
    return reads_.newest_attempts(exec, below);
  }
  Result<std::vector<RecordHead>> heads_between(int64_t exec, uint64_t from,
                                                uint64_t to,
                                                size_t limit) override {
    return reads_.heads_between(exec, from, to, limit);
  }
  Result<std::vector<RecordKey>> children(RecordKey key) override {
    return reads_.children(key);
  }
  Result<uint64_t> newest_keyframe(int64_t exec, uint64_t at) override {
    return reads_.newest_keyframe(exec, at);
  }
  Result<bool> has_keyframe(RecordKey key) override {
    return reads_.has_keyframe(key);
  }
  Result<KeyframeParts> keyframe_parts(RecordKey key) override {
    return reads_.keyframe_parts(key);
  }
  Result<std::vector<std::string>> keyframe(RecordKey key) override {
    return reads_.keyframe(key);
  }
  Result<std::vector<BlobHash>> blobs_of(RecordKey key) override {
    return reads_.blobs_of(key);
  }
  Result<std::optional<BlobRow>> blob(const BlobHash& hash) override {
    return reads_.blob(hash);
  }
  Result<std::optional<ChunkRow>> chunk(int64_t number) override {
    return reads_.chunk(number);
  }

 protected:
  Reads reads_;
};

}  // namespace snaproll::detail
