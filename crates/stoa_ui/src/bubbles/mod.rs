//! Name tags and speech bubbles over heads.

mod layout;
mod memory;
mod paint;
mod wrap;

pub use layout::{Block, NAME_REACH, REACH, place};
pub use memory::{Bubble, Bubbles};
pub use wrap::{revealed, wrap};

use bevy::prelude::*;
use bevy_egui::{EguiContexts, EguiPrimaryContextPass, egui};
use egui::{LayerId, Order, Pos2, Rect, pos2, vec2};
use stoa_world::{
    Blocked, Controller, DisplayName, Looks, Pose, Posture, PreviousPose, SimClock, StableId, Voice,
};

use crate::{
    Focus, InputOwners, Loading, MindPanel, PanelSystems, UiSettings, ViewCamera, ViewMode,
    clean::clean, compass::lower_edge, names, ties::Ties,
};
pub(crate) use paint::{Card, Look};

/// Metres from the eye to where bubbles can be read, and to where names are shown; farther off, who speaks is a dot.
const BUBBLE_M: f32 = 12.0;
const NAME_M: f32 = 14.0;
const DOT_M: f32 = 60.0;
/// Metres within which the role is shown under the name.
const ROLE_M: f32 = 6.0;
/// Metres between the top of the head and the tag: of people, and of agents, whose mark floats between the two.
const ABOVE_M: f32 = 0.12;
const ABOVE_MARK_M: f32 = 0.34;

pub(crate) fn plugin(app: &mut App) {
    app.init_resource::<Bubbles>()
        .add_systems(Update, listen)
        .add_systems(
            EguiPrimaryContextPass,
            show.in_set(PanelSystems::World)
                .run_if(crate::away::is_shown),
        );
}

fn listen(
    voices: Query<(&StableId, &Voice)>,
    clock: Option<Res<SimClock>>,
    mut bubbles: ResMut<Bubbles>,
) {
    let Some(clock) = clock else { return };
    for (id, voice) in &voices {
        bubbles.hear(*id, voice, clock.tick);
    }
    bubbles.forget(clock.tick);
}

type Bodies<'w, 's> = Query<
    'w,
    's,
    (
        &'static StableId,
        &'static DisplayName,
        &'static Controller,
        &'static Pose,
        &'static PreviousPose,
        &'static Looks,
        &'static Posture,
        &'static Voice,
        &'static Blocked,
    ),
>;

fn show(
    mut contexts: EguiContexts,
    camera: Option<Single<(&Camera, &GlobalTransform), With<ViewCamera>>>,
    bodies: Bodies,
    ties: Ties,
    bubbles: Res<Bubbles>,
    minds: Res<MindPanel>,
    focus: Res<Focus>,
    owners: Res<InputOwners>,
    settings: Res<UiSettings>,
    clock: Option<Res<SimClock>>,
    fixed: Res<Time<Fixed>>,
    loading: Res<Loading>,
) -> Result {
    let ctx = contexts.ctx_mut()?;
    let (Some(camera), Some(clock)) = (camera, clock) else {
        return Ok(());
    };
    if !loading.drawn {
        return Ok(());
    }
    let eye = Eye::new(*camera, ctx.content_rect());
    let (me, own) = (ties.me(), ties.own());
    // The camera may stand behind the person: what is told is how far they themselves are.
    let here = bodies.iter().find(|body| me == Some(*body.0));
    let here = here.map(|body| *body.3);
    let overstep = fixed.overstep_fraction();
    let mut looks: Vec<Look> = Vec::new();
    for (id, name, controller, pose, previous, body, posture, voice, theirs) in &bodies {
        let mine = me == Some(*id);
        if (mine && settings.controls.view == ViewMode::First) || own.is_hidden(*id, theirs) {
            continue;
        }
        let partner = focus.talking_to == Some(*id);
        let feet = previous.0.position().lerp(pose.position(), overstep);
        let agent = *controller == Controller::Agent;
        let above_m = if agent { ABOVE_MARK_M } else { ABOVE_M };
        let head = feet + Vec3::Y * (head_m(body, *posture) + above_m);
        let distance_m = eye.position.distance(head);
        let Some(anchor) = eye.place(head, partner) else {
            continue;
        };
        let bubble = bubbles
            .get(*id)
            .filter(|_| partner || mine || settings.picture.captions)
            .filter(|_| !own.mutes(*id));
        let opacity = bubble.map_or(0.0, |bubble| bubble.opacity(clock.tick));
        looks.push(Look {
            anchor,
            distance_m,
            keep: partner,
            focused: partner || focus.whom == Some(*id),
            name: if mine {
                String::new()
            } else {
                clean(&name.0, 40)
            },
            colour: settings.picture.coloured_names.then(|| names::colour(*id)),
            role: minds
                .0
                .get(id)
                .map(|mind| clean(&mind.role, 40))
                .unwrap_or_default(),
            away_m: Some(here.map_or(distance_m, |here| here.distance(pose))),
            agent,
            bubble: bubble.cloned(),
            opacity,
            thinking: voice.thinking && !own.mutes(*id),
        });
    }
    // Nearest first, so that the near ones keep their place.
    looks.sort_by(|a, b| a.distance_m.total_cmp(&b.distance_m));
    let painter = ctx.layer_painter(LayerId::new(
        Order::Background,
        egui::Id::new("stoa bubbles"),
    ));
    let time = ctx.input(|input| input.time);
    let cards: Vec<Card> = looks
        .iter()
        .map(|look| Card::new(&painter, look, time))
        .collect();
    let blocks: Vec<Block> = cards.iter().map(Card::block).collect();
    let screen = ctx.content_rect().shrink(8.0);
    let clear = lower_edge(ctx.content_rect(), &owners, &settings);
    let spots = place(&blocks, screen, clear);
    // Far ones first: near ones are painted over them.
    for (card, spot) in cards.iter().zip(spots).rev() {
        card.paint(&painter, spot);
    }
    Ok(())
}

