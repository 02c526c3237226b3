//! At logout and at shutdown the system asks programs to end (SIGTERM): the world is saved first, as it is after Ctrl-C,
//! which is Bevy's.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use bevy::prelude::*;
use stoa_agents::MindBridge;

#[derive(Resource, Clone, Default)]
struct Asked(Arc<AtomicBool>);

pub fn plugin(app: &mut App) {
    app.init_resource::<Asked>()
        .add_systems(Startup, listen)
        .add_systems(First, end);
}

/// On the models' threads, the only ones that wait for anything.
fn listen(asked: Res<Asked>, bridge: Res<MindBridge>) {
    let asked = asked.clone();
    bridge.spawn(async move {
        if let Err(error) = wait(&asked.0).await {
            warn!("when the system asks the program to end, it will end unsaved: {error}");
        }
    });
}

fn end(asked: Res<Asked>, mut exit: MessageWriter<AppExit>, mut told: Local<bool>) {
    if asked.0.load(Ordering::Relaxed) && !std::mem::replace(&mut *told, true) {
        exit.write(AppExit::Success);
    }
}

/// Who is asked twice ends as they stand.
#[cfg(unix)]
async fn wait(asked: &AtomicBool) -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let kind = SignalKind::terminate();
    let mut signals = signal(kind)?;
    while signals.recv().await.is_some() {
        if asked.swap(true, Ordering::Relaxed) {
            std::process::exit(128 + kind.as_raw_value());
        }
    }
    Ok(())
}

/// A console that is closed, and the system's shutdown.
#[cfg(windows)]
async fn wait(asked: &AtomicBool) -> std::io::Result<()> {
    use tokio::signal::windows::{ctrl_close, ctrl_shutdown};
    let (mut closed, mut shut) = (ctrl_close()?, ctrl_shutdown()?);
    tokio::select! {
        _ = closed.recv() => {}
        _ = shut.recv() => {}
    }
    asked.store(true, Ordering::Relaxed);
    Ok(())
}
