//! One of the crowd as an instance of a draw.

use bevy::mesh::VertexBufferLayout;
use bevy::render::render_resource::{VertexFormat, VertexStepMode};
use bytemuck::{Pod, Zeroable};

use crate::crowd::{
    people::{Look, ROLES},
    twin::moment::Moment,
};

/// `Source` of `shaders/crowd/plain.wgsl`.
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[repr(C)]
pub(super) struct Person {
    /// x, y, z, and the heading in turns.
    place: [f32; 4],
    /// Phase, speed, how far it sits, and the height's scale.
    gait: [f32; 4],
    variant: u32,
    /// As in a list of the device.
    entry: u32,
    /// Of the idle movements.
    seconds: f32,
    colours: [u32; ROLES],
}

impl Person {
    pub(super) fn new(entry: u32, look: &Look, now: &Moment, seconds: f32) -> Self {
        Self {
            place: [now.at.x, now.at.y, now.at.z, now.heading],
            gait: [now.phase, now.speed, now.sitting, look.scale],
            variant: look.variant,
            entry,
            seconds,
            colours: look.colours,
        }
    }
}

/// How a [`Person`] lies in a buffer.
pub(in crate::crowd) fn vertices() -> VertexBufferLayout {
    use VertexFormat::{Float32, Float32x4, Uint32x2, Uint32x4};
    let layout = VertexBufferLayout::from_vertex_formats(
        VertexStepMode::Instance,
        [Float32x4, Float32x4, Uint32x2, Float32, Uint32x4, Uint32x2],
    );
    debug_assert_eq!(layout.array_stride, size_of::<Person>() as u64);
    layout
}
