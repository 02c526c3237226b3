use bevy::math::{Quat, Vec3};
use stoa_world::{Gesture, Looks};

use crate::body::{
    motion::{
        Doing, Making,
        face::{Expression, Mouth, blink, viseme},
        gait, pose,
        puppet::reach,
    },
    rig::{FOOT, Frame, Joint, TOES, unit},
};

fn frame(height_m: f32, build: f32) -> Frame {
    Frame::new(
        &Looks {
            height_m,
            build,
            ..Looks::default()
        },
        7,
    )
}

#[test]
fn planted_feet_stay_where_they_are() {
    for (height, speed) in [
        (1.5, 0.6),
        (1.72, 1.0),
        (1.72, 1.35),
        (1.95, 1.6),
        (1.72, 2.8),
        (1.72, 4.2),
    ] {
        let frame = frame(height, 0.4);
        for side in 0..2 {
            let mut planted: Option<Vec3> = None;
            let mut worst = 0.0f32;
            let mut steps = 0;
            let rate = 120.0;
            let mut phase = 0.0;
            for i in 0..(rate as usize * 4) {
                let travelled = speed * i as f32 / rate;
                let doing = Doing {
                    going: 1.0,
                    velocity: (0.0, speed),
                    phase,
                    time_s: i as f32 / rate,
                    ..Doing::default()
                };
                let joints = pose(&frame, &doing);
                let step = gait::step(&frame, side, phase, (0.0, speed), 0.1);
                // The ball of the foot, in the world.
                let ball = joints[TOES[side] as usize].at - Vec3::Z * travelled;
                let t = (phase + 0.5 * side as f32).rem_euclid(1.0) / gait::duty(speed);
                if step.down && (0.22..0.97).contains(&t) {
                    let from = *planted.get_or_insert(ball);
                    worst = worst.max(ball.distance(from));
                } else if planted.take().is_some() {
                    steps += 1;
                }
                phase += speed / rate / gait::stride_m(&frame, speed);
            }
            assert!(steps >= 2, "{height} m at {speed} m/s takes {steps} steps");
            assert!(
                worst < 0.04,
                "{height} m at {speed} m/s: a planted foot slides {worst} m"
            );
        }
    }
}

#[test]
fn gait_is_the_same_left_and_right() {
    let frame = frame(1.72, 0.4);
    for speed in [0.8, 1.35, 3.0] {
        for i in 0..20 {
            let phase = i as f32 / 20.0;
            let left = gait::step(&frame, 0, phase, (0.0, speed), 0.1);
            let right = gait::step(&frame, 1, phase + 0.5, (0.0, speed), 0.1);
            let mirrored = Vec3::new(-right.ankle.x, right.ankle.y, right.ankle.z);
            assert!(
                left.ankle.distance(mirrored) < 1e-4,
                "{speed} m/s at {phase}"
            );
        }
    }
}

#[test]
fn pelvis_rests_on_the_seat() {
    for seat_m in [0.38, 0.45, 0.5, 0.6] {
        for (height, build) in [(1.5, 0.0), (1.72, 0.5), (1.95, 1.0)] {
            let frame = frame(height, build);
            let joints = pose(
                &frame,
                &Doing {
                    sitting: 1.0,
                    seat_m,
                    ..Doing::default()
                },
            );
            let above = joints[Joint::Hips as usize].at.y - seat_m;
            assert!(
                (0.05..0.16).contains(&above),
                "{height} m on {seat_m} m: hips {above} m above the seat"
            );
            for side in 0..2 {
                let ankle = joints[FOOT[side] as usize].at.y;
                assert!(
                    ankle > 0.03 && ankle < 0.3,
                    "{height} m on {seat_m} m: ankle at {ankle} m"
                );
            }
        }
    }
}

/// A number anywhere, none and infinity among them.
fn wild(seed: u64, n: u32) -> f32 {
    match (unit(seed, n + 500) * 10.0) as u32 {
        0 => f32::NAN,
        1 => f32::INFINITY,
        2 => f32::NEG_INFINITY,
        3 => f32::MAX,
        4 => f32::MIN_POSITIVE,
        _ => (unit(seed, n) - 0.5) * 200.0,
    }
}

#[test]
fn every_pose_is_finite() {
    const GESTURES: [Gesture; 9] = [
        Gesture::Wave,
        Gesture::Point,
        Gesture::Nod,
        Gesture::Shake,
        Gesture::Laugh,
        Gesture::Bow,
        Gesture::Shrug,
        Gesture::Think,
        Gesture::Dance,
    ];
    for seed in 0..3000u64 {
        let x = |n: u32| wild(seed, n);
        let looks = Looks {
            height_m: x(1),
            build: x(2),
            ..Looks::default()
        };
        let frame = Frame::new(&looks, seed);
        let doing = Doing {
            time_s: x(3),
            velocity: (x(4), x(5)),
            phase: x(6),
            going: x(7),
            turn_rate: x(8),
            sitting: x(9),
            seat_m: x(10),
            falling: x(11),
            crouching: x(29),
            gesture: Some(Making {
                gesture: GESTURES[seed as usize % 8],
                since_s: x(12),
                weight: x(13),
                toward: Some(Vec3::new(x(14), x(15), x(16))),
            }),
            look: (x(17), x(18)),
            talking: x(19),
            listening: x(20),
            thinking: x(21),
            face: Expression {
                mouth: Mouth {
                    open: x(22),
                    round: x(23),
                },
                smile: x(24),
                blink: x(25),
                brows: x(26),
                gaze: (x(27), x(28)),
            },
        };
        for (joint, placed) in Joint::ALL.iter().zip(pose(&frame, &doing)) {
            assert!(
                placed.at.is_finite() && placed.turn.is_finite(),
                "seed {seed}: {joint:?} is {placed:?}"
            );
            assert!(
                (placed.turn.length() - 1.0).abs() < 1e-3,
                "seed {seed}: {joint:?} turn is no rotation"
            );
            assert!(
                placed.at.length() < 6.0,
                "seed {seed}: {joint:?} flew off to {}",
                placed.at
            );
        }
    }
}

