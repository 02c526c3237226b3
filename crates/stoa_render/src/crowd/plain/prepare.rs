//! What the device is given of the crowd that the processor chose: textures once, instances in each frame.

use bevy::camera::{primitives::Frustum, visibility::RenderLayers};
use bevy::pbr::ViewKeyCache;
use bevy::prelude::*;
use bevy::render::camera::ExtractedCamera;
use bevy::render::render_resource::{
    BindGroup, BindGroupEntries, BindGroupLayoutDescriptor, BindGroupLayoutEntries, Buffer,
    BufferUsages, Extent3d, PipelineCache, ShaderStages, TextureDescriptor, TextureDimension,
    TextureFormat, TextureSampleType, TextureUsages, TextureView, TextureViewDescriptor,
    binding_types::{texture_2d, uniform_buffer_sized},
};
use bevy::render::renderer::{RenderDevice, RenderQueue};
use bevy::render::view::{ExtractedView, ViewUniforms};
use bytemuck::Pod;
use wgpu::util::TextureDataOrder;

use super::{
    bodies::Bodies,
    choose::{MOST_DRAWN, choose},
    person::Person,
};
use crate::crowd::{
    extract::Shown,
    feed::Agents,
    figure::LEVELS,
    geometry::{Geometry, Part},
    pipelines::{Pipelines, Source},
    prepare::{Chosen, CrowdView, Lists},
    sharing::shows_crowd,
    stock::{LISTS, acts_buffer, empty, filled},
    twin::{
        level::Sight,
        moment::{Moment, seconds},
    },
};

/// Columns of the textures: far below what any device can have.
const COLUMNS: usize = 512;

/// What is the same in all views.
#[derive(Resource, Default)]
pub(super) struct Stock {
    figures: Option<Figures>,
    bodies: Option<Bodies>,
}

struct Figures {
    acts: Buffer,
    levels: [BindGroup; LEVELS],
    indices: Buffer,
    parts: [Part; LEVELS],
}

/// Of the third group, as `shaders/crowd/plain.wgsl` has it.
pub(in crate::crowd) fn layout() -> BindGroupLayoutDescriptor {
    BindGroupLayoutDescriptor::new(
        "stoa crowd: plain figures",
        &BindGroupLayoutEntries::sequential(
            ShaderStages::VERTEX,
            (
                texture_2d(TextureSampleType::Uint),
                texture_2d(TextureSampleType::Float { filterable: false }),
                uniform_buffer_sized(false, None),
                uniform_buffer_sized(false, None),
            ),
        ),
    )
}

impl Figures {
    fn new(
        device: &RenderDevice,
        queue: &RenderQueue,
        cache: &PipelineCache,
        pipelines: &Pipelines,
    ) -> Self {
        let all = Geometry::new();
        let points = texture(device, queue, TextureFormat::Rgba32Uint, all.points);
        let bones = texture(device, queue, TextureFormat::Rgba32Float, all.bones);
        let layout = cache.get_bind_group_layout(&pipelines.plain_layout);
        let acts = acts_buffer(device);
        let levels = all.levels.each_ref().map(|part| {
            let words = filled(device, "level", &part.words(), BufferUsages::UNIFORM);
            device.create_bind_group(
                "stoa crowd: plain figures",
                &layout,
                &BindGroupEntries::sequential((
                    &points,
                    &bones,
                    words.as_entire_binding(),
                    acts.as_entire_binding(),
                )),
            )
        });
        Self {
            acts,
            levels,
            indices: filled(device, "indices", &all.indices, BufferUsages::INDEX),
            parts: all.levels,
        }
    }
}

/// A texture of so many texels of 16 bytes, row by row.
fn texture<T: Pod>(
    device: &RenderDevice,
    queue: &RenderQueue,
    format: TextureFormat,
    mut texels: Vec<T>,
) -> TextureView {
    let row = COLUMNS * 16 / size_of::<T>();
    let rows = texels.len().div_ceil(row);
    texels.resize(rows * row, T::zeroed());
    let texture = device.create_texture_with_data(
        queue,
        &TextureDescriptor {
            label: Some("stoa crowd: figures"),
            size: Extent3d {
                width: COLUMNS as u32,
                height: rows as u32,
                depth_or_array_layers: 1,
            },
            mip_level_count: 1,
            sample_count: 1,
            dimension: TextureDimension::D2,
            format,
            usage: TextureUsages::TEXTURE_BINDING,
            view_formats: &[],
        },
        TextureDataOrder::default(),
        bytemuck::cast_slice(&texels),
    );
    texture.create_view(&TextureViewDescriptor::default())
}

