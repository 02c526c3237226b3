//! The scene's materials: one for everything solid, one for leaves, one for water. Each vertex says what it is made
//! of, so the whole scene draws with three pipelines and few calls.

use bevy::asset::{Asset, Handle, load_internal_asset, uuid_handle};
use bevy::pbr::{ExtendedMaterial, MaterialExtension, MaterialPlugin, StandardMaterial};
use bevy::prelude::*;
use bevy::render::render_resource::{AsBindGroup, Face, ShaderType};
use bevy::shader::{Shader, ShaderRef};
use stoa_world::{Surface, looks::Rgb};

use super::sculpt::Paint;

/// Everything solid (`shaders/surface.wgsl`).
pub type SolidMaterial = ExtendedMaterial<StandardMaterial, SolidExtension>;
/// Leaves, grass, flowers (`shaders/foliage.wgsl`).
pub type LeafMaterial = ExtendedMaterial<StandardMaterial, LeafExtension>;
/// Still and falling water (`shaders/water.wgsl`).
pub type WaterMaterial = ExtendedMaterial<StandardMaterial, WaterExtension>;

/// What the solid shader draws; the order is that of the constants in `shaders/surface.wgsl`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Paving,
    Marble,
    Limestone,
    Sandstone,
    Gravel,
    Grass,
    Earth,
    Tile,
    Wood,
    Plaster,
    Bronze,
    Plain,
    Glow,
    Bark,
    Land,
    Glaze,
    Dressed,
    Brick,
    Sea,
    Leaves,
}

impl Kind {
    /// This kind in a linear tint.
    pub fn paint(self, tint: [f32; 3]) -> Paint {
        Paint {
            kind: self as u8 as f32,
            seed: 0.0,
            tint,
            open: 1.0,
        }
    }
}

/// Linear tints of the stones and woods.
pub mod tint {
    pub const PAVING: [f32; 3] = [0.56, 0.475, 0.37];
    pub const MARBLE: [f32; 3] = [0.80, 0.765, 0.70];
    pub const LIMESTONE: [f32; 3] = [0.67, 0.56, 0.415];
    pub const DRESSED: [f32; 3] = [0.72, 0.64, 0.515];
    pub const SANDSTONE: [f32; 3] = [0.60, 0.42, 0.25];
    pub const GRAVEL: [f32; 3] = [0.52, 0.455, 0.36];
    pub const GRASS: [f32; 3] = [0.098, 0.125, 0.04];
    pub const EARTH: [f32; 3] = [0.16, 0.102, 0.06];
    pub const TILE: [f32; 3] = [0.50, 0.185, 0.08];
    pub const WOOD: [f32; 3] = [0.27, 0.15, 0.07];
    pub const DARK_WOOD: [f32; 3] = [0.13, 0.07, 0.035];
    pub const PLASTER: [f32; 3] = [0.76, 0.64, 0.47];
    pub const BRONZE: [f32; 3] = [0.36, 0.21, 0.09];
    pub const IRON: [f32; 3] = [0.035, 0.035, 0.04];
    pub const WATER: [f32; 3] = [0.035, 0.14, 0.15];
    pub const BRICK: [f32; 3] = [0.42, 0.20, 0.115];
    pub const SEA: [f32; 3] = [0.02, 0.085, 0.14];
}

/// The paint of a world file's surface.
pub fn paint_of(surface: Surface) -> Paint {
    match surface {
        Surface::Paving => Kind::Paving.paint(tint::PAVING),
        Surface::Marble => Kind::Marble.paint(tint::MARBLE),
        Surface::Limestone => Kind::Limestone.paint(tint::LIMESTONE),
        Surface::Sandstone => Kind::Sandstone.paint(tint::SANDSTONE),
        Surface::Gravel => Kind::Gravel.paint(tint::GRAVEL),
        Surface::Grass => Kind::Grass.paint(tint::GRASS),
        Surface::Earth => Kind::Earth.paint(tint::EARTH),
        Surface::Water => Kind::Plain.paint(tint::WATER),
        Surface::Terracotta => Kind::Tile.paint(tint::TILE),
        Surface::Wood => Kind::Wood.paint(tint::WOOD),
        Surface::Plaster => Kind::Plaster.paint(tint::PLASTER),
        Surface::Bronze => Kind::Bronze.paint(tint::BRONZE),
    }
}

/// The paint of ground: as [`paint_of`], but terracotta lies as floor tiles there.
pub fn ground_paint(surface: Surface) -> Paint {
    match surface {
        Surface::Terracotta => Kind::Brick.paint(tint::BRICK),
        other => paint_of(other),
    }
}

/// A file's sRGB colour as a linear tint.
pub fn linear(colour: Rgb) -> [f32; 3] {
    let c = Color::srgb_u8(colour.0, colour.1, colour.2).to_linear();
    [c.red, c.green, c.blue]
}

/// The occlusion map and where it lies.
#[derive(Asset, AsBindGroup, TypePath, Debug, Clone, Default)]
pub struct SolidExtension {
    #[uniform(100)]
    pub scene: SceneUniform,
    /// Red: how open to the sky; green: (the ground's height + 4 m) / 12 m.
    #[texture(101)]
    #[sampler(102)]
    pub shade_map: Option<Handle<Image>>,
}

