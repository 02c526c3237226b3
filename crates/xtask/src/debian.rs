//! A Debian 13 in a folder, with Monado in it, for the Debian before it.

use std::{
    fmt::Write as _,
    io,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    build::remove,
    monado::{self, NotFetched, fetch, install, is_network},
    step::{self, Failure},
    system,
};

const SUITE: &str = "trixie";

/// What the program built on this system loads there, besides what Monado's packages bring.
const FOR_THE_PROGRAM: [&str; 9] = [
    "libasound2t64",
    "libudev1",
    "libwayland-client0",
    "libx11-6",
    "libx11-xcb1",
    "libxcursor1",
    "libxi6",
    "libxkbcommon-x11-0",
    "vulkan-tools",
];

/// The mounts belong to the program alone, and go with it: nothing is left to unmount, and no file of this system lies
/// in a folder that is removed. `exec` all the way, so that whoever starts the launcher can end the program by its
/// process id.
const LAUNCHER: &str = r#"exec unshare --mount sh -eu -c '
root=$1
here=$PWD
shift
share() {
    mkdir -p "$root$1"
    mount --rbind "$1" "$root$1"
}
for folder in /proc /sys /dev /tmp; do share "$folder"; done
while [ "$1" != -- ]; do
    share "$1"
    shift
done
shift
[ -d "$root$here" ] || here=/
exec chroot "$root" env --chdir="$here" "$@"
' sh "$(dirname "$0")/root" "$@"
"#;

/// Makes the root once, and returns its launcher. A root whose making was interrupted, or which lacks packages that
/// are asked for now, is made anew.
pub fn root(folder: &Path) -> Result<PathBuf, NotFetched> {
    let launcher = write_launcher(folder, LAUNCHER)?;
    let root = folder.join("root");
    // Written last, and removed first.
    let made = folder.join("made");
    let packages = [&monado::PACKAGES[..], &FOR_THE_PROGRAM].concat();
    let recipe = format!("{SUITE} {}\n", packages.join(" "));
    if std::fs::read_to_string(&made).is_ok_and(|text| text == recipe) {
        return Ok(launcher);
    }
    let hold = folder.join("making");
    clear(&root, &made, &hold)?;
    bootstrap(&root, &hold)?;
    let settings = AptSettings::lend(&root)?;
    let apt = || {
        let mut command = holding(&hold);
        command.arg(&launcher).args(["--", "apt-get"]);
        command
    };
    install(&packages, apt)?;
    fetch("package archives", apt().arg("clean"))?;
    drop(settings);
    std::fs::write(&made, recipe).map_err(|error| Failure::unwritable(&made, &error))?;
    Ok(launcher)
}

/// Writes `LAUNCHER [FOLDER…] -- PROGRAM [ARGUMENT…]`, in one go: tests of another clone may be reading it.
pub fn write_launcher(folder: &Path, script: &str) -> Result<PathBuf, NotFetched> {
    let path = folder.join("run");
    let fresh = folder.join("run.new");
    let written = std::fs::write(&fresh, format!("#!/bin/sh\n{script}"))
        .and_then(|()| make_executable(&fresh))
        .and_then(|()| std::fs::rename(&fresh, &path));
    written.map_err(|error| Failure::unwritable(&path, &error))?;
    Ok(path)
}

#[cfg(unix)]
fn make_executable(file: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn make_executable(_file: &Path) -> io::Result<()> {
    Ok(())
}

/// Starts a command that locks a file as long as it runs: those that make the root may outlive a killed xtask.
fn holding(lock: &Path) -> Command {
    let mut flock = Command::new("flock");
    flock.arg(lock);
    flock
}

/// Removes what was made before, once nobody is at it any more.
fn clear(root: &Path, made: &Path, hold: &Path) -> Result<(), Failure> {
    std::fs::File::create(hold)
        .and_then(|file| file.lock())
        .map_err(|error| Failure::unwritable(hold, &error))?;
    let mounts = std::fs::read_to_string("/proc/self/mounts").unwrap_or_default();
    if let Some(mount) = mounted_in(root, &mounts) {
        // Removing the root would remove what is mounted there.
        return Err(Failure::failed(
            format!("{mount} is mounted, but not by us"),
            format!("run `umount {mount}`, then try again"),
        ));
    }
    match std::fs::remove_file(made) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(Failure::unwritable(made, &error));
        }
        _ => {}
    }
    if root.exists() { remove(root) } else { Ok(()) }
}

/// The first mount inside a folder, of a list as `/proc/self/mounts` has it.
fn mounted_in<'a>(folder: &Path, mounts: &'a str) -> Option<&'a str> {
    let mut places = mounts.lines().filter_map(|line| line.split(' ').nth(1));
    places.find(|place| Path::new(place).starts_with(folder))
}

fn bootstrap(root: &Path, hold: &Path) -> Result<(), NotFetched> {
    let mirror = mirror()?;
    if !system::lacking(&["debootstrap"]).is_empty() {
        install(&["debootstrap"], || Command::new("apt-get"))?;
    }
    // Its mounts, too, end with it.
    let mut debootstrap = holding(hold);
    debootstrap.args([
        "unshare",
        "--mount",
        "debootstrap",
        "--variant=minbase",
        SUITE,
    ]);
    debootstrap.arg(root).arg(mirror);
    for (scheme, variable) in [("http", "http_proxy"), ("https", "https_proxy")] {
        let proxy = setting(&acquire_settings(), &format!("Acquire::{scheme}::Proxy"));
        if let (Some(proxy), None) = (proxy, std::env::var_os(variable)) {
            debootstrap.env(variable, proxy);
        }
    }
    fetch("a Debian 13 beside this one (once)", &mut debootstrap).map_err(|not_fetched| {
        // What its wget says is only there.
        let log = std::fs::read_to_string(root.join("debootstrap/debootstrap.log"));
        NotFetched {
            network: not_fetched.network || log.is_ok_and(|log| is_network(&log)),
            ..not_fetched
        }
    })
}

