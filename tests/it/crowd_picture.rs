//! The crowd in pictures: it is seen, it costs as many draws whatever its number, and nobody is drawn where nobody is.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU32, Ordering},
};

use bevy::{
    prelude::*,
    render::{Render, RenderApp, RenderSystems},
};
use image::RgbaImage;
use stoa::{
    cmd::Content,
    engine::{self, EngineChoice},
    paths::Paths,
    session::{Launch, Start},
    settings::Settings,
};
use stoa_render::{
    Quality, StoaRenderPlugin,
    crowd::CrowdDraws,
    offscreen::{Shot, compare, picture},
};
use stoa_world::sim::BodyTick;

use crate::support::Profile;

const SIZE: UVec2 = UVec2::new(320, 180);

/// A picture of the plaza with so many, and the draws of the crowd in its last frame.
fn take(crowd: u32, engine: EngineChoice, ticks: u64) -> (RgbaImage, u32) {
    let profile = Profile::new();
    let paths = Paths::find(Some(profile.path())).expect("the assets");
    let mut content = Content::load(&paths, "stoa").expect("the world");
    content.world.crowd.count = crowd;
    let views = content.world.viewpoints.iter();
    let viewpoint = views.clone().find(|known| known.id == "plaza").cloned();
    let launch = Launch::new(paths, Settings::default(), content, Some(7), Start::Fresh);
    let shot = Shot {
        viewpoint: viewpoint.expect("a viewpoint"),
        size: SIZE,
        quality: Quality::Low,
        ticks,
    };
    let drawn = Arc::new(AtomicU32::new(0));
    let seen = drawn.clone();
    let moved_by = Arc::new(Mutex::new("nothing"));
    let moves = moved_by.clone();
    let image = picture(&shot, |app| {
        app.add_plugins(launch.world());
        launch.furnish(app, true).expect("minds");
        app.add_plugins(StoaRenderPlugin);
        engine::in_window(app, engine);
        app.add_systems(Last, move |mut tick: ResMut<BodyTick>| {
            *moves.lock().expect("a name") = tick.engine().status().engine;
        });
        let render = app.get_sub_app_mut(RenderApp).expect("a renderer");
        render.add_systems(
            Render,
            (move |draws: Res<CrowdDraws>| {
                // The last frames only fetch the picture.
                let draws = draws.take();
                if draws > 0 {
                    seen.store(draws, Ordering::Relaxed);
                }
            })
            .in_set(RenderSystems::Cleanup),
        );
    });
    let expected = match engine {
        EngineChoice::Gpu => "gpu",
        _ => "cpu",
    };
    assert_eq!(*moved_by.lock().expect("a name"), expected);
    (image.expect("a picture"), drawn.load(Ordering::Relaxed))
}

#[test]
fn a_crowd_would_cost_draws_by_its_number_or_not_be_seen() {
    let (empty, none) = take(0, EngineChoice::Cpu, 60);
    let (some, few) = take(200, EngineChoice::Cpu, 60);
    let (_, many) = take(2_000, EngineChoice::Cpu, 60);
    assert_eq!(none, 0, "an empty crowd is drawn");
    assert!((2..=16).contains(&few), "{few} draws");
    assert_eq!(few, many);
    let likeness = compare(&empty, &some).expect("pictures of one size");
    assert!(likeness.worst_tile < 0.6, "nobody is seen: {likeness:?}");
    assert!((likeness.brightness - 1.0).abs() < 0.15, "{likeness:?}");
}

/// The device that computes the tick shows the same people at the same places.
#[test]
fn a_crowd_of_the_graphics_device_would_be_another_picture() {
    let (copied, _) = take(200, EngineChoice::Cpu, 60);
    let (kept, draws) = take(200, EngineChoice::Gpu, 60);
    assert!(draws > 0);
    let likeness = compare(&copied, &kept).expect("pictures of one size");
    assert!(likeness.worst_tile > 0.97, "{likeness:?}");
}
