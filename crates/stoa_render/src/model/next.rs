//! A scene that was exported anew: it is handed over unseen beside the one in the picture, and takes its place in one frame.

use bevy::prelude::*;
use stoa_world::sim::WorldRemade;

use super::{Model, ModelPiece, Stores};

/// Frames from the last piece that is handed over until all of them can be drawn.
const UPLOADS: u32 = 3;

/// A scene on its way into the picture, in the present one's place.
#[derive(Resource)]
pub struct NextModel {
    model: Model,
    with_world: bool,
    /// Frames since everything was handed over.
    ready: u32,
    given_up: bool,
}

/// A piece of it, which nobody sees yet.
#[derive(Component, Debug, Clone, Copy)]
struct NextPiece;

impl NextModel {
    /// With `with_world` it is seen in the frame in which the world is made anew ([`WorldRemade`]), else once it is whole.
    pub fn new(model: Model, with_world: bool) -> Self {
        Self {
            model,
            with_world,
            ready: 0,
            given_up: false,
        }
    }

    /// Whether everything has been handed over, so that it can be seen in the next frame.
    pub fn is_ready(&self) -> bool {
        self.ready >= UPLOADS
    }

    /// The world stays as it was: this is never seen.
    pub fn give_up(&mut self) {
        self.given_up = true;
    }
}

pub(super) fn plugin(app: &mut App) {
    app.add_message::<WorldRemade>().add_systems(
        Update,
        (hand_over, take_place)
            .chain()
            .after(super::build)
            .run_if(resource_exists::<NextModel>),
    );
}

fn hand_over(mut commands: Commands, mut next: ResMut<NextModel>, mut stores: Stores) {
    let next = &mut *next;
    if next.model.is_done() {
        next.ready = (next.ready + 1).min(UPLOADS);
        return;
    }
    next.model.hand_over(&mut stores, |mesh, material| {
        let piece = (Mesh3d(mesh), MeshMaterial3d(material));
        commands.spawn((ModelPiece, NextPiece, piece, Visibility::Hidden));
    });
}

fn take_place(
    mut commands: Commands,
    next: Res<NextModel>,
    mut remade: MessageReader<WorldRemade>,
    before: Query<Entity, (With<ModelPiece>, Without<NextPiece>)>,
    mut pieces: Query<(Entity, &mut Visibility), With<NextPiece>>,
) {
    let remade = remade.read().count() > 0;
    if next.given_up {
        for (piece, _) in &pieces {
            commands.entity(piece).despawn();
        }
        commands.remove_resource::<NextModel>();
        return;
    }
    if !next.is_ready() || (next.with_world && !remade) {
        return;
    }
    for piece in &before {
        commands.entity(piece).despawn();
    }
    for (piece, mut seen) in &mut pieces {
        *seen = Visibility::Inherited;
        commands.entity(piece).remove::<NextPiece>();
    }
    commands.queue(|world: &mut World| {
        if let Some(next) = world.remove_resource::<NextModel>() {
            world.insert_resource(next.model);
        }
    });
}
