//! Who is about and who is known: to talk to them, to be spared of them, to report them.

mod form;
mod list;

use bevy::prelude::*;
use bevy_egui::{EguiContexts, EguiPrimaryContextPass};
use stoa_world::{Blocked, Body, Controller, Deed, DisplayName, Intent, Pose, StableId};

use crate::{
    Focus, Loading, MindPanel, OpenPeople, PanelSystems, ReportWanted, Reported, Screen, Screens,
    TalkWanted,
    chat::ChatLog,
    clean::clean,
    cover::cover,
    text,
    ties::{Own, Ties},
};
use form::{Form, Step};

const WIDTH: f32 = 780.0;
/// Who is nearer than this is listed, in metres; who is known is so from anywhere.
const NEAR_M: f32 = 30.0;
/// Strangers that are listed, the nearest ones.
const STRANGERS: usize = 60;

pub(crate) fn plugin(app: &mut App) {
    app.init_resource::<People>().add_systems(
        EguiPrimaryContextPass,
        (open, show).chain().in_set(PanelSystems::Cover),
    );
}

/// What the screen keeps while it is open, and what was begun when it was closed.
#[derive(Resource, Debug, Default)]
struct People {
    /// The order of the rows: that of the distances when it was opened, so that nobody slips away under a hand.
    order: Vec<StableId>,
    first: Option<StableId>,
    /// The keyboard is yet to be put onto the first row.
    fresh: bool,
    form: Option<Form>,
}

/// Somebody of the list.
#[derive(Debug, Clone, PartialEq)]
struct Someone {
    id: StableId,
    name: String,
    role: String,
    agent: bool,
    /// In metres; `None` for somebody who is not here.
    away_m: Option<f32>,
    muted: bool,
    blocked: bool,
    /// They can be met: no block is between the two.
    met: bool,
}

/// What a row asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Command {
    Talk,
    Mute(bool),
    Block(bool),
    Report,
}

fn open(
    mut asked: MessageReader<OpenPeople>,
    mut screens: ResMut<Screens>,
    mut people: ResMut<People>,
) {
    if let Some(asked) = asked.read().last() {
        screens.open = Some(Screen::People);
        people.first = asked.first;
    }
}

type Bodies<'w, 's> = Query<
    'w,
    's,
    (
        &'static StableId,
        &'static DisplayName,
        &'static Controller,
        &'static Pose,
        &'static Blocked,
    ),
    With<Body>,
>;

fn show(
    mut contexts: EguiContexts,
    mut screens: ResMut<Screens>,
    mut people: ResMut<People>,
    loading: Res<Loading>,
    bodies: Bodies,
    ties: Ties,
    minds: Res<MindPanel>,
    log: Res<ChatLog>,
    focus: Res<Focus>,
    mut reported: ResMut<Reported>,
    mut intents: MessageWriter<Intent>,
    mut talk: MessageWriter<TalkWanted>,
    mut report: MessageWriter<ReportWanted>,
) -> Result {
    let ctx = contexts.ctx_mut()?;
    if screens.open != Some(Screen::People) || !loading.drawn {
        people.close();
        // A report that lies in its file is done with.
        if reported.0.take_if(|(_, outcome)| outcome.is_ok()).is_some() {
            people.form = None;
        }
        return Ok(());
    }
    if let Some(form) = &mut people.form {
        let title = text::report_on(&form.name);
        let done = reported.0.as_ref().filter(|(whom, _)| *whom == form.whom);
        let done = done.map(|(_, outcome)| outcome);
        let mut step = None;
        let closed = cover(ctx, &title, WIDTH, |ui| {
            step = form.show(ui, &log, done);
        });
        match step {
            Some(Step::Write(wanted)) => _ = report.write(wanted),
            Some(Step::Done) => (people.form, reported.0, people.fresh) = (None, None, true),
            None => {}
        }
        if closed {
            screens.open = None;
        }
        return Ok(());
    }
    let own = ties.own();
    let someones = about(&bodies, ties.me(), own, &minds, &log);
    let rows = people.rows(someones);
    let first = std::mem::take(&mut people.fresh);
    let mut asked = None;
    let closed = cover(ctx, text::people(), WIDTH, |ui| {
        asked = list::show(ui, &rows, first);
    });
    if closed {
        screens.open = None;
    }
    let (Some((someone, command)), Some(me)) = (asked, ties.me()) else {
        return Ok(());
    };
    let whom = someone.id;
    let mut tell = |deed| _ = intents.write(Intent { who: me, deed });
    match command {
        Command::Talk => {
            screens.open = None;
            talk.write(TalkWanted { whom });
        }
        Command::Mute(on) => tell(Deed::Mute { whom, on }),
        Command::Block(on) => {
            // They learn that the talk is over; of the block they learn nothing.
            if on && focus.talking_to == Some(whom) {
                tell(Deed::Leave { whom });
            }
            tell(Deed::Block { whom, on });
        }
        Command::Report => {
            reported.0 = None;
            people.form = Some(Form::new(whom, someone.name.clone(), someone.agent));
        }
    }
    Ok(())
}

