//! Paints every panel into pictures, without a window:
//! `cargo run --example panels -- FOLDER [WxH [PERCENT [SCENE [LANGUAGE]]]]`, with text at PERCENT of its size, all scenes
//! or those that SCENE begins the names of, in English or, with `de`, in German. The world behind is a stand-in.

mod bound;
mod hands;
mod machine;
mod minds;
mod people;
mod places;

use std::{path::PathBuf, time::Duration};

use bevy::{
    app::{AppExit, ScheduleRunnerPlugin},
    camera::RenderTarget,
    prelude::*,
    render::{
        render_resource::TextureFormat,
        view::screenshot::{Screenshot, save_to_disk},
    },
    time::TimeUpdateStrategy,
    window::ExitCondition,
    winit::WinitPlugin,
};
use bevy_egui::egui::Key;
use hands::{keys, type_in};
use stoa_ui::{
    BackendKind, BackendSettings, Crash, Focus, FoundServerView, FoundServers, Language, LastRun,
    Loading, LocalPerson, MindPanel, MindView, Notice, OpenChat, Picture, Problem, Screen, Screens,
    ServerTest, Severity, SoundKind, SoundSource, SoundsHere, UiSettings, ViewCamera,
    chat::ChatLine,
};
use stoa_world::{
    Body, Controller, DisplayName, Heard, Looks, Pose, PreviousPose, Said, SayTo, SimClock,
    StableId, Tick, Voice, Volume, body::Utterance,
};

const ME: StableId = StableId(1);
const IRIS: StableId = StableId(1000);
const FRAMES: u32 = 40;

/// Name of the picture, and what is set up for it.
const SCENES: [(&str, fn(&mut World)); 36] = [
    ("title", |world| {
        world.resource_mut::<Loading>().drawn = false
    }),
    ("welcome", |world| {
        world.resource_mut::<UiSettings>().welcomed = false;
        world.resource_mut::<Focus>().whom = Some(IRIS);
        found(world);
    }),
    ("talk", |world| talk(world, "")),
    ("captions", captions),
    ("pad-typing", bound::typing),
    ("typing", |world| {
        talk(world, "");
        world.write_message(OpenChat::default());
        world.resource_mut::<ChatLine>().draft =
            "Who planted the olive trees? 🌿 שלום مرحبا".into();
    }),
    ("trouble", |world| {
        talk(world, "ollama (llama3.2:3b)");
        world.write_message(OpenChat::default());
        world.resource_mut::<Screens>().inspector = true;
    }),
    ("pause", |world| open(world, Screen::Pause)),
    ("crash", |world| {
        let report = Some("/home/ada/.local/share/stoa/crashes/1795753200-4711.txt".into());
        world.insert_resource(LastRun(Some(Crash { report })));
        open(world, Screen::Crash);
    }),
    ("settings", |world| {
        open(world, Screen::Settings);
        world.resource_mut::<UiSettings>().backend = BackendSettings {
            kind: BackendKind::Openai,
            model: "qwen3-4b".into(),
            ..default()
        };
        *world.resource_mut::<ServerTest>() = ServerTest::Idle;
    }),
    ("help", |world| open(world, Screen::Help)),
    // Between two scenes of the settings lies another: what was searched for is forgotten when they close.
    ("keys", bound::keys),
    ("pad-pause", bound::pause),
    ("keys-conflict", bound::conflict),
    ("checkup", machine::checkup),
    ("details", machine::details),
    ("pad-prompt", bound::prompt),
    ("minds-first", minds::first_server),
    ("minds-new", |world| {
        minds::first_server(world);
        // Past the cross, the search and the list, to "Add a server…".
        keys(world, &[Key::Tab, Key::Tab, Key::Tab, Key::Tab, Key::Space]);
        type_in(world, "192.168.1.20:8080");
        keys(world, &[Key::Tab]);
    }),
    ("minds-servers", minds::servers),
    ("minds-remove", |world| {
        minds::servers(world);
        let tabs = [Key::Tab; 7];
        keys(world, &[&tabs[..], &[Key::Space]].concat());
    }),
    ("minds-edit", |world| {
        minds::servers(world);
        keys(world, &[Key::Tab, Key::Tab, Key::Tab, Key::Tab, Key::Space]);
    }),
    ("minds-models", |world| {
        minds::models(world);
        let tabs = [Key::Tab; 6];
        keys(world, &[&tabs[..], &[Key::Space]].concat());
    }),
    ("editor", people::editor),
    ("places-spawns", |world| places::places(world, 0)),
    ("places-places", |world| places::places(world, 1)),
    ("places-seats", |world| places::places(world, 2)),
    ("places-ground", |world| places::places(world, 3)),
    ("people-list", people::list),
    ("people-lists", people::listed),
    ("people-report", people::report),
    ("chat-whisper", people::whisper),
    ("chat-shout", people::shout),
    ("chat-search", people::search),
    ("inspector", |world| {
        talk(world, "desk (llama3.2:3b)");
        world.resource_mut::<Screens>().inspector = true;
    }),
    // They stay: nothing comes after them.
    ("notices", |world| {
        for notice in [
            Notice::new(Severity::Info, "The world was saved."),
            Notice::new(Severity::Warning, "The picture is drawn without shadows")
                .with_remedy("Choose “Light” in Settings, or install a newer graphics driver."),
            Notice::new(
                Severity::Error,
                "assets/personas/milo.toml, line 12, column 3: expected a number",
            )
            .with_remedy("Milo stays away until the file is mended."),
        ] {
            world.write_message(notice);
        }
        found(world);
    }),
];

