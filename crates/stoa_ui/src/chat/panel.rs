use bevy::prelude::*;
use bevy_egui::{EguiContexts, egui};
use egui::{
    Align, Align2, Area, Button, Color32, Id, Key, Label, Layout, Margin, Order, RichText,
    ScrollArea, TextEdit, TextFormat, Ui, text::LayoutJob, vec2,
};
use stoa_world::{
    Controller, Deed, DisplayName, Intent, SayTo, SimClock, StableId, TICKS_PER_SECOND, Voice,
    Volume,
};

use super::{ChatLine, ChatLog, SAY_CHARS, Spoken, line::field_id};
use crate::{
    Focus, Loading, LocalPerson, MindPanel, Screens, UiKeys, bubbles::revealed, clean::clean, text,
    theme,
};

const WIDTH: f32 = 460.0;
const HEIGHT: f32 = 250.0;
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
    /// Entries newer than this tick are shown while nobody talks.
    pub recent: u64,
}

pub(super) fn show(
    mut contexts: EguiContexts,
    log: Res<ChatLog>,
    mut line: ResMut<ChatLine>,
    focus: Res<Focus>,
    me: Option<Res<LocalPerson>>,
    minds: Res<MindPanel>,
    keys: Res<UiKeys>,
    loading: Res<Loading>,
    screens: Res<Screens>,
    clock: Option<Res<SimClock>>,
    bodies: Query<(&StableId, &DisplayName, &Controller, &Voice)>,
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
        status: text::ALOUD.to_owned(),
        hint: text::say_aloud(),
        ..default()
    };
    if let Some((id, name, controller, voice)) = partner.and_then(find) {
        let name = clean(&name.0, 40);
        view.hint = text::say_to(&name);
        (view.status, view.trouble) = status(&minds, *id, &name, *controller, &keys);
        view.thinking = voice.thinking.then(|| name.clone());
        view.streaming = streaming(*id, name, *controller, voice, clock.as_deref());
    }
    let sent = panel(ctx, &log, &mut line, &view);
    if let (Some(text), Some(LocalPerson(who))) = (sent, me.as_deref().copied()) {
        let to = partner.map_or(SayTo::Anyone, SayTo::Body);
        let deed = Deed::Say {
            text,
            to,
            volume: Volume::Say,
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
    keys: &UiKeys,
) -> (String, bool) {
    match minds.0.get(&id) {
        Some(mind) => match &mind.problem {
            Some(problem) => {
                let settings = theme::key_label(keys.settings);
                let cause = text::problem(&problem.cause, &problem.remedy, settings);
                (format!("{cause} {}", text::BUILT_IN_TAKES_OVER), true)
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
    })
}

/// Draws the panel; returns what was sent.
pub(super) fn panel(
    ctx: &egui::Context,
    log: &ChatLog,
    line: &mut ChatLine,
    view: &View,
) -> Option<String> {
    let typing = line.is_open();
    let recent = log.iter().any(|spoken| spoken.tick.0 > view.recent);
    if !typing && !view.talking && !recent {
        return None;
    }
    let solid = typing || view.talking;
    let frame = if typing {
        theme::panel()
    } else {
        theme::quiet_panel()
    };
    let width = WIDTH.min(ctx.content_rect().width() - 32.0);
    Area::new(Id::new("stoa chat"))
        .anchor(Align2::LEFT_BOTTOM, vec2(16.0, -16.0))
        .order(Order::Middle)
        .interactable(typing)
        .fade_in(false)
        .show(ctx, |ui| {
            frame
                .show(ui, |ui| {
                    ui.set_width(width - 38.0);
                    history(ui, log, view, typing, solid);
                    if !typing {
                        if view.talking {
                            status_line(ui, view);
                        }
                        return None;
                    }
                    ui.add_space(2.0);
                    let sent = field(ui, line, view);
                    footer(ui, line, view, log);
                    sent
                })
                .inner
        })
        .inner
}

fn history(ui: &mut Ui, log: &ChatLog, view: &View, typing: bool, solid: bool) {
    let height = HEIGHT.min(ui.ctx().content_rect().height() * 0.4);
    // Beside the game only the newest lines are laid out.
    let shown = if typing { log.iter().len() } else { 8 };
    let skip = log.iter().len().saturating_sub(shown);
    ScrollArea::vertical()
        .id_salt(("stoa history", typing))
        .max_height(height)
        .auto_shrink([false, true])
        .stick_to_bottom(true)
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 6.0;
            let mut entries: Vec<_> = log
                .iter()
                .skip(skip)
                .filter(|spoken| solid || spoken.tick.0 > view.recent)
                .map(|spoken| (spoken, None))
                .collect();
            if let Some(next) = &view.streaming {
                match entries
                    .last_mut()
                    .filter(|(last, _)| last.goes_on_with(next))
                {
                    Some((_, more)) => *more = Some(next.text.as_str()),
                    None => entries.push((next, Some(""))),
                }
            }
            for (spoken, more) in entries {
                entry(ui, spoken, more, typing);
            }
            if let Some(name) = &view.thinking {
                let step = (ui.input(|input| input.time) * 3.0) as usize % text::THINKING.len();
                let dots = format!("{name} {}", text::THINKING[step]);
                ui.label(RichText::new(dots).size(theme::SMALL).color(theme::WEAK));
            }
        });
}

