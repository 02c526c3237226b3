//! The panels as a whole, without window or renderer: keys and clicks in, messages out.

use bevy::prelude::*;
use bevy_egui::{
    EguiContext, EguiPrimaryContextPass, EguiUserTextures, PrimaryEguiContext, egui,
    input::EguiInputEvent,
};
use egui::{Event, Key, Modifiers, PointerButton, Pos2, Rect, vec2};
use stoa_world::{
    Body, Controller, Deed, DisplayName, Intent, SayTo, SimClock, StableId, Tick, Voice,
    body::Utterance,
};

use crate::{api::Severity, *};

const ME: StableId = StableId(1);
const IRIS: StableId = StableId(1000);

fn key_event(key: Key, pressed: bool) -> Event {
    Event::Key {
        key,
        physical_key: None,
        pressed,
        repeat: false,
        modifiers: Modifiers::NONE,
    }
}

struct Bench {
    app: App,
    ctx: egui::Context,
    size: egui::Vec2,
    time: f64,
}

impl Bench {
    fn new() -> Self {
        let mut app = App::new();
        app.init_resource::<EguiUserTextures>()
            .init_resource::<Time<Fixed>>()
            .add_message::<EguiInputEvent>()
            .insert_resource(LocalPerson(ME))
            .insert_resource(SimClock {
                tick: Tick(300),
                start_minute: 605,
                rate: 1,
                seed: 7,
            });
        add_panels(&mut app);
        app.insert_resource(Loading {
            drawn: true,
            ..default()
        })
        .insert_resource(UiSettings {
            welcomed: true,
            ..default()
        });
        let world = app.world_mut();
        let context = world.spawn(PrimaryEguiContext).id();
        world.spawn((Body, IRIS, DisplayName("Iris".into()), Controller::Agent));
        world.spawn((Body, ME, DisplayName("Me".into()), Controller::Person));
        let ctx = world
            .get_mut::<EguiContext>(context)
            .expect("it was just spawned")
            .get_mut()
            .clone();
        let mut bench = Self {
            app,
            ctx,
            size: vec2(1280.0, 720.0),
            time: 0.0,
        };
        bench.frame(vec![]);
        bench
    }

    fn frame(&mut self, events: Vec<Event>) {
        self.time += 0.016;
        let input = egui::RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, self.size)),
            time: Some(self.time),
            events,
            ..default()
        };
        let world = self.app.world_mut();
        world.run_schedule(Update);
        let output = self
            .ctx
            .run_ui(input, |_| world.run_schedule(EguiPrimaryContextPass));
        output.drop_without_applying_deltas();
    }

    fn press(&mut self, key: Key) {
        for pressed in [true, false] {
            self.frame(vec![key_event(key, pressed)]);
        }
    }

    fn type_in(&mut self, text: &str) {
        self.frame(vec![Event::Text(text.to_owned())]);
    }

    fn click(&mut self, pos: Pos2) {
        self.frame(vec![Event::PointerMoved(pos)]);
        for pressed in [true, false] {
            let (button, modifiers) = (PointerButton::Primary, Modifiers::NONE);
            self.frame(vec![Event::PointerButton {
                pos,
                button,
                pressed,
                modifiers,
            }]);
        }
    }

    fn sent<M: Message + Clone>(&mut self) -> Vec<M> {
        self.app
            .world_mut()
            .resource_mut::<Messages<M>>()
            .drain()
            .collect()
    }

    fn get<R: Resource + Clone>(&self) -> R {
        self.app.world().resource::<R>().clone()
    }

    fn focus(&mut self, whom: Option<StableId>, talking_to: Option<StableId>) {
        self.app.insert_resource(Focus { whom, talking_to });
    }

    fn owners(&self) -> Vec<InputOwner> {
        self.get::<InputOwners>().0.into_iter().collect()
    }
}

fn say(text: &str, to: SayTo) -> Intent {
    let deed = Deed::Say {
        text: text.into(),
        to,
        volume: default(),
        source: None,
    };
    Intent { who: ME, deed }
}

