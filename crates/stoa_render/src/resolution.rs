//! Drawing the world with fewer pixels than the window has, where pixels are dear. The picture is enlarged before the
//! panels are drawn over it, so that text keeps the window's own resolution.
//!
//! Bevy draws into the upper left part of the picture (`MainPassResolutionOverride`); a pass of ours
//! (`shaders/enlarge.wgsl`) spreads that part over the whole.

use bevy::asset::{load_internal_asset, uuid_handle};
use bevy::camera::MainPassResolutionOverride;
use bevy::core_pipeline::{Core3dSystems, FullscreenShader, schedule::Core3d};
use bevy::platform::collections::HashMap;
use bevy::prelude::*;
use bevy::render::extract_component::{
    ComponentUniforms, DynamicUniformIndex, UniformComponentPlugin,
};
use bevy::render::render_resource::{
    BindGroupEntries, BindGroupLayoutDescriptor, BindGroupLayoutEntries, CachedRenderPipelineId,
    ColorTargetState, ColorWrites, FilterMode, FragmentState, Operations, PipelineCache,
    RenderPassColorAttachment, RenderPassDescriptor, RenderPipelineDescriptor, Sampler,
    SamplerBindingType, SamplerDescriptor, ShaderStages, ShaderType, TextureFormat,
    TextureSampleType,
    binding_types::{sampler, texture_2d, uniform_buffer},
};
use bevy::render::renderer::{RenderAdapterInfo, RenderContext, RenderDevice, ViewQuery};
use bevy::render::sync_world::RenderEntity;
use bevy::render::view::{ExtractedView, ViewTarget};
use bevy::render::{Extract, ExtractSchedule, Render, RenderApp, RenderStartup, RenderSystems};

use crate::camera::WorldCamera;

/// Put on a world camera: it draws the world with at most this many pixels, in the shape of its target. A target that
/// has fewer is drawn as it is.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq)]
pub struct PixelBudget(pub u32);

impl PixelBudget {
    /// What a processor draws several times a second: a quarter of 1280 by 720.
    pub const SOFTWARE: Self = Self(640 * 360);

    /// What suits an adapter: `None` where a graphics processor draws.
    pub fn for_adapter(adapter: &RenderAdapterInfo) -> Option<Self> {
        (adapter.device_type == wgpu::DeviceType::Cpu).then_some(Self::SOFTWARE)
    }

    /// The size to draw at for a target of `full` pixels; `None` for the target's own.
    fn size(self, full: UVec2) -> Option<UVec2> {
        let pixels = f64::from(full.x) * f64::from(full.y);
        if pixels <= f64::from(self.0) {
            return None;
        }
        let share = (f64::from(self.0) / pixels).sqrt();
        let side = |full: u32| ((f64::from(full) * share) as u32).max(1);
        Some(UVec2::new(side(full.x), side(full.y)))
    }
}

const ENLARGE: Handle<Shader> = uuid_handle!("b2a94a0d-50b5-4a53-9a37-6f6c9f6e4c11");

/// `shaders/enlarge.wgsl`: `Part`.
#[derive(Component, ShaderType, Debug, Clone, Copy, PartialEq)]
struct Part {
    share: Vec2,
    last: Vec2,
}

impl Part {
    fn new(drawn: UVec2, full: UVec2) -> Self {
        let (drawn, full) = (drawn.as_vec2(), full.as_vec2());
        Self {
            share: drawn / full,
            last: (drawn - 0.5) / full,
        }
    }
}

#[derive(Resource)]
struct Enlarge {
    layout: BindGroupLayoutDescriptor,
    sampler: Sampler,
    vertex: bevy::render::render_resource::VertexState,
    pipelines: HashMap<TextureFormat, CachedRenderPipelineId>,
}

pub fn plugin(app: &mut App) {
    load_internal_asset!(
        app,
        ENLARGE,
        "../../../shaders/enlarge.wgsl",
        Shader::from_wgsl
    );
    app.add_plugins(UniformComponentPlugin::<Part>::default());
    let Some(render) = app.get_sub_app_mut(RenderApp) else {
        return;
    };
    render
        .add_systems(RenderStartup, begin)
        .add_systems(ExtractSchedule, extract)
        .add_systems(Render, prepare.in_set(RenderSystems::Prepare))
        // Before effects and panels, which work on the whole picture.
        .add_systems(Core3d, enlarge.in_set(Core3dSystems::EarlyPostProcess));
}

