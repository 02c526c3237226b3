//! The archive that `cargo xtask package` makes, unpacked where nothing of the build is.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{Ran, SOON, events, read, run, said_by};

const IRIS: u64 = 1000;
/// Stripping and packing 300 MB beside other tests.
const PACKING: Duration = Duration::from_secs(400);

/// An unpacked archive of the program that these tests run.
struct Unpacked {
    folder: TempDir,
    /// What was in the archive.
    stoa: PathBuf,
}

impl Unpacked {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let archive = pack(&folder.path().join("packed"));
        let there = folder.path().join("some where else");
        std::fs::create_dir(&there).expect("a folder");
        let mut tar = Command::new("tar");
        tar.arg("-xzf").arg(&archive).arg("-C").arg(&there);
        assert!(tar.status().expect("tar").success());
        let mut inside = std::fs::read_dir(&there).expect("the folder");
        let stoa = inside.next().expect("one folder in it").expect("it").path();
        assert!(inside.next().is_none(), "more than one folder");
        std::fs::remove_dir_all(folder.path().join("packed")).expect("it can be removed");
        Self { folder, stoa }
    }

    /// A program of the archive, with nothing of this machine's but its system.
    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.stoa.join(program));
        command
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("HOME", self.home())
            .current_dir(self.folder.path())
            .stdin(Stdio::null());
        command
    }

    fn run(&self, program: &str, args: &[&str]) -> Ran {
        let mut command = self.command(program);
        command.args(args);
        run(command, None, SOON)
    }

    fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }
}

/// Packs the program as it was built for these tests; returns the archive.
fn pack(out: &Path) -> PathBuf {
    let program = Path::new(env!("CARGO_BIN_EXE_stoa"));
    // The whole workspace is built before its tests run.
    let mut xtask = Command::new(program.with_file_name("xtask"));
    xtask
        .args(["package", "--profile", "dev", "--program"])
        .arg(program)
        .arg("--out")
        .arg(out)
        .env(
            "CARGO_MANIFEST_DIR",
            concat!(env!("CARGO_MANIFEST_DIR"), "/crates/xtask"),
        )
        .stdin(Stdio::null());
    let ran = run(xtask, None, PACKING);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    ran.out.lines().last().expect("the archive's path").into()
}

#[test]
fn an_unpacked_archive_would_need_what_only_the_build_machine_has() {
    let unpacked = Unpacked::new();
    let doctor = unpacked.run("stoa", &["doctor", "--json"]);
    assert_eq!(doctor.code, Some(0), "{}{}", doctor.out, doctor.err);
    let findings: Value = serde_json::from_str(&doctor.out).expect("JSON");
    let assets = findings.as_array().into_iter().flatten();
    let assets = assets.filter(|finding| finding["what"] == "assets");
    let assets: Vec<&str> = assets.filter_map(|found| found["found"].as_str()).collect();
    let expected = unpacked.stoa.join("assets");
    assert_eq!(assets, [expected.to_str().expect("UTF-8")]);

    let talk = [
        "chat",
        "--agent",
        "iris",
        "--say",
        "Hello! Who are you?",
        "--json",
    ];
    let talk = unpacked.run("stoa", &talk);
    assert_eq!(talk.code, Some(0), "{}", talk.err);
    let answer = said_by(&events(&talk.out), IRIS);
    assert!(answer.contains("Iris"), "{answer}");
    assert!(unpacked.home().join(".local/share/stoa/saves").is_dir());

    check_texts(&unpacked);
    check_menu(&unpacked);

    // Were there another way to them, all of this would have told nothing.
    std::fs::remove_dir_all(&expected).expect("it can be removed");
    let without = unpacked.run("stoa", &["doctor"]);
    assert_eq!(without.code, Some(3), "{}", without.out);
    assert!(without.out.contains("STOA_ASSETS"), "{}", without.out);
}

/// Licences of ours and of what we use; nothing that only the repository has a use for.
fn check_texts(unpacked: &Unpacked) {
    let licences = read(&unpacked.stoa.join("THIRD-PARTY-LICENCES.txt"));
    for part in [
        "\nbevy_ecs ",
        "\nopenxr ",
        "\nepaint_default_fonts ",
        "SIL OPEN FONT LICENSE",
        "UBUNTU FONT LICENCE",
        "Apache License",
        "Permission is hereby granted",
    ] {
        assert!(licences.contains(part), "{part:?} is missing");
    }
    for file in ["LICENSE-MIT", "LICENSE-APACHE", "README.txt", "stoa.svg"] {
        assert!(unpacked.stoa.join(file).is_file(), "{file}");
    }
    assert!(!unpacked.stoa.join("assets/readme").exists());
}

/// The desktop's menu starts the program where it lies.
fn check_menu(unpacked: &Unpacked) {
    let added = unpacked.run("add-to-menu.sh", &[]);
    assert_eq!(added.code, Some(0), "{}", added.err);
    let entry = unpacked
        .home()
        .join(".local/share/applications/stoa.desktop");
    let expected = format!("\nExec=\"{}\" play\n", unpacked.stoa.join("stoa").display());
    let text = read(&entry);
    assert!(text.contains(&expected), "{text}");
    assert_eq!(
        text.matches("\nExec=").count(),
        text.matches("\nExec=\"/").count()
    );
    let removed = unpacked.run("add-to-menu.sh", &["--remove"]);
    assert_eq!(
        (removed.code, entry.exists()),
        (Some(0), false),
        "{}",
        removed.err
    );
}
