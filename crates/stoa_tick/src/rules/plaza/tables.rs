//! The place's words as the rules read them; `shaders/tick/plaza.wgsl` reads the same.
//!
//! ```text
//! header (32 words) · unit vectors (128) · ground bits · escape field · districts (1 word each) and their lists
//! · entrances (1 each) · roles (2 each) · fine ground bits · points (4 each) · destinations (12 each) · flow fields
//! ```

use super::words::STEERED;
use crate::rules::unpack;

// Words of the header.
pub const COLUMNS: usize = 0;
pub const ROWS: usize = 1;
/// A cell is 2^shift / 65536 m wide.
pub const SHIFT: usize = 2;
/// The corner of the ground in the world, in 1/65536 m.
pub const ORIGIN_X: usize = 3;
pub const ORIGIN_Y: usize = 4;
pub const GROUND: usize = 5;
pub const STRIDE: usize = 6;
pub const ESCAPE: usize = 7;
pub const DESTINATIONS: usize = 8;
pub const DESTINATION_COUNT: usize = 9;
pub const POINTS: usize = 10;
pub const DISTRICTS: usize = 11;
pub const DISTRICT_COLUMNS: usize = 12;
pub const DISTRICT_ROWS: usize = 13;
/// A district is 2^shift cells wide.
pub const DISTRICT_SHIFT: usize = 14;
pub const CLAIMS: usize = 15;
/// The numbers of the entrances.
pub const ENTRANCES: usize = 16;
pub const ENTRANCE_COUNT: usize = 17;
/// Roles: the first id beyond, and weights for company, rest, curiosity and food (a byte each).
pub const ROLES: usize = 18;
pub const ROLE_COUNT: usize = 19;
/// The header of the fine ground: [`COLUMNS`] to [`STRIDE`] in the same order from here on; zeros where there is none.
pub const FINE: usize = 20;
/// Where the words of the unit vectors begin: (cos, sin) as i16 in 1/16384 of each 1/128 turn.
pub const UNIT: usize = 32;
pub const HEADER: usize = UNIT + 128;

// Words of a destination.
pub const DESTINATION_WORDS: usize = 12;
/// Use (4 bits) · attraction for company, rest, curiosity, food (4 bits each).
pub const USE: usize = 0;
pub const X: usize = 1;
pub const Y: usize = 2;
/// In 1/65536 m.
pub const RADIUS: usize = 3;
pub const FIELD: usize = 4;
/// Window: column · row in half words.
pub const WINDOW_AT: usize = 5;
/// Window: columns · rows in half words.
pub const WINDOW_SIZE: usize = 6;
pub const FIRST_POINT: usize = 7;
pub const POINT_COUNT: usize = 8;
pub const FIRST_CLAIM: usize = 9;
/// Least stay · spread of stays in half words, in 4 ticks.
pub const DWELL: usize = 10;
/// How many find room, those on their way counted.
pub const ROOM: usize = 11;

/// Words of a point: x, y, heading; of a seat also where one stands before it: how far (1/4096 m) and, in the high half,
/// in which direction.
pub const POINT_WORDS: usize = 4;

/// What a destination is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Use {
    /// To stand about and look at its middle.
    Look = 0,
    /// To sit: its points are seats.
    Seats = 1,
    /// To stand in line: its points are the places of the line, the first at the counter.
    Queue = 2,
    /// To stand together: its points are middles of groups.
    Groups = 3,
    /// To come and go by: its points are where bodies appear.
    Entrance = 4,
}

pub const LOOK: u32 = Use::Look as u32;
pub const SEATS: u32 = Use::Seats as u32;
pub const LINE: u32 = Use::Queue as u32;
pub const GROUPS: u32 = Use::Groups as u32;
pub const ENTRANCE: u32 = Use::Entrance as u32;
/// Claims of a group's middle: the most who stand together.
pub const GROUP_SLOTS: u32 = 5;

/// Reads the words.
#[derive(Clone, Copy)]
pub struct Tables<'a>(pub &'a [u32]);

impl<'a> Tables<'a> {
    #[inline(always)]
    pub fn word(&self, at: usize) -> u32 {
        self.0[at]
    }

    #[inline(always)]
    fn int(&self, at: usize) -> i32 {
        self.0[at] as i32
    }

