//! Monado, the OpenXR runtime that the headset's tests run on.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    build::cargo_home,
    debian,
    step::{self, Failure},
    system,
};

/// The runtime, its client library, the loader, `hello_xr` and the validation layer; the drivers, and what the window
/// that takes keys is drawn with.
pub const PACKAGES: [&str; 8] = [
    "monado-service",
    "libopenxr1-monado",
    "libopenxr-loader1",
    "libopenxr-utils",
    "openxr-layer-corevalidation",
    "mesa-vulkan-drivers",
    "libgl1",
    "libgl1-mesa-dri",
];

/// What came of setting it up.
pub enum Monado {
    /// The launcher that tests start the service and their clients with: `LAUNCHER [FOLDER…] -- PROGRAM [ARGUMENT…]`
    /// runs a program where Monado is, seeing `/tmp` and these folders of this machine, with the same process id.
    Ready(PathBuf),
    /// It can't run here, and whether the network alone is to blame, which continuous integration forgives.
    Missing { why: String, network: bool },
}

impl Monado {
    fn missing(why: impl Into<String>) -> Self {
        Self::Missing {
            why: why.into(),
            network: false,
        }
    }
}

/// Packages that did not come, and whether the network kept them away.
pub struct NotFetched {
    pub failure: Failure,
    pub network: bool,
}

impl From<Failure> for NotFetched {
    fn from(failure: Failure) -> Self {
        Self {
            failure,
            network: false,
        }
    }
}

/// Sets it up alone, and prints the variable that the tests know it by.
///
/// # Errors
/// Why it can't run here.
pub fn set_up() -> Result<(), Failure> {
    match monado()? {
        Monado::Ready(launcher) => {
            step::print(&format!("STOA_MONADO={}", launcher.display()));
            Ok(())
        }
        Monado::Missing { why, .. } => Err(Failure::missing(why, "read what is said above")),
    }
}

/// Sets it up once for all clones: installs the packages, or makes a newer Debian to run them in.
///
/// # Errors
/// When the folder for it can't be written.
pub fn monado() -> Result<Monado, Failure> {
    let release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    let Some(place) = place(&release) else {
        return Ok(Monado::missing(
            "Monado is set up on Debian 12, Ubuntu 24.04 and newer ones only",
        ));
    };
    let folder = cargo_home().join("stoa-tools/monado");
    // Another clone may be at it; the lock goes with this process.
    let _lock = lock(&folder)?;
    let made = match place {
        Place::Here if !system::is_root() && !system::lacking(&PACKAGES).is_empty() => {
            let line = format!("sudo apt-get install {}", PACKAGES.join(" "));
            return Ok(Monado::missing(format!(
                "Monado is not installed: run `{line}`"
            )));
        }
        Place::Here => here(&folder),
        Place::Root if !system::is_root() => {
            return Ok(Monado::missing(
                "Monado runs in a newer Debian's root folder here, which only root can enter",
            ));
        }
        Place::Root => debian::root(&folder),
    };
    let launcher = match made {
        Ok(launcher) => launcher,
        Err(NotFetched { failure, network }) => {
            step::warn(&format!("note: {failure}"));
            return Ok(Monado::Missing {
                why: "Monado could not be installed".to_owned(),
                network,
            });
        }
    };
    if step::output_of(&launcher.to_string_lossy(), &["--", "true"]).is_none() {
        return Ok(Monado::missing(format!(
            "nothing can be run with {}: this system does not let root mount folders or change its root",
            launcher.display()
        )));
    }
    Ok(Monado::Ready(launcher))
}

/// Where Monado runs.
#[derive(Debug, PartialEq, Eq)]
enum Place {
    Here,
    /// In a root folder of Debian 13.
    Root,
}

/// Where a system that describes itself like this in `/etc/os-release` runs Monado. Debian's testing has no version.
fn place(release: &str) -> Option<Place> {
    let field = |name: &str| {
        let mut lines = release.lines();
        let value = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix('='))?;
        Some(value.trim_matches('"'))
    };
    let version = field("VERSION_ID").map_or(Some(f32::INFINITY), |version| version.parse().ok());
    match (field("ID")?, version?) {
        ("debian", 13.0..) | ("ubuntu", 24.04..) => Some(Place::Here),
        ("debian", 12.0..) => Some(Place::Root),
        _ => None,
    }
}

