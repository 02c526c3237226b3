//! Angles in integers: 65,536 to the turn, 0 along +x, a quarter along +y.
//!
//! `y` is the world's z and points south, so a growing angle turns clockwise seen from above and the right hand of a
//! heading `h` is `h` + a quarter. A pose's yaw of `stoa_world` is three quarters less the heading.

/// A quarter turn.
pub const QUARTER: i32 = 16_384;
/// What [`sin`] and [`cos`] call one.
pub const ONE: i32 = 16_384;

/// The sine of an angle (any i32; only its low 16 bits count), in 1/16384; off by less than 1/4000.
///
/// A quintic that is exact, with its slope, at the ends of the quarter.
pub fn sin(angle: i32) -> i32 {
    // −32768..=32767, folded to −16384..=16384: the quarter that has the same sine.
    let turn = (angle << 16) >> 16;
    let z = if turn > QUARTER {
        2 * QUARTER - turn
    } else if turn < -QUARTER {
        -2 * QUARTER - turn
    } else {
        turn
    };
    let z2 = (z * z) >> 14;
    let inner = 10_512 - ((z2 * 1_160) >> 14);
    let slope = 25_736 - ((z2 * inner) >> 14);
    // |z| ≤ 2^14 and slope ≤ 25736: below 2^29.
    (z * slope) >> 14
}

/// The cosine of an angle, as [`sin`].
pub fn cos(angle: i32) -> i32 {
    sin(angle.wrapping_add(QUARTER))
}

/// The angle of a vector, 0..65536; 0 for the zero vector. Off by less than 1/4000 turn. |x|, |y| < 2^30.
///
/// A cubic after Rajan et al., "Efficient approximations for the arctangent function" (2006).
pub fn angle_of(x: i32, y: i32) -> i32 {
    let (ax, ay) = (x.abs(), y.abs());
    let (high, low) = (ax.max(ay), ax.min(ay));
    if high == 0 {
        return 0;
    }
    // Below 2^16 both, so that the quotient's numerator stays below 2^30.
    let shift = 16 - (high.leading_zeros().min(16) as i32);
    let (high, low) = (high >> shift, low >> shift);
    let z = (low << 14) / high;
    let bend = (z * (ONE - z)) >> 14;
    let octant = ((z + 1) >> 1) + ((bend * (2_552 + ((692 * z) >> 14))) >> 14);
    let quarter = if ay > ax { QUARTER - octant } else { octant };
    let half = if x < 0 { 2 * QUARTER - quarter } else { quarter };
    (if y < 0 { -half } else { half }) & 0xffff
}

/// The shortest way from angle `from` to angle `to`, −32768..=32767, positive to the right.
pub fn between(from: i32, to: i32) -> i32 {
    (to.wrapping_sub(from) << 16) >> 16
}

/// `from` turned toward `to` by at most `most`, 0..65536.
pub fn toward(from: i32, to: i32, most: i32) -> i32 {
    (from + between(from, to).clamp(-most, most)) & 0xffff
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sines_are_those_of_the_circle() {
        for angle in -70_000..70_000 {
            let exact = (f64::from(angle) * core::f64::consts::TAU / 65_536.0).sin() * 16_384.0;
            let off = (f64::from(sin(angle)) - exact).abs();
            assert!(off < 4.0, "{angle}: {} is not {exact}", sin(angle));
        }
        assert_eq!(
            [sin(0), sin(QUARTER), cos(0), cos(2 * QUARTER)],
            [0, ONE, ONE, -ONE]
        );
    }

    #[test]
    fn an_angle_comes_back_from_its_vector() {
        for angle in 0..65_536 {
            for scale in [1, 100, 20_000] {
                let (x, y) = (cos(angle) * scale, sin(angle) * scale);
                let off = between(angle, angle_of(x, y)).abs();
                assert!(off <= 20, "{angle}: {}", angle_of(x, y));
            }
        }
        assert_eq!(angle_of(0, 0), 0);
        assert_eq!(angle_of((1 << 30) - 1, 0), 0);
        assert_eq!(angle_of(-(1 << 30) + 1, 0), 32_768);
    }

    #[test]
    fn turns_go_the_short_way() {
        assert_eq!(toward(65_000, 500, 2_000), 500);
        assert_eq!(toward(65_000, 500, 100), 65_100);
        assert_eq!(toward(500, 65_000, 100), 400);
    }
}
