//! Every file of a format of ours: can it be read, and what is wrong in it, at which line?

use std::{
    fmt::Display,
    fs,
    path::{Path, PathBuf},
};

use stoa_gltf::Watch;
use stoa_mind::Persona;
use stoa_ui::text::doctor as text;
use stoa_world::{WorldDef, save};

use super::{Finding, State};
use crate::{
    abilities::Abilities, crash, exchanges::Exchanges, modelled, paths::Paths, settings::Complaint,
    spending::Spending,
};

/// Mistakes that are told of one kind of file.
const TOLD: usize = 12;

/// What was wrong with the settings and the file of keys beside them.
pub fn settings(paths: &Paths, complaints: Vec<Complaint>) -> Finding {
    let complaints = complaints.into_iter().map(|complaint| complaint.0);
    told(
        "settings",
        paths.settings_file.display().to_string(),
        complaints.collect(),
        text::settings_remedy(),
    )
}

pub fn look(paths: &Paths) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (own, folder) in [(false, &paths.assets), (true, &paths.data)] {
        findings.extend(worlds(own, folder, paths));
        findings.extend(scenes(own, &folder.join("worlds")));
        findings.extend(personas(own, folder));
    }
    findings.extend(saves(&paths.data.join("saves")));
    findings.extend(records(&paths.data));
    findings.extend(crashes(&paths.data));
    findings
}

fn worlds(own: bool, folder: &Path, paths: &Paths) -> Option<Finding> {
    let what = if own { "own worlds" } else { "worlds" };
    of_kind(what, own, &folder.join("worlds"), "world", |file, text| {
        let (world, problems) = WorldDef::parse(&file.display().to_string(), text);
        let missing = world.iter().flat_map(|world| &world.inhabitants);
        let missing = missing.filter_map(|inhabitant| {
            let error = paths.content("personas", &inhabitant.persona).err()?;
            let names = |line: &str| line.contains("persona") && line.contains(&inhabitant.persona);
            let line = text.lines().position(names).map_or(1, |before| before + 1);
            Some(format!("{}:{line}: {error}", file.display()))
        });
        in_words(&problems).chain(missing).collect()
    })
}

/// glTF scenes among a person's own worlds.
fn scenes(own: bool, folder: &Path) -> Option<Finding> {
    if !own {
        return None;
    }
    let files: Vec<PathBuf> = modelled::ENDINGS
        .iter()
        .flat_map(|ending| files(folder, ending))
        .collect();
    let problems = files.iter().filter_map(|file| {
        let opened = modelled::open(file, modelled::GUIDE, &Watch::default());
        opened.err().map(|error| error.to_string())
    });
    let problems = problems.collect();
    let remedy = text::scenes_remedy();
    (!files.is_empty()).then(|| told("own scenes", count(&files, folder), problems, remedy))
}

fn personas(own: bool, folder: &Path) -> Option<Finding> {
    let what = if own { "own personas" } else { "personas" };
    of_kind(
        what,
        own,
        &folder.join("personas"),
        "persona",
        |file, text| {
            let (_, problems) = Persona::parse(&file.display().to_string(), text);
            in_words(&problems).collect()
        },
    )
}

fn in_words<T: Display>(problems: &[T]) -> impl Iterator<Item = String> {
    problems.iter().map(ToString::to_string)
}

/// The files of one folder that a person can write; `None` where there are none.
fn of_kind(
    what: &'static str,
    own: bool,
    folder: &Path,
    command: &str,
    problems_of: impl Fn(&Path, &str) -> Vec<String>,
) -> Option<Finding> {
    let files = files(folder, "toml");
    let problems = files.iter().flat_map(|file| match fs::read(file) {
        Ok(bytes) => match str::from_utf8(&bytes) {
            Ok(text) => problems_of(file, text),
            Err(error) => {
                let line = 1 + bytes[..error.valid_up_to()]
                    .iter()
                    .filter(|b| **b == b'\n')
                    .count();
                vec![text::no_utf8(file, line)]
            }
        },
        Err(error) => vec![format!("{}: {error}", file.display())],
    });
    let problems: Vec<String> = problems.collect();
    let remedy = if own {
        text::own_files_remedy(command)
    } else {
        text::shipped_remedy().to_owned()
    };
    (!files.is_empty()).then(|| told(what, count(&files, folder), problems, &remedy))
}

fn saves(folder: &Path) -> Option<Finding> {
    let files = files(folder, "json");
    let problems = files.iter().filter_map(|file| save::load(file).err());
    let problems = problems.map(|problem| problem.to_string()).collect();
    (!files.is_empty()).then(|| {
        told(
            "saves",
            count(&files, folder),
            problems,
            text::saves_remedy(),
        )
    })
}

