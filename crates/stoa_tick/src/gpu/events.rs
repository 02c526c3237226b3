//! Events on their way back from the GPU: one staging buffer a tick, in a ring.

use wgpu::{Buffer, CommandEncoder};

use crate::EVENT_LAG;
use crate::error::{EventOverflow, GpuError};
use crate::rules::Event;

use super::buffers::{Buffers, STAMP_AT, tick_at};
use super::device::GpuDevice;
use super::landing::{Landed, Landing};

/// Ticks whose events can be on their way at once.
pub(crate) const RING: u32 = EVENT_LAG + 4;
/// Bytes before the events in a staging buffer: the count, the tick's stamp, and two unused words.
const HEADER: u64 = 16;

/// What a tick leaves in what is copied after it: whoever finds it there knows that the tick's commands ran.
pub(super) fn stamp(tick: u32) -> u32 {
    !tick
}

pub(super) struct EventRing {
    slots: Vec<Landing>,
    room: u32,
    /// The next tick whose events will be taken.
    next: u32,
}

impl EventRing {
    /// `room` is the most events in one tick, `first` the first tick that will be encoded. Without a slot nothing comes
    /// back and nobody waits; with slots but no room, only word that a tick is done.
    pub fn new(gpu: &GpuDevice, room: u32, first: u32, slots: u32) -> Self {
        let size = HEADER + 12 * u64::from(room);
        Self {
            slots: (0..slots)
                .map(|_| Landing::new(gpu, "events", size))
                .collect(),
            room,
            next: first,
        }
    }

    pub fn bytes(&self) -> u64 {
        self.slots.iter().map(|slot| slot.buffer.size()).sum()
    }

    /// Fails when the events of `tick` would find their buffer still in use.
    pub fn check(&self, tick: u32) -> Result<(), GpuError> {
        if !self.slots.is_empty() && tick >= self.next + RING {
            return Err(GpuError::EventsNotTaken { tick: self.next });
        }
        Ok(())
    }

    /// Copies the events of a tick out of the board.
    pub fn encode(&self, encoder: &mut CommandEncoder, buffers: &Buffers, tick: u32) {
        let Some(slot) = self.slot(tick) else { return };
        let mut copy = |from: &Buffer, at, to, size| {
            encoder.copy_buffer_to_buffer(from, at, &slot.buffer, to, size);
        };
        copy(&buffers.board, 0, 0, 4);
        copy(&buffers.ticks, tick_at(tick) + STAMP_AT, 4, 4);
        if self.room > 0 {
            let size = 12 * u64::from(self.room);
            copy(&buffers.board, buffers.events_at, HEADER, size);
        }
        slot.ask(encoder);
    }

    /// Ticks whose events were not taken, once there were `ticks` ticks.
    pub fn held(&self, ticks: u32) -> u32 {
        if self.slots.is_empty() {
            0
        } else {
            ticks - self.next
        }
    }

    /// Where the events are that will be taken next.
    pub fn state(&self) -> Landed {
        self.slot(self.next).map_or(Landed::Free, Landing::state)
    }

    /// The events due after `ticks` ticks, sorted, or `None` while they are on their way.
    pub fn take(&mut self, gpu: &GpuDevice, ticks: u32) -> Result<Option<Vec<Event>>, GpuError> {
        let (tick, room) = (self.next, self.room);
        if self.held(ticks) <= EVENT_LAG {
            return Ok(Some(Vec::new()));
        }
        let Some(slot) = self.slot(tick) else {
            return Ok(Some(Vec::new()));
        };
        match slot.state() {
            Landed::Ready => {}
            Landed::Failed => return Err(never_came(tick)),
            Landed::Free | Landed::UnderWay => return Ok(None),
        }
        let (count, found, events) = slot.read(gpu, |words| read(words, room))?;
        if found != stamp(tick) {
            return Err(never_came(tick));
        }
        self.next += 1;
        if count > room {
            return Err(EventOverflow { tick, count, room }.into());
        }
        Ok(Some(events))
    }

    fn slot(&self, tick: u32) -> Option<&Landing> {
        self.slots.get((tick % RING) as usize)
    }
}

fn never_came(tick: u32) -> GpuError {
    GpuError::Lost(format!("the events of tick {tick} never came"))
}

/// How many there were, the stamp, and the events.
fn read(words: &[u32], room: u32) -> (u32, u32, Vec<Event>) {
    let (events, _) = words[HEADER as usize / 4..].as_chunks::<3>();
    let mut events: Vec<Event> = events[..words[0].min(room) as usize]
        .iter()
        .map(|&[id, kind, argument]| Event { id, kind, argument })
        .collect();
    events.sort_unstable();
    (words[0], words[1], events)
}
