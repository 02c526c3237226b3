//! The buffers of a world on the GPU, filled for its first tick.

use bytemuck::{Pod, Zeroable, cast_slice};
use wgpu::{BindGroup, Buffer, BufferUsages, Device};

use crate::commands::TABLE_WORDS;
use crate::error::GpuError;
use crate::rules::{Agent, Rules};

use super::device::GpuDevice;
use super::events::RING;
use super::pipelines::Pipelines;
use super::start::Start;

/// Cells that one workgroup of the scan takes.
pub(super) const SCAN_BLOCK: usize = 2_048;
/// Words of all tables of commands: one for each tick under way.
const COMMAND_WORDS: usize = RING as usize * TABLE_WORDS;
/// Words of the board before its claims.
pub(super) const BOARD_HEADER: usize = 4;
/// Ticks that can be encoded into one submission.
pub(super) const TICKS: usize = 64;
/// Bytes from one tick's uniform to the next.
const TICK_STRIDE: u64 = 256;
/// Where the stamp lies in it, in bytes.
pub(super) const STAMP_AT: u64 = 16;

/// Where a tick's uniform lies, in bytes.
pub(super) fn tick_at(tick: u32) -> u64 {
    u64::from(tick) % TICKS as u64 * TICK_STRIDE
}

/// `World` in common.wgsl.
#[repr(C)]
#[derive(Clone, Copy, Pod, Zeroable)]
struct WorldUniform {
    width: i32,
    height: i32,
    seed: u32,
    agents: u32,
    cell: u32,
    columns: u32,
    rows: u32,
    reach: u32,
    blocks: u32,
    claims: u32,
    tallies: u32,
    events: u32,
    radius: f32,
    per_cell: f32,
    spare: [u32; 2],
    rules: [u32; 32],
}

/// `Tick` in common.wgsl, and the stamp behind it, which no shader reads.
#[repr(C)]
#[derive(Clone, Copy, Pod, Zeroable)]
pub(super) struct TickUniform {
    pub tick: u32,
    pub commands: u32,
    pub command_mask: u32,
    /// Where the commands begin in `place`, in words.
    pub commands_at: u32,
    pub stamp: u32,
    pub spare: [u32; 3],
}

pub(super) struct Buffers {
    pub world: Buffer,
    pub ticks: Buffer,
    pub unsorted: Buffer,
    pub place: Buffer,
    pub board: Buffer,
    pub hash: Buffer,
    /// Groups of the scan's passes.
    pub scan_groups: u32,
    /// Words of the rules' data; tables of commands follow, [`RING`] of them.
    pub place_words: usize,
    /// Where the events begin in `board`, in bytes.
    pub events_at: u64,
    pub bytes: u64,
    pub common: BindGroup,
    pub scan_group: BindGroup,
    pub scatter_group: BindGroup,
    pub step_group: BindGroup,
    pub hash_group: BindGroup,
}

/// Sizes in words.
struct Sizes {
    agents: usize,
    starts: usize,
    blocks: usize,
    place: usize,
    board: usize,
    events_at: usize,
}

impl Sizes {
    fn new<R: Rules>(start: &Start<R>) -> Self {
        let blocks = (start.grid.cells() + 1).div_ceil(SCAN_BLOCK);
        let events_at = BOARD_HEADER + 2 * start.board.len();
        Self {
            agents: start.agents.len(),
            starts: blocks * SCAN_BLOCK,
            blocks,
            // Each table of commands begins at a multiple of four words.
            place: start.place.len().next_multiple_of(4),
            board: events_at + 3 * start.event_room as usize,
            events_at,
        }
    }

