//! The crowd in pictures: it is seen, it costs as many draws whatever its number, nobody is drawn where nobody is, and
//! neither the picture nor what draws it changes the world.

use std::{
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
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
    Quality, QualityNotice, StoaRenderPlugin,
    crowd::{CrowdDraws, CrowdHidden, DeviceAbilities},
    offscreen::{Shot, compare, picture},
};
use stoa_tick::hash::WorldHash;
use stoa_world::{
    ViewpointDef,
    sim::{self, BodyTick},
};
use wgpu::DownlevelFlags;

use crate::support::Profile;

const SIZE: UVec2 = UVec2::new(320, 180);
const TICKS: u64 = 60;

/// What is to be drawn.
pub struct Scene {
    world: &'static str,
    viewpoint: &'static str,
    crowd: u32,
    engine: EngineChoice,
    abilities: Option<DeviceAbilities>,
    /// Those whom the person has blocked: so many, from the first on.
    hidden: u32,
}

const PLAZA: Scene = Scene {
    world: "stoa",
    viewpoint: "plaza",
    crowd: 200,
    engine: EngineChoice::Cpu,
    abilities: None,
    hidden: 0,
};

/// A town with so many.
pub fn town(crowd: u32) -> Scene {
    Scene {
        world: concat!(env!("CARGO_MANIFEST_DIR"), "/tests/worlds/squares.toml"),
        viewpoint: "square",
        crowd,
        ..PLAZA
    }
}

/// What came of it.
struct Taken {
    image: RgbaImage,
    /// Draws of the crowd in the last frame.
    draws: u32,
    /// What a person is told of the picture.
    notices: Vec<String>,
    /// The tick in which the picture was taken and its hash, where the processor computes it.
    tick: Option<(u32, WorldHash)>,
}

/// The world of a scene, for [`TICKS`] ticks.
pub fn launch(scene: &Scene) -> (Launch, ViewpointDef) {
    let profile = Profile::new();
    let paths = Paths::find(Some(profile.path())).expect("the assets");
    let mut content = Content::load(&paths, scene.world).expect("the world");
    content.world.crowd.count = scene.crowd;
    let mut views = content.world.viewpoints.iter();
    let viewpoint = views.find(|known| known.id == scene.viewpoint).cloned();
    let launch = Launch::new(paths, Settings::default(), content, Some(7), Start::Fresh);
    (launch, viewpoint.expect("a viewpoint"))
}

