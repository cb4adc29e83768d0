//! A global allocator that counts, while it is told to, what malloc holds:
//! the bytes of its chunks, as bench/counting_malloc.cpp does.

use std::alloc::{GlobalAlloc, Layout, System};
use std::ffi::c_void;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering::Relaxed};

extern "C" {
    fn malloc_usable_size(memory: *mut c_void) -> usize;
}

/// A chunk of glibc is its usable bytes and 8 bytes of head.
const CHUNK_HEAD: i64 = 8;

static ON: AtomicBool = AtomicBool::new(false);
static LIVE: AtomicI64 = AtomicI64::new(0);
static PEAK: AtomicI64 = AtomicI64::new(0);

pub struct Counting;

fn count(memory: *mut u8, sign: i64) {
    if !ON.load(Relaxed) || memory.is_null() {
        return;
    }
    let bytes = unsafe { malloc_usable_size(memory.cast()) } as i64;
    let change = sign * (bytes + CHUNK_HEAD);
    let live = LIVE.fetch_add(change, Relaxed) + change;
    PEAK.fetch_max(live, Relaxed);
}

unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let memory = System.alloc(layout);
        count(memory, 1);
        memory
    }
    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        count(memory, -1);
        System.dealloc(memory, layout);
    }
    unsafe fn realloc(
        &self,
        old: *mut u8,
        layout: Layout,
        size: usize,
    ) -> *mut u8 {
        count(old, -1);
        let memory = System.realloc(old, layout, size);
        count(if memory.is_null() { old } else { memory }, 1);
        memory
    }
}

/// Bytes newly held by `work`, and the most that were at any time of it.
pub fn held(work: impl FnOnce()) -> (f64, f64) {
    LIVE.store(0, Relaxed);
    PEAK.store(0, Relaxed);
    ON.store(true, Relaxed);
    work();
    ON.store(false, Relaxed);
    (LIVE.load(Relaxed) as f64, PEAK.load(Relaxed) as f64)
}
