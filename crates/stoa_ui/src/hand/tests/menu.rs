use bevy_egui::egui::{Ui, vec2};
use stoa_world::StableId;

use super::bench::{Bench, PANEL};
use crate::hand::{
    comfort::{self, Comfort, ComfortChange},
    menu::{self, ChatEntry, Someone, Tab},
};

pub(super) fn people(count: u32) -> Vec<Someone> {
    let one = |n: u32| Someone {
        id: StableId(n),
        name: format!("Person {n}"),
        role: if n.is_multiple_of(3) {
            String::new()
        } else {
            "gardener".into()
        },
        agent: n.is_multiple_of(2),
        distance_m: n as f32 * 1.7,
        muted: n % 4 == 1,
        blocked: n % 5 == 2,
    };
    (0..count).map(one).collect()
}

pub(super) fn chat(count: usize) -> Vec<ChatEntry> {
    let one = |n: usize| ChatEntry {
        name: "Iris".into(),
        text: format!(
            "This is sentence {n}, and it says that the sea is calm and the figs are ripe."
        ),
        mine: n % 2 == 1,
        agent: n.is_multiple_of(2),
    };
    (0..count).map(one).collect()
}

pub(super) fn menu_model<'a>(
    tab: Tab,
    chat: &'a [ChatEntry],
    people: &'a [Someone],
) -> menu::Model<'a> {
    menu::Model {
        tab,
        chat,
        chat_back: 0,
        talking: true,
        comfort: Comfort::default(),
        height_asked: false,
        people,
        people_page: 0,
        quit_asked: false,
        dwell: None,
    }
}

/// Every button of the menu as `model` shows it: none more, none less, each with its command.
fn check_menu(model: &menu::Model, commands: Vec<menu::Command>) {
    let what = format!("{:?} {}", model.tab, model.people_page);
    let mut all = vec![menu::Command::Close];
    all.extend(Tab::ALL.map(menu::Command::Open));
    all.extend(commands);
    let mut bench = Bench::new(PANEL);
    let mut show = |ui: &mut Ui| menu::ui(ui, model);
    bench.frame(vec![], &mut show);
    assert_eq!(bench.check_layout(&what), all.len(), "{what}");
    bench.check_text(&what, false);
    for command in all {
        let at = bench.rect(menu::button_id(&command)).center();
        assert_eq!(bench.click(at, &mut show), [command], "{what}");
    }
}

#[test]
fn a_button_of_the_menu_would_do_nothing_or_something_else() {
    use menu::Command::*;
    let (chat, people) = (chat(3), people(11));
    let model = |tab| menu_model(tab, &chat, &people);
    check_menu(&model(Tab::Chat), vec![Keyboard, EndTalk]);
    let quiet = menu::Model {
        talking: false,
        chat: &[],
        ..model(Tab::Chat)
    };
    check_menu(&quiet, vec![Keyboard]);
    check_menu(&model(Tab::Leave), vec![LeaveHeadset, AskQuit]);
    let asked = menu::Model {
        quit_asked: true,
        ..model(Tab::Leave)
    };
    check_menu(&asked, vec![LeaveHeadset, Stay, Quit]);
    let of = |people: &[Someone]| -> Vec<menu::Command> {
        let both = |one: &Someone| [Mute(one.id, !one.muted), Block(one.id, !one.blocked)];
        people.iter().flat_map(both).collect()
    };
    let mut first = of(&people[..7]);
    first.push(PeoplePage(1));
    check_menu(&model(Tab::People), first);
    let mut last = of(&people[7..]);
    last.push(PeoplePage(0));
    for people_page in [1, 2, usize::MAX] {
        let second = menu::Model {
            people_page,
            ..model(Tab::People)
        };
        check_menu(&second, last.clone());
    }
    let alone = menu::Model {
        people: &[],
        ..model(Tab::People)
    };
    check_menu(&alone, vec![]);
}

#[test]
fn a_choice_of_comfort_could_not_be_made() {
    use ComfortChange::*;
    for preset in comfort::Preset::ALL {
        let comfort = Comfort::default().with(Preset(preset));
        let model = menu::Model {
            comfort,
            height_asked: preset == comfort::Preset::Free,
            ..menu_model(Tab::Comfort, &[], &[])
        };
        let mut changes: Vec<_> = comfort::Preset::ALL.map(Preset).to_vec();
        changes.extend([comfort::Movement::Teleport, comfort::Movement::Smooth].map(Movement));
        let snaps = [15, 30, 45, 60, 90].map(comfort::Turn::Snap);
        changes.extend(snaps.map(Turn));
        changes.push(Turn(comfort::Turn::Smooth));
        changes.extend(
            [
                comfort::Vignette::Off,
                comfort::Vignette::Light,
                comfort::Vignette::Strong,
            ]
            .map(Vignette),
        );
        changes.extend([
            Seated(!comfort.seated),
            LeftHanded(!comfort.left_handed),
            ByGaze(!comfort.by_gaze),
        ]);
        changes.extend([165, 170, 175].map(Height));
        let commands = changes.into_iter().map(menu::Command::Comfort);
        check_menu(&model, commands.collect());
    }
}

#[test]
fn leafing_would_skip_or_repeat_what_was_said() {
    let chat = chat(40);
    let mut back = 0;
    let mut seen = Vec::new();
    for _ in 0..40 {
        let model = menu::Model {
            chat_back: back,
            ..menu_model(Tab::Chat, &chat, &[])
        };
        let mut bench = Bench::new(PANEL);
        let mut show = |ui: &mut Ui| menu::ui(ui, &model);
        bench.frame(vec![], &mut show);
        let texts = bench.check_text("chat", false);
        let entries = texts.iter().filter(|text| text.contains("sentence"));
        seen.extend(entries.cloned());
        let left: Vec<usize> = (0..40)
            .filter(|n| {
                bench
                    .ctx
                    .read_response(menu::button_id(&menu::Command::ChatBack(*n)))
                    .is_some_and(|r| r.sense.senses_click())
            })
            .collect();
        let Some(earlier) = left.into_iter().find(|n| *n > back) else {
            break;
        };
        let at = bench
            .rect(menu::button_id(&menu::Command::ChatBack(earlier)))
            .center();
        assert_eq!(
            bench.click(at, &mut show),
            [menu::Command::ChatBack(earlier)]
        );
        back = earlier;
    }
    assert_eq!(seen.len(), 40);
    for (n, entry) in seen.iter().enumerate() {
        assert!(
            entry.contains(&format!("sentence {},", 39 - n)),
            "{n}: {entry}"
        );
    }
}

#[test]
fn hostile_names_and_words_would_break_the_menu() {
    for text in [
        "",
        "\u{202e}\u{1b}[2J",
        &"x".repeat(100_000),
        &"é\n".repeat(9000),
        "مرحبا 👩‍👩‍👧‍👦",
    ] {
        let mut people = people(4);
        for one in &mut people {
            (one.name, one.role) = (text.into(), text.into());
            one.distance_m = f32::NAN;
        }
        let mut chat = chat(9);
        for entry in &mut chat {
            (entry.name, entry.text) = (text.into(), text.into());
        }
        for tab in Tab::ALL {
            let model = menu::Model {
                chat_back: usize::MAX,
                ..menu_model(tab, &chat, &people)
            };
            for size in [PANEL, vec2(900.0, 700.0), vec2(40.0, 30.0)] {
                let mut bench = Bench::new(size);
                bench.frame(vec![], &mut |ui: &mut Ui| menu::ui(ui, &model));
                if size.x > 100.0 {
                    bench.check_layout("hostile");
                }
            }
        }
    }
}