    /// Fails when the device is too small.
    fn check(&self, gpu: &GpuDevice) -> Result<(), GpuError> {
        let largest = 4
            * (8 * self.agents)
                .max(self.starts)
                .max(self.place + COMMAND_WORDS)
                .max(self.board) as u64;
        gpu.require(&[
            ("max_storage_buffer_binding_size", largest, |limits| {
                limits.max_storage_buffer_binding_size
            }),
            ("max_buffer_size", largest, |limits| limits.max_buffer_size),
            ("max_storage_buffers_per_shader_stage", 8, |limits| {
                limits.max_storage_buffers_per_shader_stage.into()
            }),
            ("max_compute_invocations_per_workgroup", 256, |limits| {
                limits.max_compute_invocations_per_workgroup.into()
            }),
            ("max_compute_workgroup_size_x", 256, |limits| {
                limits.max_compute_workgroup_size_x.into()
            }),
        ])
    }
}

impl Buffers {
    pub fn new<R: Rules>(
        gpu: &GpuDevice,
        pipelines: &Pipelines,
        start: &Start<R>,
    ) -> Result<Self, GpuError> {
        let sizes = Sizes::new(start);
        sizes.check(gpu)?;
        let (rules, grid) = (start.rules, &start.grid);
        let mut maker = Maker { gpu, bytes: 0 };
        let uniform = WorldUniform {
            width: grid.bounds.width,
            height: grid.bounds.height,
            seed: start.seed,
            agents: sizes.agents as u32,
            cell: grid.cell,
            columns: grid.columns,
            rows: grid.rows,
            reach: grid.reach,
            blocks: sizes.blocks as u32,
            claims: rules.board().claims,
            tallies: rules.board().tallies,
            events: start.event_room,
            radius: grid.radius as f32,
            per_cell: 1.0 / grid.cell as f32,
            spare: [0; 2],
            rules: rules.params(),
        };
        let usage = BufferUsages::UNIFORM | BufferUsages::COPY_SRC;
        let world = maker.buffer("world", 4 * 48, usage);
        gpu.queue
            .write_buffer(&world, 0, bytemuck::bytes_of(&uniform));
        let ticks = maker.buffer("ticks", TICK_STRIDE * TICKS as u64, usage);
        let unsorted = maker.words(
            "unsorted",
            8 * sizes.agents,
            BufferUsages::COPY_SRC | BufferUsages::VERTEX,
        );
        let ranks = maker.words("ranks", sizes.agents, BufferUsages::empty());
        let near = maker.words("near", 4 * sizes.agents, BufferUsages::empty());
        let own = maker.words("own", 4 * sizes.agents, BufferUsages::empty());
        let counts = maker.words("counts", sizes.starts, BufferUsages::empty());
        let sums = maker.words("sums", sizes.blocks, BufferUsages::empty());
        let starts = maker.words("starts", sizes.starts, BufferUsages::empty());
        let place = maker.words("place", sizes.place + COMMAND_WORDS, BufferUsages::empty());
        let board = maker.words("board", sizes.board, BufferUsages::COPY_SRC);
        let hash = maker.words("hash", 2, BufferUsages::COPY_SRC);

        fill(gpu, start, &unsorted, &ranks, &counts);
        if !start.place.is_empty() {
            gpu.queue.write_buffer(&place, 0, cast_slice(start.place));
        }
        if !start.board.is_empty() {
            // The first tick makes the other half blank and writes it.
            let half = start.board.len() * ((start.tick & 1) ^ 1) as usize;
            let at = 4 * (BOARD_HEADER + half) as u64;
            gpu.queue.write_buffer(&board, at, cast_slice(&start.board));
        }
        let device = &gpu.device;
        Ok(Self {
            common: common_group(device, pipelines, &world, &ticks),
            scan_group: group(
                device,
                &pipelines.scan_buffers,
                &[&counts, &sums, &starts, &board],
            ),
            scatter_group: group(
                device,
                &pipelines.scatter_buffers,
                &[&unsorted, &ranks, &starts, &near, &own],
            ),
            step_group: group(
                device,
                &pipelines.step_buffers,
                &[
                    &near, &own, &starts, &place, &unsorted, &ranks, &counts, &board,
                ],
            ),
            hash_group: group(device, &pipelines.hash_buffers, &[&unsorted, &hash]),
            scan_groups: sizes.blocks as u32,
            place_words: sizes.place,
            events_at: 4 * sizes.events_at as u64,
            bytes: maker.bytes,
            world,
            ticks,
            unsorted,
            place,
            board,
            hash,
        })
    }
}

