#include "damage.hpp"

#include <sqlite3.h>

#include <stdexcept>

#include "script.hpp"
#include "world.hpp"

namespace snaproll::proof {
namespace {

Damaged of(std::string store) {
  Damaged made;
  made.disk.put(kStore, std::move(store));
  return made;
}

std::string page_of(const std::string& store, size_t page) {
  return store.substr(page * kPage, kPage);
}

void put_page(std::string& store, size_t page, const std::string& bytes) {
  store.replace(page * kPage, kPage, bytes);
}

// A closed file, changed by SQLite without this library. Nothing where the
// statements do not fit it.
std::string altered(const Samples& samples, const std::string& statements) {
  disk() = Disk();
  disk().put(kStore, samples.whole);
  disk().put(kOther, samples.other);
  sqlite3* db = nullptr;
  int code = sqlite3_open(kStore, &db);
  if (code == SQLITE_OK)
    code = sqlite3_exec(db,
                        ("ATTACH '" + std::string(kOther) + "' AS o;" +
                         statements + "; PRAGMA wal_checkpoint(TRUNCATE)")
                            .c_str(),
                        nullptr, nullptr, nullptr);
  sqlite3_close(db);
  return code == SQLITE_OK ? disk().find(kStore)->bytes : std::string();
}

// Each byte -------------------------------------------------------------------

void change_bytes(const Samples& samples, std::mt19937_64&,
                  const TryCase& each) {
  const std::set<size_t> unread = unread_bytes(samples.whole);
  for (size_t at = 0; at < samples.whole.size(); ++at) {
    if (unread.count(at) > 0) continue;
    const auto to = [&, at](char byte) {
      return [&samples, at, byte] {
        std::string store = samples.whole;
        store[at] = byte;
        return of(std::move(store));
      };
    };
    const char was = samples.whole[at];
    each(to(static_cast<char>(was ^ 0xff)));
    for (int bit = 0; bit < 8; ++bit)
      each(to(static_cast<char>(was ^ (1 << bit))));
    if (was != 0) each(to(0));
  }
}

// Those that nothing reads, some at a time.
void change_unread(const Samples& samples, std::mt19937_64& random,
                   const TryCase& each) {
  constexpr size_t kTogether = 64;
  const std::set<size_t> unread = unread_bytes(samples.whole);
  for (auto next = unread.begin(); next != unread.end();) {
    std::string store = samples.whole;
    for (size_t i = 0; i < kTogether && next != unread.end(); ++i, ++next)
      store[*next] = static_cast<char>(store[*next] ^ (1 + random() % 255));
    each([store] { return of(store); });
  }
}

// Pages -----------------------------------------------------------------------

void swap_pages(const Samples& samples, std::mt19937_64&, const TryCase& each) {
  const size_t pages = samples.whole.size() / kPage;
  for (size_t a = 0; a < pages; ++a)
    for (size_t b = 0; b < pages; ++b) {
      if (a == b) continue;
      each([&samples, a, b] {
        std::string store = samples.whole;
        put_page(store, a, page_of(samples.whole, b));
        if (a < b) put_page(store, b, page_of(samples.whole, a));
        return of(std::move(store));
      });
    }
}

void old_pages(const Samples& samples, std::mt19937_64&, const TryCase& each) {
  for (const std::string* from : {&samples.older, &samples.other})
    for (size_t page = 0; page * kPage < samples.whole.size(); ++page) {
      if (from->size() < (page + 1) * kPage) continue;
      if (page_of(*from, page) == page_of(samples.whole, page)) continue;
      each([&samples, from, page] {
        std::string store = samples.whole;
        put_page(store, page, page_of(*from, page));
        return of(std::move(store));
      });
    }
}

void lose_sectors(const Samples& samples, std::mt19937_64&,
                  const TryCase& each) {
  constexpr size_t kSector = 512;
  for (size_t at = 0; at < samples.whole.size(); at += kSector) {
    if (samples.whole.compare(at, kSector, std::string(kSector, '\0')) == 0)
      continue;
    each([&samples, at] {
      std::string store = samples.whole;
      store.replace(at, kSector, std::string(kSector, '\0'));
      return of(std::move(store));
    });
  }
}

void cut_off(const Samples& samples, std::mt19937_64&, const TryCase& each) {
  for (size_t size = 0; size < samples.whole.size(); ++size)
    each([&samples, size] { return of(samples.whole.substr(0, size)); });
}

// Logs ------------------------------------------------------------------------

void stale_logs(const Samples& samples, std::mt19937_64& random,
                const TryCase& each) {
  const auto with_log = [](const std::string& store, const std::string& log) {
    Damaged made = of(store);
    made.disk.put(std::string(kStore) + "-wal", log);
    return made;
  };
  const std::pair<const std::string*, const std::string*> kLogs[] = {
      {&samples.older_base, &samples.older_log},
      {&samples.other_base, &samples.other_log}};
  for (const auto& [base, log] : kLogs)
    for (size_t size = 32; size <= log->size(); size += kPage + 24)
      for (const size_t more : {size_t{0}, size_t{random() % kPage}})
        each([&samples, &with_log, base = base, log = log, size, more] {
          const std::string part = log->substr(0, size + more);
          Damaged made = with_log(samples.whole, part);
          made.also = with_log(*base, part).disk;
          return made;
        });
}

// Rows ------------------------------------------------------------------------

void try_statements(const Samples& samples, const TryCase& each,
                    const std::string& statements) {
  std::string store = altered(samples, statements);
  if (store.empty() || store == samples.whole) return;
  each([store] { return of(store); });
}

constexpr const char* kTables[] = {
    "meta",  "execution", "attribute", "record",   "keyframe",
    "chunk", "chunk_use", "blob",      "blob_use", "name"};

// By rowid, so that each row is met; one that is taken is replaced.
void paste_rows(const Samples& samples, std::mt19937_64&, const TryCase& each) {
  for (const std::string table : kTables)
    for (int row = 0; row < 40; ++row) {
      const std::string one =
          " FROM o." + table + " LIMIT 1 OFFSET " + std::to_string(row);
      try_statements(samples, each,
                     "INSERT OR REPLACE INTO " + table + " SELECT *" + one);
    }
}

void move_rows(const Samples& samples, std::mt19937_64&, const TryCase& each) {
  const auto row = [](const std::string& table, int number) {
    return "(SELECT rowid FROM " + table + " LIMIT 1 OFFSET " +
           std::to_string(number) + ")";
  };
  for (const std::string table : {"record", "keyframe"})
    for (int a = 0; a < 20; ++a)
      for (int b = 0; b < 20; ++b) {
        if (a == b) continue;
        for (const char* columns :
             {"body", "checksum, body", "commit_id, checksum, body"})
          try_statements(samples, each,
                         "UPDATE " + table + " SET (" + columns +
                             ") = (SELECT " + columns + " FROM " + table +
                             " WHERE rowid = " + row(table, b) +
                             ") WHERE rowid = " + row(table, a));
      }
}

// The same row once more, under the next number.
void repeat_rows(const Samples& samples, std::mt19937_64&,
                 const TryCase& each) {
  for (const std::string table : kTables)
    for (int row = 0; row < 40; ++row) {
      const std::string one = " WHERE rowid = (SELECT rowid FROM " + table +
                              " LIMIT 1 OFFSET " + std::to_string(row) + ")";
      for (const char* key : {"seq", "exec", "part", "blob", "chunk", "kind"})
        try_statements(samples, each,
                       "CREATE TEMP TABLE t AS SELECT * FROM " + table + one +
                           "; UPDATE t SET " + key + " = " + key +
                           " + 1; INSERT OR REPLACE INTO " + table +
                           " SELECT * FROM t");
    }
}

}  // namespace

std::set<size_t> unread_bytes(const std::string& store) {
  const auto number = [&](size_t at) {
    return static_cast<size_t>(static_cast<unsigned char>(store[at])) * 256 +
           static_cast<unsigned char>(store[at + 1]);
  };
  std::set<size_t> unread;
  for (size_t page = 0; page < store.size(); page += kPage) {
    const size_t header = page + (page == 0 ? 100 : 0);
    const int type = store[header];
    if (type != 2 && type != 5 && type != 10 && type != 13) continue;
    const bool leaf = type > 5;
    const size_t from = header + (leaf ? 8 : 12) + 2 * number(header + 3);
    const size_t cells = number(header + 5);
    const size_t end = page + (cells == 0 ? kPage : cells);
    for (size_t at = from; at < end && at < page + kPage; ++at)
      unread.insert(at);
  }
  return unread;
}

const std::vector<DamageClass>& damage_classes() {
  static const std::vector<DamageClass> all = {
      {"bytes", change_bytes},        {"unread-bytes", change_unread},
      {"swapped-pages", swap_pages},  {"old-pages", old_pages},
      {"lost-sectors", lose_sectors}, {"cut-off", cut_off},
      {"stale-logs", stale_logs},     {"pasted-rows", paste_rows},
      {"moved-rows", move_rows},      {"repeated-rows", repeat_rows},
  };
  return all;
}

}  // namespace snaproll::proof
