//! From the tick to the device: the agents of the last ticks, in a ring of buffers.
//!
//! What the processor computed is written there; what a graphics device computed is copied on it and never read back.

use std::sync::Arc;

use bevy::prelude::*;
use bevy::render::render_resource::{Buffer, BufferDescriptor, BufferUsages};
use bevy::render::renderer::{RenderAdapter, RenderDevice, RenderQueue};
use stoa_tick::{EVENT_LAG, gpu::Submitter, rules::Agent};
use stoa_world::{Places, nav::NavGrid, sim::BodyTick, town::Origin};
use wgpu::DownlevelFlags;

use crate::QualityNotice;

/// Ticks that are kept: those until the shown one, two more that a frame may bring, and some that the renderer, which
/// runs beside the world, has not drawn yet.
pub(super) const RING: u32 = EVENT_LAG + 6;
/// Bytes of an agent.
pub(super) const AGENT_BYTES: u64 = 32;
/// Height that means "nothing here", in metres.
const NOTHING_M: f32 = -1e9;

/// Where commands for the device that computes the tick go, in the order of its ticks. The program inserts it together
/// with such an engine; it must be the device that draws.
#[derive(Resource, Clone)]
pub struct TickCommands(pub Submitter);

/// The agents of the last ticks on the device.
#[derive(Debug, Clone)]
pub(super) struct Ring {
    /// The buffer of a tick is that of its number modulo [`RING`].
    pub(super) buffers: Arc<[Buffer]>,
    /// The first and the last tick that it holds; without gaps, but for those long overwritten.
    pub(super) oldest: u32,
    pub(super) newest: u32,
    /// A ring with another number has other people.
    pub(super) number: u32,
    /// Number of the crowd's first, and how many there are.
    pub(super) first: u32,
    pub(super) count: u32,
    pub(super) origin: Origin,
}

/// Heights of the ground and of the seats, in metres.
#[derive(Debug, Clone, Default)]
pub(super) struct Heights {
    pub(super) corner: Vec2,
    pub(super) size: UVec2,
    pub(super) ground: Arc<[f32]>,
    /// By claim of the tick.
    pub(super) seats: Arc<[f32]>,
    /// Counts the changes.
    pub(super) number: u32,
}

/// What the renderer is told of the crowd.
#[derive(Resource, Debug, Default)]
pub(super) struct Feed {
    pub(super) ring: Option<Ring>,
    pub(super) heights: Heights,
    words: Vec<[u32; 8]>,
    rings: u32,
    told: bool,
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Feed>().add_systems(
        FixedPostUpdate,
        (take_tick, take_heights)
            .chain()
            .run_if(resource_exists::<BodyTick>),
    );
}

/// Keeps the tick that was just computed.
fn take_tick(
    mut tick: ResMut<BodyTick>,
    mut feed: ResMut<Feed>,
    adapter: Option<Res<RenderAdapter>>,
    device: Option<Res<RenderDevice>>,
    queue: Option<Res<RenderQueue>>,
    commands: Option<Res<TickCommands>>,
    mut notices: MessageWriter<QualityNotice>,
) {
    let (Some(adapter), Some(device), Some(queue)) = (adapter, device, queue) else {
        return;
    };
    let feed = &mut *feed;
    let (first, count) = (tick.first_of_crowd(), tick.crowd());
    if count == 0 {
        feed.ring = None;
        return;
    }
    let lacks = lacking(adapter.get_downlevel_capabilities().flags);
    let elsewhere = tick.engine().agents_buffer().is_some() && commands.is_none();
    let cause = match lacks {
        Some(what) => Some(format!("this graphics device has no {what}")),
        None if elsewhere => Some("a device computes it that does not draw".to_owned()),
        None => None,
    };
    if let Some(cause) = cause {
        feed.ring = None;
        if !std::mem::replace(&mut feed.told, true) {
            let text = format!("The crowd is there, but can't be seen: {cause}.");
            notices.write(QualityNotice { text });
        }
        return;
    }
    let origin = tick.origin();
    let engine = tick.engine();
    let number = engine.ticks();
    let follows = |ring: &Ring| {
        (ring.first, ring.count, ring.origin) == (first, count, origin)
            && (ring.newest == number || ring.newest + 1 == number)
    };
    if feed.ring.as_ref().is_none_or(|ring| !follows(ring)) {
        feed.rings += 1;
        let bytes = u64::from(first + count) * AGENT_BYTES;
        feed.ring = Some(Ring {
            buffers: (0..RING).map(|_| buffer(&device, bytes)).collect(),
            oldest: number,
            newest: number,
            number: feed.rings,
            first,
            count,
            origin,
        });
    } else if feed.ring.as_ref().is_some_and(|ring| ring.newest == number) {
        return;
    }
    let Some(ring) = &mut feed.ring else { return };
    ring.newest = number;
    let buffer = &ring.buffers[(number % RING) as usize];
    match (engine.agents_buffer(), commands) {
        (None, _) => {
            feed.words.clear();
            feed.words.extend(engine.agents().iter().map(words));
            let room = (buffer.size() / AGENT_BYTES) as usize;
            feed.words.truncate(room);
            queue.write_buffer(buffer, 0, bytemuck::cast_slice(&feed.words));
        }
        (Some(agents), Some(commands)) => {
            let mut encoder =
                device
                    .wgpu_device()
                    .create_command_encoder(&wgpu::CommandEncoderDescriptor {
                        label: Some("stoa crowd: a tick"),
                    });
            let bytes = buffer.size().min(agents.size());
            encoder.copy_buffer_to_buffer(agents, 0, buffer, 0, bytes);
            (commands.0)(encoder.finish());
        }
        // Said above.
        (Some(_), None) => {}
    }
}

