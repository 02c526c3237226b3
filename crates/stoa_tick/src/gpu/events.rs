//! Events on their way back from the GPU: one staging buffer a tick, in a ring.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use wgpu::{Buffer, BufferUsages, CommandEncoder, Device, MapMode};

use crate::EVENT_LAG;
use crate::error::{EventOverflow, GpuError};
use crate::rules::Event;

/// Ticks whose events can be on their way at once.
pub(super) const RING: u32 = EVENT_LAG + 4;
/// Bytes before the events in a staging buffer: the count, and three unused words.
const HEADER: u64 = 16;

const FREE: u8 = 0;
const UNDER_WAY: u8 = 1;
const READY: u8 = 2;
const FAILED: u8 = 3;

struct Slot {
    buffer: Buffer,
    state: Arc<AtomicU8>,
}

pub(super) struct EventRing {
    slots: Vec<Slot>,
    room: u32,
    /// The next tick whose events will be taken.
    next: u32,
    /// The first tick that was encoded and not yet submitted.
    encoded: u32,
}

impl EventRing {
    /// `room` is the most events in one tick; without room there is no ring.
    pub fn new(device: &Device, room: u32) -> Self {
        let slot = |_| Slot {
            buffer: device.create_buffer(&wgpu::BufferDescriptor {
                label: Some("events"),
                size: HEADER + 12 * u64::from(room),
                usage: BufferUsages::MAP_READ | BufferUsages::COPY_DST,
                mapped_at_creation: false,
            }),
            state: Arc::new(AtomicU8::new(FREE)),
        };
        let slots = if room == 0 { 0 } else { RING };
        Self {
            slots: (0..slots).map(slot).collect(),
            room,
            next: 0,
            encoded: 0,
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
    pub fn encode(&self, encoder: &mut CommandEncoder, board: &Buffer, events_at: u64, tick: u32) {
        if let Some(slot) = self.slot(tick) {
            encoder.copy_buffer_to_buffer(board, 0, &slot.buffer, 0, 4);
            encoder.copy_buffer_to_buffer(
                board,
                events_at,
                &slot.buffer,
                HEADER,
                12 * u64::from(self.room),
            );
        }
    }

    /// Asks for everything encoded before tick `end`, which was submitted.
    pub fn submitted(&mut self, end: u32) {
        for tick in self.encoded..end {
            let Some(slot) = self.slot(tick) else { break };
            slot.state.store(UNDER_WAY, Ordering::Release);
            let state = slot.state.clone();
            slot.buffer.map_async(MapMode::Read, .., move |result| {
                state.store(
                    if result.is_ok() { READY } else { FAILED },
                    Ordering::Release,
                );
            });
        }
        self.encoded = end;
    }

    /// The events due after `ticks` ticks, sorted, or `None` while they are on their way.
    pub fn take(&mut self, ticks: u32) -> Result<Option<Vec<Event>>, GpuError> {
        if self.slots.is_empty() || ticks <= self.next + EVENT_LAG {
            return Ok(Some(Vec::new()));
        }
        let tick = self.next;
        let Some(slot) = self.slot(tick) else {
            return Ok(Some(Vec::new()));
        };
        match slot.state.load(Ordering::Acquire) {
            READY => {}
            FAILED => return Err(GpuError::Lost("events could not be read back".to_owned())),
            _ => return Ok(None),
        }
        let (count, events) = read(&slot.buffer, self.room);
        slot.buffer.unmap();
        slot.state.store(FREE, Ordering::Release);
        self.next += 1;
        if count > self.room {
            return Err(EventOverflow {
                tick,
                count,
                room: self.room,
            }
            .into());
        }
        Ok(Some(events))
    }

    fn slot(&self, tick: u32) -> Option<&Slot> {
        self.slots.get((tick % RING) as usize)
    }
}

fn read(buffer: &Buffer, room: u32) -> (u32, Vec<Event>) {
    let view = buffer.get_mapped_range(..);
    let words: &[u32] = bytemuck::cast_slice(&view);
    let count = words[0];
    let (events, _) = words[HEADER as usize / 4..].as_chunks::<3>();
    let mut events: Vec<Event> = events[..count.min(room) as usize]
        .iter()
        .map(|&[id, kind, argument]| Event { id, kind, argument })
        .collect();
    events.sort_unstable();
    (count, events)
}
