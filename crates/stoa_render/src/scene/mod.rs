//! The scenery: every part of a world file as meshes, merged by neighbourhood and material.

mod backdrop;
mod column;
mod dice;
mod fountain;
mod furniture;
mod garden;
mod ground;
mod house;
mod masonry;
mod polygon;
mod portico;
pub mod sculpt;
mod shade;
mod stall;
mod statue;
pub mod surface;
mod tree;

use std::collections::BTreeMap;

use bevy::camera::visibility::NoFrustumCulling;
use bevy::light::NotShadowCaster;
use bevy::math::Affine3A;
use bevy::prelude::*;
use stoa_world::geometry::turned;
use stoa_world::{Part, PartKind, Region, WorldDef};

use crate::{quality::Quality, switches::PictureQuality};
use dice::Dice;
use sculpt::Sculpt;
use surface::{LeafMaterial, SolidExtension, SolidMaterial, WaterMaterial};

/// Everything that this module spawned, so that a changed world can be built anew.
#[derive(Component, Debug)]
pub struct Scenery;

/// Side of a neighbourhood in metres: big enough for few draw calls, small enough to leave out what is not in view.
const NEIGHBOURHOOD_M: f32 = 26.0;

/// What a builder works on: the meshes of its neighbourhood, its own dice, and how much detail is wanted.
pub struct Canvas<'c> {
    pub solid: &'c mut Sculpt,
    pub leaf: &'c mut Sculpt,
    pub water: &'c mut Sculpt,
    pub dice: Dice,
    /// Part of the full number of leaves and sides, 0–1.
    pub detail: f32,
}

impl Canvas<'_> {
    /// `full` sides at full detail, never fewer than `least`.
    pub fn sides(&self, full: u32, least: u32) -> u32 {
        ((full as f32 * (0.4 + 0.6 * self.detail)) as u32).max(least)
    }

    /// `full` things at full detail.
    pub fn count(&self, full: f32) -> u32 {
        (full * self.detail).max(1.0) as u32
    }
}

#[derive(Default)]
struct Neighbourhood {
    solid: Sculpt,
    leaf: Sculpt,
    water: Sculpt,
}

/// The meshes of a whole scene.
#[derive(Default)]
pub struct SceneMeshes {
    areas: BTreeMap<(i32, i32), Neighbourhood>,
    /// Land and hills around, which cast no shadow.
    far: Sculpt,
}

impl SceneMeshes {
    /// Builds the scenery of `def` with `detail` (0–1).
    pub fn build(def: &WorldDef, detail: f32) -> Self {
        let mut meshes = Self::default();
        ground::build(def, detail, &mut meshes);
        let mut spent = BTreeMap::<String, usize>::new();
        let mut before = meshes.triangles();
        spent.insert("ground".into(), before);
        for part in &def.parts {
            meshes.part(part, detail);
            let now = meshes.triangles();
            let kind = format!("{:?}", part.kind);
            let mut words = kind.split([' ', '{', ',']);
            let kind = match words.next().unwrap_or_default() {
                "Tree" => words.nth(2).unwrap_or_default(),
                other => other,
            };
            *spent.entry(kind.to_owned()).or_default() += now - before;
            before = now;
        }
        trace!("triangles by kind: {spent:?}");
        backdrop::build(def, detail, &mut meshes.far);
        meshes
    }

    /// How many triangles there are in all.
    pub fn triangles(&self) -> usize {
        let near = self.areas.values();
        near.map(|a| a.solid.triangles() + a.leaf.triangles() + a.water.triangles())
            .sum::<usize>()
            + self.far.triangles()
    }

    /// Works on the neighbourhood of `at` with points placed by `place`.
    fn canvas(
        &mut self,
        at: Vec3,
        place: Affine3A,
        dice: Dice,
        detail: f32,
        work: impl FnOnce(&mut Canvas),
    ) {
        let cell = (Vec2::new(at.x, at.z) / NEIGHBOURHOOD_M).floor().as_ivec2();
        let area = self.areas.entry((cell.x, cell.y)).or_default();
        for sculpt in [&mut area.solid, &mut area.leaf, &mut area.water] {
            sculpt.place = place;
            (sculpt.least_bevel, sculpt.roundness) = if detail > 0.6 {
                (0.0075, 1.0)
            } else {
                (0.045, 0.6)
            };
        }
        work(&mut Canvas {
            solid: &mut area.solid,
            leaf: &mut area.leaf,
            water: &mut area.water,
            dice,
            detail,
        });
    }

    fn part(&mut self, part: &Part, detail: f32) {
        let side = |v| turned(part.turn_deg, v);
        let turn = Mat3::from_cols(side(Vec3::X), Vec3::Y, side(Vec3::Z));
        let place = Affine3A::from_mat3_translation(turn, part.at);
        let dice = Dice::of(&part.id, 0);
        self.canvas(part.at, place, dice, detail, |canvas| {
            build_part(canvas, &part.kind);
        });
    }
}

