//! A plain glTF scene as a world: read within bounds, made walkable, and given somebody who waits where one arrives.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        mpsc::{RecvTimeoutError, sync_channel},
    },
    thread,
    time::Duration,
};

use anyhow::{Context, anyhow};
use bevy::math::Vec3;
use stoa_gltf::{ErrorKind, GltfError, Scene, Stamp, Watch};
use stoa_world::{
    WorldDef,
    terrain::{Arrival, Terrain, TerrainError, Triangles},
};

use crate::{exit::Exit, report};

/// How such files' names end.
pub const ENDINGS: [&str; 2] = ["glb", "gltf"];
/// Who waits where one arrives, unless somebody else is named.
pub const GUIDE: &str = "guide";
/// Who waits for it on the command line is told how far it is after so long, again and again.
const TOLD_EVERY: Duration = Duration::from_secs(1);

/// A scene that can be walked in.
pub struct Modelled {
    pub world: WorldDef,
    pub scene: Scene,
    /// The files that it was read from, as they were then.
    pub files: Vec<(PathBuf, Stamp)>,
    file: String,
}

/// Why a scene can't be opened.
#[derive(Debug, thiserror::Error)]
pub enum ModelledError {
    #[error(transparent)]
    Scene(#[from] GltfError),
    #[error("{file}: {error}")]
    Ground { file: String, error: TerrainError },
}

impl ModelledError {
    /// Whether nothing is wrong with it: somebody did not want to wait.
    pub fn is_cancelled(&self) -> bool {
        match self {
            Self::Scene(error) => error.kind == ErrorKind::Cancelled,
            Self::Ground { error, .. } => *error == TerrainError::Cancelled,
        }
    }
}

impl Modelled {
    /// What of it was left out, for people.
    pub fn notes(&self) -> Vec<String> {
        let notes = self.scene.notes.iter();
        notes.map(|note| format!("{}: {note}", self.file)).collect()
    }
}

/// Whether a file is one of these, by its name.
pub fn is_scene(file: &Path) -> bool {
    let ending = file.extension().map(|ending| ending.to_string_lossy());
    ending.is_some_and(|own| ENDINGS.iter().any(|known| own.eq_ignore_ascii_case(known)))
}

/// Reads a scene and makes a world of it.
///
/// # Errors
/// When something is wrong with the file, nothing in it can be walked on, or `watch` was cancelled.
pub fn open(file: &Path, guide: &str, watch: &Watch) -> Result<Modelled, ModelledError> {
    let scene = stoa_gltf::read(file, watch)?;
    let shown = file.display().to_string();
    let ground = |error| ModelledError::Ground {
        file: shown.clone(),
        error,
    };
    let arrival = match scene.spawn {
        Some(spawn) => Arrival {
            at: Vec3::from(spawn.at),
            turn_deg: spawn.yaw_rad.to_degrees(),
            named: true,
        },
        None => Arrival {
            // The point of the scene that is nearest to its origin: it may lie anywhere.
            at: Vec3::ZERO.clamp(Vec3::from(scene.min), Vec3::from(scene.max)),
            turn_deg: 0.0,
            named: false,
        },
    };
    let goes_on = || !watch.is_cancelled();
    let terrain = Terrain::build(triangles(&scene), &arrival, &goes_on).map_err(ground)?;
    let world =
        WorldDef::of_terrain(&scene.name, terrain, &arrival, Some(guide)).map_err(ground)?;
    Ok(Modelled {
        world,
        scene,
        files: watch.files(),
        file: shown,
    })
}

/// The same, telling whoever waits at a terminal how far it is; Ctrl-C ends it.
///
/// # Errors
/// Exit code 2 for a scene that can't be opened.
pub fn open_and_tell(file: &Path, guide: &str) -> Result<Modelled, Exit> {
    let watch = Arc::new(Watch::default());
    let (own, file, guide) = (watch.clone(), file.to_owned(), guide.to_owned());
    let shown = file.display().to_string();
    let (done, opened) = sync_channel::<()>(0);
    let reader = thread::Builder::new()
        .name("stoa-scene".to_owned())
        .spawn(move || {
            let opened = open(&file, &guide, &own);
            drop(done);
            opened
        })
        .context("starting a thread")?;
    while opened.recv_timeout(TOLD_EVERY) == Err(RecvTimeoutError::Timeout) {
        let percent = (watch.fraction() * 100.0) as u32;
        report::line_to_stderr(&format!("{shown}: {percent}% read; Ctrl-C ends it"));
    }
    match reader.join() {
        Ok(opened) => opened.map_err(|error| Exit::bad_input(anyhow!(error))),
        Err(panic) => std::panic::resume_unwind(panic),
    }
}

/// All triangles of a scene, for whoever walks on them.
fn triangles(scene: &Scene) -> Triangles {
    let mut all = Triangles::default();
    for chunk in &scene.chunks {
        // Far fewer than 2³² in all: a scene has a limit.
        let first = all.corners.len() as u32;
        all.corners
            .extend(chunk.positions.iter().map(|corner| Vec3::from(*corner)));
        let own = chunk.indices.as_chunks::<3>().0.iter();
        all.triangles
            .extend(own.map(|triangle| triangle.map(|i| i + first)));
    }
    all
}
