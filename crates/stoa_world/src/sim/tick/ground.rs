//! A change of the walkable ground: ways are made anew beside the world, and taken up in a fixed tick.

use std::thread::JoinHandle;

use bevy_ecs::prelude::*;
use stoa_tick::rules::plaza::{BuiltPlace, Layout, flow::Window, ground::Ground};

use crate::{SimClock, Tick, nav::NavGrid, sim::Notice, town};

use super::BodyTick;

/// Seconds from a change to the tick in which bodies know of it, always the same: by then the ways are made.
const AFTER_S: u64 = 2;

/// The ground that the tick knows, and the next one while its ways are being made.
pub(super) struct KnownGround {
    layout: Layout,
    ground: Ground,
    next: Option<Remaking>,
    /// The grid changed while the last change was still being made.
    changed: bool,
}

struct Remaking {
    due: Tick,
    ground: Ground,
    thread: JoinHandle<Vec<(usize, Vec<u32>)>>,
}

impl KnownGround {
    pub(super) fn new(place: &BuiltPlace, ground: Ground) -> Self {
        Self {
            layout: place.layout.clone(),
            ground,
            next: None,
            changed: false,
        }
    }
}

/// Sees that the grid is another one, and gives the tick what was made of the last change when that is due.
pub(super) fn follow_ground(
    mut tick: ResMut<BodyTick>,
    nav: Res<NavGrid>,
    clock: Res<SimClock>,
    mut notices: MessageWriter<Notice>,
) {
    let BodyTick {
        engine,
        ground: known,
        ..
    } = &mut *tick;
    if let Some(next) = known.next.take_if(|next| next.due <= clock.tick) {
        match next.thread.join() {
            Ok(parts) => {
                for (first, words) in parts {
                    engine.as_mut().set_place(first, &words);
                }
                known.ground = next.ground;
            }
            Err(panic) => std::panic::resume_unwind(panic),
        }
    }
    known.changed |= nav.is_changed() && !nav.is_added();
    if known.next.is_none() && std::mem::take(&mut known.changed) {
        match known.remake(&nav, clock.tick) {
            Ok(next) => known.next = next,
            Err(cause) => {
                let told = format!("Bodies don't see that the ground changed: {cause}");
                notices.write(Notice::error(told, "Open the world again."));
            }
        }
    }
}

impl KnownGround {
    /// Begins to make what differs from the ground that is known; `None` when nothing does.
    fn remake(&self, nav: &NavGrid, now: Tick) -> Result<Option<Remaking>, String> {
        let ground = town::ground(nav);
        let size = |ground: &Ground| (ground.columns(), ground.rows(), ground.shift());
        if size(&ground) != size(&self.ground) {
            return Err("it has another size".to_owned());
        }
        let Some(changed) = difference(&self.ground, &ground) else {
            return Ok(None);
        };
        let (layout, new) = (self.layout.clone(), ground.clone());
        let thread = std::thread::Builder::new()
            .name("stoa-ways".to_owned())
            .spawn(move || layout.change_ground(&new, &changed))
            .map_err(|error| error.to_string())?;
        Ok(Some(Remaking {
            due: now.plus_seconds(AFTER_S),
            ground,
            thread,
        }))
    }
}

/// The smallest window that holds all cells in which two grounds of one size differ.
fn difference(a: &Ground, b: &Ground) -> Option<Window> {
    let mut found: Option<(u32, u32, u32, u32)> = None;
    for row in 0..a.rows() {
        for column in 0..a.columns() {
            let (c, r) = (column as i32, row as i32);
            if a.is_free(c, r) != b.is_free(c, r) {
                let (left, top, right, low) = found.unwrap_or((column, row, column, row));
                found = Some((left.min(column), top, right.max(column), low.max(row)));
            }
        }
    }
    found.map(|(left, top, right, low)| Window {
        column: left,
        row: top,
        columns: right - left + 1,
        rows: low - top + 1,
    })
}
