//! Draws a row of twelve different bodies in various poses, without a window:
//! `cargo run --example lineup -- out.png [row|faces|faces2|back|walk]`.

use std::{process::ExitCode, time::Instant};

use bevy::{light::CascadeShadowConfigBuilder, prelude::*, time::TimeUpdateStrategy};
use stoa_render::{
    Quality, body,
    offscreen::{Shot, expose, plugins, probe_adapter},
};
use stoa_world::{
    Attention, Body, Controller, Gesture, Gesturing, LookAt, Looks, Pose, Posture, PreviousPose,
    SimClock, StableId, Tick, ViewpointDef, Voice,
    body::Utterance,
    looks::{Beard, Extra, Hair, Hat, Legs, Rgb, Top},
};

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let out = args.next().unwrap_or_else(|| "lineup.png".into());
    let view = args.next().unwrap_or_else(|| "row".into());
    match draw(&out, &view) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            tracing::error!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn draw(out: &str, view: &str) -> Result<(), String> {
    probe_adapter().map_err(|e| e.to_string())?;
    let mut app = App::new();
    app.add_plugins(plugins())
        .insert_resource(Quality::Low)
        .insert_resource(ClearColor(Color::srgb_u8(168, 190, 212)))
        .insert_resource(GlobalAmbientLight {
            color: Color::srgb_u8(205, 220, 245),
            brightness: 700.0,
            ..default()
        })
        .insert_resource(TimeUpdateStrategy::FixedTimesteps(1))
        .insert_resource(SimClock {
            tick: Tick(300),
            start_minute: 600,
            rate: 1,
            seed: 7,
        })
        .add_plugins((body::plugin, stoa_render::camera::plugin))
        .add_systems(FixedUpdate, walk_on)
        .add_systems(
            Startup,
            move |commands: Commands,
                  meshes: ResMut<Assets<Mesh>>,
                  materials: ResMut<Assets<StandardMaterial>>| {
                stage(commands, meshes, materials);
            },
        );
    while app.plugins_state() == bevy::app::PluginsState::Adding {
        bevy::tasks::tick_global_task_pools_on_main_thread();
    }
    app.finish();
    app.cleanup();
    if view == "walk" {
        app.add_systems(PostStartup, all_walk);
    }
    for _ in 0..27 {
        app.update();
    }
    let (at, look_at, fov_deg) = match view {
        "faces" => (
            Vec3::new(-1.6, 1.62, -2.6),
            Vec3::new(-1.6, 1.52, 0.0),
            26.0,
        ),
        "faces2" => (Vec3::new(1.6, 1.62, -2.6), Vec3::new(1.6, 1.52, 0.0), 26.0),
        "back" => (Vec3::new(1.5, 2.0, 6.4), Vec3::new(0.0, 0.95, 0.0), 40.0),
        _ => (Vec3::new(-0.8, 1.7, -6.6), Vec3::new(0.0, 0.98, 0.0), 44.0),
    };
    let viewpoint = ViewpointDef {
        id: view.into(),
        at,
        look_at,
        fov_deg: fov_deg / 1.6,
    };
    let shot = Shot {
        viewpoint,
        size: UVec2::new(1600, 640),
        quality: Quality::Low,
        ticks: 0,
    };
    let start = Instant::now();
    let image = expose(&mut app, &shot).map_err(|e| e.to_string())?;
    tracing::info!("drawn in {:?}", start.elapsed());
    image.save(out).map_err(|e| format!("{out}: {e}"))
}

/// The clock runs, and those who walk go round in place: their last pose lies one step behind.
fn walk_on(mut clock: ResMut<SimClock>) {
    clock.tick.0 += 1;
}

fn all_walk(mut bodies: Query<(&Pose, &mut PreviousPose)>) {
    for (i, (pose, mut previous)) in bodies.iter_mut().enumerate() {
        let step = pose.forward() * (1.0 + 0.3 * i as f32) / 30.0;
        previous.0 = Pose::new(pose.position() - step, pose.yaw_rad());
    }
}