/// Where the occlusion map lies on the ground plan.
#[derive(ShaderType, Debug, Clone, Copy, Default, PartialEq)]
pub struct SceneUniform {
    /// (x, z) of its corner in metres.
    pub shade_origin: Vec2,
    /// 1 / its size in metres; zero if there is none.
    pub shade_scale: Vec2,
    /// 1 for the plainer patterns of low quality, else 0.
    pub plain: u32,
}

/// Has nothing of its own yet; the wind lives in the shader.
#[derive(Asset, AsBindGroup, TypePath, Debug, Clone, Default)]
pub struct LeafExtension {}

/// Has nothing of its own yet; the ripples live in the shader.
#[derive(Asset, AsBindGroup, TypePath, Debug, Clone, Default)]
pub struct WaterExtension {}

const PATTERN: Handle<Shader> = uuid_handle!("6f2b6f0e-4a0e-4b58-8d0b-1f3f6d4b8a01");
const SOLID: Handle<Shader> = uuid_handle!("6f2b6f0e-4a0e-4b58-8d0b-1f3f6d4b8a02");
const LEAF: Handle<Shader> = uuid_handle!("6f2b6f0e-4a0e-4b58-8d0b-1f3f6d4b8a03");
const WATER: Handle<Shader> = uuid_handle!("6f2b6f0e-4a0e-4b58-8d0b-1f3f6d4b8a04");

impl MaterialExtension for SolidExtension {
    fn fragment_shader() -> ShaderRef {
        SOLID.into()
    }
}

impl MaterialExtension for LeafExtension {
    fn vertex_shader() -> ShaderRef {
        LEAF.into()
    }
    fn fragment_shader() -> ShaderRef {
        LEAF.into()
    }
    fn prepass_vertex_shader() -> ShaderRef {
        LEAF.into()
    }
}

impl MaterialExtension for WaterExtension {
    fn fragment_shader() -> ShaderRef {
        WATER.into()
    }
    fn enable_prepass() -> bool {
        false
    }
    fn enable_shadows() -> bool {
        false
    }
}

/// The solid material over an occlusion map.
pub fn solid_material(extension: SolidExtension) -> SolidMaterial {
    SolidMaterial {
        base: StandardMaterial {
            // What `Kind::Glow` multiplies its tint by, in cd/m² over the exposure.
            emissive: LinearRgba::rgb(0.9, 0.9, 0.9),
            reflectance: 0.42,
            ..default()
        },
        extension,
    }
}

/// The leaf material.
pub fn leaf_material() -> LeafMaterial {
    LeafMaterial {
        base: StandardMaterial {
            perceptual_roughness: 0.72,
            reflectance: 0.16,
            cull_mode: None,
            ..default()
        },
        extension: LeafExtension {},
    }
}

/// The water material.
pub fn water_material() -> WaterMaterial {
    WaterMaterial {
        base: StandardMaterial {
            alpha_mode: AlphaMode::Blend,
            perceptual_roughness: 0.08,
            reflectance: 0.4,
            cull_mode: None::<Face>,
            ..default()
        },
        extension: WaterExtension {},
    }
}

/// Registers the three materials and their shaders.
pub fn plugin(app: &mut App) {
    // What raw wgpu runs in tests is this very text; only here it gets a name to be imported by.
    let pattern = Shader::from_wgsl(
        format!(
            "#define_import_path stoa::pattern\n{}",
            crate::pattern::SOURCE
        ),
        "shaders/pattern.wgsl",
    );
    let inserted = app
        .world_mut()
        .resource_mut::<Assets<Shader>>()
        .insert(PATTERN.id(), pattern);
    if let Err(error) = inserted {
        error!("the pattern shader could not be registered: {error}");
    }
    load_internal_asset!(
        app,
        SOLID,
        "../../../../shaders/surface.wgsl",
        Shader::from_wgsl
    );
    load_internal_asset!(
        app,
        LEAF,
        "../../../../shaders/foliage.wgsl",
        Shader::from_wgsl
    );
    load_internal_asset!(
        app,
        WATER,
        "../../../../shaders/water.wgsl",
        Shader::from_wgsl
    );
    app.add_plugins((
        MaterialPlugin::<SolidMaterial>::default(),
        MaterialPlugin::<LeafMaterial>::default(),
        MaterialPlugin::<WaterMaterial>::default(),
    ));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_have_the_numbers_that_the_shader_knows() {
        let source = include_str!("../../../../shaders/surface.wgsl");
        for kind in [
            Kind::Paving,
            Kind::Marble,
            Kind::Limestone,
            Kind::Sandstone,
            Kind::Gravel,
            Kind::Grass,
            Kind::Earth,
            Kind::Tile,
            Kind::Wood,
            Kind::Plaster,
            Kind::Bronze,
            Kind::Plain,
            Kind::Glow,
            Kind::Bark,
            Kind::Land,
            Kind::Glaze,
            Kind::Dressed,
            Kind::Brick,
            Kind::Sea,
            Kind::Leaves,
        ] {
            let name = format!("{kind:?}").to_uppercase();
            let line = format!("const {name}: u32 = {}u;", kind as u8);
            assert!(source.contains(&line), "{line}");
        }
    }
}
