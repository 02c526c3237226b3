//! The panels that one holds: what they show, and what their buttons do.

use std::time::Duration;

use bevy::prelude::*;
use bevy_egui::{EguiContext, egui};
use stoa_world::{
    Blocked, Body, Controller, Deed, DisplayName, Intent, Muted, Places, Pose, SayTo, StableId,
    Voice, Volume,
    panel::{BeltPressed, DWELL, HeightAsked, PanelPressed, PanelRay, PanelsOpen},
};

use super::{PictureCamera, Surface, part_ui, surface::Shown};
use crate::{
    Device, Focus, LeaveTalk, LocalPerson, MindPanel, Prompts, QuitRequested, SettingsChanged,
    UiSettings,
    chat::ChatLog,
    hand::{
        belt,
        comfort::ComfortChange,
        keyboard::{Keyboard, KeyboardView},
        keys::Layout,
        line::Line,
        menu::{self, ChatEntry, Someone, Tab},
        replies::{self, Heard, Reply},
        suggest::Suggester,
        text,
        wrist::{self, Microphone, Partner},
    },
};

/// The person wants out of the headset; the desktop stays.
#[derive(Message, Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LeaveHeadset;

/// A press so soon after the replies changed was meant for the one that was there before.
const SETTLE_S: f64 = 0.5;

/// What the panels keep from frame to frame.
#[derive(Resource, Default)]
pub(crate) struct Kept {
    replies: Vec<Reply>,
    /// The answer that they fit: its partner and the version of the log.
    fit: Option<(Option<StableId>, u64)>,
    said: String,
    /// The replies are other ones than those drawn last.
    changed: bool,
    /// When they changed, in egui's seconds.
    changed_s: f64,
    keyboard: Keyboard,
    line: Line,
    suggester: Option<Suggester>,
    tab: Tab,
    chat_back: usize,
    people_page: usize,
    quit_asked: bool,
    height_asked: bool,
}

impl Kept {
    /// What one may answer to what was said last.
    pub(crate) fn replies(&self) -> &[Reply] {
        &self.replies
    }

    /// Words that may stand at the end of `before`.
    pub(crate) fn suggest(&self, before: &str) -> Vec<String> {
        let suggester = self.suggester.as_ref();
        suggester
            .map(|suggester| suggester.suggest(before))
            .unwrap_or_default()
    }
}

/// Whether anybody answers without a keyboard of their own.
fn are_wanted(prompts: Res<Prompts>) -> bool {
    prompts.device == Device::Pad
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Kept>()
        .add_message::<LeaveHeadset>()
        .add_message::<HeightAsked>()
        .add_systems(
            Update,
            fit_replies.run_if(crate::away::is_away.or_else(are_wanted)),
        )
        .add_systems(Update, ask_height.run_if(on_message::<HeightAsked>));
}

/// The menu, which is open now, shows where one says how tall one is.
fn ask_height(mut kept: ResMut<Kept>) {
    kept.height_asked = true;
    kept.tab = Tab::Comfort;
}

/// New quick replies with each new answer.
fn fit_replies(
    focus: Res<Focus>,
    log: Res<ChatLog>,
    places: Option<Res<Places>>,
    names: Query<(&StableId, &DisplayName), With<Body>>,
    me: Option<Res<LocalPerson>>,
    mut kept: ResMut<Kept>,
) {
    let partner = focus.talking_to.or(focus.whom);
    let fit = Some((partner, log.version));
    if kept.fit == fit {
        return;
    }
    kept.fit = fit;
    let said = focus.talking_to.and_then(|partner| {
        log.iter()
            .rev()
            .find(|spoken| spoken.who == partner && spoken.ours)
            .map(|spoken| (spoken.name.clone(), spoken.text.clone()))
    });
    let places: Vec<String> = places
        .iter()
        .flat_map(|places| places.places.values().map(|place| place.name.clone()))
        .collect();
    let me = me.map(|me| me.0);
    let people: Vec<String> = names
        .iter()
        .filter(|(id, _)| Some(**id) != me && Some(**id) != partner)
        .map(|(_, name)| name.0.clone())
        .collect();
    let heard = said.as_ref().map(|(by, text)| Heard { by, text });
    let replies = replies::replies(heard.as_ref(), &places, &people);
    if kept.replies != replies {
        kept.replies = replies;
        kept.changed = true;
    }
    kept.said = said.map(|(_, text)| text).unwrap_or_default();
    let suggester = kept
        .suggester
        .get_or_insert_with(|| Suggester::new(people.iter().chain(&places)));
    if let Some(last) = log.iter().next_back() {
        suggester.hear(&last.text);
    }
}