/// Metres from the feet to the top of the head.
pub(crate) fn head_m(looks: &Looks, posture: Posture) -> f32 {
    match posture {
        Posture::Sitting => 0.45 + looks.height_m * 0.52,
        Posture::Crouching => looks.height_m * 0.72,
        _ => looks.height_m,
    }
}

/// Where things of the world are on the screen.
pub(crate) struct Eye<'a> {
    camera: &'a Camera,
    transform: &'a GlobalTransform,
    position: Vec3,
    screen: Rect,
    /// Points in one logical pixel of the camera's target.
    scale: f32,
}

impl<'a> Eye<'a> {
    pub(crate) fn new(
        (camera, transform): (&'a Camera, &'a GlobalTransform),
        screen: Rect,
    ) -> Self {
        let size = camera.logical_viewport_size().filter(|size| size.x >= 1.0);
        let scale = size.map_or(1.0, |size| screen.width() / size.x);
        Self {
            camera,
            transform,
            position: transform.translation(),
            screen,
            scale,
        }
    }

    /// The point on the screen; with `keep`, a point at its edge for what lies outside the view.
    pub(crate) fn place(&self, point: Vec3, keep: bool) -> Option<Pos2> {
        let local = self.transform.affine().inverse().transform_point3(point);
        if let Some(at) = self.project(point).filter(|_| -local.z > 0.05) {
            let near = self.screen.expand(400.0).contains(at);
            if near || keep {
                return Some(at);
            }
        }
        if !keep {
            return None;
        }
        // Behind: at the side one has to turn to.
        let x = if local.x < 0.0 {
            self.screen.left()
        } else {
            self.screen.right()
        };
        Some(pos2(x, self.screen.center().y))
    }

    pub(crate) fn position(&self) -> Vec3 {
        self.position
    }

    /// A straight line of the world on the screen, as much of it as lies ahead.
    pub(crate) fn line(&self, from: Vec3, to: Vec3) -> Option<[Pos2; 2]> {
        let (from, to) = ahead(self.transform, from, to)?;
        Some([self.project(from)?, self.project(to)?])
    }

    fn project(&self, point: Vec3) -> Option<Pos2> {
        let at = self.camera.world_to_viewport(self.transform, point).ok()?;
        Some(self.screen.min + vec2(at.x, at.y) * self.scale)
    }

    /// The point of the world that lies under one of the screen at a `level` (metres), if it is within sight.
    pub(crate) fn on_level(&self, point: Pos2, level: f32) -> Option<Vec3> {
        const WITHIN_M: f32 = 200.0;
        let at = (point - self.screen.min) / self.scale;
        let ray = self
            .camera
            .viewport_to_world(self.transform, Vec2::new(at.x, at.y))
            .ok()?;
        let distance = ray.intersect_plane(Vec3::Y * level, InfinitePlane3d::new(Vec3::Y))?;
        (distance < WITHIN_M).then(|| ray.get_point(distance))
    }
}

/// What of a line lies before the eye, far enough to be drawn.
fn ahead(eye: &GlobalTransform, from: Vec3, to: Vec3) -> Option<(Vec3, Vec3)> {
    const NEAR_M: f32 = 0.3;
    let view = eye.affine().inverse();
    let depth = |point: Vec3| -view.transform_point3(point).z - NEAR_M;
    let (a, b) = (depth(from), depth(to));
    let between = || from.lerp(to, a / (a - b));
    match (a > 0.0, b > 0.0) {
        (true, true) => Some((from, to)),
        (true, false) => Some((from, between())),
        (false, true) => Some((between(), to)),
        (false, false) => None,
    }
}
