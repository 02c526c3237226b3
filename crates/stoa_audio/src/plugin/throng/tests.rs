use super::*;

fn talking(at: [f32; 2], talking: f32) -> Cluster {
    Cluster {
        at,
        talking,
        steps_hz: 0.0,
        pace_m_s: 0.0,
    }
}

/// The power that ears at (0, 0) hear, over that of one who talks a metre away, and from how far east and north.
fn heard(all: &[Cluster]) -> (f32, [f32; 2]) {
    let found = corners([0.0; 2], all);
    let power: f32 = found.iter().flatten().map(|one| one.power).sum();
    let middle = [0, 1].map(|axis| {
        let all = found.iter().flatten();
        all.map(|one| one.power * one.at[axis]).sum::<f32>() / power
    });
    (power, middle)
}

#[test]
fn a_crowd_would_be_heard_elsewhere_or_louder_than_it_is() {
    // One in the west at 10 m: a hundredth of the power at 1 m, and four at 20 m as much.
    for at in [[-10.0, 0.0], [7.0, 7.2], [0.0, 10.0], [-3.0, -9.5]] {
        let far = far_m([0.0; 2], at);
        let (power, middle) = heard(&[talking(at, 1.0)]);
        assert!((power * far * far - 1.0).abs() < 1e-3, "{power} at {at:?}");
        for axis in [0, 1] {
            assert!((middle[axis] - at[axis]).abs() < 0.01, "{middle:?}");
        }
        let (more, _) = heard(&[talking(at.map(|x| 2.0 * x), 4.0)]);
        assert!((more / power - 1.0).abs() < 1e-3, "{more}");
    }
    assert_eq!(corners([0.0; 2], &[]), [None; CORNERS]);
    assert_eq!(
        corners([0.0; 2], &[talking([61.0, 0.0], 9.0)]),
        [None; CORNERS]
    );
    // However many there are, one can bear it.
    let throng: Vec<Cluster> = (0..400)
        .map(|n| talking([3.0, n as f32 / 40.0], 30.0))
        .collect();
    assert!(heard(&throng).0 <= MOST * 1.001);
}

#[test]
fn a_step_to_the_side_would_make_the_murmur_leap() {
    let at = |turn: f32| talking([8.0 * turn.sin(), -8.0 * turn.cos()], 2.0);
    let mut before = corners([0.0; 2], &[at(0.0)]);
    for n in 1..720 {
        let now = corners([0.0; 2], &[at(n as f32 / 720.0 * TAU)]);
        for (a, b) in before.iter().zip(&now) {
            let power = |one: &Option<Corner>| one.map_or(0.0, |one| one.power);
            assert!((power(a) - power(b)).abs() < 1e-3, "at {n}: {a:?}, {b:?}");
        }
        before = now;
    }
}

#[test]
fn a_street_would_patter_as_softly_as_one_walker() {
    assert_eq!(steps_hz(0.0), 0.0);
    assert!((steps_hz(1.3) - 2.17).abs() < 0.02, "{}", steps_hz(1.3));
    for steps_hz in [0.5, 2.0, 9.0, 30.0, 110.0] {
        let (count, patters_hz) = patters(steps_hz);
        let heard = f32::from(count) * patters_hz;
        assert!((heard - steps_hz).abs() < 1e-3, "{count} × {patters_hz}");
        assert!(patters_hz <= PATTERS_HZ);
    }
    assert_eq!(patters(5_000.0), (50, PATTERS_HZ));
}