#[derive(Resource)]
struct Studio {
    folder: PathBuf,
    picture: Handle<Image>,
    frame: u32,
    /// Size of the text.
    percent: u16,
    /// How the names of the scenes begin.
    chosen: String,
    language: Language,
}

fn main() -> AppExit {
    let mut args = std::env::args().skip(1);
    let folder = PathBuf::from(args.next().unwrap_or_else(|| "target/panels".into()));
    let size = args.next().unwrap_or_else(|| "1280x720".into());
    let (width, height) = size.split_once('x').unwrap_or(("1280", "720"));
    let size = UVec2::new(width.parse().unwrap_or(1280), height.parse().unwrap_or(720));
    let percent = args.next().and_then(|percent| percent.parse().ok());
    let chosen = args.next().unwrap_or_default();
    let language = match args.next().as_deref() {
        Some("de") => Language::German,
        _ => Language::English,
    };
    stoa_ui::language::speak(language);
    let mut app = App::new();
    app.add_plugins(
        DefaultPlugins
            .set(WindowPlugin {
                primary_window: None,
                exit_condition: ExitCondition::DontExit,
                ..default()
            })
            .disable::<WinitPlugin>(),
    )
    .add_plugins(ScheduleRunnerPlugin::run_loop(Duration::from_millis(16)))
    .add_plugins(stoa_ui::plugin)
    .insert_resource(TimeUpdateStrategy::ManualDuration(Duration::from_millis(
        33,
    )))
    .insert_resource(LocalPerson(ME))
    .insert_resource(SimClock {
        tick: Tick(300),
        start_minute: 605,
        rate: 1,
        seed: 7,
    })
    .insert_resource(ClearColor(Color::srgb(0.62, 0.74, 0.86)));
    let picture = app
        .world_mut()
        .resource_mut::<Assets<Image>>()
        .add(Image::new_target_texture(
            size.x,
            size.y,
            TextureFormat::Rgba8UnormSrgb,
            None,
        ));
    app.insert_resource(Studio {
        folder,
        picture,
        frame: 0,
        percent: percent.unwrap_or(100),
        chosen,
        language,
    })
    .init_resource::<hands::Hands>()
    .add_systems(Startup, build)
    .add_systems(First, direct);
    app.run()
}

