// Journal: the durable side of one execution. It commits what its context, its
// history and its steps came to, one record a commit, and reads it back.
//
// Invariants
//   1. `newest_` is the newest record that this handle knows; its successor is
//      what the next commit claims (compare-and-swap).
//   2. Where it was claimed by another, this journal is stale: it commits
//      nothing any more until it is reopened.
//   3. Where the outcome of a commit is unknown, the same rows are tried again
//      before anything else; their commit_id makes that safe. Commits that are
//      made together are tried again together, by whichever journal is first.
//
// Thread word: internally synchronized.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "context/image.hpp"
#include "journal/blobs.hpp"
#include "journal/home.hpp"
#include "journal/keyframes.hpp"
#include "journal/names.hpp"
#include "journal/record.hpp"
#include "journal/sweeper.hpp"
#include "snaproll/cancel.hpp"
#include "snaproll/erase.hpp"
#include "snaproll/options.hpp"
#include "snaproll/snapshot.hpp"

namespace snaproll::detail {

// What a commit tells besides the state of the context.
struct Commit {
  RecordKind kind = RecordKind::kSave;
  HistoryHead history;                 // as it is afterwards
  const Snapshot* snapshot = nullptr;  // of kSnapshot: what enters
  bool foreign = false;                // its state is not the working state
  bool pushed = false;                 // it was not taken now: has no parent
  uint64_t base = 0;  // a record whose state is likely the same; a hint
  std::optional<int64_t> schema;      // of `snapshot`, where it is another one
  std::vector<AttemptNote> attempts;  // begun or ended since the last commit
  uint64_t next_ticket = 0;
  const std::string* edges = nullptr;  // where they changed
  const std::string* rules = nullptr;
  std::vector<uint64_t> hidden;  // entries that leave from the middle
  NamesWrite names;
};

// The newest record of a commit.
struct Committed {
  uint64_t seq = 0;
  uint64_t body_bytes = 0;  // as it is stored
};

struct JournalOptions {
  bool existing = true;  // it may be there
  bool create = true;    // it may be made
  bool read_only = false;
  bool take_over = false;
  std::string owner;
  // Of one that is made.
  bool hidden = false;  // it is not to be seen until `publish`
  HistoryHead history;
  std::string rules;  // JSON; empty where there are none
  std::string workflow_id;
  std::string kind;
  int64_t schema = 0;
  std::vector<std::pair<std::string, std::string>> attributes;
};

// What was read when an execution was opened.
struct Restored {
  Head head;
  ContextImage image;
  std::string edges;  // JSON; empty where there are none
  std::string rules;
  bool named = false;  // there are names, or a policy
  // The working state was migrated, which is to be committed.
  bool is_outdated = false;
  // Of the checkpoint, where there is one.
  RecordHead checkpoint_record;
  CapturedState checkpoint_state;
};

// What an index of a history tells of one entry.
struct EntryRead {
  uint64_t number = 0;
  uint64_t seq = 0;
  Id id;
  Time created_at = 0;
  std::optional<Id> parent;  // none of one that was pushed
  bool labelled = false;
  uint64_t bytes = 0;  // of its record, as it is stored
};

class JournalPart;

class Journal : public std::enable_shared_from_this<Journal> {
 public:
  // Errors: NOT_FOUND, EXISTS, OWNED, FORMAT (it is of a newer version than the
  // one that is told), those of its migration, and those of the store. Then
  // nobody was shut out. `created` is set where the execution was made: then
  // there is nothing to restore but its times and ids.
  static Result<std::shared_ptr<Journal>> open(
      std::shared_ptr<Home> home, std::string_view name,
      const JournalOptions& options,
      std::shared_ptr<const Environment> environment, bool& created);
  ~Journal();  // gives the ownership up

  // The newest state of all, from the store.
  Result<Restored> restore();
  // Whether these are the private paths that it read or committed last.
  bool has_paths(const std::shared_ptr<const PrivatePaths>& paths) const;
  // Opens it again for writing, after a conflict.
  Status reopen(bool take_over);
  // Lets one that was made hidden be seen. EXISTS.
  Status publish(std::string_view name, std::string_view workflow_id,
                 Time started_at);
  // Gives the ownership up; later commits are UNUSABLE.
  Status close();

  // Makes it durable and gives back its record. Errors: CONFLICT
  // (another writer came), READ_ONLY, BUSY, IO, UNKNOWN, UNUSABLE; then nothing
  // is changed here.
  Result<Committed> commit(const Context& context, const Commit& commit);

  // Where the outcome of the last commit is not known, tries it again and gives
  // back what the history is by it. Fails as `commit` does.
  Result<std::optional<HistoryHead>> settle_unknown();

