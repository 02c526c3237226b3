use bevy_egui::egui::Ui;

use super::bench::{Bench, PANEL};
use crate::hand::{
    replies::{Heard, Reply, replies},
    text,
    wrist::{self, Microphone, Partner},
};

fn iris<'a>() -> Option<Partner<'a>> {
    Some(Partner {
        name: "Iris",
        agent: true,
        thinking: false,
    })
}

fn some_replies(text: &str) -> Vec<Reply> {
    let heard = Heard { by: "Iris", text };
    replies(Some(&heard), &["the fountain"], &["Iris", "Mara"])
}

#[test]
fn a_button_of_the_wrist_would_do_nothing_or_something_else() {
    for said in [
        "",
        "Mara sits by the fountain.",
        "Hello!",
        "Shall we go?",
        "Thank you.",
    ] {
        for microphone in [Microphone::Absent, Microphone::Muted, Microphone::Listening] {
            let replies = some_replies(said);
            let partner = iris();
            let model = wrist::Model {
                partner,
                said,
                replies: &replies,
                microphone,
                dwell: None,
            };
            let mut commands = vec![wrist::Command::Keyboard, wrist::Command::Menu];
            let said = replies.iter().map(|reply| reply.text.clone());
            commands.extend(said.map(wrist::Command::Say));
            match microphone {
                Microphone::Absent => {}
                Microphone::Muted => commands.push(wrist::Command::Listen(true)),
                Microphone::Listening => commands.push(wrist::Command::Listen(false)),
            }
            let mut bench = Bench::new(PANEL);
            let mut show = |ui: &mut Ui| wrist::ui(ui, &model);
            bench.frame(vec![], &mut show);
            assert_eq!(bench.check_layout(model.said), commands.len());
            bench.check_text(model.said, false);
            for command in commands {
                let at = bench.rect(wrist::button_id(&command)).center();
                assert_eq!(bench.click(at, &mut show), [command]);
            }
        }
    }
}

#[test]
fn a_long_answer_would_hide_its_end_or_push_the_buttons_out() {
    let no_spaces = "語".repeat(3000);
    let long = "Once there was a harbour. ".repeat(300) + "And that is the very end.";
    for (said, end) in [
        (long.as_str(), "the very end."),
        (no_spaces.as_str(), "語"),
        ("short", "short"),
        (&"\u{301}".repeat(9000), ""),
        (&"\n".repeat(9000), ""),
    ] {
        let name = "Bartholomew of the very long name that never ends ".repeat(9);
        let partner = Some(Partner {
            name: &name,
            agent: true,
            thinking: false,
        });
        let replies = some_replies("Shall we go to the fountain?");
        let model = wrist::Model {
            partner,
            said,
            replies: &replies,
            ..wrist::Model::default()
        };
        let mut bench = Bench::new(PANEL);
        bench.frame(vec![], &mut |ui: &mut Ui| wrist::ui(ui, &model));
        bench.check_layout("long");
        let texts = bench.check_text("long", true);
        assert!(texts.iter().any(|text| text.ends_with(end)), "{texts:?}");
    }
}

#[test]
fn somebody_thinking_or_nobody_would_not_be_shown() {
    let thinking = Some(Partner {
        name: "Iris",
        agent: false,
        thinking: true,
    });
    for (partner, expected) in [(None, text::how_to_talk()), (thinking, "·")] {
        let model = wrist::Model {
            partner,
            said: "old words",
            ..wrist::Model::default()
        };
        let mut bench = Bench::new(PANEL);
        bench.frame(vec![], &mut |ui: &mut Ui| wrist::ui(ui, &model));
        let texts = bench.check_text("thinking", false);
        assert!(texts.iter().any(|text| text.starts_with(expected)));
        assert!(!texts.iter().any(|text| text.contains("old words")));
    }
}
