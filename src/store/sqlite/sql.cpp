#include "store/sqlite/sql.hpp"

// The columns of a row stand in the order of its table, the checksum after
// those that it covers; rows.cpp reads and writes them in this order.
#define EXECUTION_COLUMNS                                                 \
  "e.exec, e.name, e.kind, e.schema, e.group_id, e.state, e.created_at, " \
  "e.workflow_id, e.started_at, e.owner_name, e.owner_process, "          \
  "e.owner_handle, e.owner_since, e.deleted, e.checksum "
#define HEAD_COLUMNS                                                       \
  "exec, seq, commit_id, kind, base_exec, base, base_commit, created_at, " \
  "number, id, label, node, info, attempt, effect, automatic, "            \
  "committed_at, group_id, schema, codec, dictionary, key_id, tag, "       \
  "checksum, length(body)"
#define NAME_COLUMNS "exec, kind, name, seq, info, checksum "
#define BLOB_COLUMNS \
  "blob, hash, size, chunks, codec, checksum, length(body), body FROM blob "
#define CHUNK_COLUMNS \
  "chunk, hash, size, codec, checksum, length(body), body FROM chunk "
#define HEAD "SELECT " HEAD_COLUMNS " FROM record "
#define WHOLE "SELECT " HEAD_COLUMNS ", body FROM record "
// Its record's commit_id is not there twice: it is a column of the checksum.
#define KEYFRAME_COLUMNS                                               \
  "exec, seq, part, last, (SELECT r.commit_id FROM record r "          \
  "WHERE r.exec = keyframe.exec AND r.seq = keyframe.seq), checksum, " \
  "length(body)"

// Large rows and small ones have pages of their own, so that none is left half
// empty where they alternate: small ones stand before 2^40, large ones behind.
// Both are in the order of their commits.
#define NEXT_ROW                                                          \
  "CASE WHEN length(?21) < 800 THEN (SELECT coalesce(max(rowid), 0) + 1 " \
  "FROM record WHERE rowid < 1099511627776) ELSE "                        \
  "(SELECT max(coalesce(max(rowid), 0), 1099511627776) + 1 FROM record) END"

#define LAST_COMMIT                                                            \
  "(SELECT coalesce(r.committed_at, r.created_at) FROM record r WHERE r.exec " \
  "= e.exec "                                                                  \
  "ORDER BY r.seq DESC LIMIT 1)"
#define EXECUTION_FILTER                                   \
  "e.deleted = 0 AND (?2 IS NULL OR e.state = ?2) "        \
  "AND (?3 IS NULL OR e.kind = ?3) "                       \
  "AND (?4 IS NULL OR (e.owner_handle IS NOT NULL) = ?4) " \
  "AND (?5 IS NULL OR " LAST_COMMIT                        \
  " >= ?5) "                                               \
  "AND (?6 IS NULL OR " LAST_COMMIT " < ?6) "
#define HISTORY_FILTER                          \
  "exec = ?1 AND number >= ?2 AND number < ?3 " \
  "AND created_at >= ?4 AND created_at <= ?5 "  \
  "AND (?6 IS NULL OR node = ?6) "              \
  "AND (?7 IS NULL OR automatic = ?7) "
#define WHOLE_KEYFRAME_OF_C                          \
  "(SELECT 1 FROM keyframe k WHERE k.exec = c.exec " \
  "AND k.seq = c.seq AND k.last = 1)"

