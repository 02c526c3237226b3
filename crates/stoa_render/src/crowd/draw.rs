//! The passes: the shown tick's bodies, who is seen, their shadows, and they themselves.

use std::sync::atomic::{AtomicU32, Ordering};

use bevy::camera::{MainPassResolutionOverride, Viewport};
use bevy::core_pipeline::core_3d::{main_opaque_pass_3d, main_transparent_pass_3d};
use bevy::core_pipeline::{Core3dSystems, schedule::Core3d};
use bevy::pbr::{MeshViewBindGroup, ShadowView, ViewLightEntities};
use bevy::prelude::*;
use bevy::render::camera::ExtractedCamera;
use bevy::render::render_phase::TrackedRenderPass;
use bevy::render::render_resource::{
    ComputePassDescriptor, IndexFormat, PipelineCache, RenderPassDescriptor, StoreOp,
};
use bevy::render::renderer::{RenderContext, RenderGraph, RenderGraphSystems, ViewQuery};
use bevy::render::view::{ViewDepthTexture, ViewTarget, ViewUniformOffset};

use super::{
    figure::LEVELS,
    pipelines::Pipelines,
    prepare::{CrowdView, Found, Lists, Stock},
    stock::DRAW_BYTES,
};

/// In the render world: how many draws of the crowd there were so far.
#[derive(Resource, Debug, Default)]
pub struct CrowdDraws(AtomicU32);

impl CrowdDraws {
    /// How many since the last call.
    pub fn take(&self) -> u32 {
        self.0.swap(0, Ordering::Relaxed)
    }

    fn count(&self, more: usize) {
        self.0.fetch_add(more as u32, Ordering::Relaxed);
    }
}

pub(super) fn plugin(render: &mut SubApp) {
    render
        .init_resource::<CrowdDraws>()
        .add_systems(RenderGraph, advance.in_set(RenderGraphSystems::Begin))
        .add_systems(
            Core3d,
            (
                cull.before(Core3dSystems::Prepass),
                // Before the lit passes, which look at the shadow maps.
                shadows.after(cull).before(Core3dSystems::MainPass),
                draw.after(main_opaque_pass_3d)
                    .before(main_transparent_pass_3d)
                    .in_set(Core3dSystems::MainPass),
            ),
        );
}

/// Brings the bodies to the shown tick: nothing to do in frames without a new one.
fn advance(
    stock: Res<Stock>,
    pipelines: Res<Pipelines>,
    cache: Res<PipelineCache>,
    mut context: RenderContext,
) {
    let pipeline = pipelines
        .made()
        .and_then(|passes| cache.get_compute_pipeline(passes.advance));
    let Some(pipeline) = pipeline else { return };
    for due in &stock.due {
        let encoder = context.command_encoder();
        if let Some(buffer) = &due.forget {
            encoder.clear_buffer(buffer, 0, None);
        }
        let mut pass = encoder.begin_compute_pass(&ComputePassDescriptor {
            label: Some("stoa crowd: advance"),
            ..default()
        });
        pass.set_pipeline(pipeline);
        pass.set_bind_group(0, &due.bindings, &[]);
        pass.dispatch_workgroups(due.workgroups, 1, 1);
    }
}

fn cull(
    view: ViewQuery<(&CrowdView, &ViewUniformOffset)>,
    pipelines: Res<Pipelines>,
    cache: Res<PipelineCache>,
    mut context: RenderContext,
) {
    let (crowd, offset) = view.into_inner();
    let pipeline = pipelines
        .made()
        .and_then(|passes| cache.get_compute_pipeline(passes.cull));
    let (Some(pipeline), Lists::Found(found)) = (pipeline, &crowd.lists) else {
        return;
    };
    let encoder = context.command_encoder();
    encoder.copy_buffer_to_buffer(&found.nobody, 0, &found.draws, 0, found.draws.size());
    let mut pass = encoder.begin_compute_pass(&ComputePassDescriptor {
        label: Some("stoa crowd: cull"),
        ..default()
    });
    pass.set_pipeline(pipeline);
    pass.set_bind_group(0, &found.cull, &[offset.offset]);
    pass.dispatch_workgroups(found.workgroups, 1, 1);
}

/// Into the shadow maps of the view's suns, over what is in them.
fn shadows(
    view: ViewQuery<(&CrowdView, &ViewLightEntities)>,
    lights: Query<(&ShadowView, &ViewUniformOffset)>,
    cache: Res<PipelineCache>,
    draws: Res<CrowdDraws>,
    mut context: RenderContext,
) {
    let (crowd, suns) = view.into_inner();
    let Some(pipeline) = cache.get_render_pipeline(crowd.shadow) else {
        return;
    };
    for (sun, offset) in lights.iter_many(&suns.lights) {
        let mut pass = context.begin_tracked_render_pass(RenderPassDescriptor {
            label: Some("stoa crowd: shadows"),
            color_attachments: &[],
            depth_stencil_attachment: Some(sun.depth_attachment.get_attachment(StoreOp::Store)),
            ..default()
        });
        pass.set_render_pipeline(pipeline);
        pass.set_bind_group(0, &crowd.view, &[offset.offset]);
        pass.set_bind_group(1, &crowd.nothing, &[]);
        draw_levels(&mut pass, crowd, LEVELS);
        draws.count(LEVELS);
    }
}

fn draw(
    view: ViewQuery<(
        &CrowdView,
        &ExtractedCamera,
        &ViewTarget,
        &ViewDepthTexture,
        &MeshViewBindGroup,
        Option<&MainPassResolutionOverride>,
    )>,
    cache: Res<PipelineCache>,
    draws: Res<CrowdDraws>,
    mut context: RenderContext,
) {
    let (crowd, camera, target, depth, bindings, smaller) = view.into_inner();
    let pipeline = crowd.pipeline.and_then(|id| cache.get_render_pipeline(id));
    let Some(pipeline) = pipeline else { return };
    let mut pass = context.begin_tracked_render_pass(RenderPassDescriptor {
        label: Some("stoa crowd"),
        color_attachments: &[Some(target.get_color_attachment())],
        depth_stencil_attachment: Some(depth.get_attachment(StoreOp::Store)),
        ..default()
    });
    let viewport = Viewport::from_viewport_and_override(camera.viewport.as_ref(), smaller);
    if let Some(viewport) = viewport {
        pass.set_camera_viewport(&viewport);
    }
    pass.set_render_pipeline(pipeline);
    pass.set_bind_group(0, &bindings.main, &bindings.main_offsets);
    pass.set_bind_group(1, &bindings.binding_array, &[]);
    draw_levels(&mut pass, crowd, 0);
    draws.count(LEVELS);
}

/// One draw for each level, beginning with the list `first`.
fn draw_levels<'a>(pass: &mut TrackedRenderPass<'a>, crowd: &'a CrowdView, first: usize) {
    pass.set_index_buffer(crowd.indices.slice(..), IndexFormat::Uint32);
    for list in first..first + LEVELS {
        pass.set_bind_group(2, &crowd.figures[list], &[]);
        match &crowd.lists {
            Lists::Found(Found { draws, .. }) | Lists::Shared { draws } => {
                pass.draw_indexed_indirect(draws, DRAW_BYTES * list as u64);
            }
            Lists::Chosen { people, each } => {
                let chosen = &each[list];
                pass.set_vertex_buffer(0, people.slice(chosen.first_byte..));
                pass.draw_indexed(chosen.indices.clone(), 0, 0..chosen.count);
            }
        }
    }
}
