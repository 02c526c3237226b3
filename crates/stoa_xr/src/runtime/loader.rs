//! Finds the OpenXR loader, the library through which every call to a headset's runtime goes.
//!
//! Only development packages install it as `libopenxr_loader.so`, the one name that the `openxr` crate tries; people
//! have `libopenxr_loader.so.1`. Taken in this order: `STOA_OPENXR_LOADER`, beside our program, the system's.

use std::path::{Path, PathBuf};

use openxr as xr;

use super::{Environment, Found, Os, Step, Trouble, advice};

/// Names the loader's file. When it is set nothing else is tried.
pub const LOADER_VARIABLE: &str = "STOA_OPENXR_LOADER";

/// The loader, open, and where it came from.
#[derive(Clone)]
pub struct Loader {
    pub entry: xr::Entry,
    /// Its file or name and the rule that found it, for example `libopenxr_loader.so.1 (the system's)`.
    pub from: String,
}

impl Loader {
    /// Finds and opens it. Nothing is asked of a runtime yet.
    ///
    /// # Errors
    /// With [`Step::Loader`] when there is none, or when the file `STOA_OPENXR_LOADER` names is not one.
    pub fn find(environment: &Environment, found: &Found) -> Result<Self, Trouble> {
        let (entry, from) = find_with(environment, found, open)?;
        Ok(Self { entry, from })
    }
}

/// One file or name to try.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Candidate {
    path: PathBuf,
    /// For example `the system's`.
    rule: &'static str,
    /// A name that the system's own search resolves, not a file.
    by_name: bool,
}

/// The loader's file names, the likelier first.
fn names(os: Os) -> &'static [&'static str] {
    match os {
        Os::Linux => &["libopenxr_loader.so.1", "libopenxr_loader.so"],
        Os::Windows => &["openxr_loader.dll"],
    }
}

fn candidates(environment: &Environment) -> Vec<Candidate> {
    let mut all = Vec::new();
    if let Some(folder) = &environment.beside {
        all.extend(names(environment.os).iter().map(|name| Candidate {
            path: folder.join(name),
            rule: "beside this program",
            by_name: false,
        }));
    }
    all.extend(names(environment.os).iter().map(|name| Candidate {
        path: PathBuf::from(name),
        rule: "the system's",
        by_name: true,
    }));
    all
}

/// The search, with the act of opening as a parameter. `open` answers with why it could not.
fn find_with<E>(
    environment: &Environment,
    found: &Found,
    mut open: impl FnMut(&Path) -> Result<E, String>,
) -> Result<(E, String), Trouble> {
    if let Some(path) = &environment.loader {
        let opened = if path.is_file() {
            open(path)
        } else {
            Err("there is no such file".to_owned())
        };
        return match opened {
            Ok(entry) => Ok((entry, format!("{} ({LOADER_VARIABLE})", path.display()))),
            Err(why) => Err(Trouble::other(
                Step::Loader,
                found,
                format!(
                    "{LOADER_VARIABLE} names {}, which is not a usable OpenXR loader: {why}",
                    path.display()
                ),
                format!("Correct {LOADER_VARIABLE}, or unset it so that the system's is taken"),
            )),
        };
    }
    let mut tried = Vec::new();
    for candidate in candidates(environment) {
        if !candidate.by_name && !candidate.path.is_file() {
            continue;
        }
        match open(&candidate.path) {
            Ok(entry) => {
                let from = format!("{} ({})", candidate.path.display(), candidate.rule);
                return Ok((entry, from));
            }
            Err(why) => tried.push(said(&candidate, &why)),
        }
    }
    Err(Trouble::other(
        Step::Loader,
        found,
        format!("no OpenXR loader could be opened ({})", tried.join("; ")),
        advice::no_loader(environment.os),
    ))
}

/// What to say of a candidate that could not be opened. A name that is nowhere needs no system's words.
fn said(candidate: &Candidate, why: &str) -> String {
    let name = candidate.path.display().to_string();
    let nowhere = why.contains("No such file") || why.contains("os error 126");
    if candidate.by_name && nowhere {
        format!("{name} is not installed")
    } else {
        // The system's words often begin with the name.
        let why = why.strip_prefix(&format!("{name}: ")).unwrap_or(why);
        format!("{name}: {why}")
    }
}

/// Opens a library as the loader.
#[expect(
    unsafe_code,
    reason = "a library is loaded and its functions are called by name"
)]
fn open(path: &Path) -> Result<xr::Entry, String> {
    // SAFETY: the file is named as an OpenXR loader by its file name or by the person who runs this program, and must
    // then define the core entry points as OpenXR specifies; opening refuses a library that lacks them.
    unsafe { xr::Entry::load_from(path) }.map_err(|error| innermost(&error))
}

