//! Claims and tallies: the only words that agents share within a tick, order-free by construction.

use std::sync::atomic::{AtomicU32, Ordering};

use crate::rules::BoardSize;

/// Agents that may hold claims have ids below this.
pub const CLAIM_IDS: u32 = 1 << 24;

/// What a claim reads when nobody made it.
pub const UNCLAIMED: u32 = u32::MAX;

/// A table of claims (minima) and a table of tallies (sums), each twice: what was written in the last tick is read in
/// this one. Whoever wants to keep a claim makes it again in every tick.
pub struct Board {
    size: BoardSize,
    /// Claims then tallies of even ticks' writing, then of odd ticks'.
    words: Vec<AtomicU32>,
    writing: usize,
}

impl Board {
    /// A board on which nothing is written yet.
    #[must_use]
    pub fn new(size: BoardSize) -> Self {
        let mut board = Self {
            size,
            words: Vec::new(),
            writing: 0,
        };
        let half = board.half();
        board.words = (0..2 * half)
            .map(|i| AtomicU32::new(board.blank(i % half.max(1))))
            .collect();
        board
    }

    /// The word that the winner of a claim reads in the next tick: smaller keys win, then smaller ids.
    /// `key` is at most 254, `id` below [`CLAIM_IDS`].
    #[must_use]
    #[inline]
    pub fn bid(key: u32, id: u32) -> u32 {
        crate::bound!(key <= 254 && id < CLAIM_IDS);
        (key << 24) | id
    }

    /// Bids for `slot` (WGSL: `claim(slot, bid(key, id))`).
    #[inline]
    pub fn claim(&self, slot: u32, bid: u32) {
        crate::bound!(slot < self.size.claims);
        self.words[self.writing + slot as usize].fetch_min(bid, Ordering::Relaxed);
    }

    /// The best bid of the last tick, or [`UNCLAIMED`] (WGSL: `claimed(slot)`). The holder's id is its low 24 bits.
    #[must_use]
    #[inline]
    pub fn claimed(&self, slot: u32) -> u32 {
        crate::bound!(slot < self.size.claims);
        self.words[self.reading() + slot as usize].load(Ordering::Relaxed)
    }

    /// Adds to a tally (WGSL: `add_tally(slot, amount)`). Sums must stay below 2³².
    #[inline]
    pub fn add_tally(&self, slot: u32, amount: u32) {
        crate::bound!(slot < self.size.tallies);
        self.words[self.writing + (self.size.claims + slot) as usize]
            .fetch_add(amount, Ordering::Relaxed);
    }

    /// The last tick's sum (WGSL: `tally(slot)`).
    #[must_use]
    #[inline]
    pub fn tally(&self, slot: u32) -> u32 {
        crate::bound!(slot < self.size.tallies);
        self.words[self.reading() + (self.size.claims + slot) as usize].load(Ordering::Relaxed)
    }

    /// Turns the page before tick `tick` is computed: what was written last becomes readable, the other half is blank.
    pub(crate) fn turn(&mut self, tick: u32) {
        let half = self.half();
        self.writing = half * (tick & 1) as usize;
        for i in 0..half {
            let blank = self.blank(i);
            *self.words[self.writing + i].get_mut() = blank;
        }
    }

    /// What tick `tick` reads: claims, then tallies.
    pub(crate) fn due(&self, tick: u32) -> impl ExactSizeIterator<Item = u32> {
        let first = self.due_at(tick);
        let words = &self.words[first..first + self.half()];
        words.iter().map(|word| word.load(Ordering::Relaxed))
    }

    /// Sets what tick `tick` will read.
    pub(crate) fn set_due(&mut self, tick: u32, words: impl Iterator<Item = u32>) {
        let first = self.due_at(tick);
        for (old, new) in self.words[first..].iter_mut().zip(words) {
            *old.get_mut() = new;
        }
    }

    /// Where that begins: in the half that is not written in that tick.
    fn due_at(&self, tick: u32) -> usize {
        self.half() * ((tick & 1) ^ 1) as usize
    }

    pub(crate) fn bytes(&self) -> usize {
        self.words.len() * 4
    }

    fn half(&self) -> usize {
        (self.size.claims + self.size.tallies) as usize
    }

    fn reading(&self) -> usize {
        self.half() - self.writing
    }

    fn blank(&self, i: usize) -> u32 {
        if i < self.size.claims as usize {
            UNCLAIMED
        } else {
            0
        }
    }
}
