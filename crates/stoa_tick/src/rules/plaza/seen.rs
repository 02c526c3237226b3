//! Where bodies are that the host wants to know of: two events a tick each, and what they say.

use super::{
    turn::{AT_X, AT_Y, Turn},
    words::{NAMED, PLACED, WATCHED},
};
use crate::rules::Event;

/// Bodies that may be watched beyond those watched from the start: there is room for their events.
pub const MORE_WATCHED: u32 = 512;

/// Where a body was at the end of a tick.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    pub id: u32,
    /// In 1/65536 m.
    pub x: i32,
    pub y: i32,
    /// 0..65536.
    pub heading: u32,
    /// A number of [`super::words::Activity`].
    pub activity: u32,
}

/// Whether a body of this kind that does this reports where it is: the named unless the host moves them, the watched
/// always.
pub fn reports(kind: u32, activity: u32) -> bool {
    kind == WATCHED || (kind == NAMED && activity != PLACED)
}

impl Turn<'_> {
    /// Reports where it is, if the host wants to know.
    pub(super) fn report(&self) {
        let (heading, activity) = (self.state.heading, self.state.activity);
        if reports(self.state.kind, activity) {
            let rest = heading << 8 | activity << 24;
            self.emit(AT_X | rest, self.x as u32);
            self.emit(AT_Y | rest, self.y as u32);
        }
    }
}

/// Where bodies were, from a tick's events as an engine hands them out, in the order of their ids.
pub fn seen(events: &[Event]) -> Vec<Seen> {
    // Both halves of a body have the same upper bits and consecutive kinds, so sorted events have them side by side.
    const { assert!(AT_Y == AT_X + 1) };
    let pairs = events.windows(2).filter(|pair| {
        let (x, y) = (pair[0], pair[1]);
        x.kind & 0xff == AT_X && x.id == y.id && y.kind == x.kind + 1
    });
    pairs
        .map(|pair| Seen {
            id: pair[0].id,
            x: pair[0].argument as i32,
            y: pair[1].argument as i32,
            heading: pair[0].kind >> 8 & 0xffff,
            activity: pair[0].kind >> 24,
        })
        .collect()
}
