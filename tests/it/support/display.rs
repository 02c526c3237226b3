//! A display of a test's own, and the keys, pictures and wishes that it brings to a window.

use std::{
    io::{self, Read, Write},
    os::unix::net::UnixStream,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use super::{Guard, until};

/// An Xvfb that ends with the test.
pub struct Display {
    _server: Guard,
    number: u32,
}

impl Display {
    /// `None` when there is no Xvfb on this machine.
    pub fn open(size: &str) -> Option<Self> {
        // A server that was killed leaves its lock behind, which the next one takes over.
        let taken = |n: &u32| {
            let lock = std::fs::read_to_string(format!("/tmp/.X{n}-lock"));
            lock.is_ok_and(|pid| Path::new("/proc").join(pid.trim()).exists())
        };
        let number = (90..200).find(|n| !taken(n))?;
        let mut command = Command::new("Xvfb");
        command.args([
            &format!(":{number}"),
            "-screen",
            "0",
            &format!("{size}x24"),
            "-nolisten",
            "tcp",
            // Otherwise it begins anew, and takes no client meanwhile, when the last one goes: the one that looks for it.
            "-noreset",
        ]);
        let child = command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let display = Self {
            _server: Guard(child),
            number,
        };
        until(Duration::from_secs(20), "display", || {
            UnixStream::connect(display.socket()).ok()
        });
        Some(display)
    }

    /// As the environment variable DISPLAY names it.
    pub fn name(&self) -> String {
        format!(":{}", self.number)
    }

    pub(super) fn socket(&self) -> PathBuf {
        format!("/tmp/.X11-unix/X{}", self.number).into()
    }

    pub fn xdotool(&self, args: &[&str]) -> String {
        let output = Command::new("xdotool")
            .args(args)
            .env("DISPLAY", self.name())
            .output();
        let output = output.expect("xdotool runs");
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    /// The window with this title, once it is there.
    pub fn window(&self, title: &str, patience: Duration) -> String {
        until(patience, "window", || {
            let found = self.xdotool(&["search", "--name", title]);
            found.lines().next().map(str::to_owned)
        })
    }

    /// Keeps what is on the screen as `target/pictures/NAME.png`.
    pub fn keep_picture(&self, name: &str) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/pictures");
        std::fs::create_dir_all(&folder).expect("a folder");
        let mut command = Command::new("import");
        command
            .args(["-window", "root"])
            .arg(folder.join(name).with_extension("png"));
        let status = command
            .env("DISPLAY", self.name())
            .status()
            .expect("ImageMagick's import runs");
        assert!(status.success());
    }

    /// Asks a window to close, as a window manager's cross does: `WM_DELETE_WINDOW` of the ICCCM (4.2.8.1), sent with
    /// the core X protocol since no window manager runs here.
    pub fn ask_to_close(&self, window: u32) {
        let mut client = Client::connect(&self.socket()).expect("the display");
        let protocols = client.atom("WM_PROTOCOLS").expect("an atom");
        let delete = client.atom("WM_DELETE_WINDOW").expect("an atom");
        client
            .send_message(window, protocols, delete)
            .expect("the display");
        // A round trip: what was sent has been read.
        client.atom("WM_PROTOCOLS").expect("an atom");
    }

    /// Hides every window under a new one.
    pub fn cover(&self) -> Cover {
        let mut client = Client::connect(&self.socket()).expect("the display");
        client.cover().expect("a window");
        client.atom("WM_PROTOCOLS").expect("an atom");
        Cover { _client: client }
    }
}

/// Covers the whole display for as long as it is kept.
pub struct Cover {
    _client: Client,
}

/// A connection in the core X protocol, little-endian.
pub(super) struct Client {
    pub(super) stream: UnixStream,
    /// The root window of the first screen, and the first number for windows of one's own.
    pub(super) root: u32,
    pub(super) own: u32,
}

impl Client {
    pub(super) fn connect(socket: &Path) -> io::Result<Self> {
        let mut stream = UnixStream::connect(socket)?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        // Byte order, protocol 11.0, no authorisation.
        stream.write_all(&[b'l', 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0])?;
        let mut head = [0; 8];
        stream.read_exact(&mut head)?;
        let mut rest = vec![0; 4 * usize::from(u16::from_le_bytes([head[6], head[7]]))];
        stream.read_exact(&mut rest)?;
        if head[0] != 1 {
            return Err(io::ErrorKind::ConnectionRefused.into());
        }
        let word = |at: usize| {
            let word = rest.get(at..at + 4).and_then(|word| word.try_into().ok());
            word.map(u32::from_le_bytes)
                .ok_or(io::ErrorKind::InvalidData)
        };
        // After 32 bytes come the vendor's name and the formats of pictures, then the screens.
        let vendor = usize::from(u16::from_le_bytes([rest[16], rest[17]])).next_multiple_of(4);
        let formats = 8 * usize::from(rest[21]);
        Ok(Self {
            root: word(32 + vendor + formats)?,
            own: word(4)?,
            stream,
        })
    }

    /// CreateWindow over the whole screen, which no window manager touches, and MapWindow.
    fn cover(&mut self) -> io::Result<()> {
        const SIDE: u16 = 16_384;
        const BACKGROUND_PIXEL: u32 = 1 << 1;
        const OVERRIDE_REDIRECT: u32 = 1 << 9;
        let mut request = vec![1, 0, 10, 0];
        for word in [self.own, self.root, 0] {
            request.extend(word.to_le_bytes());
        }
        for half in [SIDE, SIDE, 0, 1] {
            request.extend(half.to_le_bytes());
        }
        for word in [0, BACKGROUND_PIXEL | OVERRIDE_REDIRECT, 0, 1] {
            request.extend(word.to_le_bytes());
        }
        request.extend([8, 0, 2, 0]);
        request.extend(self.own.to_le_bytes());
        self.stream.write_all(&request)
    }

    /// InternAtom.
    pub(super) fn atom(&mut self, name: &str) -> io::Result<u32> {
        let padded = name.len().next_multiple_of(4);
        let mut request = vec![16, 0];
        request.extend((2 + padded as u16 / 4).to_le_bytes());
        request.extend((name.len() as u16).to_le_bytes());
        request.extend([0, 0]);
        request.extend(name.as_bytes());
        request.resize(8 + padded, 0);
        self.stream.write_all(&request)?;
        let mut reply = [0; 32];
        self.stream.read_exact(&mut reply)?;
        Ok(u32::from_le_bytes([
            reply[8], reply[9], reply[10], reply[11],
        ]))
    }

    /// SendEvent of a ClientMessage with one atom.
    fn send_message(&mut self, window: u32, kind: u32, atom: u32) -> io::Result<()> {
        let mut request = vec![25, 0, 11, 0];
        request.extend(window.to_le_bytes());
        request.extend([0; 4]);
        request.extend([33, 32, 0, 0]);
        for word in [window, kind, atom, 0, 0, 0, 0] {
            request.extend(word.to_le_bytes());
        }
        self.stream.write_all(&request)
    }
}
