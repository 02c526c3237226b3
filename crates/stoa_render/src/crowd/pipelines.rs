//! Layouts and pipelines of the crowd's passes.

use bevy::core_pipeline::core_3d::CORE_3D_DEPTH_FORMAT;
use bevy::mesh::{MeshVertexBufferLayout, MeshVertexBufferLayouts, VertexBufferLayout};
use bevy::pbr::{MeshPipeline, MeshPipelineKey, MeshPipelineSystems};
use bevy::platform::collections::HashMap;
use bevy::prelude::*;
use bevy::render::RenderStartup;
use bevy::render::render_resource::{
    BindGroup, BindGroupEntries, BindGroupLayoutDescriptor, BindGroupLayoutEntries,
    BindingResource, CachedComputePipelineId, CachedRenderPipelineId, CompareFunction,
    ComputePipelineDescriptor, DepthStencilState, PipelineCache, PrimitiveState,
    RenderPipelineDescriptor, ShaderStages, SpecializedMeshPipeline, SpecializedMeshPipelineError,
    VertexState,
    binding_types::{
        storage_buffer_read_only_sized, storage_buffer_sized, uniform_buffer, uniform_buffer_sized,
    },
};
use bevy::render::renderer::RenderDevice;
use bevy::render::view::ViewUniform;
use bevy::shader::{Shader, ShaderDefVal};

use super::{
    plain,
    shaders::{ADVANCE, CULL, DRAW, PLAIN_DRAW, PLAIN_SHADOW, SHADOW},
};

/// The layouts, and every pipeline that was needed so far.
#[derive(Resource)]
pub(super) struct Pipelines {
    pub(super) advance_layout: BindGroupLayoutDescriptor,
    pub(super) cull_layout: BindGroupLayoutDescriptor,
    pub(super) view_layout: BindGroupLayoutDescriptor,
    pub(super) crowd_layout: BindGroupLayoutDescriptor,
    pub(super) plain_layout: BindGroupLayoutDescriptor,
    pub(super) empty_layout: BindGroupLayoutDescriptor,
    mesh: MeshPipeline,
    passes: Option<Passes>,
    shadows: HashMap<Source, CachedRenderPipelineId>,
    draws: HashMap<(Source, MeshPipelineKey), CachedRenderPipelineId>,
}

impl Pipelines {
    /// What a view's own draws are bound to: the view, and nothing.
    pub(super) fn of_view(
        &self,
        device: &RenderDevice,
        cache: &PipelineCache,
        uniform: BindingResource,
    ) -> [BindGroup; 2] {
        let view = device.create_bind_group(
            "stoa crowd: view",
            &cache.get_bind_group_layout(&self.view_layout),
            &BindGroupEntries::single(uniform),
        );
        let nothing = device.create_bind_group(
            "stoa crowd: nothing",
            &cache.get_bind_group_layout(&self.empty_layout),
            &[],
        );
        [view, nothing]
    }
}

/// Where vertex shaders find who is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Source {
    /// In buffers that the device filled.
    Device,
    /// Among the vertices ([`plain`]).
    Plain,
}

/// The pipelines that compute.
#[derive(Debug, Clone, Copy)]
pub(super) struct Passes {
    pub(super) advance: CachedComputePipelineId,
    pub(super) cull: CachedComputePipelineId,
}

pub(super) fn plugin(render: &mut SubApp) {
    render.add_systems(RenderStartup, begin.after(MeshPipelineSystems));
}

fn begin(mut commands: Commands, mesh: Res<MeshPipeline>) {
    let read = || storage_buffer_read_only_sized(false, None);
    let write = || storage_buffer_sized(false, None);
    let scene = || uniform_buffer_sized(false, None);
    commands.insert_resource(Pipelines {
        advance_layout: BindGroupLayoutDescriptor::new(
            "stoa crowd: advance",
            &BindGroupLayoutEntries::sequential(
                ShaderStages::COMPUTE,
                (scene(), read(), read(), write(), read(), read(), read()),
            ),
        ),
        cull_layout: BindGroupLayoutDescriptor::new(
            "stoa crowd: cull",
            &BindGroupLayoutEntries::sequential(
                ShaderStages::COMPUTE,
                (
                    uniform_buffer::<ViewUniform>(true),
                    scene(),
                    read(),
                    read(),
                    write(),
                    write(),
                ),
            ),
        ),
        view_layout: BindGroupLayoutDescriptor::new(
            "stoa crowd: view",
            &BindGroupLayoutEntries::single(
                ShaderStages::VERTEX,
                uniform_buffer::<ViewUniform>(true),
            ),
        ),
        crowd_layout: BindGroupLayoutDescriptor::new(
            "stoa crowd: figures",
            &BindGroupLayoutEntries::sequential(
                ShaderStages::VERTEX,
                (
                    scene(),
                    read(),
                    read(),
                    read(),
                    read(),
                    read(),
                    read(),
                    scene().visibility(ShaderStages::VERTEX_FRAGMENT),
                    scene(),
                ),
            ),
        ),
        plain_layout: plain::layout(),
        empty_layout: BindGroupLayoutDescriptor::new("stoa crowd: nothing", &[]),
        mesh: mesh.clone(),
        passes: None,
        shadows: HashMap::default(),
        draws: HashMap::default(),
    });
}

