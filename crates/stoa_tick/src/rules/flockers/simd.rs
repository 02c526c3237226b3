//! Flockers' sums with AVX2 and AVX-512. A place and a velocity are two i16 in 32 bits, so one subtraction makes both
//! differences and one multiply-add both squares.
//!
//! The agent itself is summed too: it adds nothing to the ways and pushes, and its count and velocity are taken off.

use std::arch::x86_64::*;

use crate::neighbours::View;
use crate::simd::{Simd, load16};

use super::Sums;

/// The sums of `Rules::gather` for flockers. `simd` must be AVX2 or AVX-512, and among [`Simd::offered`].
#[inline(always)]
pub(super) fn gather(square: u32, view: &View, simd: Simd) -> Sums {
    #[expect(
        unsafe_code,
        reason = "vector instructions, and whole vectors from and into slices"
    )]
    // SAFETY: both are only ever chosen after they were detected.
    let sums = unsafe {
        if simd == Simd::Avx512 {
            gather_avx512(square, view)
        } else {
            gather_avx2(square, view)
        }
    };
    // As others see it: a command may just have changed it.
    let own = crate::rules::unpack(view.near.velocity[view.me as usize]);
    let [
        count,
        way_x,
        way_y,
        velocity_x,
        velocity_y,
        push_x,
        push_y,
        _,
    ] = sums;
    Sums {
        count: count - 1,
        way: [way_x, way_y],
        velocity: [velocity_x - own.0, velocity_y - own.1],
        push: [push_x, push_y],
    }
}

#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,popcnt")]
#[inline]
fn gather_avx512(square: u32, view: &View) -> [i32; 8] {
    let near = view.near;
    let here = _mm512_set1_epi32(near.place[view.me as usize] as i32);
    let limit = _mm512_set1_epi32(square as i32);
    let low = _mm512_set1_epi32(1);
    let (most, one, magic) = (
        _mm512_set1_epi32(4_095),
        _mm512_set1_epi32(1_024),
        _mm512_set1_epi32(0x8af3_0000_u32 as i32),
    );
    let zero = _mm512_setzero_si512();
    let mut count = 0;
    let [
        mut way_x,
        mut way_y,
        mut velocity_x,
        mut velocity_y,
        mut push_x,
        mut push_y,
    ] = [zero; 6];
    for run in view.ranges() {
        let mut at = run.start;
        while at < run.end {
            let lanes = ((1_u64 << (run.end - at).min(16)) - 1) as u16;
            let d = _mm512_sub_epi16(load16(near.place, at), here);
            let squares = _mm512_madd_epi16(d, d);
            let inside = _mm512_mask_cmple_epi32_mask(lanes, squares, limit);
            count += inside.count_ones() as i32;
            let d = _mm512_maskz_mov_epi32(inside, d);
            let v = _mm512_maskz_mov_epi32(inside, load16(near.velocity, at));
            way_x = _mm512_add_epi32(way_x, _mm512_madd_epi16(d, low));
            way_y = _mm512_add_epi32(way_y, _mm512_srai_epi32::<16>(d));
            velocity_x = _mm512_add_epi32(velocity_x, _mm512_madd_epi16(v, low));
            velocity_y = _mm512_add_epi32(velocity_y, _mm512_srai_epi32::<16>(v));
            let s = _mm512_min_epu32(_mm512_srli_epi32::<15>(squares), most);
            let divisor = _mm512_add_epi32(_mm512_madd_epi16(s, s), one);
            let bits = _mm512_castps_si512(_mm512_cvtepi32_ps(divisor));
            let weight = _mm512_cvttps_epi32(_mm512_castsi512_ps(_mm512_sub_epi32(magic, bits)));
            let x = _mm512_madd_epi16(d, weight);
            let y = _mm512_madd_epi16(d, _mm512_slli_epi32::<16>(weight));
            push_x = _mm512_add_epi32(push_x, _mm512_srai_epi32::<6>(x));
            push_y = _mm512_add_epi32(push_y, _mm512_srai_epi32::<6>(y));
            at += 16;
        }
    }
    let half = |sum| {
        _mm256_add_epi32(
            _mm512_castsi512_si256(sum),
            _mm512_extracti64x4_epi64::<1>(sum),
        )
    };
    let empty = _mm256_setzero_si256();
    let mut sums = totals([
        empty,
        half(way_x),
        half(way_y),
        half(velocity_x),
        half(velocity_y),
        half(push_x),
        half(push_y),
        empty,
    ]);
    sums[0] = count;
    sums
}

