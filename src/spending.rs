//! What model servers have cost today, from run to run: `spent.json` in the data folder.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use bevy::prelude::*;
use serde::{Deserialize, Serialize};
use stoa_agents::MindBridge;
use stoa_model::Spent;
use stoa_world::{SimClock, TICKS_PER_SECOND};

use crate::minds::KnownServers;

/// How often it is kept while the program runs, in ticks: ten seconds.
const EVERY: u64 = 10 * TICKS_PER_SECOND;

#[derive(Serialize, Deserialize)]
struct File {
    format: u32,
    servers: BTreeMap<String, Spent>,
}

/// The file, and what it holds.
#[derive(Resource, Clone)]
pub struct Spending {
    path: PathBuf,
    /// `None` when it could not be read: then it is left alone.
    kept: Arc<Mutex<Option<BTreeMap<String, Spent>>>>,
}

impl Spending {
    /// The file in the folder `data`. Nothing is read or made yet.
    pub fn open(data: &Path) -> Self {
        Self {
            path: data.join("spent.json"),
            kept: Arc::default(),
        }
    }

    /// What earlier runs have spent, by server.
    ///
    /// # Errors
    /// In words: what can't be read is never overwritten, and the limits of today begin anew.
    pub fn read(&self) -> Result<BTreeMap<String, Spent>, String> {
        let text = match fs::read(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                *self.lock() = Some(BTreeMap::new());
                return Ok(BTreeMap::new());
            }
            Err(error) => return Err(self.unreadable(&error.to_string())),
        };
        let file: File =
            serde_json::from_slice(&text).map_err(|error| self.unreadable(&error.to_string()))?;
        if file.format != 1 {
            return Err(self.unreadable("`format` should be 1"));
        }
        *self.lock() = Some(file.servers.clone());
        Ok(file.servers)
    }

    fn unreadable(&self, cause: &str) -> String {
        format!(
            "{}: what model servers have cost today can't be read: {cause}. Their limits count from now on; the file \
             stays as it is: mend or remove it",
            self.path.display()
        )
    }

    /// Keeps what was spent by now, if that is something new.
    fn keep(&self, spent: BTreeMap<String, Spent>) -> Result<(), String> {
        let mut kept = self.lock();
        if kept.as_ref().is_none_or(|kept| *kept == spent) {
            return Ok(());
        }
        let failed = |error: &dyn std::fmt::Display| {
            format!(
                "{}: what model servers have cost can't be kept: {error}. Their limits of today begin anew with the \
                 next start",
                self.path.display()
            )
        };
        let file = File {
            format: 1,
            servers: spent,
        };
        let text = serde_json::to_vec_pretty(&file).map_err(|error| failed(&error))?;
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder).map_err(|error| failed(&error))?;
        }
        // Beside it and renamed: a crash leaves the old one.
        let new = self.path.with_extension("json.new");
        fs::write(&new, text)
            .and_then(|()| fs::rename(&new, &self.path))
            .map_err(|error| failed(&error))?;
        *kept = Some(file.servers);
        Ok(())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<BTreeMap<String, Spent>>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Keeps it now and then, on a thread of the minds: no frame waits for a disk.
pub fn keep_when_due(
    clock: Res<SimClock>,
    servers: Res<KnownServers>,
    spending: Res<Spending>,
    bridge: Res<MindBridge>,
) {
    if !clock.tick.0.is_multiple_of(EVERY) {
        return;
    }
    let (spending, spent) = (spending.clone(), servers.spent());
    bridge.spawn(async move {
        if let Err(problem) = spending.keep(spent) {
            warn!("{problem}");
        }
    });
}

/// Keeps it at the end.
///
/// # Errors
/// In words, when it can't be written.
pub fn keep(world: &World) -> Result<(), String> {
    let servers = world.get_resource::<KnownServers>();
    match (servers, world.get_resource::<Spending>()) {
        (Some(servers), Some(spending)) => spending.keep(servers.spent()),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spent(requests: u64) -> BTreeMap<String, Spent> {
        let one = Spent {
            day: 20_000,
            requests,
            cost: 0.25,
            ..Spent::default()
        };
        BTreeMap::from([("home".to_owned(), one)])
    }

    #[test]
    fn a_day_s_limit_would_begin_anew_with_every_start() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let spending = Spending::open(&data);
        assert_eq!(spending.read(), Ok(BTreeMap::new()));
        spending.keep(BTreeMap::new()).unwrap();
        assert!(!data.exists(), "nothing was spent");
        spending.keep(spent(3)).unwrap();
        spending.keep(spent(4)).unwrap();
        assert_eq!(Spending::open(&data).read(), Ok(spent(4)));
    }

    #[test]
    fn a_broken_file_would_be_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("spent.json");
        for text in ["{", r#"{"format": 2, "servers": {}}"#] {
            fs::write(&file, text).unwrap();
            let spending = Spending::open(folder.path());
            let problem = spending.read().unwrap_err();
            assert!(problem.contains("spent.json"), "{problem}");
            spending.keep(spent(1)).unwrap();
            assert_eq!(fs::read_to_string(&file).unwrap(), text);
        }
    }
}