fn build_part(canvas: &mut Canvas, kind: &PartKind) {
    match *kind {
        PartKind::Slab {
            width,
            depth,
            height,
            surface,
        } => masonry::slab(canvas, width, depth, height, surface),
        PartKind::Steps {
            width,
            count,
            rise,
            run,
            surface,
        } => masonry::steps(canvas, width, count, rise, run, surface),
        PartKind::Wall {
            width,
            height,
            depth,
            surface,
        } => masonry::wall(canvas, width, height, depth, surface),
        PartKind::Arch {
            width,
            height,
            depth,
        } => masonry::arch(canvas, width, height, depth),
        PartKind::Column { height, radius } => column::column(canvas, height, radius),
        PartKind::Portico {
            width,
            depth,
            height,
            columns,
        } => portico::portico(canvas, width, depth, height, columns),
        PartKind::House {
            width,
            depth,
            height,
            surface,
        } => house::house(canvas, width, depth, height, surface),
        PartKind::Fountain { radius, height, .. } => fountain::fountain(canvas, radius, height),
        PartKind::Well { radius } => fountain::well(canvas, radius),
        PartKind::Bench {
            width,
            back,
            surface,
            ..
        } => furniture::bench(canvas, width, back, surface),
        PartKind::Table { radius, height } => furniture::table(canvas, radius, height),
        PartKind::Stool => furniture::stool(canvas),
        PartKind::Lamp { height } => furniture::lamp(canvas, height),
        PartKind::Bookcase { width, height } => furniture::bookcase(canvas, width, height),
        PartKind::Easel => furniture::easel(canvas),
        PartKind::Tree { species, height } => tree::tree(canvas, species, height),
        PartKind::Hedge {
            width,
            depth,
            height,
        } => garden::hedge(canvas, width, depth, height),
        PartKind::Planter { width, depth } => garden::planter(canvas, width, depth),
        PartKind::Flowerbed { width, depth } => garden::flowerbed(canvas, width, depth),
        PartKind::Pot { height } => garden::pot(canvas, height),
        PartKind::Statue { height } => statue::statue(canvas, height),
        PartKind::Stall { width, goods } => stall::stall(canvas, width, goods),
    }
}

pub fn plugin(app: &mut App) {
    app.add_plugins(surface::plugin)
        .add_systems(Update, build.run_if(resource_exists::<WorldDef>));
}

/// What the scenery is made of: ground, parts, detail and quality.
type Stuff = (Vec<Region>, Vec<Part>, f32, Quality);

/// Builds the scenery when a world arrives, looks otherwise, or is to be drawn in another quality.
fn build(
    mut commands: Commands,
    def: Res<WorldDef>,
    quality: PictureQuality,
    old: Query<Entity, With<Scenery>>,
    mut meshes: ResMut<Assets<Mesh>>,
    mut images: ResMut<Assets<Image>>,
    mut solids: ResMut<Assets<SolidMaterial>>,
    mut leaves: ResMut<Assets<LeafMaterial>>,
    mut waters: ResMut<Assets<WaterMaterial>>,
    mut built: Local<Option<Stuff>>,
) {
    if !def.is_changed() && !quality.is_changed() {
        return;
    }
    let (regions, parts) = (def.regions.clone(), def.parts.clone());
    let stuff = (regions, parts, quality.detail(), quality.preset());
    let stuff = def.terrain.is_none().then_some(stuff);
    // A world of which only words changed looks as it did.
    if stuff.is_some() && *built == stuff {
        return;
    }
    *built = stuff;
    for entity in &old {
        commands.entity(entity).despawn();
    }
    if def.terrain.is_some() {
        // Its own meshes are all there is to see: see `crate::model`.
        return;
    }
    let scene = SceneMeshes::build(&def, quality.detail());
    debug!("the scenery has {} triangles", scene.triangles());
    let (map, mut uniform) = shade::map(&def);
    uniform.plain = u32::from(quality.preset() == Quality::Low);
    let solid = solids.add(surface::solid_material(SolidExtension {
        scene: uniform,
        shade_map: Some(images.add(map)),
    }));
    let leaf = leaves.add(surface::leaf_material());
    let water = waters.add(surface::water_material());
    for area in scene.areas.into_values() {
        if let Some(mesh) = area.solid.into_mesh() {
            commands.spawn((
                Scenery,
                Mesh3d(meshes.add(mesh)),
                MeshMaterial3d(solid.clone()),
            ));
        }
        if let Some(mesh) = area.leaf.into_mesh() {
            commands.spawn((
                Scenery,
                Mesh3d(meshes.add(mesh)),
                MeshMaterial3d(leaf.clone()),
            ));
        }
        if let Some(mesh) = area.water.into_mesh() {
            commands.spawn((
                Scenery,
                Mesh3d(meshes.add(mesh)),
                MeshMaterial3d(water.clone()),
                NotShadowCaster,
            ));
        }
    }
    if let Some(mesh) = scene.far.into_mesh() {
        commands.spawn((
            Scenery,
            Mesh3d(meshes.add(mesh)),
            MeshMaterial3d(solid),
            NotShadowCaster,
            NoFrustumCulling,
        ));
    }
}

#[cfg(test)]
mod tests;