#[test]
fn what_is_typed_would_not_be_said_or_the_game_would_get_the_keys() {
    let mut bench = Bench::new();
    assert_eq!(bench.owners(), []);
    bench.focus(Some(IRIS), None);
    bench.press(Key::Enter);
    assert_eq!(bench.owners(), [InputOwner::Chat]);
    bench.type_in("Good ");
    bench.type_in("day");
    bench.press(Key::Enter);
    assert_eq!(bench.sent::<Intent>(), [say("Good day", SayTo::Body(IRIS))]);
    // In a talk the line stays for more, and has the keyboard without a click.
    bench.focus(Some(IRIS), Some(IRIS));
    bench.type_in("More");
    bench.press(Key::Enter);
    assert_eq!(bench.sent::<Intent>(), [say("More", SayTo::Body(IRIS))]);
    // Enter with nothing typed frees the hands and keeps the talk.
    bench.press(Key::Enter);
    assert_eq!(
        (bench.owners(), bench.sent::<LeaveTalk>()),
        (vec![], vec![])
    );
    assert_eq!(bench.sent::<Intent>(), []);
}

#[test]
fn nobody_near_would_leave_one_speechless() {
    let mut bench = Bench::new();
    bench.press(Key::Enter);
    bench.type_in("Hello?");
    bench.press(Key::Enter);
    assert_eq!(bench.sent::<Intent>(), [say("Hello?", SayTo::Anyone)]);
    assert_eq!(bench.owners(), []);
}

#[test]
fn the_key_that_hails_would_fall_into_the_line() {
    let mut bench = Bench::new();
    bench.focus(Some(IRIS), Some(IRIS));
    let by = Some(Key::E);
    bench.app.world_mut().write_message(OpenChat { by });
    // Where frames are slow, all of it comes in one.
    let mut frame = Vec::new();
    for (text, key) in [("w", Key::W), ("e", Key::E), ("H", Key::H), ("i", Key::I)] {
        frame.push(Event::Text(text.to_owned()));
        frame.push(key_event(key, true));
    }
    bench.frame(frame);
    assert_eq!(bench.owners(), [InputOwner::Chat]);
    bench.press(Key::Enter);
    assert_eq!(bench.sent::<Intent>(), [say("Hi", SayTo::Body(IRIS))]);
}

#[test]
fn escape_would_not_end_a_talk_or_lose_a_draft() {
    let mut bench = Bench::new();
    bench.focus(Some(IRIS), Some(IRIS));
    bench.press(Key::Enter);
    bench.type_in("half a tho");
    bench.press(Key::Escape);
    assert_eq!(
        (bench.owners(), bench.sent::<LeaveTalk>()),
        (vec![], vec![])
    );
    bench.press(Key::Escape);
    assert_eq!(bench.sent::<LeaveTalk>(), [LeaveTalk { whom: IRIS }]);
    bench.focus(None, None);
    bench.press(Key::Enter);
    bench.type_in("ught");
    bench.press(Key::Enter);
    assert_eq!(
        bench.sent::<Intent>(),
        [say("half a thought", SayTo::Anyone)]
    );
}

#[test]
fn a_screen_would_leave_the_game_running_blind() {
    let mut bench = Bench::new();
    for (key, screen) in [
        (Key::Escape, Screen::Pause),
        (Key::F1, Screen::Help),
        (Key::F2, Screen::Settings),
    ] {
        bench.press(key);
        assert_eq!(bench.get::<Screens>().open, Some(screen), "{key:?}");
        assert_eq!(bench.owners(), [InputOwner::Screen], "{key:?}");
        bench.press(Key::Enter);
        bench.press(Key::Escape);
        assert_eq!(
            (bench.get::<Screens>().open, bench.owners()),
            (None, vec![]),
            "{key:?}"
        );
    }
    bench.app.insert_resource(Loading::default());
    bench.press(Key::Escape);
    assert_eq!(bench.owners(), [InputOwner::Title]);
}

