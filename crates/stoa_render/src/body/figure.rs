//! Figures: what is drawn of a body. Each body has one, a separate entity that is put where the body is; its joints are
//! the figure's children, side by side, since poses are solved in body space.

use bevy::{
    camera::{
        primitives::Aabb,
        visibility::{NoAutoAabb, RenderLayers},
    },
    mesh::skinning::{SkinnedMesh, SkinnedMeshInverseBindposes},
    prelude::*,
};
use stoa_world::{Body, Controller, Looks, StableId, clock::mix, sim::Mirrored};

use crate::quality::Quality;

use super::{
    Faded, FirstPersonHidden, HiddenFigure,
    drive::Motion,
    mark::{MarkMesh, mark},
    material::BodyMaterials,
    rig::{Frame, Joint},
    sculpture::{sculpt, skinned_mesh},
};

/// The drawn side of a body.
#[derive(Component, Debug)]
pub struct Figure {
    pub body: Entity,
    pub frame: Frame,
    /// In the order of [`Joint::ALL`].
    pub joints: Vec<Entity>,
    pub skin: Entity,
    pub mark: Option<Entity>,
    /// In the order of [`DETAIL`].
    meshes: [Handle<Mesh>; 3],
    level: usize,
}

/// On a body: its figure.
#[derive(Component, Debug, Clone, Copy)]
pub struct HasFigure(pub Entity);

/// The layer of what only casts shadows: cameras do not look at it, lights do.
const SHADOW_ONLY: usize = 1;
/// Shares of the points for close-ups, for across the square, and for the distance.
const DETAIL: [f32; 3] = [1.0, 0.6, 0.34];
/// Up to how many metres the first two are drawn; less at low quality.
const REACH_M: [f32; 2] = [10.0, 28.0];
const LOW_QUALITY: f32 = 0.28;
/// A level is left only this much beyond its border, so that nobody flickers between two.
const SLACK: f32 = 1.12;

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<BodyMaterials>()
        .init_resource::<MarkMesh>()
        .add_observer(remove_figure)
        .add_systems(
            Update,
            (
                make_figures,
                light_shadow_layer,
                hide_figures,
                fade_figures,
                choose_detail,
            )
                .chain(),
        );
}

type Fresh = Or<(Added<Body>, Changed<Looks>, Changed<Controller>)>;

fn make_figures(
    mut commands: Commands,
    bodies: Query<
        (Entity, &StableId, &Looks, &Controller, Option<&HasFigure>),
        // The crowd draws its own.
        (With<Body>, Without<Mirrored>, Fresh),
    >,
    materials: Res<BodyMaterials>,
    mark_mesh: Res<MarkMesh>,
    mut meshes: ResMut<Assets<Mesh>>,
    mut binds: ResMut<Assets<SkinnedMeshInverseBindposes>>,
) {
    for (body, id, looks, controller, old) in &bodies {
        if let Some(HasFigure(old)) = old {
            commands.entity(*old).try_despawn();
        }
        let frame = Frame::new(looks, mix(u64::from(id.0) ^ 0x5354_4f41));
        let detail = DETAIL.map(|detail| meshes.add(skinned_mesh(&sculpt(&frame, looks, detail))));
        let root = commands
            .spawn((Transform::default(), Visibility::default()))
            .id();
        let joints: Vec<Entity> = Joint::ALL
            .iter()
            .map(|joint| {
                commands
                    .spawn((
                        Transform::from_translation(frame.bind(*joint)),
                        ChildOf(root),
                    ))
                    .id()
            })
            .collect();
        let skin = commands
            .spawn((
                Mesh3d(detail[0].clone()),
                MeshMaterial3d(materials.body.clone()),
                SkinnedMesh {
                    inverse_bindposes: binds.add(frame.inverse_binds()),
                    joints: joints.clone(),
                },
                // Wide enough for every pose: measuring joints each frame would cost more than it saves.
                Aabb::from_min_max(Vec3::new(-1.1, -0.3, -1.2), Vec3::new(1.1, 2.6, 1.2)),
                NoAutoAabb,
                Transform::default(),
                ChildOf(root),
            ))
            .id();
        let mark = (*controller == Controller::Agent).then(|| {
            commands
                .spawn((mark(&mark_mesh, materials.mark.clone()), ChildOf(root)))
                .id()
        });
        commands.entity(root).insert((
            Figure {
                body,
                frame,
                joints,
                skin,
                mark,
                meshes: detail,
                level: 0,
            },
            Motion::default(),
        ));
        commands.entity(body).insert(HasFigure(root));
    }
}

