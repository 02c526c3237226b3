//! Text of others is never trusted: any words in any place.

use bevy::prelude::*;
use egui::{Key, vec2};
use stoa_world::{
    Body, Controller, Deed, DisplayName, Intent, StableId, Tick, Voice, body::Utterance,
};

use super::{IRIS, bench::Bench};
use crate::{api::Severity, *};
use bevy_egui::egui;

const PASTE: &str = "x\u{202e}";

/// Words as nobody means them well.
pub fn hostile() -> Vec<String> {
    vec![
        String::new(),
        "\u{1b}[2J\0\u{7}".into(),
        "مرحبا שלום 👩‍👩‍👧‍👦".into(),
        "é\n".repeat(5_000),
        PASTE.repeat(10_000),
        "שלום-".repeat(2_000),
        "m\u{301}\u{302}\u{303}\u{304}\u{305}".repeat(2_000),
    ]
}

#[test]
fn hostile_text_would_break_a_panel() {
    for text in hostile() {
        let text = text.as_str();
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
            exchange: Some(ExchangeView {
                server: text.into(),
                model: text.into(),
                prompt: vec![(text.into(), text.into()); 300],
                reply: text.into(),
                reasoning: text.into(),
                tool_calls: vec![text.into(); 40],
                tokens: text.into(),
                phases: vec![
                    (text.into(), f32::NAN),
                    (text.into(), 1.0),
                    (text.into(), -1.0),
                ],
                progress: Some((u32::MAX, 1)),
                cost: text.into(),
                failures: vec![
                    Problem {
                        cause: text.into(),
                        remedy: text.into(),
                    };
                    40
                ],
            }),
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