fn lock(folder: &Path) -> Result<std::fs::File, Failure> {
    let locked = std::fs::create_dir_all(folder).and_then(|()| {
        let file = std::fs::File::create(folder.join("lock"))?;
        file.lock()?;
        Ok(file)
    });
    locked.map_err(|error| Failure::unwritable(folder, &error))
}

/// Monado of this system's own packages.
fn here(folder: &Path) -> Result<PathBuf, NotFetched> {
    let missing = system::lacking(&PACKAGES);
    if !missing.is_empty() {
        install(&missing, || Command::new("apt-get"))?;
    }
    debian::write_launcher(
        folder,
        "while [ \"$1\" != -- ]; do shift; done; shift; exec \"$@\"\n",
    )
}

/// Installs packages with the `apt-get` that `apt` gives.
pub fn install(packages: &[&str], apt: impl Fn() -> Command) -> Result<(), NotFetched> {
    let apt = |args: &[&str]| {
        let mut command = apt();
        command.args(args).env("DEBIAN_FRONTEND", "noninteractive");
        command
    };
    let lists = fetch(
        "package lists",
        &mut apt(&["update", "--quiet=2", "--error-on=any"]),
    );
    let mut command = apt(&["install", "--yes", "--quiet=2", "--no-install-recommends"]);
    let title = format!("system packages: {}", packages.join(" "));
    // Old lists may still do: the installation itself says what is missing. Without any, it is why the lists did not
    // come that counts.
    fetch(&title, command.args(packages)).map_err(|packages| NotFetched {
        network: packages.network || lists.is_err_and(|lists| lists.network),
        ..packages
    })
}

/// Runs a step that fetches packages.
pub fn fetch(title: &str, command: &mut Command) -> Result<(), NotFetched> {
    let mut heard = String::new();
    let remedy = "check the network; if it is well, read what is said above";
    step::run_heard(title, command, remedy, &mut heard).map_err(|failure| NotFetched {
        failure,
        network: is_network(&heard),
    })
}

/// Whether apt or debootstrap failed since the mirror could not be reached. A mirror that answers with an error code
/// was reached.
pub fn is_network(said: &str) -> bool {
    const LOST: [&str; 7] = [
        "temporary failure resolving",
        "temporary failure in name resolution",
        "could not resolve",
        "could not connect",
        "unable to connect",
        "connection timed out",
        "connection failed",
    ];
    let said = said.to_lowercase();
    LOST.iter().any(|words| said.contains(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn monado_would_be_sought_in_a_system_that_is_too_old_or_made_twice_in_a_new_one() {
        for (release, expected) in [
            ("ID=debian\nVERSION_ID=\"12\"\n", Some(Place::Root)),
            ("VERSION_ID=\"13\"\nID=debian\n", Some(Place::Here)),
            (
                "PRETTY_NAME=\"Debian GNU/Linux forky/sid\"\nID=debian\n",
                Some(Place::Here),
            ),
            ("ID=debian\nVERSION_ID=\"11\"\n", None),
            (
                "ID=ubuntu\nVERSION_ID=\"24.04\"\nID_LIKE=debian\n",
                Some(Place::Here),
            ),
            ("ID=ubuntu\nVERSION_ID=\"22.04\"\nID_LIKE=debian\n", None),
            ("ID=fedora\nVERSION_ID=42\n", None),
            ("", None),
        ] {
            assert_eq!(place(release), expected, "{release}");
        }
    }

    #[test]
    fn a_package_that_no_mirror_has_would_be_excused_by_the_network() {
        for (said, network) in [
            (
                "W: Failed to fetch http://mirror/InRelease  Temporary failure resolving 'mirror'\n",
                true,
            ),
            (
                "E: Failed to fetch http://mirror/a.deb  Could not connect to mirror:80 (192.0.2.1), connection timed out",
                true,
            ),
            (
                "wget: unable to resolve host address 'mirror': Temporary failure in name resolution",
                true,
            ),
            (
                "E: Failed to fetch http://mirror/a.deb  404  Not Found [IP: 192.0.2.1 80]",
                false,
            ),
            ("E: Unable to locate package monado-service", false),
            (
                "debootstrap: E: No such script: /usr/share/debootstrap/scripts/trixie",
                false,
            ),
            ("dpkg: error: No space left on device", false),
            ("", false),
        ] {
            assert_eq!(is_network(said), network, "{said}");
        }
    }
}