/// What Stoa takes down for itself.
fn records(data: &Path) -> Option<Finding> {
    let names = ["spent.json", "abilities.json", "exchanges.json"];
    let there = names.iter().filter(|name| data.join(name).exists());
    let there: Vec<&str> = there.copied().collect();
    let read = [
        Spending::open(data).read().err(),
        Abilities::open(data).read().err(),
        Exchanges::open(data).read().err(),
    ];
    (!there.is_empty()).then(|| {
        told(
            "records",
            there.join(", "),
            read.into_iter().flatten().collect(),
            text::records_remedy(),
        )
    })
}

fn crashes(data: &Path) -> Option<Finding> {
    let report = crash::newest(&crash::folder(data))?;
    Some(Finding::with(
        "crashes",
        State::Note,
        text::crash(&report),
        text::crash_remedy(),
    ))
}

/// The files of a folder that end so, in order of their names.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let paths = entries.map(|entry| entry.path());
    let mut files: Vec<PathBuf> = paths
        .filter(|path| path.extension().is_some_and(|own| own == ending))
        .collect();
    files.sort();
    files
}

fn count(files: &[PathBuf], folder: &Path) -> String {
    text::files_in(files.len(), folder)
}

fn told(what: &'static str, good: String, mut problems: Vec<String>, remedy: &str) -> Finding {
    if problems.is_empty() {
        return Finding::good(what, good);
    }
    let more = problems.len().saturating_sub(TOLD);
    problems.truncate(TOLD);
    if more > 0 {
        problems.push(text::more(more));
    }
    Finding::with(what, State::Broken, problems.join("; "), remedy)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A profile with one file in it, and what is found there.
    fn found(name: &str, text: impl AsRef<[u8]>) -> Vec<Finding> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("data").join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, text).unwrap();
        look(&Paths {
            settings_file: folder.path().join("settings.toml"),
            data: folder.path().join("data"),
            assets: Path::new(env!("CARGO_MANIFEST_DIR")).join("assets"),
        })
    }

    fn of(what: &str, findings: &[Finding]) -> Finding {
        let finding = findings.iter().find(|finding| finding.what == what);
        finding.unwrap_or_else(|| panic!("{what}")).clone()
    }

    #[test]
    fn a_broken_file_would_be_called_good_or_named_without_its_place() {
        let world = "format = 1\nid = \"a\"\nname = 7\n";
        let nobody = fs::read_to_string("assets/templates/world.toml")
            .unwrap()
            .replace("{NAME}", "harbour")
            .replace("{TITLE}", "Harbour")
            + "\n[[inhabitant]]\npersona = \"nobody\"\nat = \"shade\"\n";
        // The last line but one.
        let of_nobody = format!("b.toml:{}: no personas file", nobody.lines().count() - 1);
        for (name, text, what, place) in [
            ("worlds/a.toml", world, "own worlds", "a.toml:3:8"),
            ("worlds/b.toml", &nobody, "own worlds", &of_nobody),
            (
                "personas/p.toml",
                "format = 1\n[",
                "own personas",
                "p.toml:2:",
            ),
            ("worlds/s.glb", "glTF", "own scenes", "s.glb: header"),
            ("saves/s.json", "{\n\"format\": 1,\n}", "saves", "line 3"),
            ("spent.json", "{\n\"format\": 2}", "records", "spent.json"),
            ("abilities.json", "{\n]", "records", "line 2"),
            ("exchanges.json", "", "records", "exchanges.json"),
        ] {
            let findings = found(name, text);
            let finding = of(what, &findings);
            assert_eq!(finding.state, State::Broken, "{name}: {finding:?}");
            assert!(finding.found.contains(place), "{name}: {finding:?}");
            assert!(!finding.remedy.is_empty(), "{name}");
            for shipped in ["worlds", "personas"] {
                assert_eq!(of(shipped, &findings).state, State::Good);
            }
        }
        let odd = of("own worlds", &found("worlds/c.toml", b"a\nb = \"\xff\"\n"));
        assert!(odd.found.contains("c.toml:2: it is no UTF-8"), "{odd:?}");
    }

    #[test]
    fn a_file_with_a_hundred_mistakes_would_bury_all_other_findings() {
        let problems = (0..100).map(|n| n.to_string()).collect();
        let finding = told("worlds", String::new(), problems, "mend them");
        assert!(finding.found.ends_with("; 11; and 88 more"), "{finding:?}");
    }

    #[test]
    fn a_crash_report_would_lie_there_unseen() {
        let finding = of("crashes", &found("crashes/100-7.txt", "it failed"));
        assert_eq!(finding.state, State::Note);
        assert!(finding.found.contains("100-7.txt") && finding.remedy.contains("--safe"));
    }
}
