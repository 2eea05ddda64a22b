//! Queues of bounded length.

use std::collections::VecDeque;

/// Appends to a queue of bounded length: what is oldest goes.
pub(crate) fn push_bounded<T>(queue: &mut VecDeque<T>, item: T, limit: usize) {
    if queue.len() >= limit {
        queue.pop_front();
    }
    queue.push_back(item);
}