/// The mirror that this system's apt takes its release from.
fn mirror() -> Result<String, Failure> {
    let release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    let codename = release
        .lines()
        .find_map(|line| line.strip_prefix("VERSION_CODENAME="))
        .unwrap_or_default();
    let format = "$(RELEASE) $(COMPONENT) $(REPO_URI)";
    let targets = step::output_of(
        "apt-get",
        &["indextargets", "--format", format, "Created-By: Packages"],
    );
    mirror_of(codename, &targets.unwrap_or_default()).ok_or_else(|| {
        Failure::missing(
            format!("apt has no source for {codename}'s main packages"),
            "add Debian's own to /etc/apt/sources.list.d",
        )
    })
}

/// The address among lines of release, component and address.
fn mirror_of(codename: &str, targets: &str) -> Option<String> {
    targets.lines().find_map(|line| {
        let address = line
            .strip_prefix(codename)?
            .trim_start()
            .strip_prefix("main ")?;
        Some(address.to_owned())
    })
}

/// How this system's apt reaches its mirror: proxies, certificates, checks.
fn acquire_settings() -> String {
    let all = step::output_of("apt-config", &["dump"]).unwrap_or_default();
    all.lines()
        .filter(|line| line.starts_with("Acquire::") && !line.starts_with("Acquire::IndexTargets"))
        .fold(String::new(), |mut kept, line| {
            let _ = writeln!(kept, "{line}");
            kept
        })
}

/// The value of a setting, unless it is empty.
fn setting(settings: &str, name: &str) -> Option<String> {
    let mut lines = settings.lines();
    let value = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(" \""))?;
    let value = value.strip_suffix("\";")?;
    (!value.is_empty()).then(|| value.to_owned())
}

/// This system's apt settings and certificates, in the root while packages are fetched: a proxy's address may hold a
/// password.
struct AptSettings(Vec<PathBuf>);

impl AptSettings {
    fn lend(root: &Path) -> Result<Self, Failure> {
        let settings = acquire_settings();
        let mut lent = Self(Vec::new());
        let file = root.join("etc/apt/apt.conf.d/90host");
        lent.put(&file, |file| std::fs::write(file, &settings))?;
        for certificate in certificates(&settings) {
            let there = root.join(certificate.trim_start_matches('/'));
            lent.put(&there, |there| std::fs::copy(certificate, there).map(drop))?;
        }
        Ok(lent)
    }

    fn put(
        &mut self,
        file: &Path,
        write: impl FnOnce(&Path) -> io::Result<()>,
    ) -> Result<(), Failure> {
        self.0.push(file.to_owned());
        let folder = file.parent().unwrap_or(file);
        std::fs::create_dir_all(folder)
            .and_then(|()| write(file))
            .map_err(|error| Failure::unwritable(file, &error))
    }
}

impl Drop for AptSettings {
    fn drop(&mut self) {
        for file in &self.0 {
            // It may never have been written.
            std::fs::remove_file(file).ok();
        }
    }
}

/// The bundle of this system, and the files that settings name.
fn certificates(settings: &str) -> impl Iterator<Item = &str> {
    const BUNDLE: &str = "/etc/ssl/certs/ca-certificates.crt";
    let named = settings.lines().filter_map(|line| line.split('"').nth(1));
    [BUNDLE]
        .into_iter()
        .chain(named.filter(|value| *value != BUNDLE && value.starts_with('/')))
        .filter(|file| Path::new(file).is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_security_mirror_would_be_taken_for_the_main_one() {
        let targets = "bookworm-security main http://mirror/security/\n\
            bookworm-updates main http://mirror/debian/updates\n\
            bookworm contrib http://other/debian/\n\
            bookworm main http://mirror/debian/\n";
        assert_eq!(
            mirror_of("bookworm", targets).as_deref(),
            Some("http://mirror/debian/")
        );
        assert_eq!(mirror_of("trixie", targets), None);
    }

    #[test]
    fn a_proxy_that_only_apt_knows_would_be_forgotten() {
        let settings = "Acquire::http \"\";\nAcquire::http::Proxy \"http://proxy:3128\";\nAcquire::https::Proxy \"\";\n";
        let proxy = |scheme: &str| setting(settings, &format!("Acquire::{scheme}::Proxy"));
        assert_eq!(proxy("http").as_deref(), Some("http://proxy:3128"));
        assert_eq!(proxy("https"), None);
        assert_eq!(proxy("ftp"), None);
    }

    #[test]
    fn a_mount_would_be_removed_with_the_root() {
        let mounts = "proc /proc proc rw 0 0\n/dev/a /root/x/roots ext4 rw 0 0\nproc /root/x/root/proc proc rw 0 0\n";
        assert_eq!(
            mounted_in(Path::new("/root/x/root"), mounts),
            Some("/root/x/root/proc")
        );
        assert_eq!(mounted_in(Path::new("/root/y"), mounts), None);
    }
}
