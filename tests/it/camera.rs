//! The camera over the shoulder, in the shipped world.

use bevy::{ecs::system::RunSystemOnce, math::EulerRot, prelude::*};
use stoa::{
    desktop::camera::{EYES_STANDING, SHOULDER, room, room::Room},
    session::Start,
};
use stoa_world::{
    WorldDef,
    geometry::{Solid, region_height, solids},
    nav::NavGrid,
    sim,
};

use crate::support::Profile;

const SAMPLES: u32 = 20_000;

/// Numbers from 0 to 1, always the same ones.
struct Dice(u64);

impl Dice {
    fn throw(&mut self) -> f32 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 40) as f32 / (1_u64 << 24) as f32
    }
}

/// Metres from a point to a solid, by its own measures; 0 inside.
fn distance(solid: &Solid, point: Vec3) -> f32 {
    let aside = solid.distance(point.xz());
    let above = (solid.bottom() - point.y)
        .max(point.y - solid.top())
        .max(0.0);
    aside.hypot(above)
}

#[test]
fn the_camera_would_be_in_a_wall_or_cut_one() {
    let mut app = Profile::new().open(7, Start::Fresh);
    sim::step_many(&mut app, 3);
    let def = app.world().resource::<WorldDef>().clone();
    let nav = app.world().resource::<NavGrid>().clone();
    let solids: Vec<Solid> = def.parts.iter().flat_map(solids).collect();
    // What stands there by the world's own measures, not by those of the physics that the camera asks.
    let clearance = move |point: Vec3| {
        let nearest = solids
            .iter()
            .map(|solid| distance(solid, point))
            .fold(f32::INFINITY, f32::min);
        // Physics lays the ground out in squares: at a kerb it is not exactly where the file has it.
        let around = [Vec2::ZERO, Vec2::X, Vec2::Y, Vec2::NEG_X, Vec2::NEG_Y];
        let heights = around.map(|way| region_height(&def, point.xz() + way * 0.4));
        match heights[0] {
            Some(ground) if heights == [Some(ground); 5] => {
                nearest.min((point.y - ground).max(0.0))
            }
            _ => nearest,
        }
    };
    let lens = PerspectiveProjection {
        fov: 58.0_f32.to_radians(),
        aspect_ratio: 16.0 / 9.0,
        ..default()
    };
    let corner = room::corner(&lens);
    let radius = room::radius(corner);
    let (low, high) = nav.bounds();
    let test = move |room: Room| {
        let mut dice = Dice(1);
        let (mut seen, mut held) = (0, 0);
        while seen < SAMPLES {
            let at = low + (high - low) * Vec2::new(dice.throw(), dice.throw());
            let (yaw, pitch) = (dice.throw() * 6.3, dice.throw() * 2.9 - 1.45);
            let height = EYES_STANDING - dice.throw() * 0.6;
            let Some(floor) = nav.floor(at.x, at.y) else {
                continue;
            };
            seen += 1;
            let head = room.head(Vec3::new(at.x, floor, at.y), height, radius);
            let back = Quat::from_euler(EulerRot::YXZ, yaw, pitch, 0.0) * SHOULDER;
            let free = room.free(head, back, radius);
            held += u32::from(free < 1.0);
            // However far out it has come by now.
            for part in [0.0, 0.3, 0.7, 1.0] {
                let eye = head + back * free * part;
                let room_there = clearance(eye);
                let least = radius.min(clearance(head)) - 0.02;
                assert!(
                    room_there >= least,
                    "{room_there} m at {eye}, {part} of {free} from {head} (yaw {yaw}, pitch {pitch})"
                );
                let near = room::near(room.clearance(eye), corner);
                assert!(near * corner <= room_there + 0.01, "{near} at {eye}");
            }
        }
        (seen, held)
    };
    let (seen, held) = app.world_mut().run_system_once(test).expect("the physics");
    // Otherwise nothing would have been tried.
    assert!(held > seen / 20 && held < seen, "{held} of {seen}");
}