fn remove_figure(removed: On<Remove, Body>, figures: Query<&HasFigure>, mut commands: Commands) {
    if let Ok(HasFigure(figure)) = figures.get(removed.entity) {
        commands.entity(*figure).try_despawn();
    }
}

/// Every sun also lights the layer of shadows.
fn light_shadow_layer(
    mut commands: Commands,
    lights: Query<Entity, (Added<DirectionalLight>, Without<RenderLayers>)>,
) {
    for light in &lights {
        commands
            .entity(light)
            .insert(RenderLayers::from_layers(&[0, SHADOW_ONLY]));
    }
}

/// One's own body in first person leaves only its shadow; a hidden one leaves nothing.
fn hide_figures(
    mut commands: Commands,
    figures: Query<(Entity, &Figure, &Visibility)>,
    bodies: Query<(Has<FirstPersonHidden>, Has<HiddenFigure>), With<Body>>,
    layers: Query<Has<RenderLayers>>,
) {
    for (root, figure, visibility) in &figures {
        let Ok((first_person, hidden)) = bodies.get(figure.body) else {
            continue;
        };
        let wanted = if hidden {
            Visibility::Hidden
        } else {
            Visibility::Inherited
        };
        if *visibility != wanted {
            commands.entity(root).insert(wanted);
        }
        let shadow_only = layers.get(figure.skin).unwrap_or(false);
        if first_person && !shadow_only {
            for part in [Some(figure.skin), figure.mark].into_iter().flatten() {
                commands
                    .entity(part)
                    .insert(RenderLayers::layer(SHADOW_ONLY));
            }
        } else if !first_person && shadow_only {
            for part in [Some(figure.skin), figure.mark].into_iter().flatten() {
                commands.entity(part).remove::<RenderLayers>();
            }
        }
    }
}

/// Whoever stands too near to the viewer is drawn with a material that lets the world through.
fn fade_figures(
    materials: Res<BodyMaterials>,
    figures: Query<&Figure>,
    bodies: Query<Option<&Faded>, With<Body>>,
    mut skins: Query<&mut MeshMaterial3d<StandardMaterial>>,
) {
    for figure in &figures {
        let Ok(faded) = bodies.get(figure.body) else {
            continue;
        };
        let wanted = faded.map_or(&materials.body, |faded| &materials.faded[faded.0]);
        if let Ok(mut skin) = skins.get_mut(figure.skin)
            && skin.0 != *wanted
        {
            skin.0 = wanted.clone();
        }
    }
}

fn choose_detail(
    quality: Option<Res<Quality>>,
    cameras: Query<&GlobalTransform, With<Camera3d>>,
    mut figures: Query<(&mut Figure, &Transform)>,
    mut meshes: Query<&mut Mesh3d>,
) {
    let low = quality.is_some_and(|q| *q == Quality::Low);
    let factor = if low { LOW_QUALITY } else { 1.0 };
    for (mut figure, at) in &mut figures {
        let nearest = cameras
            .iter()
            .map(|c| c.translation().distance(at.translation))
            .fold(f32::MAX, f32::min);
        let border = |i: usize| REACH_M[i] * factor * if figure.level <= i { SLACK } else { 1.0 };
        let level = usize::from(nearest > border(0)) + usize::from(nearest > border(1));
        if level == figure.level {
            continue;
        }
        figure.level = level;
        if let Ok(mut mesh) = meshes.get_mut(figure.skin) {
            mesh.0 = figure.meshes[level].clone();
        }
    }
}
