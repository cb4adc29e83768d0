/* Makes allocations of the library fail: laid under a process by LD_PRELOAD,
 * whose allocator goes on doing the work. For glibc.
 *
 * An allocation is the library's own where the code that asks for it lies in
 * libsnaproll.so, or in libstdc++, whose operator new and exceptions nobody
 * else in these processes uses. What Python and Go allocate for themselves
 * never fails.
 *
 *   failing_arm(n, sticky)   after n more of them one fails, or all from there
 *   failing_disarm()         none fails; how many did
 *   failing_count()          how many were asked for since failing_arm
 *   failing_live()           blocks of the library that nobody gave back
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <link.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

void* __libc_malloc(size_t size);
void* __libc_calloc(size_t count, size_t size);
void* __libc_realloc(void* block, size_t size);
void __libc_free(void* block);

enum { kRanges = 8, kMark = sizeof(uintptr_t) };
typedef struct range {
  uintptr_t begin, end;
} range;

static range ranges[kRanges];
static atomic_int range_count;
static atomic_bool armed, all_fail;
static atomic_long left, asked, failed, live;

/* Remembers where the code of a library lies that is watched. */
static int remember(struct dl_phdr_info* object, size_t size, void* unused) {
  const char* name = object->dlpi_name;
  (void)size;
  (void)unused;
  if (strstr(name, "libsnaproll") == NULL && strstr(name, "libstdc++") == NULL)
    return 0;
  for (int i = 0; i < object->dlpi_phnum; ++i) {
    const ElfW(Phdr)* part = &object->dlpi_phdr[i];
    const int n = atomic_load(&range_count);
    if (part->p_type != PT_LOAD || !(part->p_flags & PF_X) || n == kRanges)
      continue;
    ranges[n].begin = object->dlpi_addr + part->p_vaddr;
    ranges[n].end = ranges[n].begin + part->p_memsz;
    atomic_store(&range_count, n + 1);
  }
  return 0;
}

static bool is_own(const void* caller) {
  const uintptr_t at = (uintptr_t)caller;
  const int n = atomic_load(&range_count);
  for (int i = 0; i < n; ++i)
    if (at >= ranges[i].begin && at < ranges[i].end) return true;
  return false;
}

/* Finds the libraries, which are loaded by now; how many parts there are. */
int failing_find(void) {
  atomic_store(&range_count, 0);
  dl_iterate_phdr(remember, NULL);
  return atomic_load(&range_count);
}

void failing_arm(long n, int sticky) {
  atomic_store(&asked, 0);
  atomic_store(&failed, 0);
  atomic_store(&left, n);
  atomic_store(&all_fail, sticky != 0);
  atomic_store(&armed, true);
}

long failing_disarm(void) {
  atomic_store(&armed, false);
  return atomic_load(&failed);
}

long failing_count(void) { return atomic_load(&asked); }

long failing_live(void) { return atomic_load(&live); }

static bool fails(void) {
  long before;
  if (!atomic_load(&armed)) return false;
  atomic_fetch_add(&asked, 1);
  before = atomic_fetch_sub(&left, 1);
  if (before > 0 || (before < 0 && !atomic_load(&all_fail))) return false;
  atomic_fetch_add(&failed, 1);
  errno = ENOMEM;
  return true;
}

/* The last bytes of a block of the library say that it is one: who gives it
 * back can not be told by the caller, which may have left by a jump. */
static uintptr_t* mark_of(void* block) {
  return (uintptr_t*)((char*)block + malloc_usable_size(block)) - 1;
}

static uintptr_t mark_for(void* block) {
  return (uintptr_t)block ^ (uintptr_t)0x9e3779b97f4a7c15u;
}

static bool is_marked(void* block) {
  return block != NULL && *mark_of(block) == mark_for(block);
}

static void* counted(void* block) {
  if (block == NULL) return NULL;
  *mark_of(block) = mark_for(block);
  atomic_fetch_add(&live, 1);
  return block;
}

static void uncount(void* block) {
  if (!is_marked(block)) return;
  *mark_of(block) = 0;
  atomic_fetch_sub(&live, 1);
}

void* malloc(size_t size) {
  if (!is_own(__builtin_return_address(0))) return __libc_malloc(size);
  return fails() ? NULL : counted(__libc_malloc(size + kMark));
}

void* calloc(size_t count, size_t size) {
  void* block;
  if (!is_own(__builtin_return_address(0))) return __libc_calloc(count, size);
  if (size != 0 && count > (SIZE_MAX - kMark) / size) return NULL;
  if (fails()) return NULL;
  block = __libc_malloc(count * size + kMark);
  return block == NULL ? NULL : counted(memset(block, 0, count * size));
}

void* realloc(void* block, size_t size) {
  void* moved;
  const bool own = is_own(__builtin_return_address(0)) || is_marked(block);
  if (!own) return __libc_realloc(block, size);
  if (fails()) return NULL;
  uncount(block);
  moved = __libc_realloc(block, size + kMark);
  if (moved == NULL && block != NULL) counted(block);
  return counted(moved);
}

void free(void* block) {
  uncount(block);
  __libc_free(block);
}

/* Allocates within libc. */
char* realpath(const char* restrict path, char* restrict room) {
  static char* (*real)(const char*, char*);
  const bool own = room == NULL && is_own(__builtin_return_address(0));
  if (real == NULL)
    real = (char* (*)(const char*, char*))dlsym(RTLD_NEXT, "realpath");
  if (own && fails()) return NULL;
  return real(path, room);
}