/// One speaker's words; `more` goes on after them and is still being spoken.
fn entry(ui: &mut Ui, spoken: &Spoken, more: Option<&str>, selectable: bool) {
    let colour = match spoken {
        Spoken { mine: true, .. } => theme::PARCHMENT,
        Spoken { agent: true, .. } => theme::ACCENT,
        _ => theme::GOOD,
    };
    let format = |size: f32, color: Color32| TextFormat {
        font_id: egui::FontId::proportional(size),
        color,
        ..default()
    };
    let mut job = LayoutJob::default();
    job.append(&spoken.name, 0.0, format(theme::BODY, colour));
    if spoken.agent {
        job.append(text::AI_MARK, 6.0, format(11.0, theme::WEAK));
    }
    job.append(
        &text::clock(spoken.minute),
        8.0,
        format(theme::SMALL, theme::WEAK),
    );
    let words = if spoken.ours {
        theme::TEXT
    } else {
        theme::WEAK
    };
    job.append(
        &format!("\n{}", spoken.text),
        0.0,
        format(theme::BODY, words),
    );
    if let Some(more) = more.filter(|more| !more.is_empty()) {
        job.append(&format!(" {more}"), 0.0, format(theme::BODY, words));
    }
    if more.is_some() {
        job.append(" …", 0.0, format(theme::SMALL, theme::ACCENT));
    }
    job.wrap.max_width = ui.available_width();
    ui.add(Label::new(job).selectable(selectable));
}

fn field(ui: &mut Ui, line: &mut ChatLine, view: &View) -> Option<String> {
    let fresh = line.take_fresh();
    ui.input_mut(|input| line.admit(&mut input.events));
    let field = TextEdit::singleline(&mut line.draft)
        .id(field_id())
        .hint_text(view.hint.as_str())
        .char_limit(SAY_CHARS)
        .desired_width(f32::INFINITY)
        .margin(Margin::symmetric(12, 9))
        .lock_focus(true);
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
    if !response.has_focus() && !ui.input(|input| input.pointer.any_down()) && !has_selection(ui) {
        response.request_focus();
    }
    None
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

fn footer(ui: &mut Ui, line: &ChatLine, view: &View, log: &ChatLog) {
    let used = line.draft.chars().count();
    ui.horizontal_top(|ui| {
        // Room for "Copy all".
        let words = ui.available_width() - 84.0;
        ui.allocate_ui_with_layout(vec2(words, 0.0), Layout::top_down(Align::Min), |ui| {
            ui.set_width(words);
            status_line(ui, view);
            if line.was_cut {
                let notice = RichText::new(text::CUT_TO_FIT).size(theme::SMALL);
                ui.add(Label::new(notice.color(theme::WARNING)).wrap());
            }
            if used > SAY_CHARS * 4 / 5 {
                let room = RichText::new(text::room_left(used, SAY_CHARS)).size(theme::SMALL);
                ui.label(room.color(theme::WEAK));
            }
        });
        ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
            let label = RichText::new(text::COPY_ALL)
                .size(theme::SMALL)
                .color(theme::WEAK);
            if !log.is_empty() && ui.add(Button::new(label).frame(false).small()).clicked() {
                ui.ctx().copy_text(log.as_text());
            }
        });
    });
}