#[test]
fn bones_keep_their_lengths() {
    let frame = frame(1.72, 0.4);
    for i in 0..200u64 {
        let r = |n: u32| unit(i, n) * 2.0 - 1.0;
        let bones = (Vec3::new(0.0, -0.28, 0.005), Vec3::new(0.0, -0.25, -0.01));
        let target = Vec3::new(r(1), r(2), r(3));
        let (upper, lower) = reach(
            Vec3::ZERO,
            target,
            bones,
            Vec3::Z,
            Vec3::new(r(4), r(5), r(6)),
        );
        let end = upper * bones.0 + lower * bones.1;
        let far = target.length().clamp(0.05, 0.53);
        assert!(
            (end.length() - far).abs() < 0.01,
            "{i}: reached {} of {far}",
            end.length()
        );
        assert!(
            end.normalize().dot(target.normalize()) > 0.999,
            "{i}: reached aside"
        );
    }
    for phase in 0..10 {
        let doing = Doing {
            going: 1.0,
            velocity: (0.0, 1.35),
            phase: phase as f32 / 10.0,
            ..Doing::default()
        };
        let joints = pose(&frame, &doing);
        for joint in Joint::ALL.iter().filter(|j| {
            ![
                Joint::Hips,
                Joint::LipL,
                Joint::LipR,
                Joint::BrowL,
                Joint::BrowR,
            ]
            .contains(j)
        }) {
            let rest = frame.bind(*joint).distance(frame.bind(joint.parent()));
            let now = joints[*joint as usize]
                .at
                .distance(joints[joint.parent() as usize].at);
            assert!(
                (rest - now).abs() < 1e-3,
                "{joint:?} is {now} m long, not {rest}"
            );
        }
    }
}

#[test]
fn somebody_who_crouches_would_stand_upright_or_lose_the_ground() {
    let frame = frame(1.72, 0.4);
    let at = |crouching: f32, going: f32| {
        let doing = Doing {
            crouching,
            going,
            velocity: (0.0, 0.7 * going),
            ..Doing::default()
        };
        let joints = pose(&frame, &doing);
        let of = |joint: Joint| joints[joint as usize].at;
        let ankles = FOOT.map(of);
        (of(Joint::EyeL), ankles, of(Joint::Hips))
    };
    for going in [0.0, 1.0] {
        let (upright, stood, _) = at(0.0, going);
        let (eyes, ankles, hips) = at(1.0, going);
        let share = eyes.y / upright.y;
        assert!((0.58..0.78).contains(&share), "{share} of the height");
        for (ankle, stood) in ankles.iter().zip(stood) {
            assert!(ankle.distance(stood) < 0.02, "a foot moved to {ankle}");
        }
        // Nobody falls over: hips behind the feet, head before them.
        let feet = (ankles[0].z + ankles[1].z) / 2.0;
        assert!(
            hips.z > feet && eyes.z < feet,
            "{} {feet} {}",
            hips.z,
            eyes.z
        );
    }
}

#[test]
fn head_turns_to_what_it_looks_at() {
    let frame = frame(1.72, 0.4);
    for (yaw, pitch) in [(0.0, 0.0), (0.6, 0.0), (-0.8, 0.2), (0.3, -0.4)] {
        let joints = pose(
            &frame,
            &Doing {
                look: (yaw, pitch),
                ..Doing::default()
            },
        );
        let eyes = joints[Joint::EyeL as usize].turn * Vec3::NEG_Z;
        let wish = Quat::from_rotation_y(yaw) * Quat::from_rotation_x(pitch) * Vec3::NEG_Z;
        assert!(
            eyes.dot(wish) > 0.97,
            "looking at {yaw}, {pitch} goes {eyes}, not {wish}"
        );
    }
}

#[test]
fn mouths_follow_the_letters() {
    for (text, at, low, high) in [
        ("mama", 0.0, 0.0, 0.1),
        ("mama", 1.0, 0.8, 1.0),
        ("o", 0.0, 0.6, 0.8),
        ("a.", 1.0, 0.0, 0.1),
        ("", 3.0, 0.0, 0.0),
        ("привет", 2.0, 0.1, 0.8),
        ("a", f32::NAN, 0.0, 0.0),
        ("a", 1e30, 0.0, 0.0),
    ] {
        let open = viseme(text, at).open;
        assert!((low..=high).contains(&open), "{text} at {at}: mouth {open}");
    }
}

#[test]
fn eyes_blink_but_are_mostly_open() {
    for seed in 0..10 {
        let shut = (0..6000)
            .filter(|i| blink(seed, *i as f32 / 100.0) > 0.5)
            .count();
        assert!(
            (60..600).contains(&shut),
            "seed {seed}: shut in {shut} of 6000 looks"
        );
    }
}
