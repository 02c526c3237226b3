//! The belt: turn, step back, menu; what a controller may have no control for.

use std::time::Duration;

use bevy_egui::egui::{Id, Ui};

use super::{
    target::{GAP, Target, columns},
    text,
};
use crate::theme;

/// What a person wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Command {
    TurnLeft,
    TurnRight,
    StepBack,
    Menu,
}

impl Command {
    pub const ALL: [Self; 4] = [Self::TurnLeft, Self::TurnRight, Self::StepBack, Self::Menu];

    fn label(self) -> &'static str {
        match self {
            Self::TurnLeft => text::turn_left(),
            Self::TurnRight => text::turn_right(),
            Self::StepBack => text::step_back(),
            Self::Menu => text::menu(),
        }
    }
}

/// The id of the button that gives `command`.
pub fn button_id(command: Command) -> Id {
    Id::new(("stoa belt", command))
}

/// Draws the belt over all that `ui` has left; it is made for 576 × 96 points. The gaze alone clicks after `dwell`.
pub fn ui(ui: &mut Ui, dwell: Option<Duration>) -> Vec<Command> {
    let area = ui.available_rect_before_wrap();
    ui.advance_cursor_after_rect(area);
    ui.painter().rect_filled(area, theme::RADIUS, theme::PANEL);
    let mut commands = Vec::new();
    let buttons = columns(area.shrink(GAP), [1.0; 4]);
    for (command, rect) in Command::ALL.into_iter().zip(buttons) {
        let target = Target::new(button_id(command), rect, command.label()).dwell(dwell);
        if target.show(ui).clicked {
            commands.push(command);
        }
    }
    commands
}
