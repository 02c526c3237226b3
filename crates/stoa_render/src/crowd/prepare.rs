//! What the crowd's passes need in a frame, and what each view needs.

use bevy::pbr::ViewKeyCache;
use bevy::prelude::*;
use bevy::render::camera::ExtractedCamera;
use bevy::render::render_resource::{
    BindGroup, BindGroupEntries, Buffer, BufferBinding, BufferUsages, CachedRenderPipelineId,
    PipelineCache,
};
use bevy::render::renderer::{RenderDevice, RenderQueue};
use bevy::render::view::{ExtractedView, ViewUniforms};
use bevy::render::{Render, RenderSystems};

use super::{
    extract::Shown,
    figure::LEVELS,
    pipelines::Pipelines,
    stock::{Advance, Bodies, DRAW_BYTES, Figures, LISTS, empty, stride},
};

/// Everything on the device but what belongs to a view.
#[derive(Resource, Default)]
pub(super) struct Stock {
    figures: Option<Figures>,
    bodies: Option<Bodies>,
    /// What brings the bodies to the shown tick, the oldest first.
    pub(super) due: Vec<Advance>,
    count: u32,
}

/// On a view: what draws the crowd in it.
#[derive(Component)]
pub(super) struct CrowdView {
    lists: Buffer,
    pub(super) draws: Buffer,
    pub(super) nobody: Buffer,
    pub(super) indices: Buffer,
    pub(super) cull: BindGroup,
    /// The view alone, for shadow maps, and nothing.
    pub(super) view: BindGroup,
    pub(super) nothing: BindGroup,
    pub(super) figures: [BindGroup; LISTS],
    pub(super) pipeline: Option<CachedRenderPipelineId>,
    pub(super) workgroups: u32,
}

pub(super) fn plugin(render: &mut SubApp) {
    render.init_resource::<Stock>().add_systems(
        Render,
        (
            prepare.in_set(RenderSystems::PrepareResources),
            prepare_views.in_set(RenderSystems::PrepareBindGroups),
        ),
    );
}

fn prepare(
    mut stock: ResMut<Stock>,
    shown: Res<Shown>,
    device: Res<RenderDevice>,
    queue: Res<RenderQueue>,
    cache: Res<PipelineCache>,
    mut pipelines: ResMut<Pipelines>,
) {
    let stock = &mut *stock;
    stock.due.clear();
    let Some(ring) = &shown.ring else {
        stock.bodies = None;
        stock.count = 0;
        return;
    };
    let passes = pipelines.passes(&cache);
    let figures = stock.figures.get_or_insert_with(|| Figures::new(&device));
    if stock.bodies.as_ref().is_none_or(|b| b.ring != ring.number) {
        stock.bodies = Some(Bodies::new(&device, ring));
    }
    let Some(bodies) = &mut stock.bodies else {
        return;
    };
    bodies.follow_heights(&device, &shown);
    stock.count = ring.count;
    if cache.get_compute_pipeline(passes.advance).is_some() {
        stock.due = bodies.advance(&device, &cache, &pipelines, figures, ring, shown.tick);
    }
    let scene = bodies.scene(&shown, ring);
    queue.write_buffer(&figures.scene, 0, bytemuck::bytes_of(&scene));
}

fn prepare_views(
    mut commands: Commands,
    stock: Res<Stock>,
    device: Res<RenderDevice>,
    cache: Res<PipelineCache>,
    mut pipelines: ResMut<Pipelines>,
    keys: Res<ViewKeyCache>,
    uniforms: Res<ViewUniforms>,
    views: Query<
        (Entity, &ExtractedView, Option<&CrowdView>),
        (With<ExtractedCamera>, With<Camera3d>),
    >,
) {
    let ready = stock.bodies.as_ref().filter(|bodies| bodies.known > 0);
    let (Some(figures), Some(bodies), Some(view_uniform)) =
        (&stock.figures, ready, uniforms.uniforms.binding())
    else {
        for (entity, ..) in &views {
            commands.entity(entity).remove::<CrowdView>();
        }
        return;
    };
    for (entity, view, old) in &views {
        let stride = stride(stock.count);
        let bytes = u64::from(stride) * 4;
        let old = old.filter(|old| old.lists.size() == bytes * LISTS as u64);
        let (lists, draws) = match old {
            Some(old) => (old.lists.clone(), old.draws.clone()),
            None => (
                empty(
                    &device,
                    "lists",
                    bytes * LISTS as u64,
                    BufferUsages::STORAGE,
                ),
                empty(
                    &device,
                    "draws",
                    DRAW_BYTES * LISTS as u64,
                    BufferUsages::STORAGE | BufferUsages::INDIRECT,
                ),
            ),
        };
        let (older, newer) = (
            &bodies.bodies[1 - bodies.newer],
            &bodies.bodies[bodies.newer],
        );
        let cull = device.create_bind_group(
            "stoa crowd: cull",
            &cache.get_bind_group_layout(&pipelines.cull_layout),
            &BindGroupEntries::sequential((
                view_uniform.clone(),
                figures.scene.as_entire_binding(),
                older.as_entire_binding(),
                newer.as_entire_binding(),
                lists.as_entire_binding(),
                draws.as_entire_binding(),
            )),
        );
        let alone = device.create_bind_group(
            "stoa crowd: view",
            &cache.get_bind_group_layout(&pipelines.view_layout),
            &BindGroupEntries::single(view_uniform.clone()),
        );
        let nothing = device.create_bind_group(
            "stoa crowd: nothing",
            &cache.get_bind_group_layout(&pipelines.empty_layout),
            &[],
        );
        let layout = cache.get_bind_group_layout(&pipelines.crowd_layout);
        let groups = std::array::from_fn(|list| {
            let entries = BufferBinding {
                buffer: &lists,
                offset: bytes * list as u64,
                size: std::num::NonZero::new(bytes),
            };
            device.create_bind_group(
                "stoa crowd: figures",
                &layout,
                &BindGroupEntries::sequential((
                    figures.scene.as_entire_binding(),
                    older.as_entire_binding(),
                    newer.as_entire_binding(),
                    bodies.looks.as_entire_binding(),
                    figures.points.as_entire_binding(),
                    figures.bones.as_entire_binding(),
                    entries,
                    figures.levels[list % LEVELS].as_entire_binding(),
                )),
            )
        });
        let key = keys.get(&view.retained_view_entity).copied();
        let pipeline = key.and_then(|key| pipelines.draw(&cache, key));
        commands.entity(entity).insert(CrowdView {
            lists,
            draws,
            nobody: figures.nobody.clone(),
            indices: figures.indices.clone(),
            cull,
            view: alone,
            nothing,
            figures: groups,
            pipeline,
            workgroups: stock.count.div_ceil(64),
        });
    }
}
