//! The shaders as they are shipped, on whichever device there is, against their twins.

mod head;

use std::sync::{Arc, mpsc};

use bevy::math::{Mat4, UVec2, Vec2, Vec3, primitives::ViewFrustum};
use bytemuck::{Pod, bytes_of, cast_slice};
use stoa_tick::{gpu::GpuDevice, rules::Agent};
use stoa_world::town::Origin;
use wgpu::util::DeviceExt;

use super::{
    body::Body,
    level::Sight,
    moment::{Moment, seconds},
};
use crate::crowd::{
    extract::Shown,
    feed::{Agents, Heights, Ring},
    marked::{CrowdHidden, Marked},
    people::Look,
    shaders,
    stock::{LISTS, Scene, stride},
};

const EYE: Vec3 = Vec3::new(0.4, 1.7, 8.0);

/// People a metre apart in a square about the origin; some sit, some are sitting down, some are away.
pub(in crate::crowd) fn in_rows(count: u32) -> Vec<Body> {
    let side = (count as f32).sqrt().ceil() as u32;
    let along = |at: u32| at as f32 - side as f32 / 2.0;
    (0..count)
        .map(|i| {
            let ground = (i % 5) as f32 * 0.1;
            Body {
                at: [along(i % side), along(i / side)],
                heading: i as f32 * 0.37,
                phase: (i % 16) as f32 / 16.0,
                speed: (i % 7) as f32 * 0.3,
                sitting: [0.0, 0.3, 1.0][(i % 3) as usize],
                ground,
                seat: ground + 0.5,
                state: 16 | if i % 17 == 3 { 7 } else { 0 },
                ..Body::default()
            }
        })
        .collect()
}

/// A view to the north, at eye level.
pub(in crate::crowd) fn sight() -> Sight {
    let (clip_from_view, clip_from_world) = camera();
    let [a, b, c, d, e, _] = ViewFrustum::from_clip_from_world(&clip_from_world)
        .half_spaces
        .map(|side| side.normal_d());
    Sight {
        eye: EYE,
        zoom: clip_from_view.y_axis.y,
        sides: [a, b, c, d, e],
        near_m: 16.0,
        middle_m: 34.0,
        end_m: f32::INFINITY,
        shadow_m: 48.0,
        shade: Vec2::new(1.5, -0.7),
    }
}

fn camera() -> (Mat4, Mat4) {
    let clip_from_view = Mat4::perspective_infinite_reverse_rh(0.9, 16.0 / 9.0, 0.1);
    let view_from_world = Mat4::look_to_rh(EYE, Vec3::NEG_Z, Vec3::Y);
    (clip_from_view, clip_from_view * view_from_world)
}

fn ring(count: u32) -> Ring {
    Ring {
        agents: Agents::Here(Vec::new()),
        oldest: 0,
        newest: 9,
        number: 1,
        first: 3,
        count,
        origin: Origin {
            x: -6 << 16,
            z: -5 << 16,
        },
    }
}

/// A slope with a hole in it, and two seats.
fn heights() -> Heights {
    let size = UVec2::new(48, 40);
    let ground = (0..size.x * size.y).map(|cell| {
        let (column, row) = (cell % size.x, cell / size.x);
        if row == 11 {
            -1e9
        } else {
            column as f32 * 0.05
        }
    });
    Heights {
        corner: Vec2::new(-6.0, -5.0),
        size,
        ground: ground.collect(),
        seats: Arc::new([0.5, -1e9, 0.8]),
        number: 1,
    }
}

fn shown() -> Shown {
    let sight = sight();
    Shown {
        ring: None,
        heights: heights(),
        marked: Marked::default(),
        tick: 60,
        part: 0.3,
        near_m: sight.near_m,
        middle_m: sight.middle_m,
        shadow_m: sight.shadow_m,
        shade: sight.shade,
    }
}

/// A device, and the buffers that a shader is given.
struct Bench {
    gpu: GpuDevice,
    buffers: Vec<(u32, wgpu::Buffer)>,
}

impl Bench {
    fn new() -> Self {
        Self {
            gpu: GpuDevice::open().expect("a graphics driver"),
            buffers: Vec::new(),
        }
    }

    fn with<T: Pod>(mut self, binding: u32, what: &[T], usage: wgpu::BufferUsages) -> Self {
        let descriptor = wgpu::util::BufferInitDescriptor {
            label: None,
            contents: cast_slice(what),
            usage: usage | wgpu::BufferUsages::COPY_SRC,
        };
        let buffer = self.gpu.device.create_buffer_init(&descriptor);
        self.buffers.push((binding, buffer));
        self
    }

    fn with_words<T: Pod>(self, binding: u32, what: &[T]) -> Self {
        self.with(binding, what, wgpu::BufferUsages::STORAGE)
    }

    fn with_scene(self, binding: u32, scene: &Scene) -> Self {
        self.with(binding, bytes_of(scene), wgpu::BufferUsages::UNIFORM)
    }