/// Brings the bodies to the shown tick.
pub(super) fn follow(mut stock: ResMut<Stock>, shown: Res<Shown>) {
    let ring = shown.ring.as_ref();
    let Some((ring, agents)) = ring.and_then(|ring| match &ring.agents {
        Agents::Here(agents) => Some((ring, agents)),
        Agents::OnDevice(_) => None,
    }) else {
        stock.bodies = None;
        return;
    };
    if stock.bodies.as_ref().is_none_or(|b| b.ring != ring.number) {
        stock.bodies = Some(Bodies::new(ring));
    }
    if let Some(bodies) = &mut stock.bodies {
        bodies.follow(ring, agents, &shown);
    }
}

pub(super) fn prepare_views(
    mut commands: Commands,
    mut stock: ResMut<Stock>,
    shown: Res<Shown>,
    device: Res<RenderDevice>,
    queue: Res<RenderQueue>,
    cache: Res<PipelineCache>,
    mut pipelines: ResMut<Pipelines>,
    keys: Res<ViewKeyCache>,
    uniforms: Res<ViewUniforms>,
    views: Query<
        (
            Entity,
            &ExtractedView,
            Option<&Frustum>,
            Option<&RenderLayers>,
            Option<&CrowdView>,
        ),
        (With<ExtractedCamera>, With<Camera3d>),
    >,
) {
    let stock = &mut *stock;
    let (Some(bodies), Some(uniform)) = (&stock.bodies, uniforms.uniforms.binding()) else {
        for (entity, ..) in &views {
            commands.entity(entity).remove::<CrowdView>();
        }
        return;
    };
    let figures = stock
        .figures
        .get_or_insert_with(|| Figures::new(&device, &queue, &cache, &pipelines));
    let acts = &shown.marked.acts.acts;
    queue.write_buffer(&figures.acts, 0, bytemuck::cast_slice(acts));
    let shadow = pipelines.shadow(&cache, Source::Plain);
    for (entity, view, frustum, layers, old) in &views {
        if !shows_crowd(layers) {
            commands.entity(entity).remove::<CrowdView>();
            continue;
        }
        let lists = choose(&sight(&shown, view, frustum), &bodies.new);
        let (people, each) = instances(bodies, &shown, &lists, &figures.parts);
        let buffer = match old.map(|old| &old.lists) {
            Some(Lists::Chosen { people, .. }) => people.clone(),
            _ => empty(&device, "people", MOST_BYTES, BufferUsages::VERTEX),
        };
        queue.write_buffer(&buffer, 0, bytemuck::cast_slice(&people));
        let [alone, nothing] = pipelines.of_view(&device, &cache, uniform.clone());
        let key = keys.get(&view.retained_view_entity).copied();
        let pipeline = key.and_then(|key| pipelines.draw(&cache, Source::Plain, key));
        commands.entity(entity).insert(CrowdView {
            lists: Lists::Chosen {
                people: buffer,
                each,
            },
            indices: figures.indices.clone(),
            view: alone,
            nothing,
            figures: std::array::from_fn(|list| figures.levels[list % LEVELS].clone()),
            shadow,
            pipeline,
        });
    }
}

/// Room for everybody in every list.
const MOST_BYTES: u64 = ((MOST_DRAWN + 1) * LISTS * size_of::<Person>()) as u64;

fn sight(shown: &Shown, view: &ExtractedView, frustum: Option<&Frustum>) -> Sight {
    let [a, b, c, d, e, _] = frustum.map_or([Vec4::ZERO; 6], |frustum| {
        frustum.half_spaces.map(|side| side.normal_d())
    });
    Sight {
        eye: view.world_from_view.translation(),
        zoom: view.clip_from_view.y_axis.y,
        sides: [a, b, c, d, e],
        near_m: shown.near_m,
        middle_m: shown.middle_m,
        end_m: f32::INFINITY,
        shadow_m: shown.shadow_m,
        shade: shown.shade,
    }
}

/// All lists' people one after the other, and where each list's are.
fn instances(
    bodies: &Bodies,
    shown: &Shown,
    lists: &[Vec<u32>; LISTS],
    parts: &[Part; LEVELS],
) -> (Vec<Person>, [Chosen; LISTS]) {
    let (part, time_s) = shown.moment(bodies.known);
    let mut people: Vec<Person> = Vec::new();
    let each = std::array::from_fn(|list| {
        let first = people.len();
        people.extend(lists[list].iter().filter_map(|&entry| {
            let who = who(entry);
            let at = who as usize;
            let (old, new) = (bodies.old.get(at)?, bodies.new.get(at)?);
            let look = bodies.looks.get(at)?;
            let now = Moment::between(old, new, part, look.scale);
            Some(Person::new(entry, look, &now, seconds(time_s, who)))
        }));
        Chosen {
            indices: parts[list % LEVELS].indices.clone(),
            first_byte: (first * size_of::<Person>()) as u64,
            count: (people.len() - first) as u32,
        }
    });
    (people, each)
}

/// Whom an entry of a list is of.
fn who(entry: u32) -> u32 {
    entry & 0xff_ffff
}
