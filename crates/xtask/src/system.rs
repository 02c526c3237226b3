//! What the operating system must have, and how to get it.

use std::{
    io::{BufRead, IsTerminal, Write},
    process::Command,
};

use crate::step::{self, Failure};

/// What the packages are for; each includes those before it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    Build,
    Play,
    Test,
}

/// A package manager, how to ask it what is there, and the packages by need.
struct Manager {
    program: &'static str,
    /// Succeeds when the package that is appended is installed.
    query: &'static [&'static str],
    refresh: Option<&'static [&'static str]>,
    install: &'static [&'static str],
    packages: &'static [(Need, &'static [&'static str])],
}

/// What the window opens on X11 with (libX11 and the others among `Need::Play`) is loaded while the program runs: no
/// package of the build asks for it.
const MANAGERS: [Manager; 3] = [
    Manager {
        program: "apt-get",
        query: &[
            "dpkg-query",
            "--show",
            "--showformat=${db:Status-Status}\\n",
        ],
        refresh: Some(&["apt-get", "update", "--quiet=2"]),
        install: &["apt-get", "install", "--yes", "--no-install-recommends"],
        packages: &[
            (
                Need::Build,
                &[
                    "gcc",
                    "libc6-dev",
                    "pkg-config",
                    "libasound2-dev",
                    "libudev-dev",
                    "libwayland-dev",
                    "libxkbcommon-dev",
                ],
            ),
            (
                Need::Play,
                &[
                    "mesa-vulkan-drivers",
                    "libvulkan1",
                    "libx11-6",
                    "libx11-xcb1",
                    "libxcursor1",
                    "libxi6",
                    "libxkbcommon-x11-0",
                ],
            ),
            (
                Need::Test,
                &["xvfb", "xdotool", "imagemagick", "python3-venv"],
            ),
        ],
    },
    Manager {
        program: "dnf",
        query: &["rpm", "--query"],
        refresh: None,
        install: &["dnf", "install", "--assumeyes"],
        packages: &[
            (
                Need::Build,
                &[
                    "gcc",
                    "pkgconf-pkg-config",
                    "alsa-lib-devel",
                    "systemd-devel",
                    "wayland-devel",
                    "libxkbcommon-devel",
                ],
            ),
            (
                Need::Play,
                &[
                    "mesa-vulkan-drivers",
                    "vulkan-loader",
                    "libX11",
                    "libX11-xcb",
                    "libXcursor",
                    "libXi",
                    "libxkbcommon-x11",
                ],
            ),
            (
                Need::Test,
                &["xorg-x11-server-Xvfb", "xdotool", "ImageMagick", "python3"],
            ),
        ],
    },
    Manager {
        program: "pacman",
        query: &["pacman", "--query"],
        refresh: None,
        install: &["pacman", "--sync", "--noconfirm", "--needed"],
        packages: &[
            (
                Need::Build,
                &[
                    "gcc",
                    "pkgconf",
                    "alsa-lib",
                    "systemd-libs",
                    "wayland",
                    "libxkbcommon",
                ],
            ),
            (
                Need::Play,
                &[
                    "vulkan-icd-loader",
                    "mesa",
                    "vulkan-swrast",
                    "libx11",
                    "libxcursor",
                    "libxi",
                    "libxkbcommon-x11",
                ],
            ),
            (
                Need::Test,
                &["xorg-server-xvfb", "xdotool", "imagemagick", "python"],
            ),
        ],
    },
];

/// Installs what is missing: asks before using sudo, asks nothing as root or with `yes`.
///
/// # Errors
/// When the person declines, no package manager is known, or the installation fails; the remedy is the command.
pub fn install(need: Need, yes: bool) -> Result<(), Failure> {
    if cfg!(target_os = "macos") {
        return require(
            "xcrun",
            &["--find", "cc"],
            "install Apple's command line tools with `xcode-select --install`",
        );
    }
    if cfg!(target_os = "windows") {
        let remedy = "install \"Desktop development with C++\" from the Visual Studio Build Tools, and a current graphics driver";
        return require("where", &["link"], remedy).or_else(|failure| {
            step::warn(&format!(
                "note: {failure}\n  (going on: rustc looks for the linker by itself)"
            ));
            Ok(())
        });
    }
    let Some(manager) = MANAGERS.iter().find(|manager| on_path(manager.program)) else {
        step::warn(
            "note: neither apt-get, dnf nor pacman is here, so nothing is installed. Stoa needs a C compiler, pkg-config, \
             the development files of ALSA, udev, Wayland and xkbcommon, and a Vulkan driver.",
        );
        return Ok(());
    };
    let missing: Vec<&str> = wanted(manager, need)
        .filter(|package| !installed(manager, package))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let root = is_root();
    let mut line: Vec<&str> = manager.install.to_vec();
    line.extend(&missing);
    if !root {
        line.insert(0, "sudo");
    }
    let shown = line.join(" ");
    if !root && !yes && !agreed(&missing, &shown)? {
        return Err(Failure::missing(
            format!("the system lacks {}", missing.join(", ")),
            format!("run `{shown}`, then try again"),
        ));
    }
    if let Some(refresh) = manager.refresh {
        let mut refresh = refresh.to_vec();
        if !root {
            refresh.insert(0, "sudo");
        }
        // An old list may still do: the installation itself says what is missing.
        if let Err(failure) = step::run(
            "package lists",
            Command::new(refresh[0]).args(&refresh[1..]),
            "check the network",
        ) {
            step::warn(&format!("note: {failure}"));
        }
    }
    step::run(
        &format!("system packages: {}", missing.join(" ")),
        Command::new(line[0])
            .args(&line[1..])
            .env("DEBIAN_FRONTEND", "noninteractive"),
        &format!("run `{shown}` yourself and read what it says"),
    )?;
    Ok(())
}

