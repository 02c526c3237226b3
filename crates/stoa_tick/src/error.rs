//! What can go wrong, and what a person can do about it.

/// A world that cannot be made.
#[derive(Debug, thiserror::Error, PartialEq)]
pub enum ConfigError {
    #[error("the world is {0} × {1} in 1/65536 m; each side must be 1 m to 16,384 m")]
    Bounds(i32, i32),
    #[error("an interaction radius of {0} m is outside 1/64 m to 15 m")]
    Radius(f64),
    #[error("cells of radius/{0}: the divisor must be 1 to 4")]
    Divisor(u32),
    #[error("{0} cells are more than 67,108,864; choose a larger radius or a smaller world")]
    Cells(u64),
    #[error("{0} agents; there must be 1 to 67,108,864")]
    Agents(usize),
    #[error("agent {id} stands at ({x}, {y}), outside the world")]
    Outside { id: u32, x: i32, y: i32 },
    #[error("the id {0} is given twice, or is the reserved 4294967295")]
    SameId(u32),
    #[error("agents with ids up to {0} cannot make claims; ids must be below 16,777,216")]
    ClaimIds(u32),
    #[error("the place cannot be made: {0}")]
    Place(#[from] crate::rules::plaza::PlaceError),
}

/// More commands for one tick than there is room for, or two for one agent.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum CommandError {
    #[error("{0} commands in one tick; at most {1} fit")]
    TooMany(usize, usize),
    #[error("two commands in one tick for agent {0}")]
    Twice(u32),
}

/// Why a snapshot cannot be restored.
#[derive(Debug, thiserror::Error, PartialEq)]
pub enum SnapshotError {
    #[error(
        "these bytes are no snapshot of a tick: they do not begin with `STOATICK`; give those of `CpuTick::snapshot`"
    )]
    NoSnapshot,
    #[error(
        "the snapshot has format {found}, this version reads {expected}; restore it with the version that took it"
    )]
    Format { expected: u32, found: u32 },
    #[error(
        "the snapshot should have {expected} bytes and has {found}: it was cut short or added to; copy it anew from where it was kept, or restore an earlier one"
    )]
    Length { expected: u64, found: u64 },
    #[error(
        "the snapshot is damaged: its checksum should be {expected:016x} and is {found:016x}; copy it anew from where it was kept, or restore an earlier one"
    )]
    Damaged { expected: u64, found: u64 },
    #[error(
        "the snapshot is of another world: {what} should be {expected} and is {found}; restore it into the world that it was taken of"
    )]
    OtherWorld {
        what: &'static str,
        expected: String,
        found: String,
    },
    #[error(
        "the snapshot is whole but cannot be: {what} should be {expected} and is {found}; restore an earlier one"
    )]
    Impossible {
        what: &'static str,
        expected: String,
        found: String,
    },
    #[error(transparent)]
    Config(#[from] ConfigError),
}

/// More happened in one tick than there is room for.
#[derive(Clone, Copy, Debug, thiserror::Error, PartialEq, Eq)]
#[error(
    "tick {tick} had {count} events and there is room for {room}; make the world with more room for events"
)]
pub struct EventOverflow {
    pub tick: u32,
    pub count: u32,
    pub room: u32,
}

/// Why the GPU cannot run the tick, or stopped running it.
#[cfg(feature = "gpu")]
#[derive(Debug, thiserror::Error)]
pub enum GpuError {
    #[error(
        "no Vulkan, Metal or DirectX 12 adapter was found: {0}; install the graphics driver and, on Linux, libvulkan1"
    )]
    NoAdapter(String),
    #[error("{adapter} lacks {what}; update its driver or use the CPU engine")]
    Missing { adapter: String, what: String },
    #[error(
        "{adapter}: the limit {limit} is {offered}, this world needs {needed}; use fewer agents or the CPU engine"
    )]
    Limit {
        adapter: String,
        limit: &'static str,
        needed: u64,
        offered: u64,
    },
    #[error("the device could not be opened: {0}")]
    Device(String),
    #[error("the graphics device was lost: {0}; restart to use it again, or choose the CPU engine")]
    Lost(String),
    #[error(
        "nobody submitted the tick's commands for {0} s; draw the picture, or use the CPU engine"
    )]
    NotSubmitted(u64),
    #[error("the events of tick {tick} were not taken; take events after every tick")]
    EventsNotTaken { tick: u32 },
    #[error("the graphics device reported an error: {0}; update its driver or use the CPU engine")]
    Invalid(String),
    #[error(transparent)]
    Events(#[from] EventOverflow),
    #[error(transparent)]
    Command(#[from] CommandError),
    #[error(transparent)]
    Config(#[from] ConfigError),
}