/// The system's own words lie at the end of the chain; the outer ones say only that `dlopen` failed.
fn innermost(error: &dyn std::error::Error) -> String {
    let mut inner = error;
    while let Some(source) = inner.source() {
        inner = source;
    }
    inner.to_string()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn environment(os: Os, beside: Option<&Path>) -> Environment {
        Environment {
            os,
            ..Environment::from_variables(|_| None, beside.map(Path::to_owned))
        }
    }

    /// What was tried when only `opens` can be opened, and the answer.
    fn tried(environment: &Environment, opens: &str) -> (Vec<String>, Result<String, Trouble>) {
        let mut tried = Vec::new();
        let answer = find_with(environment, &Found::default(), |path| {
            tried.push(path.display().to_string());
            if path.ends_with(opens) {
                Ok(())
            } else {
                Err(format!("{}: No such file or directory", path.display()))
            }
        });
        (tried, answer.map(|((), from)| from))
    }

    #[test]
    fn the_versioned_name_that_people_have_is_tried_before_the_development_packages() {
        let (order, from) = tried(&environment(Os::Linux, None), "libopenxr_loader.so");
        assert_eq!(order, ["libopenxr_loader.so.1", "libopenxr_loader.so"]);
        assert_eq!(from.expect("found"), "libopenxr_loader.so (the system's)");
        let (order, _) = tried(&environment(Os::Windows, None), "openxr_loader.dll");
        assert_eq!(order, ["openxr_loader.dll"]);
    }

    #[test]
    fn a_loader_beside_the_program_goes_before_the_systems() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("libopenxr_loader.so.1");
        fs::write(&file, "").expect("a file");
        let environment = environment(Os::Linux, Some(folder.path()));
        let (_, from) = tried(&environment, "libopenxr_loader.so.1");
        let wanted = format!("{} (beside this program)", file.display());
        assert_eq!(from.expect("found"), wanted);
    }

    #[test]
    fn a_broken_loader_beside_the_program_is_named_when_nothing_else_is_found() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("libopenxr_loader.so");
        fs::write(&file, "not a library").expect("a file");
        let environment = environment(Os::Linux, Some(folder.path()));
        let trouble = find_with(&environment, &Found::default(), |path| {
            open(path).and_then(|_| Err::<(), _>("unwanted here".to_owned()))
        })
        .expect_err("no loader");
        assert_eq!(trouble.step, Step::Loader);
        let cause = trouble.cause();
        assert!(cause.contains(&file.display().to_string()), "{cause}");
    }

    #[test]
    fn no_loader_names_every_name_and_the_packages() {
        let (_, answer) = tried(&environment(Os::Linux, None), "nothing");
        let trouble = answer.expect_err("no loader");
        assert_eq!(
            trouble.cause(),
            "no OpenXR loader could be opened (libopenxr_loader.so.1 is not installed; \
             libopenxr_loader.so is not installed)"
        );
        for package in ["libopenxr-loader1", "openxr-libs", "Arch: openxr"] {
            assert!(trouble.remedy().contains(package), "{trouble}");
        }
        let (_, answer) = tried(&environment(Os::Windows, None), "nothing");
        assert!(answer.expect_err("none").remedy().contains("SteamVR"));
    }

    #[test]
    fn a_loader_that_was_asked_for_is_never_replaced_by_another() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("mine.so");
        let mut environment = environment(Os::Linux, None);
        environment.loader = Some(file.clone());
        let (order, answer) = tried(&environment, "libopenxr_loader.so.1");
        assert!(order.is_empty(), "nothing else is opened: {order:?}");
        let cause = answer.expect_err("missing").cause().to_owned();
        assert!(cause.contains("STOA_OPENXR_LOADER names"), "{cause}");
        assert!(cause.contains("there is no such file"), "{cause}");

        fs::write(&file, "not a library").expect("a file");
        let trouble = Loader::find(&environment, &Found::default())
            .map(|loader| loader.from)
            .expect_err("not a library");
        let cause = trouble.cause();
        assert!(cause.contains(&file.display().to_string()), "{cause}");
        assert!(
            !cause.ends_with("dlopen failed"),
            "the system's words: {cause}"
        );

        let (_, answer) = tried(&environment, "mine.so");
        assert!(
            answer
                .expect("found")
                .ends_with("mine.so (STOA_OPENXR_LOADER)")
        );
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_library_that_is_no_loader_is_refused() {
        let libc = [
            "/lib/x86_64-linux-gnu/libc.so.6",
            "/usr/lib/libc.so.6",
            "/lib64/libc.so.6",
        ]
        .into_iter()
        .map(Path::new)
        .find(|file| file.is_file());
        let Some(libc) = libc else { return };
        let why = open(libc).map(|_| ()).expect_err("libc is no loader");
        assert!(why.contains("xrGetInstanceProcAddr"), "{why}");
    }
}
