/* The options that SQLite is compiled with, in front of its own text. */

/* A connection is used by one thread at a time; what connections share is
 * guarded. */
#define SQLITE_THREADSAFE 2
/* What is written is on the disk: fdatasync is as good as fsync here, and
 * leaves out the times of the file. */
#define SQLITE_DEFAULT_SYNCHRONOUS 2
#define SQLITE_DEFAULT_WAL_SYNCHRONOUS 2
#define HAVE_FDATASYNC 1
/* No lock and no count at each allocation. A heap limit needs the counts: who
 * sets one switches them on with sqlite3_config first. */
#define SQLITE_DEFAULT_MEMSTATUS 0
#define SQLITE_USE_ALLOCA 1
/* Safe before the first PRAGMA: nothing in a file's schema is trusted, no
 * extension is loaded, no file is mapped, "text" is never a string, and new
 * files are the owner's. */
#define SQLITE_TRUSTED_SCHEMA 0
#define SQLITE_OMIT_LOAD_EXTENSION 1
#define SQLITE_MAX_MMAP_SIZE 0
#define SQLITE_DQS 0
#define SQLITE_DEFAULT_FILE_PERMISSIONS 0600
#define SQLITE_DEFAULT_FOREIGN_KEYS 0
/* The ceilings of sqlite3_limit. A row may be as long as one can be; the depth
 * of our own statements is far below this. */
#define SQLITE_MAX_LENGTH 2147483647
#define SQLITE_MAX_EXPR_DEPTH 100
/* Of no use here. */
#define SQLITE_OMIT_DEPRECATED 1
#define SQLITE_OMIT_SHARED_CACHE 1
#define SQLITE_LIKE_DOESNT_MATCH_BLOBS 1
#define SQLITE_OMIT_COMPLETE 1
#define SQLITE_OMIT_DATETIME_FUNCS 1
#define SQLITE_OMIT_DECLTYPE 1
#define SQLITE_OMIT_GET_TABLE 1
#define SQLITE_OMIT_JSON 1
#define SQLITE_OMIT_TCL_VARIABLE 1
/* The pages of each table, for the figures of a store. */
#define SQLITE_ENABLE_DBSTAT_VTAB 1