#[target_feature(enable = "avx2,popcnt")]
#[inline]
fn gather_avx2(square: u32, view: &View) -> [i32; 8] {
    let near = view.near;
    let here = _mm256_set1_epi32(near.place[view.me as usize] as i32);
    let limit = _mm256_set1_epi32(square as i32 + 1);
    let low = _mm256_set1_epi32(1);
    let (most, one, magic) = (
        _mm256_set1_epi32(4_095),
        _mm256_set1_epi32(1_024),
        _mm256_set1_epi32(0x8af3_0000_u32 as i32),
    );
    let order = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    let zero = _mm256_setzero_si256();
    let [
        mut count,
        mut way_x,
        mut way_y,
        mut velocity_x,
        mut velocity_y,
        mut push_x,
        mut push_y,
    ] = [zero; 7];
    for run in view.ranges() {
        let mut at = run.start;
        while at < run.end {
            let lanes = _mm256_cmpgt_epi32(_mm256_set1_epi32((run.end - at).min(8) as i32), order);
            let d = _mm256_sub_epi16(load8(near.place, at), here);
            let squares = _mm256_madd_epi16(d, d);
            let inside = _mm256_and_si256(lanes, _mm256_cmpgt_epi32(limit, squares));
            count = _mm256_sub_epi32(count, inside);
            let d = _mm256_and_si256(inside, d);
            let v = _mm256_and_si256(inside, load8(near.velocity, at));
            way_x = _mm256_add_epi32(way_x, _mm256_madd_epi16(d, low));
            way_y = _mm256_add_epi32(way_y, _mm256_srai_epi32::<16>(d));
            velocity_x = _mm256_add_epi32(velocity_x, _mm256_madd_epi16(v, low));
            velocity_y = _mm256_add_epi32(velocity_y, _mm256_srai_epi32::<16>(v));
            let s = _mm256_min_epu32(_mm256_srli_epi32::<15>(squares), most);
            let divisor = _mm256_add_epi32(_mm256_madd_epi16(s, s), one);
            let bits = _mm256_castps_si256(_mm256_cvtepi32_ps(divisor));
            let weight = _mm256_cvttps_epi32(_mm256_castsi256_ps(_mm256_sub_epi32(magic, bits)));
            let x = _mm256_madd_epi16(d, weight);
            let y = _mm256_madd_epi16(d, _mm256_slli_epi32::<16>(weight));
            push_x = _mm256_add_epi32(push_x, _mm256_srai_epi32::<6>(x));
            push_y = _mm256_add_epi32(push_y, _mm256_srai_epi32::<6>(y));
            at += 8;
        }
    }
    totals([
        count, way_x, way_y, velocity_x, velocity_y, push_x, push_y, zero,
    ])
}

/// The sum of each vector's lanes.
#[target_feature(enable = "avx2")]
#[inline]
fn totals(sums: [__m256i; 8]) -> [i32; 8] {
    let [a, b, c, d, e, f, g, h] = sums;
    let first = _mm256_hadd_epi32(_mm256_hadd_epi32(a, b), _mm256_hadd_epi32(c, d));
    let second = _mm256_hadd_epi32(_mm256_hadd_epi32(e, f), _mm256_hadd_epi32(g, h));
    let total = _mm256_add_epi32(
        _mm256_permute2x128_si256::<0x20>(first, second),
        _mm256_permute2x128_si256::<0x31>(first, second),
    );
    let mut out = [0; 8];
    #[expect(
        unsafe_code,
        reason = "vector instructions, and whole vectors from and into slices"
    )]
    // SAFETY: `out` holds the 32 bytes that are written.
    unsafe {
        _mm256_storeu_si256(out.as_mut_ptr().cast(), total);
    }
    out
}

/// Eight words from `at` on.
#[target_feature(enable = "avx2")]
#[inline]
fn load8(words: &[u32], at: usize) -> __m256i {
    let words = &words[at..at + 8];
    #[expect(
        unsafe_code,
        reason = "vector instructions, and whole vectors from and into slices"
    )]
    // SAFETY: the slice holds the 32 bytes that are read.
    unsafe {
        _mm256_loadu_si256(words.as_ptr().cast())
    }
}
