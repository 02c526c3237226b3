//! The whole state on its way back from the GPU, now and then, so that the processor can go on from it.

use wgpu::CommandEncoder;

use crate::error::GpuError;

use super::buffers::{BOARD_HEADER, Buffers, STAMP_AT, tick_at};
use super::device::GpuDevice;
use super::events::stamp;
use super::landing::{Landed, Landing};

/// Bytes before the claims and tallies: the stamp, and three unused words.
const HEADER: u64 = 16;

/// Two staging buffers, and what is in them.
pub(crate) struct Checkpoint {
    agents: Landing,
    board: Landing,
    /// Bytes of the claims and tallies that one tick reads.
    half: u64,
    /// How many ticks the state had seen that is on its way.
    ticks: Option<u32>,
}

/// A state that came back: agents in eight words each, claims and tallies that the next tick reads.
pub(crate) struct State<'a> {
    pub ticks: u32,
    pub agents: &'a [[u32; 8]],
    pub board: &'a [u32],
}

impl Checkpoint {
    pub(super) fn new(gpu: &GpuDevice, buffers: &Buffers) -> Self {
        let half = (buffers.events_at - 4 * BOARD_HEADER as u64) / 2;
        Self {
            agents: Landing::new(gpu, "checkpoint", buffers.unsorted.size()),
            board: Landing::new(gpu, "checkpoint", HEADER + half),
            half,
            ticks: None,
        }
    }

    pub fn bytes(&self) -> u64 {
        self.agents.buffer.size() + self.board.buffer.size()
    }

    /// Copies the state after `tick`, the last tick encoded. Nothing may be on its way.
    pub(super) fn encode(&mut self, encoder: &mut CommandEncoder, buffers: &Buffers, tick: u32) {
        let (agents, board) = (&self.agents.buffer, &self.board.buffer);
        encoder.copy_buffer_to_buffer(&buffers.unsorted, 0, agents, 0, agents.size());
        encoder.copy_buffer_to_buffer(&buffers.ticks, tick_at(tick) + STAMP_AT, board, 0, 4);
        if self.half > 0 {
            // What a tick wrote, the next one reads.
            let written = 4 * BOARD_HEADER as u64 + self.half * u64::from(tick & 1);
            encoder.copy_buffer_to_buffer(&buffers.board, written, board, HEADER, self.half);
        }
        self.agents.ask(encoder);
        self.board.ask(encoder);
        self.ticks = Some(tick + 1);
    }

    /// How many ticks the state had seen that is on its way.
    pub fn ticks(&self) -> Option<u32> {
        self.ticks
    }

    /// Gives the state to `take` if it is back.
    ///
    /// # Errors
    /// When it never will be, or the device failed.
    pub fn take<T>(
        &mut self,
        gpu: &GpuDevice,
        take: impl FnOnce(State) -> T,
    ) -> Result<Option<T>, GpuError> {
        let Some(ticks) = self.ticks else {
            return Ok(None);
        };
        let never_came = || GpuError::Lost(format!("the state after {ticks} ticks never came"));
        match (self.agents.state(), self.board.state()) {
            (Landed::Ready, Landed::Ready) => {}
            (Landed::Failed, _) | (_, Landed::Failed) => return Err(never_came()),
            _ => return Ok(None),
        }
        self.ticks = None;
        let taken = self.board.read(gpu, |board| {
            let (header, board) = board.split_at(HEADER as usize / 4);
            if header[0] != stamp(ticks - 1) {
                return Err(never_came());
            }
            self.agents.read(gpu, |agents| {
                take(State {
                    ticks,
                    agents: agents.as_chunks().0,
                    board,
                })
            })
        })??;
        Ok(Some(taken))
    }
}
