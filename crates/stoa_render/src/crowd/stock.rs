//! The crowd's buffers: what is the same for every crowd, what belongs to one, and the work that brings it to a tick.

use bevy::prelude::*;
use bevy::render::render_resource::{
    BindGroup, BindGroupEntries, Buffer, BufferDescriptor, BufferInitDescriptor, BufferUsages,
    PipelineCache,
};
use bevy::render::renderer::{RenderDevice, RenderQueue};
use bytemuck::{Pod, Zeroable};

use super::{
    acts::{ACTS, Act},
    extract::Shown,
    feed::{Due, RING, Ring},
    figure::LEVELS,
    geometry::Geometry,
    marked::Marked,
    people::Look,
    pipelines::Pipelines,
};

/// Lists of who is drawn: of each level, and of each in the shadow maps.
pub(super) const LISTS: usize = 2 * LEVELS;
/// Bytes of a body (`Body` of `shaders/crowd/scene.wgsl`) and of the arguments of an indirect draw.
const BODY_BYTES: u64 = 48;
pub(super) const DRAW_BYTES: u64 = 20;

/// `Scene` of `shaders/crowd/scene.wgsl`.
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[repr(C)]
pub(super) struct Scene {
    origin: [f32; 2],
    grid_corner: [f32; 2],
    grid_size: [u32; 2],
    first: u32,
    count: u32,
    part: f32,
    time_s: f32,
    near_m: f32,
    middle_m: f32,
    shadow_m: f32,
    seats: u32,
    stride: u32,
    unused: u32,
    shade: [f32; 2],
    unused_more: [u32; 2],
}

/// What is the same for every crowd.
pub(super) struct Figures {
    pub(super) points: Buffer,
    pub(super) bones: Buffer,
    pub(super) indices: Buffer,
    pub(super) levels: [Buffer; LEVELS],
    /// The arguments of all draws with nobody in them.
    pub(super) nobody: Buffer,
    pub(super) scene: Buffer,
    pub(super) acts: Buffer,
}

/// What belongs to one crowd.
pub(super) struct Bodies {
    pub(super) ring: u32,
    pub(super) heights: u32,
    pub(super) bodies: [Buffer; 2],
    pub(super) looks: Buffer,
    marked: Marked,
    pub(super) ground: Buffer,
    pub(super) seats: Buffer,
    /// Which of `bodies` is the newer one.
    pub(super) newer: usize,
    /// The tick of the newer one, and how many are known without a gap.
    pub(super) tick: Option<u32>,
    pub(super) known: u32,
}

/// One tick to be computed.
pub(super) struct Advance {
    pub(super) bindings: BindGroup,
    /// What is to be forgotten first.
    pub(super) forget: Option<Buffer>,
    pub(super) workgroups: u32,
}

impl Figures {
    pub(super) fn new(device: &RenderDevice) -> Self {
        let all = Geometry::new();
        let levels = all.levels.each_ref().map(|part| {
            let words = part.words();
            filled(device, "level", &words, BufferUsages::UNIFORM)
        });
        let draws: [[u32; 5]; LISTS] = std::array::from_fn(|list| {
            let indices = &all.levels[list % LEVELS].indices;
            [indices.len() as u32, 0, indices.start, 0, 0]
        });
        Self {
            points: filled(device, "points", &all.points, BufferUsages::STORAGE),
            bones: filled(device, "bones", &all.bones, BufferUsages::STORAGE),
            indices: filled(device, "indices", &all.indices, BufferUsages::INDEX),
            levels,
            nobody: filled(device, "nobody", &draws, BufferUsages::COPY_SRC),
            scene: empty(
                device,
                "scene",
                size_of::<Scene>() as u64,
                BufferUsages::UNIFORM,
            ),
            acts: acts_buffer(device),
        }
    }
}

impl Bodies {
    pub(super) fn new(device: &RenderDevice, ring: &Ring) -> Self {
        let looks: Vec<Look> = (0..ring.count).map(Look::of).collect();
        let bytes = u64::from(ring.count) * BODY_BYTES;
        let bodies = || empty(device, "bodies", bytes, BufferUsages::STORAGE);
        let nothing = [-1e9f32];
        Self {
            ring: ring.number,
            heights: 0,
            bodies: [bodies(), bodies()],
            looks: filled(
                device,
                "looks",
                &looks,
                BufferUsages::STORAGE | BufferUsages::COPY_DST,
            ),
            marked: Marked::default(),
            ground: filled(device, "ground", &nothing, BufferUsages::STORAGE),
            seats: filled(device, "seats", &nothing, BufferUsages::STORAGE),
            newer: 0,
            tick: None,
            known: 0,
        }
    }