fn stage(
    mut commands: Commands,
    mut meshes: ResMut<Assets<Mesh>>,
    mut materials: ResMut<Assets<StandardMaterial>>,
) {
    commands.spawn((
        Mesh3d(meshes.add(Plane3d::default().mesh().size(60.0, 60.0))),
        MeshMaterial3d(materials.add(StandardMaterial {
            base_color: Color::srgb_u8(196, 186, 168),
            perceptual_roughness: 0.95,
            ..default()
        })),
    ));
    commands.spawn((
        DirectionalLight {
            illuminance: 9_500.0,
            color: Color::srgb_u8(255, 240, 218),
            shadow_maps_enabled: true,
            ..default()
        },
        CascadeShadowConfigBuilder {
            num_cascades: 1,
            maximum_distance: 14.0,
            ..default()
        }
        .build(),
        Transform::from_xyz(4.0, 6.5, -5.0).looking_at(Vec3::ZERO, Vec3::Y),
    ));
    let stool = meshes.add(Cylinder::new(0.2, 0.45));
    let wood = materials.add(StandardMaterial {
        base_color: Color::srgb_u8(120, 84, 56),
        ..default()
    });
    let now = Tick(300);
    for (i, looks) in cast().into_iter().enumerate() {
        let (column, row) = ((i % 6) as f32, (i / 6) as f32);
        let at = Vec3::new((column - 2.5) * 1.02 + 0.5 * row - 0.25, 0.0, row * 1.15);
        // Facing the viewer, a little aside.
        let pose = Pose::new(at, 0.25 * (i as f32 * 1.7).sin());
        let target = (i % 3 != 2).then_some(LookAt::Point(Vec3::new(-0.8, 1.7, -6.6)));
        let mut body = commands.spawn((
            Body,
            StableId(1000 + i as u32),
            if i == 11 {
                Controller::Person
            } else {
                Controller::Agent
            },
            looks,
            pose,
            PreviousPose(pose),
            Attention {
                target,
                pitch_rad: 0.0,
            },
        ));
        let gesture = |gesture, toward| Gesturing {
            gesture,
            since: Tick(now.0 + 2),
            toward,
        };
        match i {
            1 => body.insert(gesture(Gesture::Wave, None)),
            2 => body.insert(Voice {
                utterance: Some(Utterance {
                    text: "Good morning! A fine day to ask about the pots.".into(),
                    spoken: 0,
                    since: now,
                    until: Tick(now.0 + 90),
                    source: Some("built-in mind".into()),
                }),
                thinking: false,
            }),
            4 => body.insert((Posture::Sitting, gesture(Gesture::Laugh, None))),
            5 => body.insert(gesture(
                Gesture::Point,
                Some(at + Vec3::new(3.0, 1.4, -3.0)),
            )),
            6 => body.insert(gesture(Gesture::Shrug, None)),
            8 => body.insert(PreviousPose(Pose::new(
                at - pose.forward() * 1.35 / 30.0,
                pose.yaw_rad(),
            ))),
            9 => body.insert(gesture(Gesture::Think, None)),
            10 => body.insert(PreviousPose(Pose::new(
                at - pose.forward() * 3.4 / 30.0,
                pose.yaw_rad(),
            ))),
            _ => &mut body,
        };
        if i == 4 {
            commands.spawn((
                Mesh3d(stool.clone()),
                MeshMaterial3d(wood.clone()),
                Transform::from_translation(at + Vec3::Y * 0.225),
            ));
        }
    }
}

