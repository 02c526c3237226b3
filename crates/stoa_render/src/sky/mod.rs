//! Sky, sun, haze and the light that comes from them.

mod environment;
mod gradient;
mod sun;

use bevy::asset::{load_internal_asset, uuid_handle};
use bevy::camera::visibility::NoFrustumCulling;
use bevy::light::{
    CascadeShadowConfigBuilder, DirectionalLightShadowMap, EnvironmentMapLight, NotShadowCaster,
    NotShadowReceiver,
};
use bevy::mesh::MeshVertexBufferLayoutRef;
use bevy::pbr::{DistanceFog, FogFalloff, MaterialPipeline, MaterialPipelineKey};
use bevy::prelude::*;
use bevy::render::render_resource::{
    AsBindGroup, RenderPipelineDescriptor, ShaderType, SpecializedMeshPipelineError,
};
use bevy::shader::ShaderRef;
use stoa_world::{SimClock, SkyDef, WorldDef};

pub use gradient::Gradient;
pub use sun::{Daylight, daylight};

use crate::camera::WorldCamera;
use crate::{quality::Quality, switches::PictureQuality};

/// Marks the sun's (at night the moon's) light.
#[derive(Component, Debug)]
pub struct Sun;

/// The light of the present moment, for whoever draws in it.
#[derive(Resource, Debug, Clone, PartialEq)]
pub struct Light {
    pub daylight: Daylight,
    diffuse: Handle<Image>,
    specular: Handle<Image>,
    /// Haze per metre (squared falloff).
    haze: f32,
}

/// The dome's material (`shaders/sky.wgsl`).
#[derive(Asset, AsBindGroup, TypePath, Debug, Clone)]
pub struct SkyMaterial {
    #[uniform(0)]
    sky: SkyUniform,
}

#[derive(ShaderType, Debug, Clone, Copy)]
struct SkyUniform {
    zenith: Vec4,
    horizon: Vec4,
    sun_colour: Vec4,
    sun: Vec4,
}

const SKY: Handle<Shader> = uuid_handle!("6f2b6f0e-4a0e-4b58-8d0b-1f3f6d4b8a05");

impl Material for SkyMaterial {
    fn vertex_shader() -> ShaderRef {
        SKY.into()
    }
    fn fragment_shader() -> ShaderRef {
        SKY.into()
    }
    fn enable_prepass() -> bool {
        false
    }
    fn enable_shadows() -> bool {
        false
    }
    fn specialize(
        _: &MaterialPipeline,
        descriptor: &mut RenderPipelineDescriptor,
        _: &MeshVertexBufferLayoutRef,
        _: MaterialPipelineKey<Self>,
    ) -> Result<(), SpecializedMeshPipelineError> {
        // Seen from inside.
        descriptor.primitive.cull_mode = None;
        Ok(())
    }
}

pub fn plugin(app: &mut App) {
    load_internal_asset!(app, SKY, "../../../../shaders/sky.wgsl", Shader::from_wgsl);
    app.add_plugins(MaterialPlugin::<SkyMaterial>::default())
        .insert_resource(GlobalAmbientLight::NONE)
        .add_systems(Update, (change_light, light_cameras).chain());
}

/// World minutes between two looks at the clock where the sun follows it.
const CLOCK_STEP_MIN: u32 = 6;

