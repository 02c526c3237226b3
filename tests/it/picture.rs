//! Pictures against committed references. `STOA_NEW_PICTURES=1` writes new ones: look at them before committing.

use std::path::{Path, PathBuf};

use bevy::prelude::*;
use image::RgbaImage;
use stoa::{
    cmd::Content,
    paths::Paths,
    session::{Launch, Start},
    settings::Settings,
};
use stoa_render::{
    PixelBudget, Quality, StoaRenderPlugin, WorldCamera,
    offscreen::{Shot, compare, picture},
};
use stoa_world::{Pose, StableId, WorldDef, sim};

use crate::support::Profile;

/// Mean SSIM, and the least of any tile: a body is small in a large picture.
const LIKE: f64 = 0.97;
const TILE: f64 = 0.80;
/// How far the mean light may differ, in parts of the whole.
const LIGHT: f64 = 0.03;
const SIZE: UVec2 = UVec2::new(480, 270);
const TICKS: u64 = 60;

/// A picture from `viewpoint`, after `change` was made to the world.
fn take(viewpoint: &str, change: impl FnOnce(&mut App)) -> RgbaImage {
    let profile = Profile::new();
    let paths = Paths::find(Some(profile.path())).expect("the assets");
    let content = Content::load(&paths, "stoa").expect("the world");
    let viewpoint = content
        .world
        .viewpoints
        .iter()
        .find(|known| known.id == viewpoint)
        .cloned()
        .expect("a viewpoint");
    let launch = Launch::new(paths, Settings::default(), content, Some(7), Start::Fresh);
    let shot = Shot {
        viewpoint,
        size: SIZE,
        quality: Quality::Low,
        ticks: TICKS,
    };
    picture(&shot, |app| {
        app.add_plugins(launch.world());
        launch.furnish(app, true).expect("minds");
        app.add_plugins(StoaRenderPlugin);
        change(app);
    })
    .expect("a picture")
}

fn reference(viewpoint: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/it/pictures/{viewpoint}.png"))
}

fn alike(one: &RgbaImage, other: &RgbaImage) -> bool {
    let likeness = compare(one, other).expect("pictures of one size");
    likeness.ssim >= LIKE
        && likeness.worst_tile >= TILE
        && (likeness.brightness - 1.0).abs() <= LIGHT
}

fn check(viewpoint: &str) -> RgbaImage {
    hold(viewpoint, &take(viewpoint, |_| {}))
}

/// Compares a picture with the reference of this name, which it gives.
pub fn hold(name: &str, taken: &RgbaImage) -> RgbaImage {
    let file = reference(name);
    if std::env::var_os("STOA_NEW_PICTURES").is_some() {
        taken.save(&file).expect("the reference");
    }
    let wanted = image::open(&file)
        .unwrap_or_else(|error| panic!("{}: {error}", file.display()))
        .to_rgba8();
    if !alike(&wanted, taken) {
        let seen =
            Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("target/pictures/{name}.png"));
        std::fs::create_dir_all(seen.parent().expect("a folder")).expect("a folder");
        taken.save(&seen).expect("the picture");
        panic!(
            "{name}: {:?}; what was seen lies in {}",
            compare(&wanted, taken),
            seen.display()
        );
    }
    wanted
}

#[test]
fn picture_of_the_arrival_and_dimmer_light_is_noticed() {
    let wanted = check("arrival");
    let dimmer = RgbaImage::from_fn(wanted.width(), wanted.height(), |x, y| {
        let mut pixel = *wanted.get_pixel(x, y);
        for channel in &mut pixel.0[..3] {
            *channel = (f32::from(*channel) * 0.8) as u8;
        }
        pixel
    });
    assert!(!alike(&wanted, &dimmer), "20% darker light goes unnoticed");
}

#[test]
fn picture_of_a_portrait_and_one_missing_body_is_noticed() {
    let wanted = check("portrait");
    let alone = take("portrait", |app| {
        let viewpoint = app.world().resource::<WorldDef>().viewpoints.iter();
        let eye = viewpoint
            .filter(|known| known.id == "portrait")
            .map(|known| known.at)
            .next()
            .expect("a viewpoint");
        let mut bodies = app.world_mut().query::<(&StableId, &Pose)>();
        let nearest = bodies
            .iter(app.world())
            .min_by(|a, b| {
                let away = |pose: &Pose| pose.position().distance(eye);
                away(a.1).total_cmp(&away(b.1))
            })
            .map(|(id, _)| *id)
            .expect("somebody");
        sim::despawn_body(app.world_mut(), nearest);
    });
    assert!(!alike(&wanted, &alone), "a missing body goes unnoticed");
}

/// Where the processor draws, the window's world has fewer pixels: the same picture, only softer.
#[test]
fn picture_with_a_budget_of_pixels_is_the_whole_picture() {
    let full = take("arrival", |_| {});
    let pixels = SIZE.x * SIZE.y;
    let with = |budget: u32| {
        take("arrival", move |app| {
            app.add_systems(
                Update,
                move |mut commands: Commands, cameras: Query<Entity, Added<WorldCamera>>| {
                    for camera in &cameras {
                        commands.entity(camera).insert(PixelBudget(budget));
                    }
                },
            );
        })
    };
    let same = compare(&full, &with(pixels)).expect("pictures of one size");
    assert!(
        same.ssim > 0.999,
        "a budget that suffices changes the picture: {same:?}"
    );
    let soft = compare(&full, &with(pixels / 4)).expect("pictures of one size");
    assert!(soft.ssim > 0.75 && soft.ssim < 0.995, "{soft:?}");
    assert!((soft.brightness - 1.0).abs() < LIGHT, "{soft:?}");
}
