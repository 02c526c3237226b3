//! From the tick to the picture: the agents of the last ticks, in a ring.
//!
//! What the processor computed is written into buffers of the device; what a graphics device computed is copied on it
//! and never read back. Where the device can't draw from its buffers, the agents stay here.

use std::{ops::RangeInclusive, sync::Arc};

use bevy::prelude::*;
use bevy::render::render_resource::{Buffer, BufferDescriptor, BufferUsages};
use bevy::render::renderer::{RenderDevice, RenderQueue};
use stoa_tick::{EVENT_LAG, engine::Engine, gpu::Submitter, rules::Agent};
use stoa_world::{Places, nav::NavGrid, sim::BodyTick, town::Origin};

use super::able::{DeviceAbilities, Drawback, lacking};
use super::marked::CrowdHidden;
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

/// The agents of the last ticks: those of a tick are at its number modulo [`RING`].
#[derive(Debug, Clone)]
pub(super) enum Agents {
    OnDevice(Arc<[Buffer]>),
    /// Where the device can't draw from its buffers.
    Here(Vec<Arc<[Agent]>>),
}

/// The crowd in the last ticks.
#[derive(Debug, Clone)]
pub(super) struct Ring {
    pub(super) agents: Agents,
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

/// The ticks that bring bodies to the shown one.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Due {
    pub(super) ticks: RangeInclusive<u32>,
    /// The ticks since the last known one are not there any more: what was known counts no longer.
    pub(super) anew: bool,
}

impl Ring {
    /// What brings bodies of the tick `known` to the one that is shown; nothing, if they are that.
    pub(super) fn due(&self, known: Option<u32>, shown: u32) -> Due {
        let kept = (self.newest + 1).saturating_sub(RING).max(self.oldest);
        let next = known.map_or(shown, |tick| tick.wrapping_add(1));
        let anew = known.is_none() || !(kept..=shown + 1).contains(&next);
        Due {
            ticks: if anew { shown } else { next }..=shown,
            anew,
        }
    }

    /// Where (0, 0) of the tick lies: x and z in metres.
    pub(super) fn origin_m(&self) -> Vec2 {
        let metres = |units: i32| units as f32 / 65_536.0;
        Vec2::new(metres(self.origin.x), metres(self.origin.z))
    }
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
    told: Option<Drawback>,
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Feed>()
        .init_resource::<CrowdHidden>()
        .add_systems(
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
    device: Option<Res<RenderDevice>>,
    queue: Option<Res<RenderQueue>>,
    abilities: Option<Res<DeviceAbilities>>,
    commands: Option<Res<TickCommands>>,
    mut notices: MessageWriter<QualityNotice>,
) {
    let (Some(device), Some(queue), Some(abilities)) = (device, queue, abilities) else {
        return;
    };
    let feed = &mut *feed;
    let (first, count) = (tick.first_of_crowd(), tick.crowd());
    if count == 0 {
        feed.ring = None;
        return;
    }
    let lacks = lacking(abilities.0);
    let on_device = tick.engine().agents_buffer().is_some();
    let drawback = match lacks {
        Some(_) if on_device => Some(Drawback::Unseen(lacks)),
        None if on_device && commands.is_none() => Some(Drawback::Unseen(None)),
        _ => lacks.map(Drawback::Plain),
    };
    if let Some(drawback) = drawback
        && feed.told.replace(drawback) != Some(drawback)
    {
        drawback.tell(&mut notices);
    }
    if matches!(drawback, Some(Drawback::Unseen(_))) {
        feed.ring = None;
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
        let agents = if lacks.is_some() {
            Agents::Here(vec![Arc::default(); RING as usize])
        } else {
            Agents::OnDevice((0..RING).map(|_| buffer(&device, bytes)).collect())
        };
        feed.ring = Some(Ring {
            agents,
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
    let at = (number % RING) as usize;
    match &mut ring.agents {
        Agents::Here(kept) => kept[at] = engine.agents().as_ref().into(),
        Agents::OnDevice(buffers) => {
            let buffer = &buffers[at];
            match (engine.agents_buffer(), commands) {
                (Some(agents), Some(commands)) => copy(agents, buffer, &device, &commands),
                _ => write(engine, buffer, &queue, &mut feed.words),
            }
        }
    }
}

/// What the processor computed.
fn write(engine: &mut dyn Engine, buffer: &Buffer, queue: &RenderQueue, room: &mut Vec<[u32; 8]>) {
    room.clear();
    room.extend(engine.agents().iter().map(words));
    room.truncate((buffer.size() / AGENT_BYTES) as usize);
    queue.write_buffer(buffer, 0, bytemuck::cast_slice(room));
}

/// What the device computed.
fn copy(agents: &wgpu::Buffer, buffer: &Buffer, device: &RenderDevice, commands: &TickCommands) {
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

fn buffer(device: &RenderDevice, bytes: u64) -> Buffer {
    device.create_buffer(&BufferDescriptor {
        label: Some("stoa crowd: agents of a tick"),
        size: bytes.max(AGENT_BYTES),
        usage: BufferUsages::STORAGE | BufferUsages::COPY_DST,
        mapped_at_creation: false,
    })
}

pub(super) fn words(agent: &Agent) -> [u32; 8] {
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
    fn a_tick_would_be_left_out_or_shown_of_other_people() {
        let ring = Ring {
            agents: Agents::Here(Vec::new()),
            oldest: 3,
            newest: 30,
            number: 1,
            first: 0,
            count: 1,
            origin: Origin { x: 0, z: 0 },
        };
        let due = |known, shown| {
            let due = ring.due(known, shown);
            (due.ticks.collect::<Vec<_>>(), due.anew)
        };
        assert_eq!(due(None, 26), (vec![26], true));
        assert_eq!(due(Some(26), 26), (vec![], false));
        assert_eq!(due(Some(24), 26), (vec![25, 26], false));
        assert_eq!(due(Some(20), 22), (vec![21, 22], false));
        // Tick 20 is overwritten; and the tick of a world made anew may be an earlier one.
        assert_eq!(due(Some(19), 26), (vec![26], true));
        assert_eq!(due(Some(28), 26), (vec![26], true));
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
