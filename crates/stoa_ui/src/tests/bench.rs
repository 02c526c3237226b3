//! The panels on a bench: stepped by hand, keys in, messages and painted words out.

use bevy::{
    input::{
        ButtonState,
        keyboard::{self, KeyboardInput},
    },
    prelude::*,
};
use bevy_egui::{
    EguiContext, EguiPrimaryContextPass, EguiUserTextures, PrimaryEguiContext, egui,
    helpers::bevy_to_egui_physical_key, input::EguiInputEvent,
};
use egui::{Event, Key, Modifiers, PointerButton, Pos2, Rect, vec2};
use stoa_world::{Body, Controller, DisplayName, SimClock, StableId, Tick};

use super::{IRIS, ME};
use crate::{bindings::KEYS, *};

pub fn key_event(key: Key, pressed: bool) -> Event {
    Event::Key {
        key,
        physical_key: None,
        pressed,
        repeat: false,
        modifiers: Modifiers::NONE,
    }
}

pub struct Bench {
    pub app: App,
    pub ctx: egui::Context,
    pub size: egui::Vec2,
    pub time: f64,
    /// What the last frame painted in letters: the words, the part of them that can be seen, all of them.
    pub words: Vec<(String, Rect, Rect)>,
    /// What was last put into the clipboard.
    pub copied: Option<String>,
    /// What a screen reader is told, where one is there.
    pub read_out: Option<egui::accesskit::TreeUpdate>,
}

