//! The compute pipelines, made once.

use wgpu::{
    BindGroupLayout, BindingType, BufferBindingType, ComputePipeline, Device, ShaderStages,
};

use super::shaders::Sources;

/// Everything that stays the same from tick to tick.
pub(super) struct Pipelines {
    /// Group 0 of every pass: the world and the tick.
    pub common: BindGroupLayout,
    pub scan_buffers: BindGroupLayout,
    pub scatter_buffers: BindGroupLayout,
    pub step_buffers: BindGroupLayout,
    pub hash_buffers: BindGroupLayout,
    pub reduce: ComputePipeline,
    pub scan: ComputePipeline,
    pub scatter: ComputePipeline,
    pub step: ComputePipeline,
    pub hash: ComputePipeline,
}

/// How a pass uses a buffer.
#[derive(Clone, Copy)]
enum Use {
    Read,
    Write,
}

impl Pipelines {
    pub fn new(device: &Device, sources: &Sources) -> Self {
        use Use::{Read, Write};
        let common = common_layout(device);
        let scan_buffers = layout(device, "scan", &[Write, Write, Write, Write]);
        let scatter_buffers = layout(device, "scatter", &[Read, Read, Read, Write, Write]);
        let step_buffers = layout(
            device,
            "step",
            &[Read, Read, Read, Read, Write, Write, Write, Write],
        );
        let hash_buffers = layout(device, "hash", &[Read, Write]);
        let scan = module(device, "scan", &sources.scan);
        let make = |module, entry, buffers| {
            pipeline(device, module, entry, &[Some(&common), Some(buffers)], &[])
        };
        let step = module(device, "step", &sources.step);
        let group = [("GROUP", f64::from(sources.group))];
        Self {
            reduce: make(&scan, "reduce", &scan_buffers),
            scan: make(&scan, "scan", &scan_buffers),
            scatter: make(
                &module(device, "scatter", &sources.scatter),
                "scatter",
                &scatter_buffers,
            ),
            step: pipeline(
                device,
                &step,
                "step_agents",
                &[Some(&common), Some(&step_buffers)],
                &group,
            ),
            hash: make(
                &module(device, "hash", &sources.hash),
                "hash_agents",
                &hash_buffers,
            ),
            common,
            scan_buffers,
            scatter_buffers,
            step_buffers,
            hash_buffers,
        }
    }
}

fn module(device: &Device, label: &str, text: &str) -> wgpu::ShaderModule {
    let descriptor = wgpu::ShaderModuleDescriptor {
        label: Some(label),
        source: wgpu::ShaderSource::Wgsl(text.into()),
    };
    let checks = wgpu::ShaderRuntimeChecks {
        force_loop_bounding: false,
        ..wgpu::ShaderRuntimeChecks::checked()
    };
    #[expect(unsafe_code, reason = "wgpu would bound every loop a second time")]
    // SAFETY: every loop of the shipped shaders ends: they count up to a bound, or search a table that has a free slot.
    // Accesses stay checked.
    unsafe {
        device.create_shader_module_trusted(descriptor, checks)
    }
}

fn common_layout(device: &Device) -> BindGroupLayout {
    let uniform = |binding, has_dynamic_offset| wgpu::BindGroupLayoutEntry {
        binding,
        visibility: ShaderStages::COMPUTE,
        ty: BindingType::Buffer {
            ty: BufferBindingType::Uniform,
            has_dynamic_offset,
            min_binding_size: None,
        },
        count: None,
    };
    device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
        label: Some("tick"),
        entries: &[uniform(0, false), uniform(1, true)],
    })
}

fn layout(device: &Device, label: &str, uses: &[Use]) -> BindGroupLayout {
    let entries: Vec<_> = uses
        .iter()
        .zip(0..)
        .map(|(use_, binding)| wgpu::BindGroupLayoutEntry {
            binding,
            visibility: ShaderStages::COMPUTE,
            ty: BindingType::Buffer {
                ty: BufferBindingType::Storage {
                    read_only: matches!(use_, Use::Read),
                },
                has_dynamic_offset: false,
                min_binding_size: None,
            },
            count: None,
        })
        .collect();
    device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
        label: Some(label),
        entries: &entries,
    })
}

fn pipeline(
    device: &Device,
    module: &wgpu::ShaderModule,
    entry: &str,
    groups: &[Option<&BindGroupLayout>],
    constants: &[(&str, f64)],
) -> ComputePipeline {
    let layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
        label: Some(entry),
        bind_group_layouts: groups,
        immediate_size: 0,
    });
    device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
        label: Some(entry),
        layout: Some(&layout),
        module,
        entry_point: Some(entry),
        compilation_options: wgpu::PipelineCompilationOptions {
            constants,
            // Every pass writes workgroup memory before it reads it.
            zero_initialize_workgroup_memory: false,
        },
        cache: None,
    })
}