/// Makes buffers and adds up their sizes.
struct Maker<'a> {
    gpu: &'a GpuDevice,
    bytes: u64,
}

impl Maker<'_> {
    fn words(&mut self, label: &str, words: usize, usage: BufferUsages) -> Buffer {
        self.buffer(
            label,
            4 * words.max(4) as u64,
            usage | BufferUsages::STORAGE,
        )
    }

    fn buffer(&mut self, label: &str, size: u64, usage: BufferUsages) -> Buffer {
        self.bytes += size;
        self.gpu.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some(label),
            size,
            usage: usage | BufferUsages::COPY_DST,
            mapped_at_creation: false,
        })
    }
}

/// Writes the agents as a step would have left them: with a rank each, and counted. The queue keeps a copy of all of it
/// until somebody submits.
fn fill<R: Rules>(
    gpu: &GpuDevice,
    start: &Start<R>,
    unsorted: &Buffer,
    ranks: &Buffer,
    counts: &Buffer,
) {
    let mut counted = vec![0_u32; start.grid.cells()];
    let mut ranked = Vec::with_capacity(start.agents.len());
    for agent in start.agents {
        let count = &mut counted[start.grid.cell_of(agent.x, agent.y) as usize];
        ranked.push(*count);
        *count += 1;
    }
    for (i, piece) in start.agents.chunks(1 << 20).enumerate() {
        let words: Vec<[u32; 8]> = piece.iter().map(to_words).collect();
        gpu.queue
            .write_buffer(unsorted, (i << 25) as u64, cast_slice(&words));
    }
    gpu.queue.write_buffer(ranks, 0, cast_slice(&ranked));
    gpu.queue.write_buffer(counts, 0, cast_slice(&counted));
}

/// An agent as the shaders store it.
fn to_words(agent: &Agent) -> [u32; 8] {
    let [a, b, c] = agent.own;
    [
        agent.x as u32,
        agent.y as u32,
        agent.velocity,
        agent.word,
        agent.id,
        a,
        b,
        c,
    ]
}

/// The reverse of [`to_words`].
pub(crate) fn from_words(words: &[u32; 8]) -> Agent {
    let [x, y, velocity, word, id, own @ ..] = *words;
    Agent {
        x: x as i32,
        y: y as i32,
        velocity,
        word,
        id,
        own,
    }
}

fn common_group(
    device: &Device,
    pipelines: &Pipelines,
    world: &Buffer,
    ticks: &Buffer,
) -> BindGroup {
    device.create_bind_group(&wgpu::BindGroupDescriptor {
        label: Some("tick"),
        layout: &pipelines.common,
        entries: &[
            wgpu::BindGroupEntry {
                binding: 0,
                resource: world.as_entire_binding(),
            },
            wgpu::BindGroupEntry {
                binding: 1,
                resource: wgpu::BindingResource::Buffer(wgpu::BufferBinding {
                    buffer: ticks,
                    offset: 0,
                    size: std::num::NonZero::new(size_of::<TickUniform>() as u64),
                }),
            },
        ],
    })
}

fn group(device: &Device, layout: &wgpu::BindGroupLayout, buffers: &[&Buffer]) -> BindGroup {
    let entries: Vec<_> = buffers
        .iter()
        .zip(0..)
        .map(|(buffer, binding)| wgpu::BindGroupEntry {
            binding,
            resource: buffer.as_entire_binding(),
        })
        .collect();
    device.create_bind_group(&wgpu::BindGroupDescriptor {
        label: None,
        layout,
        entries: &entries,
    })
}