/// Everything that the panels say to the rest.
#[derive(bevy::ecs::system::SystemParam)]
pub(super) struct Answers<'w> {
    intents: MessageWriter<'w, Intent>,
    leave: MessageWriter<'w, LeaveTalk>,
    leave_headset: MessageWriter<'w, LeaveHeadset>,
    quit: MessageWriter<'w, QuitRequested>,
    belt: MessageWriter<'w, BeltPressed>,
    pressed: MessageWriter<'w, PanelPressed>,
    open: ResMut<'w, PanelsOpen>,
    settings: ResMut<'w, UiSettings>,
    changed: MessageWriter<'w, SettingsChanged>,
}

type People<'w, 's> = Query<
    'w,
    's,
    (
        &'static StableId,
        &'static DisplayName,
        &'static Controller,
        &'static Pose,
        &'static Voice,
        &'static Muted,
        &'static Blocked,
    ),
    With<Body>,
>;

pub(super) fn draw(
    mut context: Single<&mut EguiContext, With<PictureCamera>>,
    shown: Res<Shown>,
    ray: Res<PanelRay>,
    focus: Res<Focus>,
    me: Option<Res<LocalPerson>>,
    people: People,
    minds: Res<MindPanel>,
    log: Res<ChatLog>,
    mut kept: ResMut<Kept>,
    mut answers: Answers,
) {
    let ctx = context.get_mut().clone();
    let me = me.map(|me| me.0);
    let dwell = ray.dwells.then_some(DWELL);
    let mut pressed = false;
    let now_s = ctx.input(|input| input.time);
    if std::mem::take(&mut kept.changed) {
        kept.changed_s = now_s;
    }
    if shown.has(Surface::Wrist) {
        let mut ui = part_ui(&ctx, Surface::Wrist);
        let partner = focus.talking_to.or(focus.whom);
        let partner = partner.and_then(|id| people.iter().find(|(other, ..)| **other == id));
        let commands = wrist::ui(
            &mut ui,
            &wrist::Model {
                partner: partner.map(|(_, name, controller, _, voice, ..)| Partner {
                    name: &name.0,
                    agent: *controller == Controller::Agent,
                    thinking: voice.thinking,
                }),
                said: &kept.said,
                replies: &kept.replies,
                microphone: Microphone::Absent,
                dwell,
            },
        );
        for command in commands {
            pressed = true;
            match command {
                wrist::Command::Say(_) if now_s - kept.changed_s < SETTLE_S => {}
                wrist::Command::Say(text) => say(&mut answers, me, &focus, text),
                wrist::Command::Keyboard => answers.open.keyboard = !answers.open.keyboard,
                wrist::Command::Menu => answers.open.menu = !answers.open.menu,
                wrist::Command::Listen(_) => {}
            }
        }
    }
    if shown.has(Surface::Keyboard) {
        pressed |= keyboard(&ctx, dwell, me, &focus, &mut kept, &mut answers);
    }
    if shown.has(Surface::Belt) {
        pressed |= belt(&ctx, dwell, &mut answers);
    }
    if shown.has(Surface::Menu) {
        let about = someones(me, &people, &minds);
        pressed |= open_menu(
            &ctx,
            dwell,
            me,
            &focus,
            &about,
            &log,
            &mut kept,
            &mut answers,
        );
    }
    if pressed {
        answers.pressed.write(PanelPressed);
    }
}

/// To the partner, or to whom one looks at.
fn say(answers: &mut Answers, me: Option<StableId>, focus: &Focus, text: String) {
    let Some(who) = me else { return };
    let whom = focus.talking_to.or(focus.whom);
    answers.intents.write(Intent {
        who,
        deed: Deed::Say {
            text,
            to: whom.map_or(SayTo::Anyone, SayTo::Body),
            volume: Volume::Say,
            source: None,
        },
    });
}

fn keyboard(
    ctx: &egui::Context,
    dwell: Option<Duration>,
    me: Option<StableId>,
    focus: &Focus,
    kept: &mut Kept,
    answers: &mut Answers,
) -> bool {
    let mut ui = part_ui(ctx, Surface::Keyboard);
    let suggestions = kept.suggest(kept.line.before_cursor());
    kept.keyboard.layout = Layout::spoken();
    let presses = kept.keyboard.ui(
        &mut ui,
        &KeyboardView {
            line: &kept.line,
            hint: text::say_something(),
            suggestions: &suggestions,
            dwell,
        },
    );
    for press in &presses {
        if let Some(said) = kept.line.apply(press) {
            say(answers, me, focus, said);
        }
    }
    !presses.is_empty()
}