/// Sets up one scene after the other and takes its picture.
fn direct(world: &mut World) {
    let mut studio = world.resource_mut::<Studio>();
    let (scene, frame) = ((studio.frame / FRAMES) as usize, studio.frame % FRAMES);
    studio.frame += 1;
    let (folder, picture) = (studio.folder.clone(), studio.picture.clone());
    let chosen = studio.chosen.clone();
    let mut scenes = SCENES.iter().filter(|(name, _)| name.starts_with(&chosen));
    let Some((name, set_up)) = scenes.nth(scene) else {
        if frame == FRAMES - 1 {
            world.write_message(AppExit::Success);
        }
        return;
    };
    hands::act(world);
    if frame == 0 {
        clear(world);
        set_up(world);
    } else if frame == FRAMES - 4 {
        if let Err(error) = std::fs::create_dir_all(&folder) {
            error!("{}: {error}", folder.display());
        }
        let file = folder.join(format!("{name}.png"));
        world
            .spawn(Screenshot::image(picture))
            .observe(save_to_disk(file));
    }
}

fn clear(world: &mut World) {
    *world.resource_mut::<Focus>() = Focus::default();
    *world.resource_mut::<Screens>() = Screens::default();
    *world.resource_mut::<Loading>() = Loading {
        drawn: true,
        ..default()
    };
    *world.resource_mut::<ChatLine>() = ChatLine::default();
    hands::let_go(world);
    bound::clear(world);
    let Studio {
        percent, language, ..
    } = *world.resource::<Studio>();
    *world.resource_mut::<UiSettings>() = UiSettings {
        welcomed: true,
        picture: Picture {
            text_size_percent: percent,
            language,
            ..default()
        },
        ..default()
    };
    world.resource_mut::<FoundServers>().0.clear();
    world.resource_mut::<SoundsHere>().0.clear();
    people::lists(world, &[], &[]);
}

/// Behind, at the right and ahead; a card is where they would stand.
fn captions(world: &mut World) {
    talk(world, "");
    found(world);
    world.resource_mut::<UiSettings>().sound.captions = true;
    let source = |kind, who, at| SoundSource { kind, who, at };
    world.resource_mut::<SoundsHere>().0 = vec![
        source(
            SoundKind::Voice,
            Some(StableId(1004)),
            Vec3::new(-6.0, 1.6, 3.0),
        ),
        source(
            SoundKind::Steps,
            Some(StableId(2)),
            Vec3::new(4.0, 0.0, 2.0),
        ),
        source(SoundKind::Fountain, None, Vec3::new(1.0, 1.0, -12.0)),
        source(SoundKind::Bird, None, Vec3::new(-5.0, 4.0, -4.0)),
    ];
}

fn open(world: &mut World, screen: Screen) {
    world.resource_mut::<Screens>().open = Some(screen);
}

fn found(world: &mut World) {
    world.resource_mut::<FoundServers>().0 = vec![FoundServerView {
        label: "Ollama".into(),
        url: format!(
            "http://127.0.0.1:{}",
            11434 + world.resource::<Studio>().frame
        ),
        models: vec!["llama3.2:3b".into(), "qwen3:8b".into()],
        kind: BackendKind::Ollama,
    }];
}

fn talk(world: &mut World, server: &str) {
    let tick = world.resource::<SimClock>().tick;
    world.resource_mut::<Focus>().talking_to = Some(IRIS);
    let mut mind = MindView {
        role: "gardener".into(),
        persona: "Iris keeps the gardens of the Stoa. She is patient and a little dry, and knows every tree by \
                  name."
            .into(),
        doing: "standing by the fountain".into(),
        goal: "water the oranges before noon".into(),
        backend: if server.is_empty() { "built-in mind".into() } else { server.into() },
        built_in: server.is_empty(),
        request: "answered in 0.2 s, 31 words".into(),
        problem: (!server.is_empty()).then(|| Problem {
            cause: "Ollama at 127.0.0.1:11434 refused the connection".into(),
            remedy: "Start it, or choose another server.".into(),
        }),
        memories: vec!["You told me that you come from the coast.".into(), "Milo borrowed my shears.".into()],
        exchange: None,
        editable: true,
    };
    if server.starts_with("desk") {
        minds::inspector(&mut mind);
    }
    world.resource_mut::<MindPanel>().0.insert(IRIS, mind);
    world.write_message(Said {
        tick,
        who: ME,
        text: "Good morning! Who looks after this garden?".into(),
        to: SayTo::Body(IRIS),
        volume: Volume::Say,
        at: Pose::default(),
        cut: false,
        source: None,
    });
    world.write_message(Heard {
        tick,
        who: ME,
        speaker: IRIS,
        text: "Good morning. I do, with Milo when he remembers.".into(),
        to: SayTo::Body(ME),
        cut: false,
        distance_m: 2.0,
    });
}

