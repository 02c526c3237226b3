use bevy::prelude::*;
use bevy_egui::{EguiContexts, egui};
use egui::{
    Align, Align2, Area, Button, Id, Key, Label, Layout, Margin, Modifiers, Order, RichText,
    TextEdit, Ui, vec2,
};
use stoa_world::{
    Blocked, Controller, Deed, DisplayName, Intent, SayTo, SimClock, StableId, TICKS_PER_SECOND,
    Voice,
};

use super::{
    ChatLine, ChatLog, SAY_CHARS, Spoken,
    earshot::{Air, Earshot},
    history,
    line::field_id,
    loudness,
};
use crate::{
    Action, Focus, Loading, MindPanel, Prompts, Screens, UiSettings, bubbles::revealed,
    clean::clean, text, theme,
};

const WIDTH: f32 = 460.0;
/// Seconds that a line stays to be seen while nobody talks to the person.
const RECENT_S: u64 = 14;

/// Everything the panel needs to know in one frame, read from the world.
#[derive(Debug, Default)]
pub(super) struct View {
    /// What is being said now by the one the person talks to.
    pub streaming: Option<Spoken>,
    pub thinking: Option<String>,
    /// Under the line: who answers, or why nobody does.
    pub status: String,
    pub trouble: bool,
    pub hint: String,
    pub talking: bool,
    /// The name of the one who is spoken to.
    pub to: Option<String>,
    pub earshot: Earshot,
    /// Whose last answer can be asked for once more.
    pub again: Option<StableId>,
    /// Entries newer than this tick are shown while nobody talks.
    pub recent: u64,
    /// Names in their people's colours.
    pub coloured: bool,
}

pub(super) fn show(
    mut contexts: EguiContexts,
    mut log: ResMut<ChatLog>,
    mut line: ResMut<ChatLine>,
    focus: Res<Focus>,
    air: Air,
    minds: Res<MindPanel>,
    prompts: Res<Prompts>,
    settings: Res<UiSettings>,
    loading: Res<Loading>,
    screens: Res<Screens>,
    clock: Option<Res<SimClock>>,
    bodies: Query<(&StableId, &DisplayName, &Controller, &Voice, &Blocked)>,
    mut intents: MessageWriter<Intent>,
) -> Result {
    let ctx = contexts.ctx_mut()?;
    if !loading.drawn || screens.open.is_some() {
        return Ok(());
    }
    let now = clock.as_deref().map(|clock| clock.tick).unwrap_or_default();
    let find = |id: StableId| bodies.iter().find(|(other, ..)| **other == id);
    let partner = line.to().or(focus.talking_to);
    let mut view = View {
        talking: focus.talking_to.is_some(),
        recent: now.0.saturating_sub(RECENT_S * TICKS_PER_SECOND),
        coloured: settings.picture.coloured_names,
        status: text::aloud().to_owned(),
        hint: text::hint(line.volume, None),
        ..default()
    };
    if let Some((id, name, controller, voice, theirs)) = partner.and_then(find) {
        let name = clean(&name.0, 40);
        view.hint = text::hint(line.volume, Some(&name));
        (view.status, view.trouble) = status(&minds, *id, &name, *controller, &prompts);
        // What the person does not hear is not read along either.
        if air.own().mutes(*id) {
            (view.status, view.trouble) = (text::muted_by_you(&name), true);
        } else if !air.own().is_hidden(*id, theirs) {
            view.thinking = voice.thinking.then(|| name.clone());
            view.streaming = streaming(*id, name.clone(), *controller, voice, clock.as_deref());
        }
        view.to = Some(name);
    }
    if line.is_open() {
        view.earshot = air.carries(line.volume, partner);
    }
    let silent = view.streaming.is_none() && view.thinking.is_none();
    let last = log.last_answer().map(|last| last.who);
    view.again = last.filter(|who| silent && partner == Some(*who));
    let volume = line.volume;
    let Outcome { sent, again } = panel(ctx, &log, &mut line, &view);
    if let (Some(whom), Some(who)) = (again, air.me()) {
        log.ask_again(whom);
        let deed = Deed::AskAgain { whom };
        intents.write(Intent { who, deed });
    }
    if let (Some(text), Some(who)) = (sent, air.me()) {
        let to = partner.map_or(SayTo::Anyone, SayTo::Body);
        let deed = Deed::Say {
            text,
            to,
            volume,
            source: None,
        };
        intents.write(Intent { who, deed });
    }
    Ok(())
}