/// Puts the sun, the dome and the ambient light where world and hour want them.
fn change_light(
    mut commands: Commands,
    def: Option<Res<WorldDef>>,
    clock: Option<Res<SimClock>>,
    quality: PictureQuality,
    light: Option<Res<Light>>,
    mut shadow_map: ResMut<DirectionalLightShadowMap>,
    mut images: ResMut<Assets<Image>>,
    mut materials: ResMut<Assets<SkyMaterial>>,
    mut meshes: ResMut<Assets<Mesh>>,
    suns: Query<Entity, With<Sun>>,
    domes: Query<&MeshMaterial3d<SkyMaterial>>,
    mut lit: Local<Option<SkyDef>>,
) {
    let Some(def) = def else { return };
    let minute = clock.map(|c| c.minute() / CLOCK_STEP_MIN * CLOCK_STEP_MIN);
    let now = daylight(&def.sky, minute);
    let is_same = light.is_some_and(|l| l.daylight == now) && lit.as_ref() == Some(&def.sky);
    if is_same && !quality.is_changed() {
        return;
    }
    *lit = Some(def.sky.clone());
    let (diffuse, specular) = environment::maps(&now);
    let haze = std::f32::consts::LN_2.sqrt() / def.sky.haze_m.max(10.0);
    commands.insert_resource(Light {
        daylight: now,
        diffuse: images.add(diffuse),
        specular: images.add(specular),
        haze,
    });

    shadow_map.size = quality.shadows().shadow_texels();
    let (cascades, reach) = quality.shadows().cascades();
    let sun = (
        DirectionalLight {
            color: Color::linear_rgb(now.sun_colour.x, now.sun_colour.y, now.sun_colour.z),
            illuminance: now.illuminance,
            shadow_maps_enabled: quality.has_shadows(),
            shadow_depth_bias: 0.025,
            shadow_normal_bias: 1.4,
            ..default()
        },
        CascadeShadowConfigBuilder {
            num_cascades: cascades,
            first_cascade_far_bound: 11.0,
            maximum_distance: reach,
            ..default()
        }
        .build(),
        Transform::default().looking_to(-now.to_light, Vec3::Y),
    );
    match suns.single() {
        Ok(entity) => {
            commands.entity(entity).insert(sun);
        }
        Err(_) => {
            commands.spawn((Sun, sun));
        }
    }

    let sky = SkyUniform {
        zenith: now.gradient.zenith.extend(1.0),
        horizon: now.gradient.horizon.extend(now.clouds),
        sun_colour: now.gradient.sun_colour.extend(1.0),
        sun: now
            .gradient
            .sun
            .extend(if quality.preset() == Quality::Low {
                3.0
            } else {
                5.0
            }),
    };
    match domes.single().map(|dome| dome.id()) {
        Ok(id) => {
            if let Some(mut material) = materials.get_mut(id) {
                material.sky = sky;
            }
        }
        Err(_) => {
            commands.spawn((
                Name::new("sky"),
                Mesh3d(meshes.add(Sphere::new(1.0).mesh().uv(24, 16))),
                MeshMaterial3d(materials.add(SkyMaterial { sky })),
                NoFrustumCulling,
                NotShadowCaster,
                NotShadowReceiver,
            ));
        }
    }
}

/// Puts haze and ambient light on every world camera that lacks the present ones.
fn light_cameras(
    mut commands: Commands,
    light: Option<Res<Light>>,
    cameras: Query<(Entity, Ref<WorldCamera>)>,
) {
    let Some(light) = light else { return };
    for (camera, marker) in &cameras {
        if !light.is_changed() && !marker.is_added() {
            continue;
        }
        let now = &light.daylight;
        // Haze takes its colour from the sky low over the horizon, a little bluer, and never hides a hill wholly.
        let haze = now.gradient.horizon.lerp(now.gradient.zenith, 0.42);
        commands.entity(camera).insert((
            EnvironmentMapLight {
                diffuse_map: light.diffuse.clone(),
                specular_map: light.specular.clone(),
                intensity: now.ambient,
                ..default()
            },
            DistanceFog {
                color: Color::linear_rgba(haze.x, haze.y, haze.z, 0.74),
                directional_light_color: Color::linear_rgba(
                    now.gradient.sun_colour.x,
                    now.gradient.sun_colour.y,
                    now.gradient.sun_colour.z,
                    0.12,
                ),
                directional_light_exponent: 10.0,
                falloff: FogFalloff::ExponentialSquared {
                    density: light.haze,
                },
            },
        ));
    }
}
