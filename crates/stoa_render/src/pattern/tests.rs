//! The shipped shader runs on whatever adapter there is (a software one will do) and must give the twin's numbers.

use super::*;
use crate::offscreen::probe::request_adapter;

/// Points a run; each yields six numbers.
const POINTS: u32 = 4096;
const NUMBERS: usize = 6;

const HARNESS: &str = r"
@group(0) @binding(0) var<storage, read_write> results: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let i = id.x;
    let p = vec2<f32>(f32(i % 64u) * 0.37 - 11.0, f32(i / 64u) * 0.53 - 17.0);
    let wall = courses(p, 0.42, 0.97, 31u);
    let floor_slab = slabs(p, 1.2, 21u);
    results[i * 6u] = f32(cell_hash(i32(i) - 2048, 7, 3u) >> 8u);
    results[i * 6u + 1u] = cloudy(p, 3u);
    results[i * 6u + 2u] = wall.joint;
    results[i * 6u + 3u] = wall.tone;
    results[i * 6u + 4u] = floor_slab.joint;
    results[i * 6u + 5u] = floor_slab.tone;
}
";

/// The twin's six numbers for point `i`, in the harness' order.
fn twin(i: u32) -> [f32; NUMBERS] {
    let p = Vec2::new((i % 64) as f32 * 0.37 - 11.0, (i / 64) as f32 * 0.53 - 17.0);
    let wall = courses(p, 0.42, 0.97, 31);
    let slab = slabs(p, 1.2, 21);
    [
        (cell_hash(i as i32 - 2048, 7, 3) >> 8) as f32,
        cloudy(p, 3),
        wall.joint,
        wall.tone,
        slab.joint,
        slab.tone,
    ]
}

/// Runs `source` with the harness on the adapter and returns its numbers.
fn run(source: &str) -> Vec<f32> {
    let adapter =
        request_adapter().expect("an adapter to run the shader on (a software one will do)");
    let (device, queue) =
        bevy::tasks::block_on(adapter.request_device(&wgpu::DeviceDescriptor::default()))
            .expect("a device with default limits");
    let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
        label: Some("pattern"),
        source: wgpu::ShaderSource::Wgsl(format!("{source}\n{HARNESS}").into()),
    });
    let pipeline = device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
        label: Some("pattern"),
        layout: None,
        module: &module,
        entry_point: Some("main"),
        compilation_options: wgpu::PipelineCompilationOptions::default(),
        cache: None,
    });
    let size = u64::from(POINTS) * NUMBERS as u64 * 4;
    let buffer = |usage| {
        device.create_buffer(&wgpu::BufferDescriptor {
            label: None,
            size,
            usage,
            mapped_at_creation: false,
        })
    };
    let results = buffer(wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_SRC);
    let readable = buffer(wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST);
    let group = device.create_bind_group(&wgpu::BindGroupDescriptor {
        label: None,
        layout: &pipeline.get_bind_group_layout(0),
        entries: &[wgpu::BindGroupEntry {
            binding: 0,
            resource: results.as_entire_binding(),
        }],
    });
    let mut encoder = device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
    {
        let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor::default());
        pass.set_pipeline(&pipeline);
        pass.set_bind_group(0, &group, &[]);
        pass.dispatch_workgroups(POINTS / 64, 1, 1);
    }
    encoder.copy_buffer_to_buffer(&results, 0, &readable, 0, size);
    queue.submit([encoder.finish()]);
    readable.slice(..).map_async(wgpu::MapMode::Read, |mapped| {
        mapped.expect("the results can be read");
    });
    device
        .poll(wgpu::PollType::wait_indefinitely())
        .expect("the device finishes");
    let bytes = readable.slice(..).get_mapped_range();
    bytemuck::cast_slice(&bytes).to_vec()
}

/// How many of the numbers differ from the twin's by more than float rounding.
fn differences(numbers: &[f32]) -> usize {
    (0..POINTS)
        .flat_map(|i| {
            let own = twin(i);
            (0..NUMBERS).map(move |k| (i as usize * NUMBERS + k, own[k]))
        })
        .filter(|&(at, expected)| (numbers[at] - expected).abs() > 2e-5)
        .count()
}

#[test]
fn the_shipped_pattern_shader_computes_what_its_twin_computes() {
    let numbers = run(SOURCE);
    // A point may fall on either side of a joint by rounding; then its stone differs. That is rare.
    let bad = differences(&numbers);
    assert!(bad <= 12, "{bad} numbers differ");
}

#[test]
fn a_changed_constant_in_the_shader_is_noticed() {
    for (constant, other) in [
        ("747796405u", "747796407u"),
        ("277803737u", "277803739u"),
        ("0.57", "0.58"),
        ("0.75 + 0.5", "0.75 + 0.6"),
        ("side * 0.5", "side * 0.45"),
    ] {
        assert!(SOURCE.contains(constant), "{constant} is not in the shader");
        let bad = differences(&run(&SOURCE.replacen(constant, other, 1)));
        assert!(bad > 100, "changing {constant} went unnoticed ({bad})");
    }
}