    /// Whether a body's middle may be at (x, y) on the ground that ways are made on.
    #[inline]
    pub fn is_free(&self, x: i32, y: i32) -> bool {
        self.is_free_on(0, x, y)
    }

    /// Where the header of the ground begins that holds a body of an activity: whom a host steers the fine one, if there
    /// is one, since hosts know more than ways do.
    #[inline]
    pub fn ground_under(&self, activity: u32) -> usize {
        let fine = activity == STEERED && self.word(FINE + COLUMNS) != 0;
        if fine { FINE } else { 0 }
    }

    /// Whether a body's middle may be at (x, y) on the ground whose header begins at `ground`.
    #[inline]
    pub fn is_free_on(&self, ground: usize, x: i32, y: i32) -> bool {
        let shift = self.word(ground + SHIFT);
        let column = (x - self.int(ground + ORIGIN_X)) >> shift;
        let row = (y - self.int(ground + ORIGIN_Y)) >> shift;
        let (columns, rows) = (self.int(ground + COLUMNS), self.int(ground + ROWS));
        if column < 0 || row < 0 || column >= columns || row >= rows {
            return false;
        }
        let before = row as u32 * self.word(ground + STRIDE) + column as u32 / 32;
        let word = self.word(ground + GROUND) + before;
        self.word(word as usize) >> (column as u32 % 32) & 1 == 1
    }

    /// Words of a destination begin here.
    #[inline(always)]
    pub fn destination(&self, index: u32) -> usize {
        self.word(DESTINATIONS) as usize + index as usize * DESTINATION_WORDS
    }

    /// How much each need grows for an agent, in quarters: a byte each.
    #[inline]
    pub fn weights(&self, id: u32) -> u32 {
        let first = self.word(ROLES) as usize;
        let mut roles = (0..self.word(ROLE_COUNT) as usize).map(|role| first + 2 * role);
        let role = roles.find(|role| id < self.word(*role));
        role.map_or(0x0404_0404, |role| self.word(role + 1))
    }

    /// Words of a point begin here.
    #[inline(always)]
    pub fn point(&self, index: u32) -> usize {
        self.word(POINTS) as usize + index as usize * POINT_WORDS
    }

    /// The list of destinations that matter at (x, y): (first word, how many).
    #[inline]
    pub fn district(&self, x: i32, y: i32) -> (usize, u32) {
        let shift = self.word(SHIFT) + self.word(DISTRICT_SHIFT);
        let last = |at: usize| self.int(at) - 1;
        let column = ((x - self.int(ORIGIN_X)) >> shift).clamp(0, last(DISTRICT_COLUMNS));
        let row = ((y - self.int(ORIGIN_Y)) >> shift).clamp(0, last(DISTRICT_ROWS));
        let index = row as u32 * self.word(DISTRICT_COLUMNS) + column as u32;
        let word = self.word((self.word(DISTRICTS) + index) as usize);
        ((word & 0xff_ffff) as usize, word >> 24)
    }

    /// The direction at (x, y) to a destination, a unit vector in 1/1024; (0, 0) where there is none.
    #[inline]
    pub fn way(&self, destination: u32, x: i32, y: i32) -> (i32, i32) {
        let at = self.destination(destination);
        let (corner, size) = (self.word(at + WINDOW_AT), self.word(at + WINDOW_SIZE));
        self.smooth(self.word(at + FIELD), corner, size, x, y)
    }

    /// Whether a way leads to a destination from a cell.
    pub fn leads(&self, destination: u32, column: u32, row: u32) -> bool {
        let at = self.destination(destination);
        let (corner, size) = (self.word(at + WINDOW_AT), self.word(at + WINDOW_SIZE));
        let field = self.word(at + FIELD);
        self.byte(field, corner, size, column as i32, row as i32) != 0
    }

    /// The direction out of a blocked cell.
    #[inline]
    pub fn way_out(&self, x: i32, y: i32) -> (i32, i32) {
        let size = self.word(COLUMNS) | self.word(ROWS) << 16;
        let shift = self.word(SHIFT);
        let column = (x - self.int(ORIGIN_X)) >> shift;
        let row = (y - self.int(ORIGIN_Y)) >> shift;
        let way = self.byte(self.word(ESCAPE), 0, size, column, row);
        if way < 128 {
            return (0, 0);
        }
        let (ux, uy) = unpack(self.word(UNIT + (way & 127) as usize));
        (ux >> 4, uy >> 4)
    }

