//! Tags and bubbles over the heads that are near, drawn by the same cards as on the desktop.

use bevy::prelude::*;
use bevy_egui::{EguiContext, egui};
use egui::{Align2, LayerId, Rect};
use stoa_world::{
    Blocked, Body, Controller, DisplayName, Looks, Pose, Posture, PreviousPose, SimClock, StableId,
    Voice, panel::PanelAnchors,
};

use super::{HEADS, PictureCamera, Surface, surface::Shown};
use crate::{
    Focus, MindPanel, UiSettings,
    bubbles::{Bubbles, Card, Look, head_m},
    clean::clean,
    names,
    ties::Ties,
};

/// The heads that have a tag or bubble, in the order of their places in the picture.
#[derive(Resource, Debug, Clone, Default)]
pub(super) struct Heads(pub Vec<Head>);

#[derive(Debug, Clone)]
pub(super) struct Head {
    who: StableId,
    /// Above the crown, in the world.
    pub at: Vec3,
    look: Look,
}

/// Metres from the eye to where tags are read.
const NEAR_M: f32 = 9.0;
/// Metres between the crown and the tag: the mark that agents carry floats between the two.
const ABOVE_M: f32 = 0.42;

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Heads>().add_systems(PreUpdate, find);
}

fn find(
    anchors: Res<PanelAnchors>,
    bodies: Query<
        (
            &StableId,
            &DisplayName,
            &Controller,
            &Pose,
            &PreviousPose,
            &Looks,
            &Posture,
            &Voice,
            &Blocked,
        ),
        With<Body>,
    >,
    ties: Ties,
    bubbles: Res<Bubbles>,
    minds: Res<MindPanel>,
    focus: Res<Focus>,
    settings: Res<UiSettings>,
    clock: Option<Res<SimClock>>,
    fixed: Res<Time<Fixed>>,
    mut heads: ResMut<Heads>,
) {
    heads.0.clear();
    let (Some(eye), Some(clock)) = (anchors.eye, clock) else {
        return;
    };
    let (me, own) = (ties.me(), ties.own());
    let (eye, ahead) = (Vec3::from(eye.translation), eye.rotation * Vec3::NEG_Z);
    for (id, name, controller, pose, previous, body, posture, voice, theirs) in &bodies {
        if me == Some(*id) || own.is_hidden(*id, theirs) {
            continue;
        }
        let feet = previous
            .0
            .position()
            .lerp(pose.position(), fixed.overstep_fraction());
        let at = feet + Vec3::Y * (head_m(body, *posture) + ABOVE_M);
        let partner = focus.talking_to == Some(*id);
        let distance_m = eye.distance(at);
        let bubble = bubbles
            .get(*id)
            .filter(|_| (partner || settings.picture.captions) && !own.mutes(*id));
        let seen = (at - eye).dot(ahead) > 0.0 && distance_m <= NEAR_M;
        if !seen && !partner {
            continue;
        }
        heads.0.push(Head {
            who: *id,
            at,
            look: Look {
                colour: settings.picture.coloured_names.then(|| names::colour(*id)),
                anchor: egui::Pos2::ZERO,
                distance_m,
                keep: partner,
                focused: partner || focus.whom == Some(*id),
                name: clean(&name.0, 40),
                role: minds
                    .0
                    .get(id)
                    .map(|mind| clean(&mind.role, 40))
                    .unwrap_or_default(),
                // Two eyes tell how far somebody is.
                away_m: None,
                agent: *controller == Controller::Agent,
                opacity: bubble.map_or(0.0, |bubble| bubble.opacity(clock.tick)),
                bubble: bubble.cloned(),
                thinking: voice.thinking && !own.mutes(*id),
            },
        });
    }
    // The partner first, then those who speak, then the nearest.
    heads.0.sort_by(|a, b| {
        let order = |head: &Head| (!head.look.keep, head.look.bubble.is_none());
        order(a)
            .cmp(&order(b))
            .then(a.look.distance_m.total_cmp(&b.look.distance_m))
            .then(a.who.cmp(&b.who))
    });
    heads.0.truncate(HEADS);
}

pub(super) fn draw(
    mut context: Single<&mut EguiContext, With<PictureCamera>>,
    heads: Res<Heads>,
    shown: Res<Shown>,
) {
    let ctx = context.get_mut();
    let painter = ctx.layer_painter(LayerId::background());
    let time = ctx.input(|input| input.time);
    for (place, head) in heads.0.iter().enumerate() {
        let surface = Surface::Over(place);
        if !shown.has(surface) {
            continue;
        }
        let part = surface.part();
        let foot = part.center_bottom() - egui::vec2(0.0, 4.0);
        let card = Card::new(
            &painter,
            &Look {
                anchor: foot,
                ..head.look.clone()
            },
            time,
        );
        let spot: Rect = Align2::CENTER_BOTTOM.anchor_size(foot, card.block().size);
        card.paint(&painter.with_clip_rect(part), Some(spot));
    }
}