fn begin(mut commands: Commands, device: Res<RenderDevice>, fullscreen: Res<FullscreenShader>) {
    commands.insert_resource(Enlarge {
        layout: BindGroupLayoutDescriptor::new(
            "stoa enlarge",
            &BindGroupLayoutEntries::sequential(
                ShaderStages::FRAGMENT,
                (
                    texture_2d(TextureSampleType::Float { filterable: true }),
                    sampler(SamplerBindingType::Filtering),
                    uniform_buffer::<Part>(true),
                ),
            ),
        ),
        sampler: device.create_sampler(&SamplerDescriptor {
            mag_filter: FilterMode::Linear,
            min_filter: FilterMode::Linear,
            ..default()
        }),
        vertex: fullscreen.to_vertex_state(),
        pipelines: HashMap::default(),
    });
}

fn extract(
    mut commands: Commands,
    cameras: Extract<Query<(RenderEntity, &Camera, Option<&PixelBudget>), With<WorldCamera>>>,
) {
    for (entity, camera, budget) in &cameras {
        let Ok(mut entity) = commands.get_entity(entity) else {
            continue;
        };
        // A part of a shared target would need an offset; nothing here has one.
        let full = camera
            .physical_target_size()
            .filter(|_| camera.viewport.is_none());
        let sizes = full.and_then(|full| Some((budget?.size(full)?, full)));
        match sizes {
            Some((drawn, full)) => {
                entity.insert((MainPassResolutionOverride(drawn), Part::new(drawn, full)));
            }
            None => {
                // With its place among the uniforms, or the whole picture would be enlarged from the last part.
                entity.remove::<(MainPassResolutionOverride, Part, DynamicUniformIndex<Part>)>();
            }
        }
    }
}

fn prepare(
    mut pass: ResMut<Enlarge>,
    cache: Res<PipelineCache>,
    views: Query<&ExtractedView, With<Part>>,
) {
    let Enlarge {
        layout,
        vertex,
        pipelines,
        ..
    } = &mut *pass;
    for view in &views {
        let format = view.target_format;
        pipelines.entry(format).or_insert_with(|| {
            cache.queue_render_pipeline(RenderPipelineDescriptor {
                label: Some("stoa enlarge".into()),
                layout: vec![layout.clone()],
                vertex: vertex.clone(),
                fragment: Some(FragmentState {
                    shader: ENLARGE,
                    targets: vec![Some(ColorTargetState {
                        format,
                        blend: None,
                        write_mask: ColorWrites::ALL,
                    })],
                    ..default()
                }),
                ..default()
            })
        });
    }
}

fn enlarge(
    view: ViewQuery<(&ViewTarget, &DynamicUniformIndex<Part>)>,
    pass: Res<Enlarge>,
    cache: Res<PipelineCache>,
    parts: Res<ComponentUniforms<Part>>,
    mut context: RenderContext,
) {
    let (target, part) = view.into_inner();
    let pipeline = pass
        .pipelines
        .get(&target.main_texture_format())
        .and_then(|id| cache.get_render_pipeline(*id));
    let (Some(pipeline), Some(parts)) = (pipeline, parts.uniforms().binding()) else {
        return;
    };
    let textures = target.post_process_write();
    let bindings = context.render_device().create_bind_group(
        "stoa enlarge",
        &cache.get_bind_group_layout(&pass.layout),
        &BindGroupEntries::sequential((textures.source, &pass.sampler, parts.clone())),
    );
    let mut encoder = context
        .command_encoder()
        .begin_render_pass(&RenderPassDescriptor {
            label: Some("stoa enlarge"),
            color_attachments: &[Some(RenderPassColorAttachment {
                view: textures.destination,
                depth_slice: None,
                resolve_target: None,
                ops: Operations::default(),
            })],
            ..default()
        });
    encoder.set_pipeline(pipeline);
    encoder.set_bind_group(0, &bindings, &[part.index()]);
    encoder.draw(0..3, 0..1);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_window_would_be_drawn_with_more_than_its_budget() {
        let budget = PixelBudget::SOFTWARE;
        for (full, drawn) in [
            ((640, 360), None),
            ((320, 200), None),
            ((1, 1), None),
            ((1280, 720), Some((640, 360))),
            ((2560, 1440), Some((640, 360))),
            ((360, 1440), Some((240, 960))),
            ((4_000_000, 1), Some((960_000, 1))),
        ] {
            let size = budget.size(full.into());
            assert_eq!(size, drawn.map(UVec2::from), "{full:?}");
        }
    }

    #[test]
    fn the_picture_would_be_cut_or_show_what_lies_beside_it() {
        let part = Part::new(UVec2::new(640, 360), UVec2::new(1280, 720));
        assert_eq!(part.share, Vec2::splat(0.5));
        assert_eq!(
            part.last * Vec2::new(1280.0, 720.0),
            Vec2::new(639.5, 359.5)
        );
    }
}