  // A commit that is made together with those of other journals of one store:
  // begun for each, then committed for all. Between, this journal is locked.
  Result<std::unique_ptr<JournalPart>> begin_part(const Context& context,
                                                  const Commit& commit);
  using Parts = std::vector<std::unique_ptr<JournalPart>>;
  static std::vector<Status> commit_parts(Store& rows, const Parts& parts);
  // The same, but all of them or none. `failed` tells which one it was, or is
  // their number where it was none of them.
  static Result<std::vector<Committed>> commit_together(Store& rows,
                                                        const Parts& parts,
                                                        size_t& failed);

  Result<CapturedState> state(RecordKey key) const;
  // Snapshots of the history that `head` bounds; their states are read when
  // they are asked for.
  Result<std::optional<Snapshot>> find(const HistoryHead& head,
                                       const Id& id) const;
  Result<std::optional<Snapshot>> nth_newest(const HistoryHead& head,
                                             size_t n) const;
  Result<std::vector<Snapshot>> list(const HistoryHead& head,
                                     RecordQuery query) const;
  // The number of the newest entry with that id.
  Result<std::optional<uint64_t>> number_of(const HistoryHead& head,
                                            const Id& id) const;
  // The floor where the newest `keep` entries stay.
  Result<uint64_t> floor_for(const HistoryHead& head, uint64_t keep) const;
  // (seq, number) of the entries created before `time`, oldest first.
  Result<std::vector<std::pair<uint64_t, uint64_t>>> older_than(
      const HistoryHead& head, Time time) const;
  // An entry. CONFLICT where another writer took it out.
  Result<Snapshot> entry_at(uint64_t seq) const;
  // All entries, oldest first, without reading states.
  Result<std::vector<EntryRead>> entries(const HistoryHead& head) const;
  // Those whose ids are from `first` to `last`, newest first, at most `limit`.
  Result<std::vector<Snapshot>> find_between(const HistoryHead& head,
                                             const Id& first, const Id& last,
                                             size_t limit) const;

  // Names of this execution, and of its store.
  Result<NamesRead> names() const;
  Result<uint64_t> names_version() const;
  Result<std::optional<std::string>> store_policy() const;
  // Writes them beside the records. NOT_FOUND where a record that one names has
  // left the history; CONFLICT, where `owned`, if there is another writer.
  Status write_names(const NamesWrite& write, bool owned);

  // Takes a value out of all that is kept of it; see erase.hpp. Where anything
  // was done it is stale until it is restored.
  Result<EraseReport> erase(const EraseOptions& options);
  Result<std::vector<Erasure>> erasures() const;

  // What all its rows take.
  Result<uint64_t> stored_bytes() const;
  // Of the records and keyframes that these states are read from.
  Result<uint64_t> bytes_below(const std::vector<uint64_t>& seqs) const;
  // Gives back what records take that nothing needs any more, in steps of
  // bounded work. Errors of a commit, STOPPED: the rest is done later.
  Status fold_all(const Cancel* cancel);
  // What rows take before and after such a commit, if any, with all that is
  // given back then, and after compaction; all of it is taken back.
  struct Rehearsal {
    uint64_t before = 0;
    uint64_t after = 0;
    uint64_t compacted = 0;
  };
  Result<Rehearsal> rehearse(const Context& context, const Commit* commit,
                             const Cancel* cancel);

  // What is going to be in the store, of a snapshot that is to be committed;
  // and where it is, when that was done.
  Snapshot stored(const Snapshot& taken) const;
  static void place(const Snapshot& stored, const Committed& record) noexcept;

  // Attempts that are on record, oldest first: the newest ones, the newest of
  // each node, and all irreversible ones. One that ended may stand there twice.
  Result<std::vector<AttemptNote>> attempts(size_t limit) const;
  // What steps wrote that ended at the sequence number or later, oldest first.
  struct Written {
    std::string node;
    uint64_t sequence = 0;
    std::string names;  // JSON: {name: null, …}
  };
  Result<std::vector<Written>> writes(uint64_t from_sequence) const;

  // What is put here is in the store with the commit that names it.
  BlobBox& blobs() const noexcept { return *blobs_; }
  // Of the store, or put and not committed yet. NOT_FOUND, CORRUPT.
  Result<std::string> blob(const BlobHash& hash) const;

  const std::shared_ptr<Home>& home() const noexcept { return home_; }
  const Environment& environment() const noexcept { return *environment_; }
  int64_t exec() const noexcept { return exec_; }
  bool read_only() const noexcept { return options_.read_only; }
  ExecutionRow row() const;

