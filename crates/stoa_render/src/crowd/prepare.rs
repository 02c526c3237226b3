//! What the crowd's passes need in a frame, and what each view needs.

use std::ops::Range;

use bevy::camera::visibility::RenderLayers;
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
    extract::{Shown, is_plain},
    feed::Agents,
    figure::LEVELS,
    pipelines::{Pipelines, Source},
    sharing::{Made, SharedFrom, shows_crowd},
    stock::{Advance, Bodies, DRAW_BYTES, Figures, LISTS, Scene, empty, stride},
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
#[derive(Component, Clone)]
pub(super) struct CrowdView {
    pub(super) lists: Lists,
    pub(super) indices: Buffer,
    /// The view alone, for shadow maps, and nothing.
    pub(super) view: BindGroup,
    pub(super) nothing: BindGroup,
    pub(super) figures: [BindGroup; LISTS],
    pub(super) shadow: CachedRenderPipelineId,
    pub(super) pipeline: Option<CachedRenderPipelineId>,
}

/// Who is drawn in a view.
#[derive(Clone)]
pub(super) enum Lists {
    /// The device finds out.
    Found(Found),
    /// The device has found out for another view.
    Shared { draws: Buffer },
    /// The processor found out: the instances of each list, one after the other.
    Chosen {
        people: Buffer,
        each: [Chosen; LISTS],
    },
}

impl Lists {
    /// The same for a view that is drawn later.
    pub(super) fn shared(&self) -> Self {
        match self {
            Self::Found(Found { draws, .. }) => Self::Shared {
                draws: draws.clone(),
            },
            other => other.clone(),
        }
    }
}

/// The buffers in which the device finds out who is drawn.
#[derive(Clone)]
pub(super) struct Found {
    lists: Buffer,
    pub(super) draws: Buffer,
    pub(super) nobody: Buffer,
    pub(super) cull: BindGroup,
    pub(super) workgroups: u32,
}

/// One draw.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Chosen {
    pub(super) indices: Range<u32>,
    /// Where its instances begin, in bytes, and how many there are.
    pub(super) first_byte: u64,
    pub(super) count: u32,
}

pub(super) fn plugin(render: &mut SubApp) {
    render.init_resource::<Stock>().add_systems(
        Render,
        (
            prepare.in_set(RenderSystems::PrepareResources),
            prepare_views
                .in_set(RenderSystems::PrepareBindGroups)
                .run_if(not(is_plain)),
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
    let Some((ring, agents)) = shown.ring.as_ref().and_then(|ring| match &ring.agents {
        Agents::OnDevice(agents) => Some((ring, agents)),
        Agents::Here(_) => None,
    }) else {
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
    bodies.mark(&queue, &shown, ring.count);
    stock.count = ring.count;
    if cache.get_compute_pipeline(passes.advance).is_some() {
        stock.due = bodies.advance(
            &device, &cache, &pipelines, figures, ring, agents, shown.tick,
        );
    }
    let scene = Scene::new(&shown, ring, bodies.known);
    queue.write_buffer(&figures.scene, 0, bytemuck::bytes_of(&scene));
    let acts = &shown.marked.acts.acts;
    queue.write_buffer(&figures.acts, 0, bytemuck::cast_slice(acts));
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
        (
            Entity,
            &ExtractedView,
            Option<&RenderLayers>,
            Option<&SharedFrom>,
            Option<&CrowdView>,
        ),
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
    let shadow = pipelines.shadow(&cache, Source::Device);
    let (own, shared): (Vec<_>, Vec<_>) = views
        .iter()
        .partition(|(_, _, _, shared, _)| shared.is_none_or(|from| !views.contains(from.0)));
    let mut made = Made::default();
    for (entity, view, layers, _, old) in own {
        if !shows_crowd(layers) {
            commands.entity(entity).remove::<CrowdView>();
            continue;
        }
        let stride = stride(stock.count);
        let bytes = u64::from(stride) * 4;
        let old = old.and_then(|old| match &old.lists {
            Lists::Found(found) if found.lists.size() == bytes * LISTS as u64 => Some(found),
            _ => None,
        });
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
        let [alone, nothing] = pipelines.of_view(&device, &cache, view_uniform.clone());
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
                    figures.acts.as_entire_binding(),
                )),
            )
        });
        let key = keys.get(&view.retained_view_entity).copied();
        let pipeline = key.and_then(|key| pipelines.draw(&cache, Source::Device, key));
        let crowd = CrowdView {
            lists: Lists::Found(Found {
                lists,
                draws,
                nobody: figures.nobody.clone(),
                cull,
                workgroups: stock.count.div_ceil(64),
            }),
            indices: figures.indices.clone(),
            view: alone,
            nothing,
            figures: groups,
            shadow,
            pipeline,
        };
        made.add(entity, crowd);
    }
    for (entity, view, _, from, _) in shared {
        let key = keys.get(&view.retained_view_entity).copied();
        let pipeline = key.and_then(|key| pipelines.draw(&cache, Source::Device, key));
        if let Some(crowd) = from.and_then(|from| made.share(from.0, pipeline)) {
            made.add(entity, crowd);
        }
    }
    made.hand_out(&mut commands);
}