    pub(super) fn follow_heights(&mut self, device: &RenderDevice, shown: &Shown) {
        let heights = &shown.heights;
        if self.heights == heights.number || heights.ground.is_empty() {
            return;
        }
        self.heights = heights.number;
        self.ground = filled(device, "ground", &heights.ground, BufferUsages::STORAGE);
        if !heights.seats.is_empty() {
            self.seats = filled(device, "seats", &heights.seats, BufferUsages::STORAGE);
        }
    }

    /// Marks those whom the picture treats by themselves now, and no others.
    pub(super) fn mark(&mut self, queue: &RenderQueue, shown: &Shown, count: u32) {
        let now = &shown.marked;
        for index in now.changed(&self.marked, count) {
            let at = u64::from(index) * size_of::<Look>() as u64;
            queue.write_buffer(&self.looks, at, bytemuck::bytes_of(&now.look(index)));
        }
        self.marked.clone_from(now);
    }

    /// The work that brings the bodies to a tick: anew where the ticks between are not there any more.
    pub(super) fn advance(
        &mut self,
        device: &RenderDevice,
        cache: &PipelineCache,
        pipelines: &Pipelines,
        figures: &Figures,
        ring: &Ring,
        agents: &[Buffer],
        shown: u32,
    ) -> Vec<Advance> {
        let layout = cache.get_bind_group_layout(&pipelines.advance_layout);
        let mut due = Vec::new();
        let Due { ticks, mut anew } = ring.due(self.tick, shown);
        for tick in ticks {
            let (old, new) = (self.newer, 1 - self.newer);
            let agents = &agents[(tick % RING) as usize];
            let bindings = device.create_bind_group(
                "stoa crowd: advance",
                &layout,
                &BindGroupEntries::sequential((
                    figures.scene.as_entire_binding(),
                    agents.as_entire_binding(),
                    self.bodies[old].as_entire_binding(),
                    self.bodies[new].as_entire_binding(),
                    self.ground.as_entire_binding(),
                    self.seats.as_entire_binding(),
                    self.looks.as_entire_binding(),
                )),
            );
            let anew = std::mem::take(&mut anew);
            due.push(Advance {
                bindings,
                forget: anew.then(|| self.bodies[old].clone()),
                workgroups: (ring.first + ring.count).div_ceil(64),
            });
            self.known = if anew { 1 } else { self.known + 1 };
            self.newer = new;
            self.tick = Some(tick);
        }
        due
    }
}

impl Scene {
    /// Of so many ticks known without a gap.
    pub(super) fn new(shown: &Shown, ring: &Ring, known: u32) -> Self {
        let (part, time_s) = shown.moment(known);
        Self {
            origin: ring.origin_m().to_array(),
            grid_corner: shown.heights.corner.to_array(),
            grid_size: shown.heights.size.to_array(),
            first: ring.first,
            count: ring.count,
            part,
            time_s,
            near_m: shown.near_m,
            middle_m: shown.middle_m,
            shadow_m: shown.shadow_m,
            seats: shown.heights.seats.len() as u32,
            stride: stride(ring.count),
            unused: 0,
            shade: shown.shade.to_array(),
            unused_more: [0; 2],
        }
    }
}

/// Room for what those with slots do.
pub(super) fn acts_buffer(device: &RenderDevice) -> Buffer {
    let bytes = (ACTS * size_of::<Act>()) as u64;
    empty(device, "acts", bytes, BufferUsages::UNIFORM)
}

/// Entries between two lists of a view: a binding begins at a multiple of 256 bytes.
pub(super) fn stride(count: u32) -> u32 {
    count.next_multiple_of(64).max(64)
}

pub(super) fn filled<T: Pod>(
    device: &RenderDevice,
    label: &str,
    what: &[T],
    usage: BufferUsages,
) -> Buffer {
    device.create_buffer_with_data(&BufferInitDescriptor {
        label: Some(&format!("stoa crowd: {label}")),
        contents: bytemuck::cast_slice(what),
        usage,
    })
}

pub(super) fn empty(device: &RenderDevice, label: &str, bytes: u64, usage: BufferUsages) -> Buffer {
    device.create_buffer(&BufferDescriptor {
        label: Some(&format!("stoa crowd: {label}")),
        size: bytes,
        usage: usage | BufferUsages::COPY_DST,
        mapped_at_creation: false,
    })
}
