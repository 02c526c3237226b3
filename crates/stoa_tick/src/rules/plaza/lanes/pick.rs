//! Taking only those within reach, with AVX-512: about one in three of those in the cells around.

use std::arch::x86_64::*;

use super::{Collected, LANES};
use crate::{neighbours::View, rules::plaza::sense::REACH, simd::load16};

/// As [`Collected::take`], without oneself and those who are too far to matter.
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,popcnt")]
#[inline]
pub(super) fn take_near(seen: &mut Collected, view: &View, at: usize, taken: usize) {
    let near = view.near;
    let own = view.me as usize;
    let place = load16(near.place, at);
    let here = _mm512_set1_epi32(near.place[own] as i32);
    let d = _mm512_sub_epi16(place, here);
    // Two i16 differences within a view: the sum of squares is below 2^31.
    let squares = _mm512_madd_epi16(d, d);
    let mut lanes = ((1_u32 << taken) - 1) as u16;
    let mine = own.wrapping_sub(at);
    if mine < LANES {
        lanes &= !(1 << mine);
    }
    let inside = _mm512_mask_cmplt_epi32_mask(lanes, squares, _mm512_set1_epi32(REACH * REACH));
    let to = seen.count;
    store(
        &mut seen.place,
        to,
        _mm512_maskz_compress_epi32(inside, place),
    );
    store(
        &mut seen.velocity,
        to,
        _mm512_maskz_compress_epi32(inside, load16(near.velocity, at)),
    );
    store(
        &mut seen.word,
        to,
        _mm512_maskz_compress_epi32(inside, load16(near.word, at)),
    );
    seen.count += inside.count_ones() as usize;
}

#[target_feature(enable = "avx512f")]
#[inline]
fn store(words: &mut [u32], at: usize, value: __m512i) {
    let words = &mut words[at..at + LANES];
    #[expect(unsafe_code, reason = "whole vectors into slices")]
    // SAFETY: `words` holds the 64 bytes that are written.
    unsafe {
        _mm512_storeu_si512(words.as_mut_ptr().cast(), value);
    }
}