/// The honest line: what answers, or why it does not. True for trouble.
fn status(
    minds: &MindPanel,
    id: StableId,
    name: &str,
    controller: Controller,
    prompts: &Prompts,
) -> (String, bool) {
    match minds.0.get(&id) {
        Some(mind) => match &mind.problem {
            Some(problem) => {
                let settings = prompts.of(Action::Settings);
                let cause = text::problem(&problem.cause, &problem.remedy, settings);
                (format!("{cause} {}", text::built_in_takes_over()), true)
            }
            None => (text::who_answers(name, &mind.backend, mind.built_in), false),
        },
        None if controller == Controller::Person => (text::a_person(name), false),
        None => (name.to_owned(), false),
    }
}

fn streaming(
    who: StableId,
    name: String,
    controller: Controller,
    voice: &Voice,
    clock: Option<&SimClock>,
) -> Option<Spoken> {
    let utterance = voice
        .utterance
        .as_ref()
        .filter(|u| u.spoken < u.text.len())?;
    Some(Spoken {
        who,
        name,
        agent: controller == Controller::Agent,
        mine: false,
        ours: true,
        text: clean(
            &utterance.text[..revealed(&utterance.text, utterance.spoken)],
            2000,
        ),
        minute: clock.map_or(0, SimClock::minute),
        tick: clock.map(|clock| clock.tick).unwrap_or_default(),
        again: false,
    })
}

/// What was done in the panel.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Outcome {
    pub sent: Option<String>,
    /// Whose last answer is asked for once more.
    pub again: Option<StableId>,
}

/// Draws the panel.
pub(super) fn panel(
    ctx: &egui::Context,
    log: &ChatLog,
    line: &mut ChatLine,
    view: &View,
) -> Outcome {
    let typing = line.is_open();
    let recent = log.iter().any(|spoken| spoken.tick.0 > view.recent);
    if !typing && !view.talking && !recent {
        return Outcome::default();
    }
    let solid = typing || view.talking;
    let frame = if typing {
        theme::panel()
    } else {
        theme::quiet_panel()
    };
    // With large text, a card has its place in the other corner.
    let width = WIDTH.min(ctx.content_rect().width() * 0.5);
    Area::new(Id::new("stoa chat"))
        .anchor(Align2::LEFT_BOTTOM, vec2(16.0, -16.0))
        .order(Order::Middle)
        .interactable(typing)
        .fade_in(false)
        .show(ctx, |ui| {
            frame
                .show(ui, |ui| {
                    ui.set_width(width - 38.0);
                    let mut own = find_again(ui, log, line);
                    let search = line.search.as_mut();
                    history::show(ui, log, view, typing, solid, search);
                    if !typing {
                        if view.talking {
                            status_line(ui, view);
                        }
                        return Outcome::default();
                    }
                    ui.add_space(2.0);
                    let sent = field(ui, line, view, &own);
                    let (ids, chosen) = loudness::choice(ui, line);
                    own.extend(ids);
                    loudness::ears(ui, &view.earshot, view.to.as_deref());
                    let (ids, again) = footer(ui, line, view, log);
                    own.extend(ids);
                    if chosen {
                        ui.memory_mut(|memory| memory.request_focus(field_id()));
                    }
                    // The next frame's field leaves them the keyboard.
                    ui.data_mut(|data| data.insert_temp(own_controls(), own));
                    Outcome { sent, again }
                })
                .inner
        })
        .inner
}

/// The search over the history, while it is open; returns the controls that may have the keyboard.
fn find_again(ui: &mut Ui, log: &ChatLog, line: &mut ChatLine) -> Vec<Id> {
    if !line.is_open() {
        return Vec::new();
    }
    if ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::F)) {
        line.toggle_search();
    }
    let Some(search) = &mut line.search else {
        return Vec::new();
    };
    search.look(log);
    let (ids, closed) = search.show(ui);
    search.look(log);
    if closed {
        line.search = None;
    }
    ids
}

/// Where the ids of the panel's controls other than the field are kept.
fn own_controls() -> Id {
    Id::new("stoa chat controls")
}

/// Whether the keyboard is with one of the panel's other controls (those `above`, and those of the last frame), or on
/// its way there.
fn is_elsewhere(ui: &Ui, above: &[Id]) -> bool {
    let last: Vec<Id> = ui
        .data(|data| data.get_temp(own_controls()))
        .unwrap_or_default();
    let focused = ui.memory(|memory| memory.focused());
    focused.is_some_and(|id| above.contains(&id) || last.contains(&id))
        || ui.input(|input| input.key_pressed(Key::Tab))
}