impl Pipelines {
    /// The pipelines that compute, made when first asked for.
    pub(super) fn passes(&mut self, cache: &PipelineCache) -> Passes {
        if let Some(passes) = self.passes {
            return passes;
        }
        let compute =
            |label: &'static str, layout: &BindGroupLayoutDescriptor, shader: Handle<Shader>| {
                cache.queue_compute_pipeline(ComputePipelineDescriptor {
                    label: Some(label.into()),
                    layout: vec![layout.clone()],
                    shader,
                    ..default()
                })
            };
        let passes = Passes {
            advance: compute("stoa crowd: advance", &self.advance_layout, ADVANCE),
            cull: compute("stoa crowd: cull", &self.cull_layout, CULL),
        };
        self.passes = Some(passes);
        passes
    }

    /// What was made before.
    pub(super) fn made(&self) -> Option<Passes> {
        self.passes
    }

    fn figures(&self, source: Source) -> &BindGroupLayoutDescriptor {
        match source {
            Source::Device => &self.crowd_layout,
            Source::Plain => &self.plain_layout,
        }
    }

    /// The pipeline of the shadow maps, made when first asked for.
    pub(super) fn shadow(
        &mut self,
        cache: &PipelineCache,
        source: Source,
    ) -> CachedRenderPipelineId {
        if let Some(id) = self.shadows.get(&source) {
            return *id;
        }
        let id = cache.queue_render_pipeline(self.shade(source));
        self.shadows.insert(source, id);
        id
    }

    fn shade(&self, source: Source) -> RenderPipelineDescriptor {
        RenderPipelineDescriptor {
            label: Some("stoa crowd: shadows".into()),
            layout: vec![
                self.view_layout.clone(),
                self.empty_layout.clone(),
                self.figures(source).clone(),
            ],
            vertex: VertexState {
                shader: match source {
                    Source::Device => SHADOW,
                    Source::Plain => PLAIN_SHADOW,
                },
                buffers: vertices(source),
                ..default()
            },
            depth_stencil: Some(DepthStencilState {
                format: CORE_3D_DEPTH_FORMAT,
                depth_write_enabled: Some(true),
                depth_compare: Some(CompareFunction::GreaterEqual),
                stencil: default(),
                bias: default(),
            }),
            primitive: PrimitiveState {
                cull_mode: None,
                ..default()
            },
            ..default()
        }
    }

    /// The pipeline that draws the crowd in a view of this kind.
    pub(super) fn draw(
        &mut self,
        cache: &PipelineCache,
        source: Source,
        key: MeshPipelineKey,
    ) -> Option<CachedRenderPipelineId> {
        if let Some(id) = self.draws.get(&(source, key)) {
            return Some(*id);
        }
        match self.lit(source, key) {
            Ok(descriptor) => {
                let id = cache.queue_render_pipeline(descriptor);
                self.draws.insert((source, key), id);
                Some(id)
            }
            Err(error) => {
                error_once!("the crowd can't be drawn in a view: {error}");
                None
            }
        }
    }

    /// As Bevy draws meshes in such a view, with our own points and colours.
    fn lit(
        &self,
        source: Source,
        key: MeshPipelineKey,
    ) -> Result<RenderPipelineDescriptor, SpecializedMeshPipelineError> {
        let nothing = VertexBufferLayout::default();
        let nothing = MeshVertexBufferLayouts::default()
            .insert(MeshVertexBufferLayout::new(Vec::new(), nothing));
        let key = key
            | MeshPipelineKey::from_primitive_topology_and_strip_index(
                bevy::mesh::PrimitiveTopology::TriangleList,
                None,
            );
        let mut descriptor = self.mesh.specialize(key, &nothing)?;
        descriptor.label = Some("stoa crowd".into());
        // The third is that of meshes; the pipeline of materials would be the fourth.
        descriptor.layout.truncate(2);
        descriptor.layout.push(self.figures(source).clone());
        let shader = match source {
            Source::Device => DRAW,
            Source::Plain => PLAIN_DRAW,
        };
        descriptor.vertex.shader = shader.clone();
        descriptor.vertex.buffers = vertices(source);
        descriptor.primitive.cull_mode = None;
        let material = || ShaderDefVal::UInt("MATERIAL_BIND_GROUP".into(), 3);
        descriptor.vertex.shader_defs.push(material());
        if let Some(fragment) = &mut descriptor.fragment {
            fragment.shader = shader;
            fragment.shader_defs.push(material());
        }
        Ok(descriptor)
    }
}

fn vertices(source: Source) -> Vec<VertexBufferLayout> {
    match source {
        Source::Device => Vec::new(),
        Source::Plain => vec![plain::vertices()],
    }
}
