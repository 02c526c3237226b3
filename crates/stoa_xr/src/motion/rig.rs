//! The rig: where the headset's tracking space lies in the world. Whatever moves a person without their feet moves it.

use bevy_math::{Quat, Vec3};

use super::heading::{wrap, yaw_of_pose};

/// The origin of the tracking space in the world. It only ever turns about the vertical.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Rig {
    pub position: Vec3,
    pub yaw: f32,
}

/// A head in the tracking space: its position in metres, its yaw in radians.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Head {
    pub position: Vec3,
    pub yaw: f32,
}

impl Head {
    /// From a pose as the runtime gives it.
    pub fn new(position: Vec3, rotation: Quat) -> Self {
        Self {
            position,
            yaw: yaw_of_pose(rotation),
        }
    }
}

impl Rig {
    /// The rig that puts a head over `ground`, facing `yaw`: for a recentre, a teleport, the first frame. `floor_m` is
    /// the floor's height in the tracking space ([`floor_m`]); it comes to lie on the ground.
    pub fn standing(head: Head, floor_m: f32, ground: Vec3, yaw: f32) -> Self {
        let yaw = wrap(yaw - head.yaw);
        let foot = head.position.with_y(floor_m);
        Self {
            position: ground - Quat::from_rotation_y(yaw) * foot,
            yaw,
        }
    }

    /// This rig turned by so many radians about a head (in the tracking space), which stays where it is in the world.
    #[must_use]
    pub fn turned_about(self, head: Vec3, by: f32) -> Self {
        let yaw = wrap(self.yaw + by);
        Self {
            position: self.to_world(head) - Quat::from_rotation_y(yaw) * head,
            yaw,
        }
    }

    /// This rig moved by so many metres in the world, as the body is.
    #[must_use]
    pub fn moved(self, by: Vec3) -> Self {
        Self {
            position: self.position + by,
            ..self
        }
    }

    pub fn rotation(&self) -> Quat {
        Quat::from_rotation_y(self.yaw)
    }

    /// A point of the tracking space, in the world.
    pub fn to_world(&self, point: Vec3) -> Vec3 {
        self.position + self.rotation() * point
    }

    /// A heading of the tracking space, in the world.
    pub fn yaw_to_world(&self, yaw: f32) -> f32 {
        wrap(self.yaw + yaw)
    }

    /// The point of the floor under a head, in the world: where its body belongs.
    pub fn under(&self, head: Vec3, floor_m: f32) -> Vec3 {
        self.to_world(head.with_y(floor_m))
    }
}

/// Where the floor lies in the tracking space, in metres. A space with a floor (STAGE, LOCAL_FLOOR) has it at 0. Where
/// the space has none (LOCAL), or the person sits and is to stand, it lies `eye_height_m` under the head as it was when
/// last recentred.
pub fn floor_m(space_has_floor: bool, seated: bool, head_height_m: f32, eye_height_m: f32) -> f32 {
    if space_has_floor && !seated {
        0.0
    } else {
        head_height_m - eye_height_m
    }
}

#[cfg(test)]
mod tests {
    use core::f32::consts::FRAC_PI_2;

    use super::*;

    const RIG: Rig = Rig {
        position: Vec3::new(10.0, 0.5, -20.0),
        yaw: 0.8,
    };

    fn heads() -> [Head; 4] {
        [
            (0.0, 1.7, 0.0, 0.0),
            (1.2, 1.6, -0.7, 2.5),
            (-0.4, 0.9, 2.0, -3.0),
            (0.3, -0.1, 0.3, 1.0),
        ]
        .map(|(x, y, z, yaw)| Head {
            position: Vec3::new(x, y, z),
            yaw,
        })
    }

    fn check_yaw(got: f32, wanted: f32) {
        assert!(wrap(got - wanted).abs() < 1e-5, "{got}, not {wanted}");
    }

    #[test]
    fn a_snap_turn_would_carry_the_head_off() {
        for head in heads() {
            for degrees in [30.0_f32, -30.0, 90.0, 180.0] {
                let by = degrees.to_radians();
                let turned = RIG.turned_about(head.position, by);
                let (was, is) = (RIG.to_world(head.position), turned.to_world(head.position));
                assert!(was.distance(is) < 1e-5, "{head:?} by {degrees}°");
                let facing = turned.yaw_to_world(head.yaw);
                check_yaw(facing, RIG.yaw_to_world(head.yaw) + by);
            }
        }
    }

    #[test]
    fn twelve_snap_turns_would_not_end_where_they_began() {
        let head = Vec3::new(1.5, 1.7, -1.0);
        let round = (0..12).fold(RIG, |rig, _| rig.turned_about(head, 30_f32.to_radians()));
        assert!(round.position.distance(RIG.position) < 1e-4, "{round:?}");
        check_yaw(round.yaw, RIG.yaw);
    }

    #[test]
    fn one_would_land_beside_the_point_or_face_elsewhere() {
        let at = Vec3::new(-3.0, 1.25, 8.0);
        for head in heads() {
            for floor in [0.0, -1.6] {
                for yaw in [0.0, FRAC_PI_2, -2.0] {
                    let rig = Rig::standing(head, floor, at, yaw);
                    let foot = rig.under(head.position, floor);
                    assert!(foot.distance(at) < 1e-5, "{head:?}: {foot}");
                    let eyes = rig.to_world(head.position);
                    let high = eyes.y - at.y;
                    assert!((high - (head.position.y - floor)).abs() < 1e-5);
                    check_yaw(rig.yaw_to_world(head.yaw), yaw);
                }
            }
        }
    }

    #[test]
    fn left_in_the_room_would_be_right_in_the_world() {
        let rig = Rig {
            yaw: FRAC_PI_2,
            ..Rig::default()
        };
        // Ahead in a rig turned left is west.
        assert!(rig.to_world(Vec3::NEG_Z).distance(Vec3::NEG_X) < 1e-6);
        let head = Head::new(Vec3::Y, Quat::from_rotation_y(0.3));
        check_yaw(rig.yaw_to_world(head.yaw), FRAC_PI_2 + 0.3);
        assert_eq!(rig.moved(Vec3::X).position, Vec3::X);
    }

    #[test]
    fn a_seated_person_would_be_a_child_or_float() {
        for (has_floor, seated, head, floor) in [
            (true, false, 1.55, 0.0),
            (true, true, 1.2, -0.4),
            (false, false, 0.0, -1.6),
            (false, true, 0.1, -1.5),
        ] {
            let got = floor_m(has_floor, seated, head, 1.6);
            assert!((got - floor).abs() < 1e-6, "{has_floor} {seated}: {got}");
        }
    }
}
