//! Draws a world file from one of its viewpoints, without a window:
//! `cargo run --example scenery -- assets/worlds/stoa.toml arrival out.png [WIDTHxHEIGHT] [low|medium|high]`.
//! A viewpoint may also be given as six numbers: `x,y,z,look_x,look_y,look_z`.

use std::process::ExitCode;

use bevy::math::{UVec2, Vec3};
use stoa_render::offscreen::{Shot, picture};
use stoa_render::{Quality, StoaRenderPlugin};
use stoa_world::{ViewpointDef, WorldDef};

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match draw(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            tracing::error!("{message}");
            #[allow(clippy::print_stderr)]
            {
                eprintln!("{message}");
            }
            ExitCode::FAILURE
        }
    }
}

fn draw(args: &[String]) -> Result<(), String> {
    let [world, view, out, rest @ ..] = args else {
        return Err("usage: scenery WORLD VIEWPOINT OUT.png [WIDTHxHEIGHT] [QUALITY]".into());
    };
    let text = std::fs::read_to_string(world).map_err(|e| format!("{world}: {e}"))?;
    let (def, problems) = WorldDef::parse(world, &text);
    let def = def.ok_or_else(|| {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        lines.join("\n")
    })?;
    let viewpoint = viewpoint(&def, view)?;
    let size = rest.first().map_or("960x540", String::as_str);
    let size = size
        .split_once('x')
        .and_then(|(w, h)| Some(UVec2::new(w.parse().ok()?, h.parse().ok()?)))
        .ok_or_else(|| format!("{size} is not a size such as 960x540"))?;
    let quality = rest.get(1).map_or("low", String::as_str);
    let quality = Quality::from_word(quality).ok_or_else(|| format!("{quality} is no quality"))?;
    let shot = Shot {
        viewpoint,
        size,
        quality,
        ticks: 1,
    };
    let image = picture(&shot, |app| {
        app.add_plugins(bevy::log::LogPlugin::default())
            .insert_resource(def)
            .add_plugins(StoaRenderPlugin);
    })
    .map_err(|e| e.to_string())?;
    image.save(out).map_err(|e| format!("{out}: {e}"))
}

fn viewpoint(def: &WorldDef, view: &str) -> Result<ViewpointDef, String> {
    let numbers: Vec<f32> = view.split(',').filter_map(|n| n.parse().ok()).collect();
    if let [x, y, z, to_x, to_y, to_z] = numbers[..] {
        return Ok(ViewpointDef {
            id: "given".into(),
            at: Vec3::new(x, y, z),
            look_at: Vec3::new(to_x, to_y, to_z),
            fov_deg: 58.0,
        });
    }
    let found = def.viewpoints.iter().find(|v| v.id == view).cloned();
    found.ok_or_else(|| {
        let ids: Vec<&str> = def.viewpoints.iter().map(|v| v.id.as_str()).collect();
        format!("there is no viewpoint {view}; there are {}", ids.join(", "))
    })
}
