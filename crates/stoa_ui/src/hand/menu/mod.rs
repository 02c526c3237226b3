//! The hand menu: what was said, comfort, people, the way out.

mod chat;
mod comfort;
mod leave;
mod people;

use std::time::Duration;

use bevy_egui::egui;
use egui::{
    Color32, FontId, Id, Rect, Ui,
    text::{LayoutJob, TextFormat, TextWrapping},
};
use stoa_world::StableId;

use super::{
    comfort::{Comfort, ComfortChange},
    target::{Look, Rows, Target, columns},
    text,
};
use crate::{clean::clean, theme};

const MARGIN: f32 = 14.0;
const TABS: f32 = 56.0;
/// The height of a button that stands in a row.
const BUTTON: f32 = 56.0;

/// What the menu shows.
#[derive(Debug, Clone, Copy)]
pub struct Model<'a> {
    pub tab: Tab,
    /// What was said, oldest first.
    pub chat: &'a [ChatEntry],
    /// How many of the newest entries have been leafed over.
    pub chat_back: usize,
    /// Somebody talks with the person.
    pub talking: bool,
    pub comfort: Comfort,
    /// The person is asked how tall they are.
    pub height_asked: bool,
    /// Who is about, the nearest first.
    pub people: &'a [Someone],
    /// Which page of them is open.
    pub people_page: usize,
    /// The person chose to quit and is asked once more.
    pub quit_asked: bool,
    /// The gaze alone clicks after this time.
    pub dwell: Option<Duration>,
}

/// A page of the menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Tab {
    #[default]
    Chat,
    Comfort,
    People,
    Leave,
}

impl Tab {
    pub const ALL: [Self; 4] = [Self::Chat, Self::Comfort, Self::People, Self::Leave];

    fn label(self) -> &'static str {
        match self {
            Self::Chat => text::chat(),
            Self::Comfort => text::comfort(),
            Self::People => text::people(),
            Self::Leave => text::leave(),
        }
    }
}

/// One speaker's words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ChatEntry {
    pub name: String,
    pub text: String,
    /// The person of this menu said it.
    pub mine: bool,
    pub agent: bool,
}

/// A body that may be muted and blocked, person or agent.
#[derive(Debug, Clone, PartialEq)]
pub struct Someone {
    pub id: StableId,
    pub name: String,
    /// `gardener`; may be empty.
    pub role: String,
    pub agent: bool,
    pub distance_m: f32,
    pub muted: bool,
    pub blocked: bool,
}

/// What a person wants.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Command {
    Close,
    Open(Tab),
    /// Show the chat with this many of its newest entries left out.
    ChatBack(usize),
    Keyboard,
    EndTalk,
    Comfort(ComfortChange),
    PeoplePage(usize),
    Mute(StableId, bool),
    Block(StableId, bool),
    LeaveHeadset,
    /// Ask whether quitting is meant.
    AskQuit,
    Stay,
    Quit,
}

/// The id of the button that gives `command`.
pub fn button_id(command: &Command) -> Id {
    Id::new(("stoa hand menu", command))
}

/// Draws the menu over all that `ui` has left; it is made for 480 × 640 points.
pub fn ui(ui: &mut Ui, model: &Model) -> Vec<Command> {
    let area = ui.available_rect_before_wrap();
    ui.advance_cursor_after_rect(area);
    ui.painter().rect_filled(area, theme::RADIUS, theme::PANEL);
    let mut rows = Rows::new(area.shrink(MARGIN));
    let mut panel = Panel {
        ui,
        dwell: model.dwell,
        commands: Vec::new(),
    };
    let [tabs @ .., close] = columns(rows.top(TABS), [1.0, 1.2, 1.0, 1.0, 0.6]);
    for (tab, rect) in Tab::ALL.into_iter().zip(tabs) {
        panel.choice(rect, tab.label(), tab == model.tab, Command::Open(tab));
    }
    panel.button(close, "✖", Look::Quiet, Command::Close);
    let page = rows.rest();
    match model.tab {
        Tab::Chat => chat::show(&mut panel, page, model),
        Tab::Comfort => comfort::show(&mut panel, page, &model.comfort, model.height_asked),
        Tab::People => people::show(&mut panel, page, model),
        Tab::Leave => leave::show(&mut panel, page, model.quit_asked),
    }
    panel.commands
}

/// What the pages draw with.
struct Panel<'a> {
    ui: &'a mut Ui,
    dwell: Option<Duration>,
    commands: Vec<Command>,
}

impl Panel<'_> {
    fn button(&mut self, rect: Rect, label: &str, look: Look, command: Command) {
        self.button_if(true, rect, label, look, command);
    }

    fn button_if(&mut self, able: bool, rect: Rect, label: &str, look: Look, command: Command) {
        let target = Target::new(button_id(&command), rect, label)
            .look(look)
            .dwell(self.dwell)
            .enabled(able);
        if target.show(self.ui).clicked {
            self.commands.push(command);
        }
    }

    /// One of several, or something that is on or off.
    fn choice(&mut self, rect: Rect, label: &str, chosen: bool, command: Command) {
        let look = if chosen { Look::Chosen } else { Look::Plain };
        self.button(rect, label, look, command);
    }

    /// One row of text, cut where it does not fit.
    fn line(&self, rect: Rect, text: &str, size: f32, colour: Color32) {
        let format = TextFormat::simple(FontId::proportional(size), colour);
        self.row(rect, &clean(text, 200), format);
    }

    /// As [`theme::section`].
    fn title(&self, rect: Rect, text: &str) {
        let mut format = TextFormat::simple(FontId::proportional(theme::SMALL), theme::ACCENT);
        format.extra_letter_spacing = 1.5;
        self.row(rect, &text.to_uppercase(), format);
    }

    fn row(&self, rect: Rect, text: &str, format: TextFormat) {
        let colour = format.color;
        let mut job = LayoutJob::single_section(text.to_owned(), format);
        job.wrap = TextWrapping::truncate_at_width(rect.width());
        let galley = self.ui.painter().layout_job(job);
        self.ui.painter().galley(rect.min, galley, colour);
    }
}