fn belt(ctx: &egui::Context, dwell: Option<Duration>, answers: &mut Answers) -> bool {
    let mut ui = part_ui(ctx, Surface::Belt);
    let commands = belt::ui(&mut ui, dwell);
    for command in &commands {
        match command {
            belt::Command::TurnLeft => _ = answers.belt.write(BeltPressed::TurnLeft),
            belt::Command::TurnRight => _ = answers.belt.write(BeltPressed::TurnRight),
            belt::Command::StepBack => _ = answers.belt.write(BeltPressed::StepBack),
            belt::Command::Menu => answers.open.menu = !answers.open.menu,
        }
    }
    !commands.is_empty()
}

/// Who is about, the nearest first.
fn someones(me: Option<StableId>, people: &People, minds: &MindPanel) -> Vec<Someone> {
    let Some(me) = me else { return Vec::new() };
    let Some((.., own, _, muted, blocked)) = people.iter().find(|(id, ..)| **id == me) else {
        return Vec::new();
    };
    let mut about: Vec<Someone> = people
        .iter()
        .filter(|(id, ..)| **id != me)
        .map(|(id, name, controller, pose, ..)| Someone {
            id: *id,
            name: name.0.clone(),
            role: minds
                .0
                .get(id)
                .map(|mind| mind.role.clone())
                .unwrap_or_default(),
            agent: *controller == Controller::Agent,
            distance_m: own.distance(pose),
            muted: muted.0.contains(id),
            blocked: blocked.0.contains(id),
        })
        .collect();
    about.sort_by(|a, b| a.distance_m.total_cmp(&b.distance_m).then(a.id.cmp(&b.id)));
    about
}

fn open_menu(
    ctx: &egui::Context,
    dwell: Option<Duration>,
    me: Option<StableId>,
    focus: &Focus,
    people: &[Someone],
    log: &ChatLog,
    kept: &mut Kept,
    answers: &mut Answers,
) -> bool {
    let chat: Vec<ChatEntry> = log
        .iter()
        .map(|spoken| ChatEntry {
            name: spoken.name.clone(),
            text: spoken.text.clone(),
            mine: spoken.mine,
            agent: spoken.agent,
        })
        .collect();
    let mut ui = part_ui(ctx, Surface::Menu);
    let commands = menu::ui(
        &mut ui,
        &menu::Model {
            tab: kept.tab,
            chat: &chat,
            chat_back: kept.chat_back,
            talking: focus.talking_to.is_some(),
            comfort: answers.settings.comfort,
            people,
            people_page: kept.people_page,
            quit_asked: kept.quit_asked,
            height_asked: kept.height_asked,
            dwell,
        },
    );
    let any = !commands.is_empty();
    for command in commands {
        use menu::Command as C;
        let mut tell = |deed| {
            if let Some(who) = me {
                answers.intents.write(Intent { who, deed });
            }
        };
        match command {
            C::Close => answers.open.menu = false,
            C::Open(tab) => {
                kept.tab = tab;
                kept.quit_asked = false;
            }
            C::ChatBack(back) => kept.chat_back = back,
            C::Keyboard => answers.open.keyboard = !answers.open.keyboard,
            C::EndTalk => {
                if let Some(whom) = focus.talking_to {
                    answers.leave.write(LeaveTalk { whom });
                }
            }
            C::Comfort(change) => {
                kept.height_asked &= !matches!(change, ComfortChange::Height(_));
                answers.settings.comfort = answers.settings.comfort.with(change);
                let settings = answers.settings.clone();
                answers.changed.write(SettingsChanged(settings));
            }
            C::PeoplePage(page) => kept.people_page = page,
            C::Mute(whom, on) => tell(Deed::Mute { whom, on }),
            C::Block(whom, on) => tell(Deed::Block { whom, on }),
            C::LeaveHeadset => {
                answers.open.menu = false;
                answers.leave_headset.write(LeaveHeadset);
            }
            C::AskQuit => kept.quit_asked = true,
            C::Stay => kept.quit_asked = false,
            C::Quit => _ = answers.quit.write(QuitRequested),
        }
    }
    any
}