fn build(
    mut commands: Commands,
    studio: Res<Studio>,
    mut meshes: ResMut<Assets<Mesh>>,
    mut materials: ResMut<Assets<StandardMaterial>>,
) {
    commands.spawn((
        Camera3d::default(),
        ViewCamera,
        RenderTarget::Image(studio.picture.clone().into()),
        Transform::from_xyz(0.0, 1.6, 0.0).looking_at(Vec3::new(0.0, 1.45, -5.0), Vec3::Y),
    ));
    commands.spawn((
        DirectionalLight {
            illuminance: 9_000.0,
            ..default()
        },
        Transform::from_xyz(3.0, 8.0, 4.0).looking_at(Vec3::ZERO, Vec3::Y),
    ));
    commands.spawn((
        Mesh3d(meshes.add(Plane3d::default().mesh().size(200.0, 200.0))),
        MeshMaterial3d(materials.add(Color::srgb(0.78, 0.72, 0.62))),
    ));
    commands.spawn((Body, ME, DisplayName("You".into()), Controller::Person));
    let shape = meshes.add(Capsule3d::new(0.28, 1.15));
    let people: [(u32, &str, Vec3, Controller, &str, usize); 6] = [
        (
            1000,
            "Iris",
            Vec3::new(0.2, 0.0, -2.6),
            Controller::Agent,
            "The olives were here before the Stoa was. My grandmother said that nobody planted them.",
            71,
        ),
        (
            1001,
            "Milo",
            Vec3::new(-2.6, 0.0, -5.5),
            Controller::Agent,
            "Then who waters them in August?",
            31,
        ),
        (
            1002,
            "Theodora Anastasiou",
            Vec3::new(-2.2, 0.0, -6.5),
            Controller::Agent,
            "You do, I should think.",
            23,
        ),
        (
            2,
            "Noor",
            Vec3::new(3.4, 0.0, -6.0),
            Controller::Person,
            "مرحبا 👋 日本語のテキストも。",
            50,
        ),
        (
            1003,
            "Kalle",
            Vec3::new(5.5, 0.0, -11.0),
            Controller::Agent,
            "",
            0,
        ),
        (
            1004,
            "Ada",
            Vec3::new(-9.0, 0.0, -22.0),
            Controller::Agent,
            "Far away.",
            9,
        ),
    ];
    for (id, name, at, controller, text, spoken) in people {
        let utterance = (!text.is_empty()).then(|| Utterance {
            text: text.into(),
            spoken: spoken.min(text.len()),
            since: Tick(290),
            until: Tick(400),
            source: (controller == Controller::Agent).then(|| "built-in mind".into()),
        });
        let voice = Voice {
            thinking: utterance.is_none(),
            utterance,
        };
        let pose = Pose::new(at, 0.0);
        let body = (
            Body,
            StableId(id),
            DisplayName(name.into()),
            controller,
            Looks::default(),
            voice,
        );
        commands.spawn((body, pose, PreviousPose(pose)));
        let colour = Color::hsl(id as f32 * 47.0 % 360.0, 0.35, 0.5);
        commands.spawn((
            Mesh3d(shape.clone()),
            MeshMaterial3d(materials.add(colour)),
            Transform::from_translation(at + Vec3::Y * 0.86),
        ));
    }
}