/// What a device lacks to draw the crowd.
fn lacking(has: DownlevelFlags) -> Option<&'static str> {
    let needs = [
        (DownlevelFlags::COMPUTE_SHADERS, "compute shaders"),
        (
            DownlevelFlags::VERTEX_STORAGE,
            "storage buffers in vertex shaders",
        ),
        (DownlevelFlags::INDIRECT_EXECUTION, "indirect draws"),
    ];
    let missing = needs.into_iter().find(|(flag, _)| !has.contains(*flag));
    missing.map(|(_, name)| name)
}

fn buffer(device: &RenderDevice, bytes: u64) -> Buffer {
    device.create_buffer(&BufferDescriptor {
        label: Some("stoa crowd: agents of a tick"),
        size: bytes.max(AGENT_BYTES),
        usage: BufferUsages::STORAGE | BufferUsages::COPY_DST,
        mapped_at_creation: false,
    })
}

fn words(agent: &Agent) -> [u32; 8] {
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

/// Keeps the heights that people stand and sit at, when they change.
fn take_heights(
    tick: Res<BodyTick>,
    nav: Option<Res<NavGrid>>,
    places: Option<Res<Places>>,
    mut feed: ResMut<Feed>,
    mut ring: Local<u32>,
) {
    let (Some(nav), Some(places)) = (nav, places) else {
        return;
    };
    let known = !nav.is_changed() && *ring == feed.rings;
    if feed.ring.is_none() || known {
        return;
    }
    *ring = feed.rings;
    let claims = places
        .seats
        .values()
        .filter_map(|seat| Some((tick.slot(&seat.id)?, seat.at.y)));
    let mut seats: Vec<f32> = Vec::new();
    for (claim, height) in claims {
        let claim = claim as usize;
        if seats.len() <= claim {
            seats.resize(claim + 1, NOTHING_M);
        }
        seats[claim] = height;
    }
    let (columns, rows) = nav.size();
    let known = |height: &f32| {
        if height.is_finite() {
            *height
        } else {
            NOTHING_M
        }
    };
    feed.heights = Heights {
        corner: nav.bounds().0,
        size: UVec2::new(columns as u32, rows as u32),
        ground: nav.heights().iter().map(known).collect(),
        seats: seats.into(),
        number: feed.heights.number + 1,
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_device_would_show_nobody_without_a_word() {
        assert_eq!(lacking(DownlevelFlags::all()), None);
        for (flag, word) in [
            (DownlevelFlags::COMPUTE_SHADERS, "compute"),
            (DownlevelFlags::VERTEX_STORAGE, "vertex"),
            (DownlevelFlags::INDIRECT_EXECUTION, "indirect"),
        ] {
            let lacks = lacking(DownlevelFlags::all() - flag);
            assert!(lacks.is_some_and(|name| name.contains(word)), "{word}");
        }
    }

    #[test]
    fn an_agent_keeps_the_order_of_its_words() {
        let agent = Agent {
            x: -1,
            y: 2,
            velocity: 3,
            word: 4,
            id: 5,
            own: [6, 7, 8],
        };
        assert_eq!(words(&agent), [u32::MAX, 2, 3, 4, 5, 6, 7, 8]);
    }
}