    /// Runs a shader over so many, and gives the buffers at these bindings.
    fn run<const N: usize>(
        &self,
        text: String,
        entry: &str,
        count: u32,
        results: [u32; N],
    ) -> [Vec<u8>; N] {
        let device = &self.gpu.device;
        let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some(entry),
            source: wgpu::ShaderSource::Wgsl(text.into()),
        });
        let pipeline = device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
            label: Some(entry),
            layout: None,
            module: &module,
            entry_point: Some(entry),
            compilation_options: wgpu::PipelineCompilationOptions::default(),
            cache: None,
        });
        let entries: Vec<_> = self
            .buffers
            .iter()
            .map(|(binding, buffer)| wgpu::BindGroupEntry {
                binding: *binding,
                resource: buffer.as_entire_binding(),
            })
            .collect();
        let group = device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: None,
            layout: &pipeline.get_bind_group_layout(0),
            entries: &entries,
        });
        let mut encoder = device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        {
            let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor::default());
            pass.set_pipeline(&pipeline);
            pass.set_bind_group(0, &group, &[]);
            pass.dispatch_workgroups(count.div_ceil(64), 1, 1);
        }
        let copies = results.map(|wanted| {
            let (_, from) = self
                .buffers
                .iter()
                .find(|(binding, _)| *binding == wanted)
                .expect("a buffer");
            let copy = device.create_buffer(&wgpu::BufferDescriptor {
                label: None,
                size: from.size(),
                usage: wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST,
                mapped_at_creation: false,
            });
            encoder.copy_buffer_to_buffer(from, 0, &copy, 0, from.size());
            copy
        });
        self.gpu.queue.submit([encoder.finish()]);
        copies.map(|copy| {
            let (done, is_done) = mpsc::channel();
            copy.map_async(wgpu::MapMode::Read, .., move |mapped| {
                done.send(mapped).expect("somebody waits");
            });
            device
                .poll(wgpu::PollType::wait_indefinitely())
                .expect("the device works");
            is_done.recv().expect("an answer").expect("it is mapped");
            copy.get_mapped_range(..).to_vec()
        })
    }
}

/// Fused and reordered arithmetic may differ in the last bits.
fn alike(one: f32, other: f32) -> bool {
    (one - other).abs() <= 1e-4 * one.abs().max(1.0)
}

/// Somebody walks, sits down, is away or was carried far off.
fn agent(id: u32) -> Agent {
    let activity = [0, 0, 4, 5, 6, 7, 1, 3][(id % 8) as usize];
    let metres = |m: u32| (m << 16) as i32;
    let carried = if id.is_multiple_of(11) { 5 } else { 0 };
    Agent {
        x: metres(id % 7 + carried) + (id * 977 % 60_000) as i32,
        y: metres(id / 7 % 8) + (id * 1_931 % 60_000) as i32,
        velocity: (id * 37 % 2_000) << 16 | ((65_536 - id * 53 % 2_000) & 0xffff),
        word: ((id * 4_099) & 0xffff) | activity << 16,
        id,
        own: [0, (id % 4) << 12, 0],
    }
}

#[test]
fn bodies_of_the_device_would_stand_elsewhere_than_their_twins() {
    let count = 3_000;
    let (ring, shown) = (ring(count), shown());
    let unseen: Vec<u32> = (0..count).filter(|who| who % 13 == 5).collect();
    let marked = Marked {
        hidden: CrowdHidden(unseen.into()),
        ..Marked::default()
    };
    let looks: Vec<Look> = (0..count).map(|who| marked.look(who)).collect();
    // As they are at the first tick; then they have gone on a little.
    let mut known = vec![Body::default(); count as usize];
    for step in 0..3 {
        let agents: Vec<Agent> = (0..ring.first + count)
            .map(|id| {
                let mut agent = agent(id);
                agent.x += step * 2_000;
                agent.y -= step * 900;
                agent
            })
            .collect();
        let words: Vec<[u32; 8]> = agents.iter().map(crate::crowd::feed::words).collect();
        let [found] = Bench::new()
            .with_scene(0, &Scene::new(&shown, &ring, 2))
            .with_words(1, &words)
            .with_words(2, &known)
            .with_words(3, &vec![Body::default(); count as usize])
            .with_words(4, &shown.heights.ground)
            .with_words(5, &shown.heights.seats)
            .with_words(6, &looks)
            .run(shaders::advance(), "advance", ring.first + count, [3]);
        let found: Vec<Body> = bytemuck::pod_collect_to_vec(&found);
        for agent in &agents[ring.first as usize..] {
            let who = (agent.id - ring.first) as usize;
            let twin = known[who].advance(agent, ring.origin_m(), &shown.heights, looks[who].scale);
            let device = found[who];
            assert_eq!(device.state, twin.state, "{who}");
            assert!(who % 13 != 5 || !twin.is_here(), "{who} is hidden");
            let pairs = [
                (device.at[0], twin.at[0]),
                (device.at[1], twin.at[1]),
                (device.heading, twin.heading),
                (device.phase, twin.phase),
                (device.speed, twin.speed),
                (device.sitting, twin.sitting),
                (device.ground, twin.ground),
                (device.seat, twin.seat),
            ];
            let is_same = pairs.iter().all(|(one, other)| alike(*one, *other));
            assert!(is_same, "{who} at step {step}: {device:?} {twin:?}");
            known[who] = twin;
        }
    }
}

