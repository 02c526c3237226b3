//! Integer square root, sine and angle, the same here and in `shaders/tick/common.wgsl`.

/// A whole turn; angles are u16 in u32 words: 0 looks along +x, a quarter along +y.
pub const TURN: u32 = 65_536;
/// One, in the results of [`sine`] and [`cosine`].
pub const ONE: i32 = 16_384;

/// The largest r with r² ≤ `x`.
#[must_use]
#[inline(always)]
pub fn isqrt(x: u32) -> u32 {
    // An f64 holds every u32, its square root is correctly rounded, and no root of a non-square rounds up to an
    // integer: it would have to lie within 2⁻³⁷ of one, but √(r² − 1) is at least 2⁻¹⁷ below r.
    f64::from(x).sqrt() as u32
}

/// `a / b`, rounded toward zero, by a division that vectors have. `b` must not be 0, nor the quotient 2³¹.
#[must_use]
#[inline(always)]
pub fn divide(a: i32, b: i32) -> i32 {
    // A quotient that is no integer lies at least 1/|b| from the next one, and the rounding of an f64 moves it by at
    // most |a/b| · 2⁻⁵³, which is less since |a| < 2⁵³.
    (f64::from(a) / f64::from(b)) as i32
}

/// 16,384 · sin, for an angle in 1/65536 turns (only the low 16 bits count). Off by at most 3.
#[must_use]
#[inline(always)]
pub fn sine(angle: u32) -> i32 {
    let half = (angle & 0x7fff) as i32;
    let z = if half > 16_384 { 32_768 - half } else { half };
    // The odd polynomial of fifth degree that is 1 at a quarter turn and strays least, in 1/16384. z, z² ≤ 16,384 and factors ≤ 25,727, so products stay
    // below 4.3 · 10⁸.
    let square = (z * z) >> 14;
    let inner = 10_513 - ((1_170 * square) >> 14);
    let outer = 25_727 - ((inner * square) >> 14);
    let value = (z * outer) >> 14;
    if angle & 0x8000 == 0 { value } else { -value }
}

/// 16,384 · cos, as [`sine`].
#[must_use]
#[inline(always)]
pub fn cosine(angle: u32) -> i32 {
    sine(angle.wrapping_add(TURN / 4))
}

/// The angle of (x, y) in 1/65536 turns, 0..65536; 0 for (0, 0). |x|, |y| must be at most 131,071. Off by at most 2.
#[must_use]
#[inline(always)]
pub fn angle(x: i32, y: i32) -> u32 {
    crate::bound!(x.abs() <= 131_071 && y.abs() <= 131_071);
    let (ax, ay) = (x.unsigned_abs(), y.unsigned_abs());
    let (low, high) = (ax.min(ay), ax.max(ay));
    // low · 2¹⁴ < 2³¹; r ≤ 16,384 and every factor ≤ 10,429, so products stay below 1.8 · 10⁸.
    let r = ((low << 14) / high.max(1)) as i32;
    // Abramowitz and Stegun 4.4.49, in turns.
    let square = (r * r) >> 14;
    let mut sum = 888 - ((217 * square) >> 14);
    sum = 1_879 - ((sum * square) >> 14);
    sum = 3_445 - ((sum * square) >> 14);
    sum = 10_429 - ((sum * square) >> 14);
    let mut turn = ((r * sum) >> 14) as u32;
    if ay > ax {
        turn = 16_384 - turn;
    }
    if x < 0 {
        turn = 32_768 - turn;
    }
    if y < 0 {
        turn = TURN - turn;
    }
    turn & 0xffff
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roots_are_exact() {
        let near_squares = (1..=65_535_u32).flat_map(|r| [r * r - 1, r * r, r * r + 1]);
        for x in near_squares.chain([0, u32::MAX]) {
            let r = u64::from(isqrt(x));
            assert!(
                r * r <= u64::from(x) && (r + 1) * (r + 1) > u64::from(x),
                "{x}"
            );
        }
    }

    #[test]
    fn division_is_exact() {
        for b in [1, 2, 3, 7, 31, 4_096, 65_537, 22_938, i32::MAX, -3] {
            for factor in [0, 1, 5, i32::MAX / b.abs()] {
                for off in [-1, 0, 1] {
                    let a = i32::saturating_mul(factor, b).saturating_add(off);
                    assert_eq!(divide(a, b), a / b, "{a} / {b}");
                }
            }
        }
    }

    #[test]
    fn sine_and_angle_agree_with_floats() {
        for turn in 0..TURN {
            let radians = f64::from(turn) * std::f64::consts::TAU / f64::from(TURN);
            let error = f64::from(sine(turn)) - radians.sin() * f64::from(ONE);
            assert!(error.abs() <= 3.0, "sine of {turn} is off by {error}");
            let (x, y) = (radians.cos() * 100_000.0, radians.sin() * 100_000.0);
            let found = angle(x as i32, y as i32);
            let off = (found.wrapping_sub(turn) as u16 as i16).unsigned_abs();
            assert!(off <= 2, "angle {turn} came out as {found}");
        }
    }
}
