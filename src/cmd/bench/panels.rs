//! Every panel of the window while frames are measured: all that can stand open together, and each screen in its turn.

use std::time::Duration;

use bevy::prelude::*;
use bevy_egui::EguiPrimaryContextPass;
use serde_json::{Map, Value, json};
use stoa_ui::{
    BackendKind, Crash, EditPersona, EditPlaces, Editor, FileMistake, FileMistakes, Focus,
    FoundServerView, FoundServers, LastRun, LocalPerson, Notice, PanelSystems, PlaceEditor, Screen,
    Screens, Severity, SoundKind, SoundSource, SoundsHere, UiSettings,
    chat::{ChatLine, ChatLog, Spoken},
};
use stoa_world::{DisplayName, StableId, Tick};

use super::{frame::nearest, percentile};

/// The window that they are drawn in, in pixels.
pub(super) const SIZE: UVec2 = UVec2::new(1280, 720);

/// What is open in one part of the frames. Inspector, notices and the world's own panels are there all the time.
const PARTS: [(&str, Option<Screen>); 10] = [
    // Chat with its history, mistakes, the card of a server, captions.
    ("chat", None),
    ("pause", Some(Screen::Pause)),
    ("settings", Some(Screen::Settings)),
    ("help", Some(Screen::Help)),
    ("way", Some(Screen::Way)),
    ("people", Some(Screen::People)),
    ("checkup", Some(Screen::Checkup)),
    ("editor", Some(Screen::Editor)),
    ("places", Some(Screen::Places)),
    ("crash", Some(Screen::Crash)),
];
/// Frames that each part needs at least.
pub(super) const FRAMES_OF_PART: usize = 10;
pub(super) const LEAST_FRAMES: usize = FRAMES_OF_PART * PARTS.len();
const LINES: u32 = 120;

pub(super) struct Panels {
    frames: usize,
    part: Option<usize>,
    took: [Vec<Duration>; PARTS.len()],
}

/// Whom the person faces as far as the panels know, and whom really.
#[derive(Resource, Default)]
struct Faced {
    shown: Option<StableId>,
    real: Focus,
}

impl Panels {
    /// Fills what panels show. `frames` will be measured.
    pub(super) fn new(app: &mut App, frames: usize) -> Self {
        let world = app.world_mut();
        let mistake = |line| FileMistake {
            file: "worlds/yard.toml".to_owned(),
            place: Some((line, 9)),
            text: "expected one of slab, block, tree; found the text \"tre\"".to_owned(),
        };
        world.insert_resource(FileMistakes((1..=6).map(mistake).collect()));
        world.insert_resource(FoundServers(vec![FoundServerView {
            label: "Ollama".to_owned(),
            url: BackendKind::Ollama.usual_url().to_owned(),
            models: vec!["llama3.2:3b".to_owned(), "qwen3:8b".to_owned()],
            kind: BackendKind::Ollama,
        }]));
        world.resource_mut::<UiSettings>().sound.captions = true;
        app.init_resource::<Faced>().add_systems(
            EguiPrimaryContextPass,
            (
                face.in_set(PanelSystems::Theme),
                turn_back.in_set(PanelSystems::Owners),
            ),
        );
        Self {
            frames,
            part: None,
            took: default(),
        }
    }

