use std::time::Duration;

use bevy_egui::egui::{Event, Pos2, Ui};

use super::{
    bench::{AWAY, Bench, PANEL, button},
    menu::menu_model,
};
use crate::hand::menu::{self, Tab};

#[test]
fn a_look_would_click_at_once_or_never() {
    let dwell = Some(Duration::from_millis(600));
    let model = menu::Model {
        dwell,
        ..menu_model(Tab::Leave, &[], &[])
    };
    let mut show = |ui: &mut Ui| menu::ui(ui, &model);
    let look = |at: Pos2| vec![Event::PointerMoved(at)];
    let mut bench = Bench::new(PANEL);
    bench.frame(vec![], &mut show);
    let at = bench
        .rect(menu::button_id(&menu::Command::AskQuit))
        .center();
    // A glance of half a second, then away.
    for _ in 0..10 {
        assert_eq!(bench.frame(look(at), &mut show), []);
    }
    for _ in 0..10 {
        assert_eq!(bench.frame(look(AWAY), &mut show), []);
    }
    // A look with one slip of a frame.
    let mut commands = Vec::new();
    let mut clicked = None;
    for frame in 0..60 {
        let to = if frame == 5 { AWAY } else { at };
        commands.extend(bench.frame(look(to), &mut show));
        if !commands.is_empty() && clicked.is_none() {
            clicked = Some(frame);
        }
    }
    assert_eq!(commands, [menu::Command::AskQuit], "one look is one click");
    assert!(
        clicked.is_some_and(|frame| (11..=14).contains(&frame)),
        "{clicked:?}"
    );
}

#[test]
fn a_press_that_slides_away_would_click() {
    let model = menu_model(Tab::Leave, &[], &[]);
    let mut show = |ui: &mut Ui| menu::ui(ui, &model);
    let mut bench = Bench::new(PANEL);
    bench.frame(vec![], &mut show);
    let quit = bench
        .rect(menu::button_id(&menu::Command::AskQuit))
        .center();
    let leave = bench
        .rect(menu::button_id(&menu::Command::LeaveHeadset))
        .center();
    for (from, to) in [(quit, leave), (quit, AWAY), (AWAY, quit)] {
        let mut commands = bench.frame(vec![Event::PointerMoved(from)], &mut show);
        commands.extend(bench.frame(vec![button(from, true)], &mut show));
        commands.extend(bench.frame(vec![Event::PointerMoved(to)], &mut show));
        commands.extend(bench.frame(vec![button(to, false)], &mut show));
        assert_eq!(commands, [], "{from:?} {to:?}");
    }
    // Slow frames: press and release come in one; and a slow hand presses for two seconds.
    let both = vec![
        Event::PointerMoved(quit),
        button(quit, true),
        button(quit, false),
    ];
    assert_eq!(bench.frame(both, &mut show), [menu::Command::AskQuit]);
    bench.frame(vec![button(quit, true)], &mut show);
    for _ in 0..40 {
        assert_eq!(bench.frame(vec![], &mut show), []);
    }
    let release = vec![button(quit, false)];
    assert_eq!(bench.frame(release, &mut show), [menu::Command::AskQuit]);
}