    /// A field's byte; 0 outside its window.
    #[inline(always)]
    fn byte(&self, field: u32, corner: u32, size: u32, column: i32, row: i32) -> u32 {
        let column = column - (corner & 0xffff) as i32;
        let row = row - (corner >> 16) as i32;
        let (columns, rows) = ((size & 0xffff) as i32, (size >> 16) as i32);
        if column < 0 || row < 0 || column >= columns || row >= rows {
            return 0;
        }
        let word = Self::way_word(field, columns as u32, column as u32, row as u32);
        self.word(word) >> (column as u32 % 4 * 8) & 0xff
    }

    /// The word of a cell in a packed field: tiles of 8 × 8.
    #[inline(always)]
    fn way_word(field: u32, columns: u32, column: u32, row: u32) -> usize {
        let tile = (row >> 3) * ((columns + 7) >> 3) + (column >> 3);
        (field + tile * 16 + (row & 7) * 2 + (column >> 2 & 1)) as usize
    }

    /// Asks the processor to fetch what [`Self::way`] will read: fields are large and seldom in a cache. Changes nothing.
    #[inline(always)]
    pub fn fetch_ahead(&self, destination: u32, x: i32, y: i32) {
        if destination >= self.word(DESTINATION_COUNT) {
            return;
        }
        let at = self.destination(destination);
        let (corner, size) = (self.word(at + WINDOW_AT), self.word(at + WINDOW_SIZE));
        let shift = self.word(SHIFT);
        let column = ((x - self.int(ORIGIN_X)) >> shift) - (corner & 0xffff) as i32;
        let row = ((y - self.int(ORIGIN_Y)) >> shift) - (corner >> 16) as i32;
        if column < 0 || row < 0 {
            return;
        }
        let word = Self::way_word(
            self.word(at + FIELD),
            size & 0xffff,
            column as u32,
            row as u32,
        );
        #[cfg(target_arch = "x86_64")]
        if let Some(word) = self.0.get(word) {
            use core::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
            #[expect(unsafe_code, reason = "the compiler has no safe way to fetch ahead")]
            // SAFETY: the address is that of a word that is there; fetching has no other effect.
            unsafe {
                _mm_prefetch::<_MM_HINT_T0>(core::ptr::from_ref(word).cast());
            }
        }
        #[cfg(not(target_arch = "x86_64"))]
        let _ = word;
    }

    /// Bilinear between the four cells around, those without a way left out; the own cell's alone where they cancel.
    #[inline]
    fn smooth(&self, field: u32, corner: u32, size: u32, x: i32, y: i32) -> (i32, i32) {
        let shift = self.word(SHIFT);
        let half = 1 << (shift - 1);
        let (px, py) = (x - self.int(ORIGIN_X), y - self.int(ORIGIN_Y));
        let (cx, cy) = ((px - half) >> shift, (py - half) >> shift);
        // 0..64: the share of the eastern and southern cells.
        let east = ((px - half) >> (shift - 6)) & 63;
        let south = ((py - half) >> (shift - 6)) & 63;
        let (mut sx, mut sy) = (0, 0);
        for corner_of in 0..4 {
            let (i, j) = (corner_of & 1, corner_of >> 1);
            let way = self.byte(field, corner, size, cx + i, cy + j);
            let (ux, uy) = unpack(self.word(UNIT + (way & 127) as usize));
            let share_x = if i == 1 { east } else { 64 - east };
            let share_y = if j == 1 { south } else { 64 - south };
            // Shares sum to 4096, unit vectors are within 2^14: sums within 2^26.
            let share = share_x * share_y * (way >> 7) as i32;
            sx += ux * share;
            sy += uy * share;
        }
        let (sx, sy) = (sx >> 12, sy >> 12);
        let length = super::walk::length(sx, sy);
        if length >= 4_096 {
            return (sx * 1_024 / length, sy * 1_024 / length);
        }
        let way = self.byte(field, corner, size, px >> shift, py >> shift);
        if way < 128 {
            return (0, 0);
        }
        let (ux, uy) = unpack(self.word(UNIT + (way & 127) as usize));
        (ux >> 4, uy >> 4)
    }
}