#[test]
fn a_found_server_could_not_be_taken_with_one_click() {
    for (x, taken) in [(40.0, true), (140.0, false)] {
        let mut bench = Bench::new();
        let server = FoundServerView {
            label: "Ollama".into(),
            url: "http://127.0.0.1:11434".into(),
            models: vec!["llama3.2:3b".into()],
            kind: BackendKind::Ollama,
        };
        bench.app.insert_resource(FoundServers(vec![server]));
        for _ in 0..4 {
            bench.frame(vec![]);
        }
        let area = egui::AreaState::load(&bench.ctx, egui::Id::new("stoa server card"));
        let card = area.expect("the card is shown").rect();
        bench.click(card.left_bottom() + vec2(x, -30.0));
        let model = Some("llama3.2:3b".into());
        let used = bench.sent::<UseServer>();
        assert_eq!(
            used,
            taken.then_some(UseServer { index: 0, model }).as_slice(),
            "at {x}"
        );
        let declined = bench.sent::<DeclineServer>();
        assert_eq!(
            declined,
            (!taken).then_some(DeclineServer { index: 0 }).as_slice(),
            "at {x}"
        );
        bench.click(card.left_bottom() + vec2(x, -30.0));
        assert_eq!(bench.sent::<UseServer>(), [], "the offer was made again");
    }
}

#[test]
fn an_offer_could_not_be_taken_while_the_cursor_is_caught() {
    let mut bench = Bench::new();
    bench
        .app
        .insert_resource(FoundServers(vec![FoundServerView {
            label: "Ollama".into(),
            url: "http://127.0.0.1:11434".into(),
            models: vec!["llama3.2:3b".into()],
            kind: BackendKind::Ollama,
        }]));
    bench.frame(vec![]);
    assert_eq!(bench.sent::<UseServer>(), []);
    bench.press(Key::F4);
    let model = Some("llama3.2:3b".into());
    assert_eq!(bench.sent::<UseServer>(), [UseServer { index: 0, model }]);
    bench.press(Key::F4);
    assert_eq!(bench.sent::<UseServer>(), [], "the offer was made again");
}

#[test]
fn hostile_text_would_break_a_panel() {
    let paste = "x\u{202e}".repeat(100_000);
    for text in [
        "",
        "\u{1b}[2J\0\u{7}",
        "مرحبا שלום 👩‍👩‍👧‍👦",
        &"é\n".repeat(50_000),
        paste.as_str(),
    ] {
        let mut bench = Bench::new();
        bench.focus(Some(IRIS), Some(IRIS));
        let world = bench.app.world_mut();
        let mind = MindView {
            role: text.into(),
            persona: text.into(),
            doing: text.into(),
            goal: text.into(),
            backend: text.into(),
            request: text.into(),
            problem: Some(Problem {
                cause: text.into(),
                remedy: text.into(),
            }),
            memories: vec![text.into(); 40],
            ..default()
        };
        world.resource_mut::<MindPanel>().0.insert(IRIS, mind);
        world.resource_mut::<Screens>().inspector = true;
        let (since, until) = (Tick(290), Tick(400));
        let (text, spoken, source) = (text.to_owned(), text.len() / 2, Some(text.to_owned()));
        let text = text.as_str();
        let utterance = Some(Utterance {
            text: text.into(),
            spoken,
            since,
            until,
            source,
        });
        let voice = Voice {
            utterance,
            thinking: true,
        };
        world.spawn((
            Body,
            StableId(1001),
            DisplayName(text.into()),
            Controller::Agent,
            voice,
        ));
        world.write_message(Notice::new(Severity::Error, text).with_remedy(text));
        bench.press(Key::Enter);
        bench.type_in(text);
        bench.size = vec2(200.0, 120.0);
        for _ in 0..3 {
            bench.frame(vec![]);
        }
        bench.press(Key::Enter);
        for intent in bench.sent::<Intent>() {
            let Deed::Say { text, .. } = intent.deed else {
                panic!("not said: {intent:?}")
            };
            assert!(text.chars().count() <= chat::SAY_CHARS && !text.contains('\u{1b}'));
        }
    }
}

#[test]
fn a_change_of_settings_would_not_be_told() {
    let mut bench = Bench::new();
    bench.app.insert_resource(UiSettings::default());
    for _ in 0..3 {
        bench.frame(vec![]);
    }
    assert_eq!(bench.sent::<SettingsChanged>(), []);
    // The welcome card has been seen.
    bench.time += 9.0;
    bench.frame(vec![]);
    let told = bench.sent::<SettingsChanged>();
    assert_eq!(
        told,
        [SettingsChanged(UiSettings {
            welcomed: true,
            ..default()
        })]
    );
    assert_eq!(bench.get::<UiSettings>(), told[0].0);
}