impl Bench {
    pub fn new() -> Self {
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
            words: vec![],
            copied: None,
            read_out: None,
        };
        bench.frame(vec![]);
        bench
    }

    pub fn frame(&mut self, events: Vec<Event>) {
        self.time += 0.016;
        self.devices(&events);
        let world = self.app.world_mut();
        let mut by_pad = world.resource_mut::<Messages<EguiInputEvent>>();
        let by_pad: Vec<Event> = by_pad.drain().map(|message| message.event).collect();
        let events = events.into_iter().chain(by_pad).collect();
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
        self.words = output.shapes.iter().flat_map(words).collect();
        for command in &output.platform_output.commands {
            if let egui::OutputCommand::CopyText(text) = command {
                self.copied = Some(text.clone());
            }
        }
        self.read_out = output.platform_output.accesskit_update.clone();
        output.drop_without_applying_deltas();
    }

    /// The keys of egui's events as the keyboard itself tells of them, and what is read from them.
    fn devices(&mut self, events: &[Event]) {
        let world = self.app.world_mut();
        world.resource_mut::<ButtonInput<KeyCode>>().clear();
        for event in events {
            let Event::Key { key, pressed, .. } = event else {
                continue;
            };
            let is = |code: &KeyCode| bevy_to_egui_physical_key(code) == Some(*key);
            let mut codes = KEYS.iter().map(|(_, code)| *code);
            let Some(key_code) = codes.find(is) else {
                continue;
            };
            let mut keys = world.resource_mut::<ButtonInput<KeyCode>>();
            let state = match pressed {
                true => {
                    keys.press(key_code);
                    ButtonState::Pressed
                }
                false => {
                    keys.release(key_code);
                    ButtonState::Released
                }
            };
            world.write_message(KeyboardInput {
                key_code,
                logical_key: keyboard::Key::Unidentified(keyboard::NativeKey::Unidentified),
                state,
                text: None,
                repeat: false,
                window: Entity::PLACEHOLDER,
            });
        }
        world.run_schedule(PreUpdate);
    }

    /// Lets everything that moves come to rest.
    pub fn rest(&mut self) {
        for _ in 0..10 {
            self.time += 0.04;
            self.frame(vec![]);
        }
    }

    /// True when exactly these words, or a line that begins with them, can be seen.
    pub fn sees(&self, text: &str) -> bool {
        self.place(text).is_some()
    }

    fn place(&self, text: &str) -> Option<Rect> {
        let (_, seen, whole) = self
            .words
            .iter()
            .find(|(words, ..)| words.starts_with(text))?;
        seen.contains(whole.center()).then_some(*whole)
    }

    /// Walks with Tab to the control that carries these words.
    pub fn walk_to(&mut self, text: &str) {
        // The settings have a key and a button for every action.
        for _ in 0..250 {
            if self.is_at(text) {
                return;
            }
            self.press(Key::Tab);
            self.rest();
        }
        let seen: Vec<&str> = self
            .words
            .iter()
            .map(|(words, ..)| words.as_str())
            .collect();
        panic!("Tab does not lead to {text:?}; there is {seen:#?}");
    }

    /// Whether the control with these words has the focus.
    pub fn is_at(&self, text: &str) -> bool {
        let focused = self.ctx.memory(|memory| memory.focused());
        let control = focused.and_then(|id| self.ctx.read_response(id));
        // The ground of a list can have the keyboard too; it is no control.
        let control = control.filter(|control| control.rect.height() < 60.0);
        control.is_some_and(|control| {
            self.words.iter().any(|(words, seen, whole)| {
                words == text
                    && self.ctx.layer_id_at(whole.center()) == Some(control.layer_id)
                    && control.rect.contains(whole.center())
                    && seen.contains(whole.center())
            })
        })
    }

    /// Walks there with Tab and presses it.
    pub fn choose(&mut self, text: &str) {
        self.walk_to(text);
        self.press(Key::Space);
        self.rest();
    }

    /// Nothing is written beyond the edges of where it can be seen, from left to right.
    pub fn assert_in_bounds(&self) {
        let screen = self.ctx.content_rect();
        for (words, seen, whole) in &self.words {
            let inside = whole.left() >= seen.left() - 1.5 && whole.right() <= seen.right() + 1.5;
            let words: String = words.chars().take(60).collect();
            assert!(inside, "{words:?} at {whole:?} is cut off at {seen:?}");
            assert!(screen.expand(1.0).contains_rect(*seen), "{words:?}");
        }
    }

    pub fn press(&mut self, key: Key) {
        for pressed in [true, false] {
            self.frame(vec![key_event(key, pressed)]);
        }
    }

    /// Presses a button of the gamepad, which is there from the first press on.
    pub fn push(&mut self, button: GamepadButton) {
        for down in [true, false] {
            let world = self.app.world_mut();
            let mut pads = world.query::<&mut Gamepad>();
            if pads.iter(world).next().is_none() {
                world.spawn(Gamepad::default());
            }
            for mut pad in pads.iter_mut(world) {
                match down {
                    true => pad.digital_mut().press(button),
                    false => pad.digital_mut().release(button),
                };
            }
            self.frame(vec![]);
            let world = self.app.world_mut();
            for mut pad in pads.iter_mut(world) {
                pad.digital_mut().clear();
            }
        }
        self.rest();
    }

    pub fn type_in(&mut self, text: &str) {
        self.frame(vec![Event::Text(text.to_owned())]);
    }

    pub fn click(&mut self, pos: Pos2) {
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

    pub fn sent<M: Message + Clone>(&mut self) -> Vec<M> {
        self.app
            .world_mut()
            .resource_mut::<Messages<M>>()
            .drain()
            .collect()
    }

    pub fn get<R: Resource + Clone>(&self) -> R {
        self.app.world().resource::<R>().clone()
    }

    pub fn focus(&mut self, whom: Option<StableId>, talking_to: Option<StableId>) {
        self.app.insert_resource(Focus { whom, talking_to });
    }

    pub fn owners(&self) -> Vec<InputOwner> {
        self.get::<InputOwners>().0.into_iter().collect()
    }
}

/// Everything that is written in a shape.
fn words(clipped: &egui::epaint::ClippedShape) -> Vec<(String, Rect, Rect)> {
    fn collect(shape: &egui::Shape, clip: Rect, out: &mut Vec<(String, Rect, Rect)>) {
        match shape {
            egui::Shape::Vec(shapes) => shapes.iter().for_each(|shape| collect(shape, clip, out)),
            egui::Shape::Text(text) => {
                let whole = text.galley.rect.translate(text.pos.to_vec2());
                let words = text.galley.text().to_owned();
                if !words.is_empty() && clip.intersects(whole) {
                    out.push((words, clip.intersect(whole), whole));
                }
            }
            _ => {}
        }
    }
    let mut out = Vec::new();
    collect(&clipped.shape, clipped.clip_rect, &mut out);
    out
}
