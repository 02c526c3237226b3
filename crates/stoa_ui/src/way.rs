//! Where one can go: places and people, and "take me there".

use bevy::prelude::*;
use bevy_egui::{EguiContexts, EguiPrimaryContextPass, egui};
use egui::{Align, Button, Layout, RichText, Ui};
use stoa_world::{
    Blocked, Body, Controller, Deed, DisplayName, Goal, Intent, PlaceId, Places, Pose, StableId,
};

use crate::{
    Loading, PanelSystems, Screen, Screens, clean::clean, cover::cover, text, theme, ties::Ties,
};

/// People farther away than this are not listed, in metres, nor more of them than this.
const PEOPLE_M: f32 = 40.0;
const PEOPLE: usize = 12;

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(EguiPrimaryContextPass, show.in_set(PanelSystems::Cover));
}

/// Somewhere to go.
struct Stop {
    name: String,
    about: String,
    ai: bool,
    distance_m: f32,
    goal: Goal,
}

fn show(
    mut contexts: EguiContexts,
    mut screens: ResMut<Screens>,
    loading: Res<Loading>,
    ties: Ties,
    places: Option<Res<Places>>,
    bodies: Query<(&StableId, &DisplayName, &Pose, &Controller, &Blocked), With<Body>>,
    mut intents: MessageWriter<Intent>,
) -> Result {
    let ctx = contexts.ctx_mut()?;
    if screens.open != Some(Screen::Way) || !loading.drawn {
        return Ok(());
    }
    let (me, own) = (ties.me(), ties.own());
    let here = bodies.iter().find(|(id, ..)| Some(**id) == me);
    let mut chosen = None;
    let closed = cover(ctx, text::way(), 560.0, |ui| {
        theme::note(ui, text::way_note());
        let Some((me, _, pose, ..)) = here else {
            return;
        };
        let stops = places.iter().flat_map(|places| places.places.values());
        let stops = stops.map(|place| Stop {
            name: clean(&place.name, 40),
            about: clean(&place.about, 80),
            ai: false,
            distance_m: pose.position().with_y(0.0).distance(place.at.with_y(0.0)),
            goal: Goal::Place(PlaceId(place.id.0.clone())),
        });
        list(ui, text::places(), stops.collect(), usize::MAX, &mut chosen);
        let seen = |id: &StableId, theirs: &Blocked| id != me && !own.is_hidden(*id, theirs);
        let people = bodies.iter().filter(|(id, .., theirs)| seen(id, theirs));
        let people = people.map(|(id, name, other, controller, _)| Stop {
            name: clean(&name.0, 40),
            about: String::new(),
            ai: *controller == Controller::Agent,
            distance_m: pose.distance(other),
            goal: Goal::Body(*id),
        });
        let near = people.filter(|stop| stop.distance_m <= PEOPLE_M).collect();
        list(ui, text::people_near(), near, PEOPLE, &mut chosen);
    });
    if let (Some(to), Some(who)) = (&chosen, me) {
        intents.write(Intent {
            who,
            deed: Deed::Go { to: to.clone() },
        });
    }
    if closed || chosen.is_some() {
        screens.open = None;
    }
    Ok(())
}

/// The nearest first, `most` of them.
fn list(ui: &mut Ui, title: &str, mut stops: Vec<Stop>, most: usize, chosen: &mut Option<Goal>) {
    if stops.is_empty() {
        return;
    }
    stops.sort_by(|a, b| a.distance_m.total_cmp(&b.distance_m));
    theme::section(ui, title);
    for stop in stops.into_iter().take(most) {
        ui.horizontal(|ui| {
            let there = ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let go = ui.add(Button::new(text::take_me()));
                let distance = RichText::new(text::distance(stop.distance_m)).color(theme::WEAK);
                ui.label(distance);
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    ui.label(RichText::new(&stop.name).color(theme::PARCHMENT));
                    if stop.ai {
                        theme::ai_chip(ui);
                    }
                    let about = RichText::new(&stop.about)
                        .size(theme::SMALL)
                        .color(theme::WEAK);
                    ui.add(egui::Label::new(about).truncate());
                });
                go.clicked()
            });
            if there.inner {
                *chosen = Some(stop.goal);
            }
        });
    }
}
