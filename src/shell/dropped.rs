//! A glTF scene that is dropped on the window: it is read beside the world, which goes on meanwhile; when it is good, the
//! program saves the world and starts anew in the scene.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    thread::{self, JoinHandle},
};

use bevy::{prelude::*, window::FileDragAndDrop};
use stoa_gltf::{ErrorKind, Watch};
use stoa_ui::{
    Notice, Severity,
    text::{self, SceneTrouble},
};
use stoa_world::sim::Persistence;

use crate::{
    headset::restart::Restart,
    modelled::{self, ModelledError},
};

/// The scene that is being read, if there is one.
#[derive(Resource, Default)]
struct Dropped(Option<Reading>);

struct Reading {
    file: PathBuf,
    watch: Arc<Watch>,
    thread: JoinHandle<Result<(), ModelledError>>,
    /// Quarters of it that were told.
    told: u32,
}

pub fn plugin(app: &mut App) {
    app.init_resource::<Dropped>()
        .add_systems(Update, (begin, cancel, follow).chain());
}

fn begin(
    mut dropped: ResMut<Dropped>,
    mut events: MessageReader<FileDragAndDrop>,
    saved: Res<Persistence>,
    mut notices: MessageWriter<Notice>,
) {
    for event in events.read() {
        let FileDragAndDrop::DroppedFile { path_buf, .. } = event else {
            continue;
        };
        if let Err(notice) = try_begin(&mut dropped, path_buf, saved.saves()) {
            notices.write(notice);
            continue;
        }
        notices.write(Notice::new(Severity::Info, text::reading_scene(path_buf)));
    }
}

fn try_begin(dropped: &mut Dropped, file: &Path, saved: bool) -> Result<(), Notice> {
    let warning =
        |text: String, remedy: &str| Err(Notice::new(Severity::Warning, text).with_remedy(remedy));
    if !modelled::is_scene(file) {
        return warning(text::no_scene(file), text::remedy_drop_scene());
    }
    if std::env::args_os().any(|argument| argument == "--safe") {
        return warning(text::scene_in_safe_mode(file), text::remedy_not_safe());
    }
    if file.to_str().is_none() {
        return warning(
            text::scene_of_strange_name(file),
            text::remedy_name_in_unicode(),
        );
    }
    if !saved {
        return warning(
            text::scene_starts_anew(file),
            text::remedy_start_with_scene(),
        );
    }
    let watch = Arc::new(Watch::default());
    let (own, path) = (watch.clone(), file.to_owned());
    let thread = thread::Builder::new()
        .name("stoa-scene".to_owned())
        .spawn(move || modelled::open(&path, modelled::GUIDE, &own).map(|_| ()));
    let thread = match thread {
        Ok(thread) => thread,
        Err(error) => {
            return warning(
                text::scene_not_read(file, &error.to_string()),
                text::remedy_close_programs(),
            );
        }
    };
    let reading = Reading {
        file: file.to_owned(),
        watch,
        thread,
        told: 0,
    };
    if let Some(before) = dropped.0.replace(reading) {
        // The last one dropped is meant.
        before.watch.cancel();
    }
    Ok(())
}

fn cancel(keys: Option<Res<ButtonInput<KeyCode>>>, dropped: Res<Dropped>) {
    if keys.is_some_and(|keys| keys.just_pressed(KeyCode::Escape))
        && let Some(reading) = &dropped.0
    {
        reading.watch.cancel();
    }
}

fn follow(
    mut dropped: ResMut<Dropped>,
    restart: Res<Restart>,
    mut notices: MessageWriter<Notice>,
    mut exit: MessageWriter<AppExit>,
) {
    let Some(reading) = &mut dropped.bypass_change_detection().0 else {
        return;
    };
    if !reading.thread.is_finished() {
        let quarters = (reading.watch.fraction() * 4.0) as u32;
        if quarters > reading.told && quarters < 4 {
            reading.told = quarters;
            let text = text::scene_read(&reading.file, quarters * 25);
            notices.write(Notice::new(Severity::Info, text));
        }
        return;
    }
    let Some(Reading {
        file,
        thread,
        watch,
        ..
    }) = dropped.0.take()
    else {
        return;
    };
    match thread.join() {
        // Its last steps may be done before they look.
        Ok(_) if watch.is_cancelled() => {
            notices.write(Notice::new(Severity::Info, text::scene_left(&file)));
        }
        Ok(Ok(())) => {
            restart.ask_for_world(file);
            exit.write(AppExit::Success);
        }
        Ok(Err(error)) => {
            let text = text::scene_failed(&file, trouble(&error), &error.to_string());
            notices.write(Notice::new(Severity::Error, text));
        }
        Err(panic) => std::panic::resume_unwind(panic),
    }
}