fn cast() -> Vec<Looks> {
    let d = Looks::default;
    vec![
        Looks {
            hair: Hair::Bun,
            hair_colour: Rgb(150, 140, 135),
            skin: Rgb(214, 170, 140),
            eyes: Rgb(80, 120, 90),
            top: Top::Tunic,
            top_colour: Rgb(120, 140, 90),
            accent: Rgb(225, 210, 170),
            legs: Legs::Trousers,
            legs_colour: Rgb(96, 82, 66),
            height_m: 1.66,
            build: 0.4,
            hat: Hat::Straw,
            hat_colour: Rgb(220, 190, 120),
            extras: vec![Extra::Apron],
            ..d()
        },
        Looks {
            hair: Hair::Short,
            beard: Beard::Full,
            hair_colour: Rgb(60, 42, 30),
            skin: Rgb(200, 150, 120),
            top: Top::Shirt,
            top_colour: Rgb(235, 230, 220),
            build: 0.85,
            height_m: 1.78,
            extras: vec![Extra::Apron],
            ..d()
        },
        Looks {
            hair: Hair::Curly,
            hair_colour: Rgb(30, 22, 18),
            skin: Rgb(120, 80, 58),
            top: Top::Dress,
            top_colour: Rgb(190, 90, 60),
            accent: Rgb(240, 200, 120),
            extras: vec![Extra::Earrings, Extra::Belt],
            legs: Legs::None,
            height_m: 1.68,
            build: 0.3,
            ..d()
        },
        Looks {
            hair: Hair::Bald,
            beard: Beard::Short,
            hair_colour: Rgb(220, 220, 215),
            skin: Rgb(225, 185, 160),
            top: Top::Robe,
            top_colour: Rgb(92, 60, 84),
            accent: Rgb(210, 180, 110),
            extras: vec![Extra::Glasses],
            height_m: 1.7,
            build: 0.35,
            legs: Legs::None,
            ..d()
        },
        Looks {
            hair: Hair::Long,
            hair_colour: Rgb(150, 90, 45),
            skin: Rgb(240, 205, 180),
            eyes: Rgb(70, 110, 150),
            top: Top::Dress,
            top_colour: Rgb(70, 100, 150),
            height_m: 1.7,
            build: 0.2,
            legs: Legs::None,
            extras: vec![Extra::Shawl],
            ..d()
        },
        Looks {
            hair: Hair::Short,
            beard: Beard::Stubble,
            hair_colour: Rgb(120, 80, 50),
            skin: Rgb(215, 165, 130),
            top: Top::Vest,
            top_colour: Rgb(96, 70, 46),
            accent: Rgb(232, 222, 200),
            height_m: 1.86,
            build: 0.6,
            hat: Hat::Cap,
            hat_colour: Rgb(90, 90, 96),
            ..d()
        },
        Looks {
            hair: Hair::Short,
            beard: Beard::Moustache,
            hair_colour: Rgb(25, 20, 18),
            skin: Rgb(165, 115, 80),
            top: Top::Coat,
            top_colour: Rgb(60, 80, 76),
            accent: Rgb(210, 180, 130),
            height_m: 1.75,
            build: 0.5,
            extras: vec![Extra::Scarf],
            ..d()
        },
        Looks {
            hair: Hair::Bob,
            hair_colour: Rgb(20, 18, 22),
            skin: Rgb(232, 190, 160),
            eyes: Rgb(50, 34, 24),
            top: Top::Sweater,
            top_colour: Rgb(200, 150, 60),
            legs: Legs::Skirt,
            legs_colour: Rgb(70, 60, 90),
            height_m: 1.6,
            build: 0.25,
            extras: vec![Extra::Bag],
            ..d()
        },
        Looks {
            hair: Hair::Braid,
            hair_colour: Rgb(190, 140, 70),
            skin: Rgb(235, 195, 170),
            eyes: Rgb(90, 140, 160),
            top: Top::Tunic,
            top_colour: Rgb(140, 60, 70),
            legs: Legs::Skirt,
            legs_colour: Rgb(90, 80, 70),
            height_m: 1.72,
            build: 0.35,
            extras: vec![Extra::Belt],
            ..d()
        },
        Looks {
            hair: Hair::Short,
            beard: Beard::Full,
            hair_colour: Rgb(200, 198, 192),
            skin: Rgb(205, 150, 120),
            top: Top::Sweater,
            top_colour: Rgb(40, 60, 96),
            height_m: 1.8,
            build: 0.7,
            hat: Hat::Brim,
            hat_colour: Rgb(60, 50, 44),
            ..d()
        },
        Looks {
            hair: Hair::Ponytail,
            hair_colour: Rgb(60, 30, 24),
            skin: Rgb(180, 128, 94),
            top: Top::Shirt,
            top_colour: Rgb(90, 140, 130),
            legs: Legs::Shorts,
            legs_colour: Rgb(190, 170, 130),
            height_m: 1.65,
            build: 0.2,
            ..d()
        },
        Looks {
            hair: Hair::Long,
            hair_colour: Rgb(60, 60, 66),
            skin: Rgb(226, 180, 150),
            top: Top::Coat,
            top_colour: Rgb(120, 60, 50),
            hat: Hat::Headscarf,
            hat_colour: Rgb(210, 120, 90),
            legs: Legs::Skirt,
            height_m: 1.6,
            build: 0.6,
            ..d()
        },
    ]
}
