//! A whole body in its bind pose, from its looks, and the mesh that the renderer takes.

use bevy::{
    asset::RenderAssetUsages,
    mesh::{Indices, PrimitiveTopology, VertexAttributeValues},
    prelude::*,
};
use stoa_world::Looks;

use super::{
    arms, clay::Clay, extras, hair, hats, head, legs, material::texel, outfit, rig::Frame, tops,
};

/// Sculpts a body: one surface, skinned to the joints of `frame`. `detail` 1 is for close-ups, 0.5 for the distance.
pub fn sculpt(frame: &Frame, looks: &Looks, detail: f32) -> Clay {
    let mut clay = Clay::new(detail);
    head::build(&mut clay, frame, looks);
    hair::build(&mut clay, frame, looks);
    hats::build(&mut clay, frame, looks);
    let outfit = outfit::Outfit::new(frame, looks);
    tops::build(&mut clay, &outfit);
    arms::build(&mut clay, frame, looks);
    legs::build(&mut clay, frame, looks);
    extras::build(&mut clay, &outfit);
    clay
}

/// The mesh of a skinned body: positions, normals, colours, one texel of the shared material each, joints and weights.
pub fn skinned_mesh(clay: &Clay) -> Mesh {
    let joints = clay
        .dabs
        .iter()
        .map(|d| d.weights.0.map(|(joint, _)| joint as u16));
    let shares = clay
        .dabs
        .iter()
        .map(|d| d.weights.0.map(|(_, share)| share));
    plain_mesh(clay)
        .with_inserted_attribute(
            Mesh::ATTRIBUTE_JOINT_INDEX,
            VertexAttributeValues::Uint16x4(joints.collect()),
        )
        .with_inserted_attribute(
            Mesh::ATTRIBUTE_JOINT_WEIGHT,
            shares.collect::<Vec<[f32; 4]>>(),
        )
}

/// The same without joints.
pub fn plain_mesh(clay: &Clay) -> Mesh {
    let colours: Vec<[f32; 4]> = clay
        .dabs
        .iter()
        .map(|d| d.colour.max(Vec3::ZERO).extend(1.0).to_array())
        .collect();
    let texels: Vec<[f32; 2]> = clay.dabs.iter().map(|d| texel(d.finish)).collect();
    Mesh::new(
        PrimitiveTopology::TriangleList,
        RenderAssetUsages::RENDER_WORLD,
    )
    .with_inserted_attribute(Mesh::ATTRIBUTE_POSITION, clay.points.clone())
    .with_inserted_attribute(Mesh::ATTRIBUTE_NORMAL, clay.normals.clone())
    .with_inserted_attribute(Mesh::ATTRIBUTE_COLOR, colours)
    .with_inserted_attribute(Mesh::ATTRIBUTE_UV_0, texels)
    .with_inserted_indices(Indices::U32(
        clay.triangles.iter().flatten().copied().collect(),
    ))
}
