//! A walk from 60 m to 2 m towards people of the crowd who stand together: a strip of pictures through all levels of
//! detail. `STOA_NEW_PICTURES=1` writes a new one: nobody may march in step, pop up, slide or look away from the group.

use std::f32::consts::FRAC_PI_8;

use bevy::{prelude::*, time::TimeUpdateStrategy};
use image::{GenericImage, RgbaImage};
use stoa_render::{
    Quality, StoaRenderPlugin,
    offscreen::{Shot, expose, plugins},
};
use stoa_tick::rules::plaza::words::{AWAY, GROUP, State};
use stoa_world::{ViewpointDef, nav::NavGrid, sim::BodyTick};

use crate::{
    crowd_picture::{launch, town},
    picture,
};

const AWAY_M: [f32; 8] = [60.0, 40.0, 27.0, 18.0, 11.0, 6.5, 3.5, 2.0];
const TILE: UVec2 = UVec2::new(112, 150);
/// Until groups have met, and between two pictures.
const MEETING_TICKS: u32 = 900;
const STEP_TICKS: u32 = 8;
const PEOPLE: u32 = 3_000;
/// Who stands nearer than this belongs together, in metres.
const TOGETHER_M: f32 = 1.5;
/// Nobody stands in the way on the last metres, so near to the line that one walks.
const FREE_M: f32 = 12.0;
const ASIDE_M: f32 = 0.9;

#[test]
fn picture_of_a_walk_towards_a_group() {
    let mut app = opened();
    for _ in 0..MEETING_TICKS {
        app.update();
    }
    let (middle, ahead) = group(&mut app).expect("people who stand together");
    let mut strip = RgbaImage::new(TILE.x * AWAY_M.len() as u32, TILE.y);
    for (tile, away) in (0..).zip(AWAY_M) {
        let seen = expose(&mut app, &shot(middle, ahead, away)).expect("a picture");
        strip.copy_from(&seen, tile * TILE.x, 0).expect("its place");
        app.insert_resource(TimeUpdateStrategy::FixedTimesteps(1));
        for _ in 0..STEP_TICKS {
            app.update();
        }
    }
    picture::hold("walk", &strip);
}

fn opened() -> App {
    let (launch, _) = launch(&town(PEOPLE));
    let mut app = App::new();
    app.add_plugins(plugins())
        .insert_resource(Quality::Low)
        .insert_resource(TimeUpdateStrategy::FixedTimesteps(1))
        .add_plugins(launch.world());
    launch.furnish(&mut app, true).expect("minds");
    app.add_plugins(StoaRenderPlugin);
    while app.plugins_state() == bevy::app::PluginsState::Adding {
        bevy::tasks::tick_global_task_pools_on_main_thread();
    }
    app.finish();
    app.cleanup();
    app
}

fn shot(middle: Vec3, ahead: Vec3, away_m: f32) -> Shot {
    Shot {
        viewpoint: ViewpointDef {
            id: "walk".to_owned(),
            at: middle - ahead * away_m + Vec3::Y * 1.65,
            look_at: middle + Vec3::Y * 1.15,
            fov_deg: 48.0,
        },
        size: TILE,
        quality: Quality::Low,
        ticks: 0,
    }
}

/// Where people stand together, the most of them, and the way one walks up to them.
fn group(app: &mut App) -> Option<(Vec3, Vec3)> {
    let mut tick = app.world_mut().resource_mut::<BodyTick>();
    let origin = tick.origin();
    let metres = |units: i32| units as f32 / 65_536.0;
    let at = |x: i32, y: i32| Vec2::new(metres(x + origin.x), metres(y + origin.z));
    let (mut standing, mut others) = (Vec::new(), Vec::new());
    let mut agents = tick.engine().agents().into_owned();
    agents.sort_unstable_by_key(|agent| agent.id);
    for agent in &agents {
        match State::of(agent).activity {
            GROUP => standing.push(at(agent.x, agent.y)),
            AWAY => {}
            _ => others.push(at(agent.x, agent.y)),
        }
    }
    let nav = app.world().resource::<NavGrid>();
    let mut groups: Vec<(usize, Vec3)> = standing
        .iter()
        .map(|one| {
            let mates = standing.iter().filter(|at| at.distance(*one) < TOGETHER_M);
            let (sum, count) = mates.fold((Vec2::ZERO, 0), |(sum, n), at| (sum + *at, n + 1));
            let middle = sum / count as f32;
            (count, Vec3::new(middle.x, 0.0, middle.y))
        })
        .collect();
    groups.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    others.extend(standing);
    groups.into_iter().find_map(|(_, middle)| {
        let mut ways = (0..16).map(|way| Quat::from_rotation_y(way as f32 * FRAC_PI_8) * Vec3::X);
        let ahead = ways.find(|ahead| is_free(nav, &others, middle, *ahead))?;
        Some((middle, ahead))
    })
}

/// Whether nothing hides those in the middle from who comes along `ahead`.
fn is_free(nav: &NavGrid, people: &[Vec2], middle: Vec3, ahead: Vec3) -> bool {
    let from = |away: f32| middle - ahead * away;
    let eye = Vec3::Y * 1.6;
    let in_the_way = |at: &Vec2| {
        let to = Vec3::new(at.x, 0.0, at.y) - middle;
        let away = -to.dot(ahead);
        (TOGETHER_M..FREE_M).contains(&away) && (to + ahead * away).length() < ASIDE_M
    };
    nav.line_clear(from(TOGETHER_M), from(AWAY_M[0]))
        && nav.sight_clear(from(TOGETHER_M) + eye, from(AWAY_M[0]) + eye)
        && !people.iter().any(in_the_way)
}
