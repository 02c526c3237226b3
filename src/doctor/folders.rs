//! Folders: can they be read, and written where that is needed?

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use stoa_ui::text::doctor as text;

use super::{Finding, State};
use crate::{paths::Paths, settings::keys_file};

/// What has to be in the assets.
const SHIPPED: [&str; 3] = ["worlds", "personas", "templates"];

pub fn look(paths: &Paths) -> Vec<Finding> {
    let configuration = paths.settings_file.parent().unwrap_or(Path::new("."));
    let mut findings = vec![
        assets(&paths.assets),
        to_write(
            "configuration",
            configuration,
            State::Note,
            text::configuration_remedy(),
        ),
        to_write(
            "data folder",
            &paths.data,
            State::Missing,
            text::data_remedy(),
        ),
    ];
    findings.extend(keys_readable_by_others(&keys_file(&paths.settings_file)));
    findings
}

fn assets(folder: &Path) -> Finding {
    let lacking = SHIPPED.into_iter().filter_map(|kind| {
        let kind = folder.join(kind);
        match fs::read_dir(&kind).map(|mut entries| entries.next().is_some()) {
            Ok(true) => None,
            Ok(false) => Some(text::folder_empty(&kind)),
            Err(error) => Some(format!("{}: {error}", kind.display())),
        }
    });
    let lacking: Vec<String> = lacking.collect();
    if lacking.is_empty() {
        return Finding::good("assets", folder.display().to_string());
    }
    Finding::with(
        "assets",
        State::Missing,
        lacking.join("; "),
        text::assets_remedy(),
    )
}

fn to_write(what: &'static str, folder: &Path, otherwise: State, remedy: &str) -> Finding {
    match try_write(folder) {
        Ok(()) => Finding::good(what, folder.display().to_string()),
        Err((at, error)) => Finding::with(
            what,
            otherwise,
            format!("{}: {error}", at.display()),
            remedy,
        ),
    }
}

/// Whether files can be made in `folder`, or it can be made itself: nothing is left there.
fn try_write(folder: &Path) -> Result<(), (PathBuf, io::Error)> {
    let here = |path: &Path| match path.as_os_str().is_empty() {
        true => PathBuf::from("."),
        false => path.to_owned(),
    };
    let mut known = folder.ancestors().map(here);
    let known = known.find(|path| path.exists()).unwrap_or_default();
    let probe = known.join(format!(".stoa-write-test-{}", std::process::id()));
    let written = fs::write(&probe, b"").and_then(|()| fs::remove_file(&probe));
    written.map_err(|error| (known, error))
}

#[cfg(unix)]
fn keys_readable_by_others(file: &Path) -> Option<Finding> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(file).ok()?.permissions().mode() & 0o777;
    (mode & 0o077 != 0).then(|| {
        Finding::with(
            "key file",
            State::Note,
            text::keys_open(file, mode),
            text::keys_open_remedy(file),
        )
    })
}

#[cfg(not(unix))]
fn keys_readable_by_others(_: &Path) -> Option<Finding> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(folder: &Path) -> Paths {
        for kind in SHIPPED {
            fs::create_dir_all(folder.join("assets").join(kind)).unwrap();
            fs::write(folder.join("assets").join(kind).join("a.toml"), "").unwrap();
        }
        Paths {
            settings_file: folder.join("config/stoa/settings.toml"),
            data: folder.join("data/stoa"),
            assets: folder.join("assets"),
        }
    }

    fn states(paths: &Paths) -> Vec<(&'static str, State)> {
        let findings = look(paths);
        findings.iter().map(|f| (f.what, f.state)).collect()
    }

    #[test]
    fn a_folder_that_cant_be_written_would_be_called_good_or_one_be_made_by_looking() {
        let folder = tempfile::tempdir().unwrap();
        let paths = paths(folder.path());
        let mut expected = [
            ("assets", State::Good),
            ("configuration", State::Good),
            ("data folder", State::Good),
        ];
        assert_eq!(states(&paths), expected);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "assets");

        // A file stands where a folder should be: that stops root as well.
        fs::write(folder.path().join("data"), "").unwrap();
        fs::write(folder.path().join("config"), "").unwrap();
        fs::remove_file(folder.path().join("assets/worlds/a.toml")).unwrap();
        expected[0].1 = State::Missing;
        expected[1].1 = State::Note;
        expected[2].1 = State::Missing;
        assert_eq!(states(&paths), expected);
        let found = look(&paths);
        assert!(found[2].found.contains("data"), "{found:?}");
        assert!(found.iter().all(|finding| !finding.remedy.is_empty()));
    }

    #[cfg(unix)]
    #[test]
    fn keys_that_others_can_read_would_be_passed_over() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("keys.toml");
        assert!(keys_readable_by_others(&file).is_none());
        fs::write(&file, "").unwrap();
        let with_mode = |mode| {
            fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
            keys_readable_by_others(&file)
        };
        assert!(with_mode(0o600).is_none());
        for mode in [0o640, 0o604, 0o644] {
            let found = with_mode(mode).unwrap();
            assert!(found.remedy.contains("chmod 600"), "{found:?}");
        }
    }
}
