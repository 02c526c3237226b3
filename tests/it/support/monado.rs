//! Monado in a display and a runtime folder of a test's own. The hands that move its headset are in `qwerty`.

use std::{
    fs::{self, File},
    os::unix::{fs::PermissionsExt, net::UnixStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use tempfile::TempDir;

use super::{Guard, screen::Screen};

/// Where the loader finds Monado, as its packages install it.
pub const RUNTIME: &str = "/usr/share/openxr/1/openxr_monado.json";
/// The service starts the renderer before it listens.
const PATIENCE: Duration = Duration::from_secs(60);
/// The window of both eyes, and the one that takes keys, as their titles are searched for.
const EYES: &str = "^Monado$";
pub(super) const KEYS: &str = "^Monado! ";
/// The program's own window has the left upper corner; both eyes are beside it, 640×360.
const SCREEN: &str = "1600x900x24";
const EYES_AT: [&str; 2] = ["900", "0"];
/// So small that no panel fits in, which would take pixels to draw.
const KEYS_SIZE: [&str; 2] = ["50", "50"];
const KEYS_AT: [&str; 2] = ["1400", "800"];

/// Which headset Monado pretends to have.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Driver {
    /// It sways by itself, by 0.2 m and 7° to either side in some seconds, and has no hands.
    Simulated,
    /// A headset and two controllers that keys and the mouse move.
    Qwerty,
}

/// A running service with a headset; everything ends with it.
pub struct Monado {
    driver: Driver,
    launcher: PathBuf,
    service: Option<Guard>,
    pub(super) screen: Screen,
    folder: TempDir,
}

impl Monado {
    /// What starts programs where Monado is, if `cargo xtask test` has set it up.
    pub fn launcher() -> Option<PathBuf> {
        let named = std::env::var_os("STOA_MONADO").map(PathBuf::from);
        named.filter(|launcher| launcher.is_file())
    }

    /// A display and a service that listens.
    ///
    /// # Errors
    /// What is missing, or what the service said before it ended.
    pub fn start(driver: Driver) -> Result<Self, String> {
        let mut monado = Self::prepare(driver)?;
        monado.serve()?;
        Ok(monado)
    }

    /// A display without a service: no runtime answers a client yet.
    ///
    /// # Errors
    /// What is missing.
    pub fn prepare(driver: Driver) -> Result<Self, String> {
        let launcher = Self::launcher().ok_or("`cargo xtask test --xr` sets Monado up")?;
        let folder = tempfile::tempdir().map_err(|error| format!("a folder: {error}"))?;
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o700))
            .map_err(|error| format!("a private folder: {error}"))?;
        Ok(Self {
            driver,
            launcher,
            service: None,
            screen: Screen::open(SCREEN).map_err(|error| format!("Xvfb: {error}"))?,
            folder,
        })
    }

    /// Starts the service, also again after [`Monado::kill`].
    ///
    /// # Errors
    /// What it said before it ended, or that it did not listen in time.
    pub fn serve(&mut self) -> Result<(), String> {
        let socket = self.folder.path().join("monado_comp_ipc");
        fs::remove_file(&socket).ok();
        let log = self.log();
        let output = File::create(&log).and_then(|file| Ok((file.try_clone()?, file)));
        let (out, err) = output.map_err(|error| format!("{}: {error}", log.display()))?;
        let mut command = self.command("monado-service");
        command.stdin(Stdio::null()).stdout(out).stderr(err);
        command.env("XRT_COMPOSITOR_FORCE_XCB", "1");
        command.env("XRT_NO_STDIN", "1");
        // It asks for eyes of 320×360, as large as it shows them, and not of 896×1007.
        // Two eyes are compared in the one's pictures; the other's need only be told apart.
        let percent = match self.driver {
            Driver::Simulated => "50",
            Driver::Qwerty => "30",
        };
        command.env("XRT_COMPOSITOR_SCALE_PERCENTAGE", percent);
        // What it shows between two of our frames costs the processor that draws them.
        command.env("XRT_COMPOSITOR_DEFAULT_FRAMERATE", "15");
        match self.driver {
            Driver::Simulated => command.env("SIMULATED_ENABLE", "1"),
            Driver::Qwerty => command.env("QWERTY_ENABLE", "1").env("XRT_DEBUG_GUI", "1"),
        };
        self.service = Some(Guard(spawn(&mut command)?));
        self.wait("service", |_| UnixStream::connect(&socket).ok())?;
        if self.driver == Driver::Qwerty {
            let keys = self.wait("window for keys", |monado| monado.screen.window(KEYS))?;
            let [width, height] = KEYS_SIZE;
            self.screen.xdotool(&["windowsize", &keys, width, height]);
            self.screen.place(&keys, KEYS_AT);
        }
        Ok(())
    }

    /// Kills the service, as a crash would.
    pub fn kill(&mut self) {
        self.service = None;
    }

    /// What the service printed.
    pub fn log(&self) -> PathBuf {
        self.folder.path().join("service.log")
    }

    /// The display of its windows, as the environment variable DISPLAY names it.
    pub fn display(&self) -> &str {
        &self.screen.name
    }

    /// A program that finds this runtime, with [`Monado::inside`].
    pub fn command(&self, program: impl AsRef<Path>) -> Command {
        self.inside(&Command::new(program.as_ref()))
    }

    /// The same program, arguments and variables where Monado is. It sees the system of that place, this workspace,
    /// the folder for temporary files, and its own if its path is given; its process id is the program's own.
    pub fn inside(&self, program: &Command) -> Command {
        let mut command = Command::new(&self.launcher);
        command
            .args(shared(Path::new(program.get_program())))
            .arg("--");
        command.arg(program.get_program()).args(program.get_args());
        command.env("DISPLAY", self.display());
        command.env("XDG_RUNTIME_DIR", self.folder.path());
        command.env("XR_RUNTIME_JSON", RUNTIME);
        // Nobody's settings, and no libraries of the other system.
        command.env("HOME", self.folder.path());
        command.env_remove("XDG_CONFIG_HOME");
        command.env_remove("XDG_CACHE_HOME");
        command.env_remove("WAYLAND_DISPLAY");
        command.env_remove("LD_LIBRARY_PATH");
        for (name, value) in program.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        if let Some(folder) = program.get_current_dir() {
            command.current_dir(folder);
        }
        command
    }

    /// Keeps a PNG of what both eyes see, left and right. Their window comes with the first session.
    ///
    /// # Errors
    /// When the window does not come or ImageMagick's `import` fails.
    pub fn eyes(&mut self, picture: &Path) -> Result<(), String> {
        let eyes = self.wait("window of both eyes", |monado| monado.screen.window(EYES))?;
        self.screen.place(&eyes, EYES_AT);
        let mut command = Command::new("import");
        command
            .args(["-window", &eyes])
            .arg(picture)
            .env("DISPLAY", self.display());
        match command.status() {
            Ok(status) if status.success() => Ok(()),
            other => Err(format!("{command:?}: {other:?}")),
        }
    }

    fn wait<T>(&mut self, what: &str, ready: impl Fn(&Self) -> Option<T>) -> Result<T, String> {
        let begun = Instant::now();
        loop {
            if let Some(ready) = ready(self) {
                return Ok(ready);
            }
            let service = self.service.as_mut();
            let ended = service.and_then(|service| service.0.try_wait().ok().flatten());
            if ended.is_some() || begun.elapsed() > PATIENCE {
                let how = ended.map_or(format!("within {PATIENCE:?}"), |status| {
                    format!("({status})")
                });
                let said = fs::read_to_string(self.log()).unwrap_or_default();
                return Err(format!("no {what} of Monado {how}; it said:\n{said}"));
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

fn spawn(command: &mut Command) -> Result<Child, String> {
    command
        .spawn()
        .map_err(|error| format!("{command:?}: {error}"))
}

/// What a program inside sees of this machine.
fn shared(program: &Path) -> Vec<PathBuf> {
    let own = program.parent().filter(|folder| folder.is_absolute());
    let own = own.map(Path::to_owned);
    let workspace = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let folders = [Some(workspace), Some(std::env::temp_dir()), own];
    folders.into_iter().flatten().collect()
}