impl People {
    /// What was written into a form is kept, everything else is found anew when the screen opens.
    fn close(&mut self) {
        self.order.clear();
        self.fresh = true;
        self.form.take_if(|form| form.is_empty());
    }

    /// Those who are listed now in the order of the first look, newcomers behind them.
    fn rows(&mut self, mut someones: Vec<Someone>) -> Vec<Someone> {
        if let Some(first) = self.first.take() {
            self.order.retain(|id| *id != first);
            self.order.insert(0, first);
        }
        for someone in &someones {
            if !self.order.contains(&someone.id) {
                self.order.push(someone.id);
            }
        }
        let place = |id| self.order.iter().position(|other| *other == id);
        someones.sort_by_key(|someone| place(someone.id));
        someones
    }
}

/// Everybody who is near or known, the nearest first and those who are not here last.
fn about(
    bodies: &Bodies,
    me: Option<StableId>,
    own: Own,
    minds: &MindPanel,
    log: &ChatLog,
) -> Vec<Someone> {
    let here = bodies.iter().find(|(id, ..)| Some(**id) == me);
    let here = here.map(|(.., pose, _)| *pose).unwrap_or_default();
    let mut strangers = 0;
    let mut someones: Vec<Someone> = bodies
        .iter()
        .filter(|(id, ..)| Some(**id) != me)
        .map(|(id, name, controller, pose, theirs)| Someone {
            id: *id,
            name: clean(&name.0, 40),
            role: minds
                .0
                .get(id)
                .map(|mind| clean(&mind.role, 40))
                .unwrap_or_default(),
            agent: *controller == Controller::Agent,
            away_m: Some(here.distance(pose)),
            muted: own.mutes(*id),
            blocked: own.blocks(*id),
            met: !own.is_hidden(*id, theirs),
        })
        // Who blocks the person is not there for them.
        .filter(|someone| someone.met || someone.blocked)
        .collect();
    someones.sort_by(|a, b| {
        let away = |someone: &Someone| someone.away_m.unwrap_or(f32::INFINITY);
        away(a).total_cmp(&away(b)).then(a.id.cmp(&b.id))
    });
    someones.retain(|someone| {
        let known = someone.muted || someone.blocked || minds.0.contains_key(&someone.id);
        if known || log.iter().any(|spoken| spoken.who == someone.id) {
            return true;
        }
        strangers += 1;
        strangers <= STRANGERS && someone.away_m.is_some_and(|away_m| away_m <= NEAR_M)
    });
    let mut gone: Vec<StableId> = own.listed().collect();
    gone.sort();
    gone.dedup();
    gone.retain(|id| !bodies.iter().any(|(other, ..)| other == id));
    someones.extend(gone.into_iter().map(|id| {
        let heard = log.iter().rev().find(|spoken| spoken.who == id);
        Someone {
            id,
            name: heard.map_or_else(|| text::unnamed(id.0), |spoken| spoken.name.clone()),
            role: String::new(),
            agent: heard.is_some_and(|spoken| spoken.agent),
            away_m: None,
            muted: own.mutes(id),
            blocked: own.blocks(id),
            met: false,
        }
    }));
    someones
}