#[test]
fn the_device_would_draw_others_or_at_another_level() {
    let bodies = in_rows(4_096);
    let count = bodies.len() as u32;
    let mut view = [0.0f32; 148];
    view[80..96].copy_from_slice(&camera().0.to_cols_array());
    view[112..115].copy_from_slice(&EYE.to_array());
    for (at, side) in sight().sides.iter().enumerate() {
        view[124 + at * 4..128 + at * 4].copy_from_slice(&side.to_array());
    }
    let stride = stride(count) as usize;
    let [lists, draws] = Bench::new()
        .with(0, &view, wgpu::BufferUsages::UNIFORM)
        .with_scene(1, &Scene::new(&shown(), &ring(count), 2))
        .with_words(3, &bodies)
        .with_words(4, &vec![0u32; stride * LISTS])
        .with_words(5, &[0u32; 5 * LISTS])
        .run(shaders::cull(), "cull", count, [4, 5]);
    let (lists, draws): (Vec<u32>, Vec<u32>) = (
        bytemuck::pod_collect_to_vec(&lists),
        bytemuck::pod_collect_to_vec(&draws),
    );
    let mut expected: [Vec<u32>; LISTS] = Default::default();
    for (who, body) in (0..).zip(&bodies).filter(|(_, body)| body.is_here()) {
        let sight = sight();
        sight.list(who, sight.see(body), |list, entry| {
            expected[list].push(entry)
        });
    }
    for (list, expected) in expected.iter_mut().enumerate() {
        let mut found = lists[list * stride..][..draws[list * 5 + 1] as usize].to_vec();
        assert_eq!(found.len(), expected.len(), "list {list}");
        assert!(
            list == LISTS / 2 || !found.is_empty(),
            "list {list} is empty"
        );
        let by_who = |entry: &u32| (entry & 0xff_ffff, entry >> 31);
        found.sort_unstable_by_key(by_who);
        expected.sort_unstable_by_key(by_who);
        for (one, other) in found.iter().zip(expected.iter()) {
            assert_eq!(by_who(one), by_who(other), "list {list}");
            let share = |entry: u32| (entry >> 24) & 127;
            assert!(
                share(*one).abs_diff(share(*other)) <= 1,
                "{one:x} {other:x}"
            );
        }
    }
}

#[test]
fn people_between_two_ticks_would_be_elsewhere_than_their_twins() {
    let new = in_rows(2_048);
    let count = new.len() as u32;
    let old: Vec<Body> = (0..)
        .zip(&new)
        .map(|(i, body): (u32, &Body)| {
            // Some were carried from far away.
            let gone = if i.is_multiple_of(13) { 4.0 } else { 0.05 };
            Body {
                at: [body.at[0] - gone, body.at[1] + 0.02],
                heading: body.heading - 0.9,
                phase: (body.phase + 0.95) % 1.0,
                sitting: (body.sitting - 0.05).max(0.0),
                ..*body
            }
        })
        .collect();
    let looks: Vec<Look> = (0..count).map(Look::of).collect();
    let shown = shown();
    let text = r"
@group(0) @binding(9) var<storage, read_write> moments: array<vec4<f32>>;
@compute @workgroup_size(64)
fn collect(@builtin(global_invocation_id) invocation: vec3<u32>) {
    let i = invocation.x;
    let now = moment(i, looks[i].scale);
    moments[i * 2u] = vec4(now.at, now.heading);
    moments[i * 2u + 1u] = vec4(now.phase, now.speed, now.sitting, now.seconds);
}";
    let [found] = Bench::new()
        .with_scene(0, &Scene::new(&shown, &ring(count), 2))
        .with_words(1, &old)
        .with_words(2, &new)
        .with_words(3, &looks)
        .with_words(9, &vec![[0.0f32; 8]; count as usize])
        .run(shaders::figure(text), "collect", count, [9]);
    let found: Vec<[f32; 8]> = bytemuck::pod_collect_to_vec(&found);
    let (part, time_s) = shown.moment(2);
    for (who, device) in (0..).zip(found) {
        let at = who as usize;
        let twin = Moment::between(&old[at], &new[at], part, looks[at].scale);
        let expected = [
            twin.at.x,
            twin.at.y,
            twin.at.z,
            twin.heading,
            twin.phase,
            twin.speed,
            twin.sitting,
            seconds(time_s, who),
        ];
        let is_same = device.iter().zip(expected).all(|(a, b)| alike(*a, b));
        assert!(is_same, "{who}: {device:?} {expected:?}");
    }
}
