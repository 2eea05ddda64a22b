//! The allocator of the program: jemalloc, where the system has glibc.
//!
//! Connections come and go, and some need much for a while: a mebibyte of answers that wait for a client, or a third of one to
//! compress with. glibc gives back to the system what lies at the end of its memory, and keeps the rest for good; after 2,000 connections of all kinds
//! it holds twenty times what the server began with. jemalloc keeps apart what is large from what is small, and gives back whole pages.
//!
//! *What was rejected:* mimalloc gives back only what its own threads come across later, and large buffers of their own pages
//! (`mmap`) leave the rest where it is.

use tikv_jemalloc_ctl::{Access as _, AsName as _, Error, background_thread};
use tikv_jemallocator::Jemalloc;
use tracing::warn;

#[global_allocator]
static ALLOCATOR: Jemalloc = Jemalloc;

/// How long memory that is not needed is kept, in milliseconds. Of what a connection frees the next one has most within that time, and
/// a page costs the system a fraction of a microsecond.
const KEPT_MS: isize = 1000;

/// Memory goes back to the system soon after it was freed, whether the program is busy or not. To be called before any other thread begins.
pub(crate) fn return_soon() {
    if let Err(error) = set_up() {
        warn!(%error, "memory may be kept for longer than it is needed");
    }
}

fn set_up() -> Result<(), Error> {
    // For this thread, which has its part of the memory already, and for those to come.
    for name in ["arena.0.dirty_decay_ms\0", "arenas.dirty_decay_ms\0"] {
        name.name().write(KEPT_MS)?;
    }
    // Otherwise a thread that has nothing to do would give back nothing.
    background_thread::write(true)
}
