use bevy_egui::egui::{Ui, Vec2, vec2};

use super::{
    bench::{Bench, PANEL},
    menu::{chat, menu_model, people},
};
use crate::{
    hand::{
        belt,
        comfort::{Comfort, ComfortChange, Preset},
        keyboard::{Keyboard, KeyboardView, SMALLEST_KEYBOARD},
        keys::Layout,
        line::Line,
        menu::{self, Someone, Tab},
        replies::{Reply, replies},
        text,
        wrist::{self, Microphone, Partner},
    },
    language::{
        Language,
        process::{MARK, mark},
        speak,
    },
};

const BELT: Vec2 = vec2(576.0, 96.0);

/// Shows every panel in every state that has words of its own; `see` gets what is drawn.
fn all(see: &mut impl FnMut(&str, &Bench)) {
    let mut seen = |name: &str, size: Vec2, show: &mut dyn FnMut(&mut Ui)| {
        let mut bench = Bench::new(size);
        bench.frame(vec![], &mut |ui: &mut Ui| {
            show(ui);
            Vec::<()>::new()
        });
        see(name, &bench);
    };
    let two: Vec<Someone> = people(2);
    let mut muted = people(1);
    (muted[0].muted, muted[0].blocked) = (true, true);
    let said = chat(3);
    let free = Comfort::default().with(ComfortChange::Preset(Preset::Free));
    let model = |tab| menu_model(tab, &said, &two);
    for (name, model) in [
        ("chat", model(Tab::Chat)),
        ("empty chat", menu_model(Tab::Chat, &[], &[])),
        ("comfort", model(Tab::Comfort)),
        (
            "comfort, free",
            menu::Model {
                comfort: free,
                height_asked: true,
                ..model(Tab::Comfort)
            },
        ),
        ("people", model(Tab::People)),
        ("people, muted", menu_model(Tab::People, &[], &muted)),
        ("nobody", menu_model(Tab::People, &[], &[])),
        ("leave", model(Tab::Leave)),
        (
            "leave, asked",
            menu::Model {
                quit_asked: true,
                ..model(Tab::Leave)
            },
        ),
    ] {
        seen(name, PANEL, &mut |ui| _ = menu::ui(ui, &model));
    }
    let iris = Partner {
        name: "Iris",
        agent: true,
        thinking: false,
    };
    let first: Vec<Reply> = replies(None, &[""; 0], &[""; 0]);
    for (partner, microphone) in [
        (None, Microphone::Absent),
        (Some(iris), Microphone::Muted),
        (Some(iris), Microphone::Listening),
    ] {
        let model = wrist::Model {
            partner,
            said: "",
            replies: &first,
            microphone,
            dwell: None,
        };
        seen("wrist", PANEL, &mut |ui| _ = wrist::ui(ui, &model));
    }
    let mut keyboard = Keyboard::new(Layout::spoken());
    let line = Line::default();
    let view = KeyboardView {
        line: &line,
        hint: text::say_something(),
        suggestions: &[],
        dwell: None,
    };
    seen("keyboard", SMALLEST_KEYBOARD, &mut |ui| {
        _ = keyboard.ui(ui, &view);
    });
    seen("belt", BELT, &mut |ui| _ = belt::ui(ui, None));
}

/// What stands for itself: signs, numbers with their units, and what a test or a quick reply says.
fn is_no_word(words: &str) -> bool {
    let said = replies(None, &[""; 0], &[""; 0]);
    let names = ["Iris", "Person 0", "Person 1"];
    names.contains(&words)
        || words.contains("sentence")
        || said.iter().any(|reply| reply.label == words)
        || words
            .split_whitespace()
            .all(|word| word.chars().filter(|c| c.is_alphabetic()).count() < 2)
}

#[test]
fn a_hand_panel_would_write_what_no_language_can_say_otherwise() {
    mark();
    all(&mut |name, bench| {
        let words = bench.check_text(name, true);
        let marked = words.iter().filter(|text| text.contains(MARK)).count();
        assert!(marked > 0, "{name}: {words:?}");
        let plain: Vec<_> = words
            .iter()
            .filter(|text| !text.contains(MARK) && !is_no_word(text))
            .collect();
        assert!(plain.is_empty(), "{name}: {plain:?}");
    });
}

#[test]
fn a_language_would_not_fit_the_hand_panels() {
    for language in [Language::English, Language::German] {
        speak(language);
        all(&mut |name, bench| {
            let what = format!("{name} in {language:?}");
            bench.check_layout(&what);
            bench.check_text(&what, false);
        });
    }
}

#[test]
fn a_german_would_type_on_an_english_keyboard() {
    for (language, layout) in [
        (Language::English, Layout::Qwerty),
        (Language::German, Layout::Qwertz),
    ] {
        speak(language);
        assert_eq!(Layout::spoken(), layout);
    }
}