 private:
  // A record that another one can be built on.
  struct Base {
    RecordKey key;  // seq 0 = the empty state
    Id commit_id;
    uint64_t path = 0;
    uint64_t keyframe_path = 0;
    uint64_t keyframe_bytes = 0;
    CapturedState state;
    std::optional<Id> position;  // of the context that had the state
    int64_t schema = 0;          // as which it was committed
    uint64_t chain() const noexcept { return path - keyframe_path; }
  };
  // Sections that travel by reference, as they were written last.
  struct Sections {
    std::string moves;
    std::string edges;
    std::string rules;
  };
  struct Pending;
  struct Together;
  class Builder;
  friend class Builder;
  friend class JournalPart;

  Journal(std::shared_ptr<Home> home, const JournalOptions& options,
          std::shared_ptr<const Environment> environment);

  // Opening; see journal_open.cpp, and journal_restore.cpp.
  Status open_row(std::string_view name, bool& created);
  Status create_row(std::string_view name);
  Status claim(bool take_over);
  Result<Restored> restore_all();
  Result<bool> is_named(StoreReader& reader) const;
  Status load_newest(StoreReader& reader);
  void resume_keyframe(StoreReader& reader);
  Result<ContextImage> restore_image(StoreReader& reader);
  Result<MovesImage> restore_moves(StoreReader& reader, ContextImage& image);
  Status restore_checkpoint(StoreReader& reader, Restored& restored);
  Status restore_paths(StoreReader& reader, ContextImage& image);

  // Migrating; see journal_migrate.cpp.
  std::shared_ptr<const Migrator> migrator() const noexcept;
  void set_migrator();
  Status try_migration();
  Status migrate(Restored& restored);

  // Reading; see journal_read.cpp.
  Result<Snapshot> snapshot_of(const RecordHead& head) const;
  Error missing_entry(StoreReader& reader) const;
  Result<std::vector<RecordHead>> nth_heads(StoreReader& reader,
                                            const HistoryHead& head,
                                            uint64_t n) const;

  // Committing; see journal_commit.cpp and commit_builder.hpp.
  Status check_writable() const;
  Status settle();
  Result<std::shared_ptr<Pending>> build(const Context& context,
                                         const Commit& commit);
  Status run(const std::shared_ptr<Pending>& pending);
  Status settle_together(const std::shared_ptr<Pending>& pending);
  static Store::Member member_of(const std::shared_ptr<Pending>& pending);
  Status settle_outcome(const std::shared_ptr<Pending>& pending, Status status);
  void accept(Pending& pending) noexcept;
  void remember(const Pending& pending) noexcept;
  void keyframe_is_whole() noexcept;
  void forget(const std::vector<uint64_t>& removed) noexcept;
  Result<Base> base_of(uint64_t seq);

  // Sweeping; see journal_sweep.cpp.
  Status begin_sweep(StoreReader& reader);
  Result<uint64_t> oldest_needed(StoreReader& reader) const;
  void plan_sweep() noexcept;
  void find_sweep();
  void sweep_to(uint64_t oldest) noexcept;

  const std::shared_ptr<Home> home_;
  const std::shared_ptr<BlobBox> blobs_ = std::make_shared<BlobBox>();
  const std::shared_ptr<const Environment> environment_;
  JournalOptions options_;
  int64_t exec_ = 0;
  std::shared_ptr<const Migrator> migrator_;  // atomic

  mutable std::mutex mutex_;  // guards what follows
  ExecutionRow row_;
  uint64_t newest_ = 0;
  Head head_;
  uint64_t erases_ = 0;  // of the store, when the state was read
  bool stale_ = false;   // also until what is committed was read
  bool closed_ = false;
  bool released_ = false;  // the row does not name it as owner any more
  Id handle_;
  std::shared_ptr<Pending> unknown_;              // whose outcome is not known
  std::shared_ptr<const Together> unknown_with_;  // that it was to be made with
  Base working_;                                  // has the working state
  std::shared_ptr<const Checkpoint> checkpoint_;
  std::shared_ptr<const PrivatePaths> paths_;
  uint64_t known_moves_ = ContextAccess::kAllMoves;
  std::unordered_map<uint64_t, uint64_t> move_seqs_;  // by serial
  std::optional<KeyframeInWork> keyframe_;
  std::vector<uint64_t> keyframes_;  // whole ones that no sweep has reached
  Sweeper sweeper_;
  Sections sections_;
  bool carry_ = false;  // sections of swept records are to be written again
};

class JournalPart {
 public:
  JournalPart(Journal& journal, std::unique_lock<std::mutex> lock)
      : journal_(journal), lock_(std::move(lock)) {}

 private:
  friend class Journal;
  Journal& journal_;
  std::unique_lock<std::mutex> lock_;
  std::shared_ptr<Journal::Pending> pending_;
};

}  // namespace snaproll::detail
