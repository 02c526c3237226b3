//! How much a scene may have. What is more is refused with a reason.

/// Bytes of all files of a scene together.
pub const MAX_BYTES: u64 = 512 * 1024 * 1024;
/// Bytes of its JSON.
pub const MAX_JSON_BYTES: u64 = 32 * 1024 * 1024;
/// Entries of any list of the JSON (nodes, meshes, accessors …).
pub const MAX_ENTRIES: usize = 100_000;
/// Nodes from a root down to a leaf.
pub const MAX_DEPTH: usize = 256;
/// Triangles, counted as often as they are placed.
pub const MAX_TRIANGLES: u64 = 2_000_000;
/// Values of all sparse accessors together: those are unpacked, others are read where they lie.
pub const MAX_SPARSE_VALUES: u64 = 16_000_000;
/// Corners of a [`crate::Chunk`]: small enough to be handed to a graphics card within one frame.
pub const MAX_CHUNK_CORNERS: usize = 16_384;
/// Coordinates in the world stay within ± this many metres.
pub const MAX_COORDINATE_M: f32 = 2000.0;
/// Pictures that materials use.
pub const MAX_PICTURES: usize = 256;
/// Pixels of a picture's side.
pub const MAX_PICTURE_SIDE: u32 = 8192;
/// Pixels of all pictures together.
pub const MAX_PIXELS: u64 = 256 * 1024 * 1024;
