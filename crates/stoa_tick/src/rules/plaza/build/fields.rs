//! Flow fields, most of what a place takes: made side by side, since each needs the ground alone.

use std::{
    sync::{Mutex, PoisonError},
    thread,
};

use crate::rules::plaza::{
    flow::{FieldPlan, FlowField},
    ground::Ground,
};

/// Most threads that make fields: each has a march of its own in memory.
const MOST_THREADS: usize = 4;

/// Fills `words` with the fields, packed one behind the other.
pub(super) fn make_all(ground: &Ground, plans: &[FieldPlan], mut words: &mut [u32]) {
    let mut parts = Vec::with_capacity(plans.len());
    for plan in plans {
        let (part, rest) = words.split_at_mut(FlowField::packed_len(&plan.window));
        parts.push((plan, part));
        words = rest;
    }
    side_by_side(parts, |(plan, part)| {
        part.copy_from_slice(&plan.make(ground).pack());
    });
}

/// Does the work on every part, on as many threads as there are processors for, the last part first.
pub(super) fn side_by_side<P: Send>(parts: Vec<P>, work: impl Fn(P) + Sync) {
    let offered = thread::available_parallelism().map_or(1, usize::from);
    let threads = offered.min(MOST_THREADS).min(parts.len());
    let parts = Mutex::new(parts);
    let next = || parts.lock().unwrap_or_else(PoisonError::into_inner).pop();
    let take = || {
        while let Some(part) = next() {
            work(part);
        }
    };
    thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(take);
        }
        take();
    });
}