fn field(ui: &mut Ui, line: &mut ChatLine, view: &View, above: &[Id]) -> Option<String> {
    let fresh = line.take_fresh();
    loudness::take_keys(ui, line);
    // Before the field takes them for the ends of its line.
    if ui.memory(|memory| memory.has_focus(field_id())) {
        for (key, older) in [(Key::ArrowUp, true), (Key::ArrowDown, false)] {
            if ui.input(|input| input.modifiers.is_none() && input.key_pressed(key))
                && line.bring_back(older)
            {
                ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
                to_the_end(ui, line.draft.chars().count());
            }
        }
    }
    ui.input_mut(|input| line.admit(&mut input.events));
    let field = TextEdit::singleline(&mut line.draft)
        .id(field_id())
        .hint_text(view.hint.as_str())
        .char_limit(SAY_CHARS)
        .desired_width(f32::INFINITY)
        .margin(Margin::symmetric(12, 9));
    // Before the field is shown, so that it does not lose the letters of this frame.
    if fresh {
        ui.memory_mut(|memory| memory.request_focus(field_id()));
    }
    let response = ui.add(field);
    line.was_cut &= line.draft.chars().count() >= SAY_CHARS;
    let enter = ui.input(|input| input.key_pressed(Key::Enter));
    if response.lost_focus() && enter {
        let sent = line.send();
        if line.is_open() {
            response.request_focus();
        }
        return sent;
    }
    let pressed = ui.input(|input| input.pointer.any_down());
    if !response.has_focus() && !pressed && !has_selection(ui) && !is_elsewhere(ui, above) {
        response.request_focus();
    }
    None
}

/// Puts the cursor behind the last character.
fn to_the_end(ui: &Ui, chars: usize) {
    let mut state = TextEdit::load_state(ui.ctx(), field_id()).unwrap_or_default();
    let end = egui::text::CCursor::new(chars);
    let range = egui::text::CCursorRange::one(end);
    state.cursor.set_char_range(Some(range));
    TextEdit::store_state(ui.ctx(), field_id(), state);
}

/// Selected history keeps the keyboard so that it can be copied.
fn has_selection(ui: &Ui) -> bool {
    let state = ui
        .ctx()
        .plugin_opt::<egui::text_selection::LabelSelectionState>();
    state.is_some_and(|state| state.lock().has_selection())
}

fn status_line(ui: &mut Ui, view: &View) {
    let colour = if view.trouble {
        theme::ERROR
    } else {
        theme::WEAK
    };
    let status = RichText::new(&view.status).size(theme::SMALL).color(colour);
    ui.add(Label::new(status).wrap());
}

/// Returns its controls that may have the keyboard, and whose last answer is asked for once more.
fn footer(
    ui: &mut Ui,
    line: &mut ChatLine,
    view: &View,
    log: &ChatLog,
) -> (Vec<Id>, Option<StableId>) {
    let used = line.draft.chars().count();
    let mut ids = Vec::new();
    let mut again = None;
    ui.horizontal_top(|ui| {
        // Room for the buttons.
        let buttons = if view.again.is_some() { 270.0 } else { 170.0 };
        let words = ui.available_width() - buttons;
        ui.allocate_ui_with_layout(vec2(words, 0.0), Layout::top_down(Align::Min), |ui| {
            ui.set_width(words);
            status_line(ui, view);
            if line.was_cut {
                let notice = RichText::new(text::cut_to_fit()).size(theme::SMALL);
                ui.add(Label::new(notice.color(theme::WARNING)).wrap());
            }
            if used > SAY_CHARS * 4 / 5 {
                let room = RichText::new(text::room_left(used, SAY_CHARS)).size(theme::SMALL);
                ui.label(room.color(theme::WEAK));
            }
        });
        ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
            if log.is_empty() {
                return;
            }
            let mut link = |ui: &mut Ui, label: &str| {
                let label = RichText::new(label).size(theme::SMALL).color(theme::WEAK);
                let link = ui.add(Button::new(label).frame(false).small());
                ids.push(link.id);
                link.clicked()
            };
            if link(ui, text::copy_all()) {
                ui.ctx().copy_text(log.as_text());
            }
            if link(ui, text::search()) {
                line.toggle_search();
            }
            if view.again.is_some() && link(ui, text::answer_again()) {
                again = view.again;
            }
        });
    });
    (ids, again)
}
