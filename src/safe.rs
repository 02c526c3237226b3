//! Safe mode: a start without whatever could keep Stoa from going on. Nothing of it is kept.

use std::path::Path;

use anyhow::anyhow;
use stoa_ui::{Picture, Quality, settings::Detail};

use crate::{
    engine::EngineChoice,
    exit::Exit,
    paths::Paths,
    settings::{BackendKind, Settings},
};

/// The settings of a safe run: how it looks least, who thinks without a server, what computes without a graphics card.
pub fn settings(settings: &mut Settings) {
    settings.picture = Picture {
        quality: Quality::Low,
        language: settings.picture.language,
        text_size_percent: settings.picture.text_size_percent,
        reduced_motion: settings.picture.reduced_motion,
        ..Picture::default()
    };
    settings.detail = Detail::default();
    settings.engine = EngineChoice::Cpu;
    settings.backend = BackendKind::Builtin;
    settings.url.clear();
    settings.model.clear();
    settings.default_server.clear();
    settings.servers.clear();
    settings.minds.clear();
    settings.small_talk_by_model = false;
    settings.offer_servers = false;
}

/// The folders, with the shipped worlds and personas found before a person's own.
pub fn content(paths: &Paths) -> Paths {
    Paths {
        data: paths.assets.clone(),
        ..paths.clone()
    }
}

/// # Errors
/// Exit code 2 for a world that does not come with Stoa.
pub fn check_world(paths: &Paths, file: &Path) -> Result<(), Exit> {
    let whole = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    if whole(file).starts_with(whole(&paths.assets)) {
        return Ok(());
    }
    Err(Exit::bad_input(anyhow!(
        "{}: safe mode opens only worlds that come with Stoa: leave --world out, or --safe",
        file.display()
    )))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Assignment;

    #[test]
    fn safe_mode_would_turn_to_a_server_or_to_a_file_of_ones_own() {
        let mut run = Settings::default();
        for assignment in [
            "servers.big.url=http://127.0.0.1:9",
            "minds.iris=big",
            "mind.default=big",
            "mind.backend=ollama",
            "picture.quality=high",
        ] {
            let assignment = Assignment::parse(assignment).expect("a setting");
            assignment.apply(&mut run).expect("it can be set");
        }
        assert!(run.in_use().is_some() && !run.addresses().is_empty());
        settings(&mut run);
        assert!(run.in_use().is_none() && run.addresses().is_empty());
        assert_eq!(run.picture.quality, Quality::Low);

        let folder = tempfile::tempdir().expect("a temporary folder");
        for kind in ["own/worlds", "assets/worlds"] {
            std::fs::create_dir_all(folder.path().join(kind)).expect("a folder");
            std::fs::write(folder.path().join(kind).join("stoa.toml"), "").expect("a file");
        }
        let paths = Paths {
            settings_file: folder.path().join("settings.toml"),
            data: folder.path().join("own"),
            assets: folder.path().join("assets"),
        };
        let own = paths.content("worlds", "stoa").expect("a world");
        assert_eq!(check_world(&paths, &own).map_err(|exit| exit.code), Err(2));
        let shipped = content(&paths).content("worlds", "stoa").expect("a world");
        assert!(check_world(&paths, &shipped).is_ok());
    }
}