namespace snaproll::detail {
namespace {

struct Text {
  Sql which;
  const char* text;
};

constexpr Text kTexts[] = {
    {Sql::kMeta,
     "SELECT store, format, incompat, ro_compat, compat, created_at, checksum "
     "FROM meta"},
    {Sql::kInsertMeta,
     "INSERT INTO meta (store, format, incompat, ro_compat, compat, "
     "created_at, checksum) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"},
    {Sql::kBegin, "BEGIN"},
    {Sql::kBeginImmediate, "BEGIN IMMEDIATE"},
    {Sql::kCommit, "COMMIT"},
    {Sql::kRollback, "ROLLBACK"},
    {Sql::kSavepoint, "SAVEPOINT member"},
    {Sql::kRelease, "RELEASE member"},
    {Sql::kRollbackTo, "ROLLBACK TO member"},
    {Sql::kFreePages, "PRAGMA freelist_count"},
    {Sql::kPages, "PRAGMA page_count"},
    {Sql::kVacuumSome, "PRAGMA incremental_vacuum(16)"},
    {Sql::kExecutionByName,
     "SELECT " EXECUTION_COLUMNS "FROM execution e WHERE e.name = ?1"},
    {Sql::kExecutionById,
     "SELECT " EXECUTION_COLUMNS "FROM execution e WHERE e.exec = ?1"},
    {Sql::kExecutions,
     "SELECT " EXECUTION_COLUMNS "FROM execution e WHERE e.exec < ?1 "
     "AND " EXECUTION_FILTER "ORDER BY e.exec DESC"},
    {Sql::kExecutionsByState,
     "SELECT " EXECUTION_COLUMNS
     "FROM execution e WHERE e.exec < ?1 AND e.state = ?2 "
     "AND " EXECUTION_FILTER "ORDER BY e.exec DESC"},
    {Sql::kDeletedExecutions,
     "SELECT " EXECUTION_COLUMNS
     "FROM execution e WHERE e.exec < ?1 AND e.deleted = 1 "
     "ORDER BY e.exec DESC LIMIT ?2"},
    {Sql::kExecutionsByAttribute,
     "SELECT " EXECUTION_COLUMNS
     "FROM attribute a CROSS JOIN execution e ON e.exec = a.exec "
     "WHERE a.name = ?7 AND a.value = ?8 AND a.exec < ?1 "
     "AND " EXECUTION_FILTER "ORDER BY a.exec DESC"},
    {Sql::kAttributes,
     "SELECT exec, name, value, checksum FROM attribute "
     "WHERE exec = ?1 ORDER BY name"},
    {Sql::kNewest, WHOLE "WHERE exec = ?1 ORDER BY seq DESC LIMIT 1"},
    {Sql::kNewestHead, HEAD "WHERE exec = ?1 ORDER BY seq DESC LIMIT 1"},
    {Sql::kRecord, WHOLE "WHERE exec = ?1 AND seq = ?2"},
    {Sql::kRecordHead, HEAD "WHERE exec = ?1 AND seq = ?2"},
    {Sql::kFind, HEAD "WHERE id = ?4 AND exec = ?1 AND number >= ?2 "
                      "AND number < ?3 ORDER BY number DESC LIMIT 1"},
    {Sql::kFindPrefix,
     HEAD "WHERE id >= ?4 AND id <= ?5 AND exec = ?1 AND number >= ?2 "
          "AND number < ?3 ORDER BY number DESC LIMIT ?6"},
    {Sql::kHistory,
     HEAD "WHERE " HISTORY_FILTER "ORDER BY number DESC LIMIT ?8 OFFSET ?9"},
    {Sql::kHistoryOfLabel, HEAD "WHERE label = ?10 AND " HISTORY_FILTER
                                "ORDER BY number DESC LIMIT ?8 OFFSET ?9"},
    {Sql::kRecordsUp, WHOLE "WHERE exec = ?1 AND seq >= ?2 ORDER BY seq"},
    {Sql::kRecordsDown,
     WHOLE "WHERE exec = ?1 AND seq >= ?2 ORDER BY seq DESC"},
    {Sql::kHeadsUp, HEAD "WHERE exec = ?1 AND seq >= ?2 ORDER BY seq"},
    {Sql::kHeadsDown, HEAD "WHERE exec = ?1 AND seq >= ?2 ORDER BY seq DESC"},
    {Sql::kAttempts,
     HEAD "WHERE exec = ?1 AND attempt IS NOT NULL ORDER BY seq DESC LIMIT ?2"},
    {Sql::kEffects,
     HEAD "WHERE exec = ?1 AND attempt IS NOT NULL AND effect IS NOT NULL "
          "ORDER BY seq DESC LIMIT ?2"},
    {Sql::kNodeAttempts, HEAD "WHERE exec = ?1 AND node = ?2 AND seq >= ?3 "
                              "AND attempt IS NOT NULL ORDER BY seq LIMIT ?4"},
    {Sql::kNewestAttempts,
     HEAD "WHERE exec = ?1 AND seq IN (SELECT max(seq) FROM record "
          "WHERE exec = ?1 AND attempt IS NOT NULL GROUP BY node) "
          "AND seq < ?2 ORDER BY seq DESC"},
    {Sql::kHeadsBetween, HEAD
     "WHERE exec = ?1 AND seq <= ?2 AND seq >= ?3 ORDER BY seq DESC LIMIT ?4"},
    {Sql::kNext, HEAD
     "WHERE exec = ?1 AND seq = ?2 + 1 AND base_exec IS NULL AND base = ?2"},
    {Sql::kOthersOnBase,
     HEAD "WHERE base_exec = ?1 AND base = ?2 ORDER BY exec, seq"},
    {Sql::kNewestKeyframe,
     "SELECT " KEYFRAME_COLUMNS " FROM keyframe WHERE exec = ?1 AND seq <= ?2 "
     "AND last = 1 ORDER BY seq DESC LIMIT 1"},
    {Sql::kKeyframeWhole,
     "SELECT " KEYFRAME_COLUMNS " FROM keyframe WHERE exec = ?1 AND seq = ?2 "
     "AND last = 1"},
    {Sql::kKeyframe, "SELECT " KEYFRAME_COLUMNS
                     ", body FROM keyframe WHERE exec = ?1 AND seq = ?2 "
                     "ORDER BY part"},
    {Sql::kKeyframeParts,
     "SELECT part, last FROM keyframe WHERE exec = ?1 AND seq = ?2 "
     "ORDER BY part"},
    {Sql::kNextExecution,
     "SELECT max(coalesce((SELECT seq FROM sqlite_sequence "
     "WHERE name = 'execution'), 0), "
     "coalesce((SELECT max(exec) FROM execution), 0)) + 1"},
    {Sql::kInsertExecution,
     "INSERT INTO execution (exec, name, kind, schema, group_id, state, "
     "created_at, workflow_id, started_at, owner_name, owner_process, "
     "owner_handle, owner_since, deleted, checksum) "
     "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, "
     "?15) ON CONFLICT (name) DO NOTHING"},
    {Sql::kUpdateExecution,
     "UPDATE execution SET name = ?2, kind = ?3, schema = ?4, group_id = ?5, "
     "state = ?6, created_at = ?7, workflow_id = ?8, started_at = ?9, "
     "owner_name = ?10, owner_process = ?11, owner_handle = ?12, "
     "owner_since = ?13, deleted = ?14, checksum = ?15 WHERE exec = ?1"},
    {Sql::kRemoveExecution, "DELETE FROM execution WHERE exec = ?1"},
    {Sql::kInsertAttribute,
     "INSERT INTO attribute (exec, name, value, checksum) "
     "VALUES (?1, ?2, ?3, ?4)"},
    {Sql::kRemoveAttributes, "DELETE FROM attribute WHERE exec = ?1"},
    // A number below the newest is taken even where its record has left; so is
    // every number of an execution that was there and is gone.
    {Sql::kAppend,
     "INSERT INTO record (rowid, exec, seq, commit_id, kind, base_exec, base, "
     "base_commit, created_at, number, id, label, node, info, attempt, "
     "effect, automatic, committed_at, schema, codec, checksum, body) "
     "SELECT " NEXT_ROW
     ", ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, "
     "?15, ?16, ?17, ?18, ?19, ?20, ?21 WHERE "
     "(EXISTS (SELECT 1 FROM execution WHERE exec = ?1) OR "
     "?1 > coalesce((SELECT seq FROM sqlite_sequence "
     "WHERE name = 'execution'), 0)) AND NOT EXISTS "
     "(SELECT 1 FROM record WHERE exec = ?1 AND seq > ?2) "
     "ON CONFLICT (exec, seq) DO NOTHING"},
    {Sql::kKeep,
     "INSERT INTO record (rowid, exec, seq, commit_id, kind, base_exec, base, "
     "base_commit, created_at, number, id, label, node, info, attempt, "
     "effect, automatic, committed_at, schema, codec, checksum, body) "
     "VALUES (" NEXT_ROW
     ", ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, "
     "?15, ?16, ?17, ?18, ?19, ?20, ?21)"},
    {Sql::kRewrite,
     "UPDATE record SET commit_id = ?3, kind = ?4, base_exec = ?5, base = ?6, "
     "base_commit = ?7, created_at = ?8, number = ?9, id = ?10, label = ?11, "
     "node = ?12, info = ?13, attempt = ?14, effect = ?15, automatic = ?16, "
     "committed_at = ?17, group_id = NULL, schema = ?18, codec = ?19, "
     "dictionary = NULL, key_id = NULL, tag = NULL, checksum = ?20, "
     "body = ?21 "
     "WHERE exec = ?1 AND seq = ?2"},
    {Sql::kHide,
     "UPDATE record SET number = NULL, checksum = ?3 "
     "WHERE exec = ?1 AND seq = ?2"},
    {Sql::kRemove,
     "DELETE FROM record WHERE exec = ?1 AND seq = ?2 "
     "AND (EXISTS (SELECT 1 FROM record n WHERE n.exec = ?1 AND n.seq > ?2) "
     "OR NOT EXISTS (SELECT 1 FROM execution e WHERE e.exec = ?1)) "
     "AND NOT EXISTS (SELECT 1 FROM record c WHERE c.exec = ?1 "
     "AND c.seq = ?2 + 1 AND c.base_exec IS NULL AND c.base = ?2 "
     "AND NOT EXISTS " WHOLE_KEYFRAME_OF_C ") "
     "AND NOT EXISTS (SELECT 1 FROM record c WHERE c.base_exec = ?1 "
     "AND c.base = ?2 AND NOT EXISTS " WHOLE_KEYFRAME_OF_C ")"},
    {Sql::kPutKeyframe,
     "INSERT INTO keyframe (exec, seq, part, last, checksum, body) "
     "SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE EXISTS "
     "(SELECT 1 FROM record WHERE exec = ?1 AND seq = ?2) "
     "ON CONFLICT (exec, seq, part) DO UPDATE SET last = ?4, checksum = ?5, "
     "body = ?6"},
    {Sql::kRemoveKeyframe, "DELETE FROM keyframe WHERE exec = ?1 AND seq = ?2"},
    {Sql::kBlob, "SELECT " BLOB_COLUMNS "WHERE hash = ?1"},
    {Sql::kBlobByNumber, "SELECT " BLOB_COLUMNS "WHERE blob = ?1"},
    {Sql::kChunk, "SELECT " CHUNK_COLUMNS "WHERE chunk = ?1"},
    {Sql::kChunkByHash, "SELECT chunk FROM chunk WHERE hash = ?1"},
    {Sql::kChunkUse,
     "SELECT chunk, uses, checksum FROM chunk_use WHERE chunk = ?1"},
    {Sql::kPutChunkUse,
     "INSERT INTO chunk_use (chunk, uses, checksum) VALUES (?1, ?2, ?3) "
     "ON CONFLICT (chunk) DO UPDATE SET uses = ?2, checksum = ?3"},
    {Sql::kRemoveChunkUse, "DELETE FROM chunk_use WHERE chunk = ?1"},
    {Sql::kRemoveChunk, "DELETE FROM chunk WHERE chunk = ?1"},
    {Sql::kNextChunk, "SELECT coalesce(max(chunk), 0) + 1 FROM chunk"},
    {Sql::kPutChunk,
     "INSERT INTO chunk (chunk, hash, size, codec, checksum, body) "
     "VALUES (?1, ?2, ?3, ?4, ?5, ?6)"},
    {Sql::kNextBlob, "SELECT coalesce(max(blob), 0) + 1 FROM blob"},
    {Sql::kPutBlob,
     "INSERT INTO blob (blob, hash, size, chunks, codec, checksum, body) "
     "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"},
    {Sql::kRemoveBlob, "DELETE FROM blob WHERE blob = ?1"},
    {Sql::kBlobNumber, "SELECT blob FROM blob WHERE hash = ?1"},
    {Sql::kIsBlobUsed, "SELECT 1 FROM blob_use WHERE blob = ?1 LIMIT 1"},
    {Sql::kBlobUses,
     "SELECT exec, seq, part, blob, checksum FROM blob_use "
     "WHERE exec = ?1 AND seq = ?2 AND part >= ?3 AND part <= ?4"},
    {Sql::kNamedBlobs,
     "SELECT b.hash FROM blob_use u JOIN blob b ON b.blob = u.blob "
     "WHERE u.exec = ?1 AND u.seq = ?2"},
    {Sql::kPutBlobUse,
     "INSERT INTO blob_use (exec, seq, part, blob, checksum) "
     "VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING"},
    {Sql::kRemoveBlobUses,
     "DELETE FROM blob_use "
     "WHERE exec = ?1 AND seq = ?2 AND part >= ?3 AND part <= ?4"},
    {Sql::kRecordBytes,
     "SELECT coalesce(sum(length(body) + ?2), 0) FROM record WHERE exec = ?1"},
    {Sql::kKeyframeBytes,
     "SELECT coalesce(sum(length(body) + ?2), 0) FROM keyframe WHERE exec = "
     "?1"},
    {Sql::kNames, "SELECT " NAME_COLUMNS
                  "FROM name WHERE exec = ?1 ORDER BY kind, name, seq"},
    {Sql::kNameInfo, "SELECT " NAME_COLUMNS
                     "FROM name WHERE exec = ?1 AND kind = ?2 AND name = ?3 "
                     "AND seq = ?4"},
    {Sql::kPutName,
     "INSERT INTO name (exec, kind, name, seq, info, checksum) "
     "VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (exec, kind, name, seq) "
     "DO UPDATE SET info = ?5, checksum = ?6"},
    {Sql::kRemoveName,
     "DELETE FROM name WHERE exec = ?1 AND kind = ?2 AND name = ?3 "
     "AND seq = ?4"},
    {Sql::kRemoveNames, "DELETE FROM name WHERE exec = ?1"},
    {Sql::kCountExecutions, "SELECT count(*) FROM execution WHERE deleted = 0"},
    {Sql::kCountRecords,
     "SELECT count(*), coalesce(sum(length(body)), 0) FROM record"},
    {Sql::kCountKeyframes,
     "SELECT count(*) FILTER (WHERE last = 1), "
     "coalesce(sum(length(body)), 0) FROM keyframe"},
    {Sql::kCountBlobs,
     "SELECT count(*), coalesce(sum(length(body)), 0) + "
     "(SELECT coalesce(sum(length(body)), 0) FROM chunk) FROM blob"},
    {Sql::kBases,
     "SELECT c.exec, c.seq, c.base_exec, c.base, "
     "EXISTS " WHOLE_KEYFRAME_OF_C " FROM record c ORDER BY c.exec, c.seq"},
    {Sql::kBaseOf,
     "SELECT c.exec, c.seq, c.base_exec, c.base, "
     "EXISTS " WHOLE_KEYFRAME_OF_C
     " FROM record c WHERE c.exec = ?1 AND c.seq = ?2"},
    {Sql::kEveryRecord, WHOLE "ORDER BY rowid"},
    {Sql::kEveryKeyframe,
     "SELECT " KEYFRAME_COLUMNS ", body FROM keyframe ORDER BY rowid"},
    {Sql::kEveryExecution,
     "SELECT " EXECUTION_COLUMNS "FROM execution e ORDER BY e.exec"},
    {Sql::kEveryAttribute,
     "SELECT exec, name, value, checksum FROM attribute ORDER BY rowid"},
    {Sql::kEveryName, "SELECT " NAME_COLUMNS "FROM name ORDER BY rowid"},
    {Sql::kEveryBlob, "SELECT " BLOB_COLUMNS "ORDER BY blob"},
    {Sql::kEveryChunk, "SELECT " CHUNK_COLUMNS "ORDER BY chunk"},
    {Sql::kEveryChunkUse,
     "SELECT chunk, uses, checksum FROM chunk_use ORDER BY chunk"},
    {Sql::kEveryBlobUse,
     "SELECT exec, seq, part, blob, checksum FROM blob_use ORDER BY rowid"},
    {Sql::kUnusedBlobs,
     "SELECT blob FROM blob WHERE NOT EXISTS "
     "(SELECT 1 FROM blob_use u WHERE u.blob = blob.blob) "
     "UNION ALL SELECT u.blob FROM blob_use u WHERE NOT EXISTS "
     "(SELECT 1 FROM blob b WHERE b.blob = u.blob) "
     "OR NOT EXISTS (SELECT 1 FROM record r "
     "WHERE r.exec = u.exec AND r.seq = u.seq) ORDER BY 1"},
    {Sql::kUnusedChunks,
     "SELECT chunk FROM chunk WHERE NOT EXISTS "
     "(SELECT 1 FROM chunk_use u WHERE u.chunk = chunk.chunk) "
     "UNION ALL SELECT u.chunk FROM chunk_use u WHERE NOT EXISTS "
     "(SELECT 1 FROM chunk c WHERE c.chunk = u.chunk) ORDER BY 1"},
    {Sql::kQuickCheck, "PRAGMA quick_check(100)"},
    {Sql::kWholeCheck, "PRAGMA integrity_check(100)"},
    {Sql::kVacuumInto, "VACUUM INTO ?1"},
};
static_assert(sizeof kTexts / sizeof kTexts[0] == kSqlCount);

constexpr bool in_order() {
  for (size_t i = 0; i < kSqlCount; ++i)
    if (kTexts[i].which != static_cast<Sql>(i)) return false;
  return true;
}
static_assert(in_order(), "as the enumeration has them");

}  // namespace

const char* sql_text(Sql which) noexcept {
  return kTexts[static_cast<size_t>(which)].text;
}

}  // namespace snaproll::detail