fn trouble(error: &ModelledError) -> SceneTrouble {
    match error {
        ModelledError::Ground { .. } => SceneTrouble::Ground,
        ModelledError::Scene(error) => match error.kind {
            // Who stopped reading it is told nothing.
            ErrorKind::Unreadable | ErrorKind::Cancelled => SceneTrouble::Unreadable,
            ErrorKind::Damaged => SceneTrouble::Damaged,
            ErrorKind::TooLarge => SceneTrouble::TooLarge,
            ErrorKind::Outside => SceneTrouble::Outside,
            ErrorKind::Unsupported => SceneTrouble::Unsupported,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A level square of 8 m as a `.gltf` that holds everything.
    fn square() -> String {
        use serde_json::json;
        let corners: [[f32; 3]; 6] = [
            [-4.0, 0.0, -4.0],
            [-4.0, 0.0, 4.0],
            [4.0, 0.0, 4.0],
            [-4.0, 0.0, -4.0],
            [4.0, 0.0, 4.0],
            [4.0, 0.0, -4.0],
        ];
        let digits = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let bytes: Vec<u8> = corners
            .iter()
            .flatten()
            .flat_map(|n| n.to_le_bytes())
            .collect();
        let packed: String = bytes
            .chunks_exact(3)
            .flat_map(|three| {
                let word = u32::from_be_bytes([0, three[0], three[1], three[2]]);
                [18, 12, 6, 0].map(|shift| char::from(digits[(word >> shift) as usize & 63]))
            })
            .collect();
        json!({
            "asset": { "version": "2.0" },
            "nodes": [{ "mesh": 0 }],
            "meshes": [{ "primitives": [{ "attributes": { "POSITION": 0 } }] }],
            "accessors": [{ "bufferView": 0, "componentType": 5126, "count": 6, "type": "VEC3" }],
            "bufferViews": [{ "buffer": 0, "byteLength": bytes.len() }],
            "buffers": [{ "byteLength": bytes.len(), "uri": format!("data:;base64,{packed}") }],
        })
        .to_string()
    }

    fn app(saved: bool) -> App {
        let mut app = App::new();
        app.add_plugins(MinimalPlugins)
            .add_message::<FileDragAndDrop>()
            .add_message::<Notice>()
            .init_resource::<Restart>()
            .init_resource::<Persistence>()
            .add_plugins(plugin);
        if saved {
            app.insert_resource(Persistence::to("nowhere/save.json".into()));
        }
        app
    }

    /// Drops a file, and waits until it is known what becomes of it: the notices, and whether the program ends.
    fn drop(app: &mut App, file: &Path) -> (Vec<Notice>, bool) {
        app.world_mut().write_message(FileDragAndDrop::DroppedFile {
            window: Entity::PLACEHOLDER,
            path_buf: file.to_owned(),
        });
        app.update();
        while app.world().resource::<Dropped>().0.is_some() {
            thread::yield_now();
            app.update();
        }
        let notices = app
            .world_mut()
            .resource_mut::<Messages<Notice>>()
            .drain()
            .collect();
        (notices, app.should_exit().is_some())
    }

    #[test]
    fn a_dropped_scene_would_not_be_opened_or_a_broken_one_end_the_world() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).expect("a file");
            path
        };
        for (name, text, saved, severity, named) in [
            ("broken.glb", "glTF", true, Severity::Error, "header"),
            (
                "steep.gltf",
                &square().replace("\"nodes\":[{", "\"nodes\":[{\"rotation\":[0,0,1,1],"),
                true,
                Severity::Error,
                "walked on",
            ),
            ("notes.txt", "hello", true, Severity::Warning, "no scene"),
            (
                "square.gltf",
                &square(),
                false,
                Severity::Warning,
                "not saved",
            ),
        ] {
            let mut app = app(saved);
            let (notices, ends) = drop(&mut app, &file(name, text));
            let last = notices.last().expect("it is told");
            assert_eq!(last.severity, severity, "{name}: {last:?}");
            assert!(
                last.text.contains(name) && last.text.contains(named),
                "{name}: {last:?}"
            );
            assert!(!ends, "{name}: the world goes on");
            assert_eq!(app.world().resource::<Restart>().world(), None, "{name}");
        }
        let mut app = app(true);
        let good = file("square.gltf", &square());
        let (_, ends) = drop(&mut app, &good);
        assert!(ends, "the program starts anew");
        assert_eq!(app.world().resource::<Restart>().world(), Some(good));
    }
}
