//! A change of the walkable ground: ways are made anew beside the world, and taken up in a fixed tick. When they are not
//! made by then, the world's clock waits (see `wait_for_engine`), so that what happens never depends on how long it took.

#[cfg(test)]
mod tests;

use std::thread::JoinHandle;

use bevy_ecs::prelude::*;
use stoa_tick::rules::plaza::{BuiltPlace, Layout};

use crate::{SimClock, Tick, nav::NavGrid, sim::Notice, town::Grounds};

use super::BodyTick;

/// Seconds from a change to the tick in which bodies know of it, always the same: by then the ways are mostly made.
const AFTER_S: u64 = 2;

/// The ground that the tick knows, and the next one while its ways are being made.
pub(super) struct KnownGround {
    layout: Layout,
    ground: Grounds,
    next: Option<Remaking>,
    /// The grid changed while the last change was still being made.
    changed: bool,
}

struct Remaking {
    due: Tick,
    ground: Grounds,
    thread: JoinHandle<Vec<(usize, Vec<u32>)>>,
}

impl KnownGround {
    pub(super) fn new(place: &BuiltPlace, ground: Grounds) -> Self {
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
        // It is done: the clock has waited for it.
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
                let notice = Notice::error(told, "Open the world again.");
                notices.write(notice.named("ground_unseen", [("cause", cause)]));
            }
        }
    }
}

impl KnownGround {
    /// Whether ways that are due by a tick are still being made.
    pub(super) fn is_late_for(&self, tick: Tick) -> bool {
        let next = self.next.as_ref();
        next.is_some_and(|next| next.due <= tick && !next.thread.is_finished())
    }

    /// Begins to make what differs from the ground that is known; `None` when nothing does.
    fn remake(&self, nav: &NavGrid, now: Tick) -> Result<Option<Remaking>, String> {
        let ground = Grounds::of(nav);
        if !ground.have_size_of(&self.ground) {
            return Err("it has another size".to_owned());
        }
        let Some(changed) = self.ground.difference(&ground) else {
            return Ok(None);
        };
        let (layout, new) = (self.layout.clone(), ground.clone());
        let thread = std::thread::Builder::new()
            .name("stoa-ways".to_owned())
            .spawn(move || new.change(&layout, &changed))
            .map_err(|error| error.to_string())?;
        Ok(Some(Remaking {
            due: now.plus_seconds(AFTER_S),
            ground,
            thread,
        }))
    }
}
