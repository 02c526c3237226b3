//! The place's words, and which of them are no longer those that the world came with.

use super::snapshot::sum;

/// Words that are kept in a snapshot together.
pub(super) const PAGE: usize = 1_024;

/// A place, and its changes since the world was made.
pub(super) struct Place {
    pub words: Vec<u32>,
    /// [`sum`] of the words that the world came with.
    pub origin: u64,
    /// Which pages words were replaced in.
    replaced: Vec<bool>,
}

impl Place {
    pub fn new(words: Vec<u32>) -> Self {
        Self {
            origin: sum(words.iter().copied()),
            replaced: vec![false; words.len().div_ceil(PAGE)],
            words,
        }
    }

    /// Writes over the words from `first` on; those past the end are ignored.
    pub fn replace(&mut self, first: usize, words: impl ExactSizeIterator<Item = u32>) {
        let end = first.saturating_add(words.len()).min(self.words.len());
        if first >= end {
            return;
        }
        self.replaced[first / PAGE..end.div_ceil(PAGE)].fill(true);
        for (old, new) in self.words[first..end].iter_mut().zip(words) {
            *old = new;
        }
    }

    /// The pages that words were replaced in: (number, words).
    pub fn replaced(&self) -> impl Iterator<Item = (usize, &[u32])> {
        let pages = self.words.chunks(PAGE).enumerate().zip(&self.replaced);
        pages.filter_map(|(page, replaced)| replaced.then_some(page))
    }

    pub fn pages(&self) -> usize {
        self.replaced.len()
    }

    /// Words of a page; 0 past the end.
    pub fn page_len(&self, page: usize) -> usize {
        self.words
            .len()
            .saturating_sub(page.saturating_mul(PAGE))
            .min(PAGE)
    }

    pub fn bytes(&self) -> usize {
        self.words.len() * 4 + self.replaced.len()
    }
}