    /// Opens what belongs to this frame.
    pub(super) fn open(&mut self, world: &mut World, frame: usize) {
        let part = (frame * PARTS.len() / self.frames.max(1)).min(PARTS.len() - 1);
        let whom = world
            .get_resource::<LocalPerson>()
            .copied()
            .and_then(|LocalPerson(me)| nearest(world, me));
        if self.part != Some(part) {
            if self.part.is_none() {
                tell(world);
                remember(world, whom);
            }
            self.part = Some(part);
            begin(world, PARTS[part].1, whom);
        }
        world.resource_mut::<Faced>().shown = whom;
        let mut screen = PARTS[part].1;
        // A file is read in the frame after it was asked for.
        if world.resource::<Editor>().0.is_none() {
            screen = screen.filter(|screen| *screen != Screen::Editor);
        }
        if world.resource::<PlaceEditor>().0.is_none() {
            screen = screen.filter(|screen| *screen != Screen::Places);
        }
        let open = screen;
        world.insert_resource(Screens {
            open,
            inspector: true,
        });
        world.resource_mut::<ChatLine>().open(whom, None);
        let kinds = [SoundKind::Bird, SoundKind::Crowd, SoundKind::Fountain];
        let heard = kinds.map(|kind| SoundSource {
            kind,
            who: None,
            at: Vec3::X,
        });
        world.insert_resource(SoundsHere(heard.into()));
    }

    /// How long the frame took that [`Panels::open`] was called before.
    pub(super) fn note(&mut self, took: Duration) {
        if let Some(part) = self.part {
            self.took[part].push(took);
        }
    }

    /// By part: `{"settings": {"cpu_ms_p50": …, "cpu_ms_p99": …, "cpu_ms_max": …}, …}`.
    pub(super) fn figures(mut self) -> Map<String, Value> {
        let parts = PARTS.iter().zip(&mut self.took).map(|((name, _), took)| {
            let figures = json!({
                "cpu_ms_p50": percentile(took, 50),
                "cpu_ms_p99": percentile(took, 99),
                "cpu_ms_max": percentile(took, 100),
            });
            ((*name).to_owned(), figures)
        });
        Map::from_iter([("panels".to_owned(), parts.collect::<Map<_, _>>().into())])
    }
}

/// Notices that stay.
fn tell(world: &mut World) {
    for number in 1..=4 {
        let text = format!("Server {number} at http://192.168.1.{number}:8080 refused it");
        let notice = Notice::new(Severity::Error, text);
        world.write_message(notice.with_remedy("Start it, or choose another one."));
    }
}

/// A history of two who talked for long.
fn remember(world: &mut World, whom: Option<StableId>) {
    let me = world.get_resource::<LocalPerson>().map(|person| person.0);
    let mut names = world.query::<(&StableId, &DisplayName)>();
    let mut name_of = |whom| {
        let found = names.iter(world).find(|(id, _)| **id == whom);
        found.map_or_else(String::new, |(_, name)| name.0.clone())
    };
    let (Some(me), Some(whom)) = (me, whom) else {
        return;
    };
    let both = [me, whom].map(|who| (who, name_of(who)));
    let mut log = world.resource_mut::<ChatLog>();
    for number in 0..LINES {
        let (who, name) = &both[number as usize % 2];
        log.push(Spoken {
            who: *who,
            name: name.clone(),
            agent: *who == whom,
            mine: *who == me,
            ours: true,
            text: format!(
                "This is line {number}, about the olive trees, the library and the tide."
            ),
            minute: 540 + number,
            tick: Tick(u64::from(number)),
            again: false,
        });
    }
}

/// What a screen is filled with when it opens.
fn begin(world: &mut World, screen: Option<Screen>, whom: Option<StableId>) {
    match (screen, whom) {
        (Some(Screen::Editor), Some(whom)) => {
            world.write_message(EditPersona { whom });
        }
        (Some(Screen::Places), _) => {
            world.write_message(EditPlaces);
        }
        (Some(Screen::Crash), _) => {
            let report = Some("crashes/100-7.txt".into());
            world.insert_resource(LastRun(Some(Crash { report })));
        }
        _ => {}
    }
}

fn face(mut faced: ResMut<Faced>, mut focus: ResMut<Focus>) {
    faced.real = *focus;
    if faced.shown.is_some() {
        (focus.whom, focus.talking_to) = (faced.shown, faced.shown);
    }
}

fn turn_back(faced: Res<Faced>, mut focus: ResMut<Focus>) {
    *focus = faced.real;
}
