//! The shaders of the crowd, put together from `shaders/crowd/`.

use bevy::asset::uuid_handle;
use bevy::prelude::*;
use bevy::shader::Shader;

use super::{
    acts::ACTS,
    clips::{
        FRAMES, IDLE_FRAMES, IDLE_STEP_S, RISE_FIRST, RISE_FRAMES, SEAT_M, SIT_FIRST, STAND_FIRST,
        WALK_FIRST, WALK_FRAMES, WALK_SLOW, WALK_SPEEDS, WALK_STEP,
    },
    figure::{Figure, LEVELS},
    people::{ROLES, Role},
    points::{BONES, bone_of},
};
use crate::body::rig::Joint;

pub(super) const ADVANCE: Handle<Shader> = uuid_handle!("0b9c8a52-6e0f-4c55-9f0e-3a41f0c7d101");
pub(super) const CULL: Handle<Shader> = uuid_handle!("0b9c8a52-6e0f-4c55-9f0e-3a41f0c7d102");
pub(super) const DRAW: Handle<Shader> = uuid_handle!("0b9c8a52-6e0f-4c55-9f0e-3a41f0c7d103");
pub(super) const SHADOW: Handle<Shader> = uuid_handle!("0b9c8a52-6e0f-4c55-9f0e-3a41f0c7d104");
pub(super) const PLAIN_DRAW: Handle<Shader> = uuid_handle!("0b9c8a52-6e0f-4c55-9f0e-3a41f0c7d105");
pub(super) const PLAIN_SHADOW: Handle<Shader> =
    uuid_handle!("0b9c8a52-6e0f-4c55-9f0e-3a41f0c7d106");

const SCENE_TEXT: &str = include_str!("../../../../shaders/crowd/scene.wgsl");
const ADVANCE_TEXT: &str = include_str!("../../../../shaders/crowd/advance.wgsl");
const CULL_TEXT: &str = include_str!("../../../../shaders/crowd/cull.wgsl");
const POSE_TEXT: &str = include_str!("../../../../shaders/crowd/pose.wgsl");
const PLAIN_TEXT: &str = include_str!("../../../../shaders/crowd/plain.wgsl");
const FIGURE_TEXT: &str = include_str!("../../../../shaders/crowd/figure.wgsl");
const DRAW_TEXT: &str = include_str!("../../../../shaders/crowd/draw.wgsl");
const SHADOW_TEXT: &str = include_str!("../../../../shaders/crowd/shadow.wgsl");

pub(super) fn plugin(app: &mut App) {
    let mut shaders = app.world_mut().resource_mut::<Assets<Shader>>();
    for (handle, name, text) in [
        (ADVANCE, "advance", advance()),
        (CULL, "cull", cull()),
        (DRAW, "draw", posed(FIGURE_TEXT, DRAW_TEXT)),
        (SHADOW, "shadow", posed(FIGURE_TEXT, SHADOW_TEXT)),
        (PLAIN_DRAW, "plain_draw", posed(PLAIN_TEXT, DRAW_TEXT)),
        (PLAIN_SHADOW, "plain_shadow", posed(PLAIN_TEXT, SHADOW_TEXT)),
    ] {
        let shader = Shader::from_wgsl(text, format!("shaders/crowd/{name}.wgsl"));
        if let Err(error) = shaders.insert(handle.id(), shader) {
            error!("the crowd's shader `{name}` finds no place: {error}");
        }
    }
}

pub(super) fn advance() -> String {
    format!("{}{SCENE_TEXT}{ADVANCE_TEXT}", numbers())
}

pub(super) fn cull() -> String {
    format!("{}{SCENE_TEXT}{CULL_TEXT}", numbers())
}

/// The figures' own functions with other text, all bindings in the first group.
#[cfg(test)]
pub(super) fn figure(text: &str) -> String {
    posed(FIGURE_TEXT, text).replace("@group(2)", "@group(0)")
}

/// A pass over figures in their poses, with who they are from `source`.
fn posed(source: &str, pass: &str) -> String {
    format!("{}{SCENE_TEXT}{source}{POSE_TEXT}{pass}", numbers())
}

/// The numbers that figures and clips have.
fn numbers() -> String {
    let frame = Figure::new(0).frame;
    let counts = [
        ("ROLES", ROLES),
        ("SKIN_ROLE", Role::Skin as usize),
        ("HAIR_ROLE", Role::Hair as usize),
        ("SHOES_ROLE", Role::Shoes as usize),
        ("BONES", BONES.len()),
        ("HEAD_BONE", bone_of(Joint::Head) as usize),
        ("TAIL_BONE", bone_of(Joint::TailTop) as usize),
        ("ACTS", ACTS),
        ("DISTANT_LEVEL", LEVELS - 1),
        ("FRAMES", FRAMES),
        ("WALK_FIRST", WALK_FIRST),
        ("WALK_FRAMES", WALK_FRAMES),
        ("WALK_SPEEDS", WALK_SPEEDS),
        ("STAND_FIRST", STAND_FIRST),
        ("STAND_FRAMES", IDLE_FRAMES),
        ("SIT_FIRST", SIT_FIRST),
        ("SIT_FRAMES", IDLE_FRAMES),
        ("RISE_FIRST", RISE_FIRST),
        ("RISE_FRAMES", RISE_FRAMES),
    ];
    let measures = [
        ("WALK_SLOW", WALK_SLOW),
        ("WALK_STEP", WALK_STEP),
        ("IDLE_STEP_S", IDLE_STEP_S),
        ("SEAT_M", SEAT_M),
        ("HEAD_M", frame.head_m),
    ];
    let counts = counts.map(|(name, value)| format!("const {name}: u32 = {value}u;\n"));
    let measures = measures.map(|(name, value)| format!("const {name}: f32 = {value:?};\n"));
    let points = [("CHIN", frame.chin), ("HEAD_AT", frame.bind(Joint::Head))];
    let points = points.map(|(name, Vec3 { x, y, z })| {
        format!("const {name}: vec3<f32> = vec3({x:?}, {y:?}, {z:?});\n")
    });
    format!(
        "{}{}{}",
        counts.concat(),
        measures.concat(),
        points.concat()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use wgpu::naga::{
        front::wgsl,
        valid::{Capabilities, ValidationFlags, Validator},
    };

    /// The engine's own imports are left out: pictures show whether those fit.
    fn check(name: &str, text: &str) {
        let module = wgsl::parse_str(text);
        let module =
            module.unwrap_or_else(|error| panic!("{name}: {}", error.emit_to_string(text)));
        Validator::new(ValidationFlags::all(), Capabilities::all())
            .validate(&module)
            .unwrap_or_else(|error| panic!("{name}: {}", error.emit_to_string(text)));
    }

    #[test]
    fn shaders_would_not_compile() {
        check("advance", &advance());
        check("cull", &cull());
        let shadow = SHADOW_TEXT.replace(
            "#import bevy_render::view::View",
            "struct View { clip_from_world: mat4x4<f32> }",
        );
        for (name, source) in [("figure", FIGURE_TEXT), ("plain", PLAIN_TEXT)] {
            check(name, &posed(source, ""));
            check(name, &posed(source, &shadow));
        }
    }
}