/// Whether nobody has to be asked for rights here.
pub fn is_root() -> bool {
    step::output_of("id", &["-u"]).is_some_and(|id| id.trim() == "0")
}

/// Those of Debian's or Ubuntu's packages that are not installed.
pub fn lacking<'a>(packages: &[&'a str]) -> Vec<&'a str> {
    let [apt, ..] = &MANAGERS;
    let all = packages.iter().copied();
    all.filter(|package| !installed(apt, package)).collect()
}

fn wanted(manager: &Manager, need: Need) -> impl Iterator<Item = &'static str> {
    manager
        .packages
        .iter()
        .filter(move |(for_what, _)| *for_what <= need)
        .flat_map(|(_, packages)| packages.iter().copied())
}

fn installed(manager: &Manager, package: &str) -> bool {
    let mut args = manager.query[1..].to_vec();
    args.push(package);
    step::output_of(manager.query[0], &args)
        .is_some_and(|answer| says_installed(manager.program, &answer))
}

/// Whether the answer to a query that succeeded says that the package is there. dpkg answers for those it only knows
/// of as well, removed ones and such that others merely mention (`not-installed`), with a line for each architecture;
/// the other managers print the version.
fn says_installed(manager: &str, answer: &str) -> bool {
    manager != "apt-get" || answer.lines().any(|status| status.trim() == "installed")
}

pub fn on_path(program: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|dir| dir.join(program).is_file()))
}

fn require(program: &str, args: &[&str], remedy: &str) -> Result<(), Failure> {
    if step::output_of(program, args).is_some() {
        return Ok(());
    }
    Err(Failure::missing("no C compiler and linker found", remedy))
}

fn agreed(missing: &[&str], shown: &str) -> Result<bool, Failure> {
    if !std::io::stdin().is_terminal() {
        return Err(Failure::missing(
            format!(
                "the system lacks {}, and nobody can be asked",
                missing.join(", ")
            ),
            format!("run `{shown}`, or give `--yes`"),
        ));
    }
    step::print(&format!(
        "Stoa needs these system packages: {}\n  {shown}",
        missing.join(" ")
    ));
    #[expect(clippy::print_stdout, reason = "a question to the terminal")]
    {
        print!("Install them now? [Y/n] ");
    }
    std::io::stdout()
        .flush()
        .map_err(|error| Failure::failed(format!("the terminal: {error}"), "give `--yes`"))?;
    let mut answer = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut answer)
        .map_err(|error| Failure::failed(format!("the terminal: {error}"), "give `--yes`"))?;
    Ok(matches!(
        answer.trim().to_lowercase().as_str(),
        "" | "y" | "yes"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_need_includes_the_needs_before_it() {
        for manager in &MANAGERS {
            let count = |need| wanted(manager, need).count();
            assert!(
                count(Need::Build) < count(Need::Play),
                "{}",
                manager.program
            );
            assert!(count(Need::Play) < count(Need::Test), "{}", manager.program);
        }
    }

    #[test]
    fn a_package_that_dpkg_only_knows_of_would_count_as_installed() {
        for (manager, answer, there) in [
            ("apt-get", "installed\n", true),
            ("apt-get", "installed\ninstalled\n", true),
            ("apt-get", "not-installed\n", false),
            ("apt-get", "config-files\n", false),
            ("apt-get", "half-installed\n", false),
            ("apt-get", "", false),
            ("dnf", "gcc-14.2.1-3.fc41.x86_64\n", true),
            ("pacman", "gcc 14.2.1-1\n", true),
        ] {
            assert_eq!(
                says_installed(manager, answer),
                there,
                "{manager}: {answer:?}"
            );
        }
    }
}
