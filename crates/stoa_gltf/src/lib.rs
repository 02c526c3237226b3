//! Reads glTF 2.0 scenes (`.glb`, or `.gltf` with its files beside it) as plain data: triangles in world metres, what they
//! are painted with, and where one arrives.
//!
//! Files come from anywhere, so nothing in them is believed: every number is checked against what is really there before
//! it is used, every list and sum has a limit ([`limits`]), no file outside the scene's own folder is read, and what is
//! wrong is said with its place and a remedy ([`GltfError`]). Reading can be watched and cancelled from another thread
//! ([`Watch`]).
//!
//! Source: the glTF 2.0 specification of the Khronos Group, <https://registry.khronos.org/glTF/specs/2.0/glTF-2.0.html>.

mod accessor;
mod bake;
mod buffers;
mod container;
mod error;
mod image;
mod json;
pub mod limits;
mod material;
mod matrix;
mod nodes;
mod primitive;
mod read;
mod resource;
mod scene;
mod watch;

pub use error::{ErrorKind, GltfError};
pub use image::{ImageKind, Picture, Pixels};
pub use read::read;
pub use scene::{Alpha, Chunk, Material, Scene, Spawn, Texture, Wrap};
pub use watch::{Stamp, Watch, stamp};