/// A picture of a scene, and the draws of the crowd in its last frame.
fn take(scene: &Scene) -> Taken {
    let (launch, viewpoint) = launch(scene);
    let shot = Shot {
        viewpoint,
        size: SIZE,
        quality: Quality::Low,
        ticks: TICKS,
    };
    let drawn = Arc::new(AtomicU32::new(0));
    let seen = drawn.clone();
    let last = Arc::new(Mutex::new(("nothing", None)));
    let lasts = last.clone();
    let told = Arc::new(Mutex::new(Vec::new()));
    let tells = told.clone();
    let image = picture(&shot, |app| {
        app.add_plugins(launch.world());
        launch.furnish(app, true).expect("minds");
        app.add_plugins(StoaRenderPlugin);
        app.insert_resource(CrowdHidden((0..scene.hidden).collect()));
        if let Some(abilities) = scene.abilities {
            app.insert_resource(abilities);
        }
        engine::in_window(app, scene.engine);
        app.add_systems(
            Last,
            move |mut tick: ResMut<BodyTick>, mut notices: MessageReader<QualityNotice>| {
                let engine = tick.engine();
                let computes = engine.status().engine;
                // A device would be waited for, whose commands this thread is yet to hand over.
                let known = computes == "cpu";
                let tick = known.then(|| (engine.ticks(), engine.hash()));
                *lasts.lock().expect("a tick") = (computes, tick);
                let mut told = tells.lock().expect("a list");
                told.extend(notices.read().map(|notice| notice.to_string()));
            },
        );
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
    let expected = match scene.engine {
        EngineChoice::Gpu => "gpu",
        _ => "cpu",
    };
    let (engine, tick) = *last.lock().expect("a tick");
    assert_eq!(engine, expected);
    let notices = std::mem::take(&mut *told.lock().expect("a list"));
    Taken {
        image: image.expect("a picture"),
        draws: drawn.load(Ordering::Relaxed),
        notices,
        tick,
    }
}

/// Both pictures lie in a folder where they are not alike.
fn check_alike(one: &Taken, other: &Taken, name: &str) {
    let likeness = compare(&one.image, &other.image).expect("pictures of one size");
    if likeness.worst_tile <= 0.97 {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/pictures");
        std::fs::create_dir_all(&folder).expect("a folder");
        for (taken, which) in [(one, "expected"), (other, "seen")] {
            let file = folder.join(format!("{name}_{which}.png"));
            taken.image.save(file).expect("the picture");
        }
        panic!("{likeness:?}; both lie in {}", folder.display());
    }
}

#[test]
fn a_crowd_would_cost_draws_by_its_number_or_not_be_seen() {
    let of = |crowd| take(&Scene { crowd, ..PLAZA });
    let (empty, some, many) = (of(0), of(200), of(2_000));
    assert_eq!(empty.draws, 0, "an empty crowd is drawn");
    assert!((2..=16).contains(&some.draws), "{} draws", some.draws);
    assert_eq!(some.draws, many.draws);
    let likeness = compare(&empty.image, &some.image).expect("pictures of one size");
    assert!(likeness.worst_tile < 0.6, "nobody is seen: {likeness:?}");
    assert!((likeness.brightness - 1.0).abs() < 0.15, "{likeness:?}");
}

#[test]
fn a_town_would_cost_draws_by_its_people_or_be_another_in_a_picture() {
    let (few, many) = (take(&town(2_000)), take(&town(20_000)));
    assert!(few.draws > 0);
    assert_eq!(few.draws, many.draws);
    let (launch, _) = launch(&town(20_000));
    let mut unseen = sim::headless(launch.world());
    launch.furnish(&mut unseen, true).expect("minds");
    let (ticks, hash) = many.tick.expect("the processor computes it");
    sim::step_many(&mut unseen, u64::from(ticks));
    let mut tick = unseen.world_mut().resource_mut::<BodyTick>();
    assert_eq!(tick.engine().ticks(), ticks);
    let hash_unseen = tick.engine().hash();
    assert_eq!(hash_unseen, hash, "it is another world when it is drawn");
}

/// The device that computes the tick shows the same people at the same places.
#[test]
fn a_crowd_of_the_graphics_device_would_be_another_picture() {
    let copied = take(&PLAZA);
    let kept = take(&Scene {
        engine: EngineChoice::Gpu,
        ..PLAZA
    });
    assert!(kept.draws > 0);
    check_alike(&copied, &kept, "crowd_of_the_device");
}

/// The processor chooses whom to draw: the same people at the same places in the same clothes, and a person is told.
#[test]
fn a_device_without_storage_buffers_would_show_another_crowd_or_none() {
    let usual = take(&PLAZA);
    assert_eq!(crowd_notices(&usual), Vec::<&str>::new());
    let lacks = DownlevelFlags::VERTEX_STORAGE | DownlevelFlags::INDIRECT_EXECUTION;
    let plain = take(&Scene {
        abilities: Some(DeviceAbilities(DownlevelFlags::all() - lacks)),
        ..PLAZA
    });
    let told = crowd_notices(&plain);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("no storage buffers"), "{told:?}");
    assert_eq!(plain.draws, usual.draws);
    check_alike(&usual, &plain, "crowd_chosen_by_the_processor");
}

#[test]
fn somebody_blocked_would_be_seen_among_the_crowd() {
    let nobody = take(&Scene { crowd: 0, ..PLAZA });
    let plain = DownlevelFlags::all() - DownlevelFlags::VERTEX_STORAGE;
    let [usual, plain] = [None, Some(DeviceAbilities(plain))].map(|abilities| {
        let of = |hidden| {
            take(&Scene {
                abilities,
                hidden,
                ..PLAZA
            })
        };
        let (all, hidden) = (of(0), of(PLAZA.crowd));
        let likeness = compare(&all.image, &hidden.image).expect("pictures of one size");
        assert!(likeness.worst_tile < 0.6, "nobody is hidden: {likeness:?}");
        // Inhabitants walk round them all the same.
        let likeness = compare(&nobody.image, &hidden.image).expect("pictures of one size");
        let empty = likeness.worst_tile > 0.75 && likeness.ssim > 0.985;
        assert!(empty, "somebody is seen: {likeness:?}");
        hidden
    });
    check_alike(&usual, &plain, "crowd_hidden");
}

fn crowd_notices(taken: &Taken) -> Vec<&str> {
    let all = taken.notices.iter().map(String::as_str);
    all.filter(|text| text.contains("crowd")).collect()
}
