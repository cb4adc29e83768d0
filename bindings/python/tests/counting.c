/* Counts the blocks of memory that are live: laid under a process by LD_PRELOAD,
 * whose allocator goes on doing the work. For glibc. */
#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
void __libc_free(void *block);

static atomic_long live;

long counting_live(void) { return atomic_load(&live); }

static void *counted(void *block) {
  if (block != NULL) atomic_fetch_add(&live, 1);
  return block;
}

void *malloc(size_t size) { return counted(__libc_malloc(size)); }

void *calloc(size_t count, size_t size) {
  return counted(__libc_calloc(count, size));
}

void *realloc(void *block, size_t size) {
  void *moved = __libc_realloc(block, size);
  if (block == NULL) return counted(moved);
  if (size == 0 && moved == NULL) atomic_fetch_sub(&live, 1);
  return moved;
}

void free(void *block) {
  if (block != NULL) atomic_fetch_sub(&live, 1);
  __libc_free(block);
}

void *memalign(size_t alignment, size_t size) {
  return counted(__libc_memalign(alignment, size));
}

void *aligned_alloc(size_t alignment, size_t size) {
  return memalign(alignment, size);
}

int posix_memalign(void **out, size_t alignment, size_t size) {
  void *block = memalign(alignment, size);
  if (block == NULL) return ENOMEM;
  *out = block;
  return 0;
}
