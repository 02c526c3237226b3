//! A connection to the session's D-Bus that calls methods and waits for them, none longer than until its deadline.
//! Written here because the usual library would change what the engine's macros are compiled with.

use std::{
    env,
    io::{self, Read, Write},
    os::unix::{ffi::OsStringExt, net::UnixStream},
    path::PathBuf,
    time::Instant,
};

use super::{
    KeyringError,
    wire::{self, Call, FIXED, Message, Unreadable},
};

/// Longest line that a bus says before messages begin.
const MAX_LINE: usize = 1024;
/// Signals that wait to be asked for.
const MAX_SIGNALS: usize = 64;

const BUS: &str = "org.freedesktop.DBus";

/// The session's bus.
pub struct Bus {
    socket: UnixStream,
    deadline: Instant,
    serial: u32,
    signals: Vec<Message>,
}

impl From<Unreadable> for KeyringError {
    fn from(Unreadable: Unreadable) -> Self {
        Self::Failed("its answer can't be read".to_owned())
    }
}

impl Bus {
    /// Connects and says hello; every later call ends by `deadline` too.
    pub fn session(deadline: Instant) -> Result<Self, KeyringError> {
        let socket = connect().map_err(KeyringError::Absent)?;
        let mut bus = Self {
            socket,
            deadline,
            serial: 0,
            signals: Vec::new(),
        };
        // The other end knows by the socket who we are.
        bus.send(b"\0AUTH EXTERNAL\r\n")?;
        bus.expect("DATA")?;
        bus.send(b"DATA\r\n")?;
        bus.expect("OK")?;
        bus.send(b"BEGIN\r\n")?;
        bus.ask_bus("Hello", "", wire::Writer::default())?;
        Ok(bus)
    }

    /// Asks to be told of this signal.
    pub fn listen(&mut self, interface: &str, member: &str) -> Result<(), KeyringError> {
        let mut body = wire::Writer::default();
        body.string(&format!(
            "type='signal',interface='{interface}',member='{member}'"
        ));
        self.ask_bus("AddMatch", "s", body)
    }

    fn ask_bus(
        &mut self,
        member: &str,
        signature: &str,
        body: wire::Writer,
    ) -> Result<(), KeyringError> {
        let call = Call {
            destination: BUS,
            path: "/org/freedesktop/DBus",
            interface: BUS,
            member,
            signature,
            body,
        };
        self.call(&call).map(drop)
    }

    /// The answer to this call.
    pub fn call(&mut self, call: &Call) -> Result<Message, KeyringError> {
        self.serial += 1;
        let serial = self.serial;
        self.send(&call.message(serial))?;
        loop {
            let message = self.next()?;
            match message.kind {
                wire::SIGNAL if self.signals.len() < MAX_SIGNALS => self.signals.push(message),
                wire::REPLY if message.reply_to == serial => return Ok(message),
                wire::ERROR if message.reply_to == serial => return Err(named(message.error)),
                _ => {}
            }
        }
    }

    /// Waits for the signal `member` of the object at `path`, which may have come already.
    pub fn signal(&mut self, path: &str, member: &str) -> Result<Message, KeyringError> {
        let wanted = |message: &Message| message.path == path && message.member == member;
        if let Some(at) = self.signals.iter().position(wanted) {
            return Ok(self.signals.swap_remove(at));
        }
        loop {
            let message = self.next()?;
            if message.kind == wire::SIGNAL && wanted(&message) {
                return Ok(message);
            }
        }
    }

    fn next(&mut self) -> Result<Message, KeyringError> {
        let mut fixed = [0; FIXED];
        self.fill(&mut fixed)?;
        let mut bytes = fixed.to_vec();
        bytes.resize(FIXED + wire::rest(&fixed)?, 0);
        self.fill(&mut bytes[FIXED..])?;
        Ok(Message::parse(&bytes)?)
    }

    fn fill(&mut self, mut into: &mut [u8]) -> Result<(), KeyringError> {
        while !into.is_empty() {
            self.socket.set_read_timeout(Some(self.left()?))?;
            match self.socket.read(into) {
                Ok(0) => return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into()),
                Ok(read) => into = &mut into[read..],
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    fn send(&mut self, bytes: &[u8]) -> Result<(), KeyringError> {
        self.socket.set_write_timeout(Some(self.left()?))?;
        Ok(self.socket.write_all(bytes)?)
    }

    fn left(&self) -> Result<std::time::Duration, KeyringError> {
        let left = self.deadline.saturating_duration_since(Instant::now());
        match left.is_zero() {
            true => Err(KeyringError::Late),
            false => Ok(left),
        }
    }

    /// The next line, which must begin with this word.
    fn expect(&mut self, word: &str) -> Result<(), KeyringError> {
        let mut line = Vec::new();
        while line.last() != Some(&b'\n') {
            let mut byte = [0];
            self.fill(&mut byte)?;
            line.extend(byte);
            if line.len() > MAX_LINE {
                return Err(Unreadable.into());
            }
        }
        match line.starts_with(word.as_bytes()) {
            true => Ok(()),
            false => Err(KeyringError::Absent("D-Bus turns us away".to_owned())),
        }
    }
}

impl From<io::Error> for KeyringError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => Self::Late,
            _ => Self::Failed(error.to_string()),
        }
    }
}

/// The error that a service answered. Of its words only the name is passed on: the rest could repeat what was sent.
fn named(name: String) -> KeyringError {
    match name.as_str() {
        "org.freedesktop.DBus.Error.ServiceUnknown"
        | "org.freedesktop.DBus.Error.NameHasNoOwner"
        | "org.freedesktop.DBus.Error.Spawn.ServiceNotFound" => {
            KeyringError::Absent("no program for passwords is installed".to_owned())
        }
        "org.freedesktop.Secret.Error.IsLocked" => KeyringError::Locked,
        _ => KeyringError::Failed(name.chars().filter(|c| c.is_ascii_graphic()).collect()),
    }
}

/// A connection to the first of the session's addresses that answers.
fn connect() -> Result<UnixStream, String> {
    let listed = env::var("DBUS_SESSION_BUS_ADDRESS").unwrap_or_default();
    let mut why = "no D-Bus session".to_owned();
    for address in listed.split(';').filter_map(Address::parse) {
        match address.connect() {
            Ok(socket) => return Ok(socket),
            Err(error) => why = format!("D-Bus: {error}"),
        }
    }
    if listed.is_empty()
        && let Some(folder) = env::var_os("XDG_RUNTIME_DIR")
    {
        let usual = Address::Path(PathBuf::from(folder).join("bus"));
        return usual.connect().map_err(|_| why);
    }
    Err(why)
}

/// Where a bus listens.
#[derive(Debug, PartialEq, Eq)]
enum Address {
    Path(PathBuf),
    /// A name that lies in no folder.
    Abstract(Vec<u8>),
}

impl Address {
    /// Reads one address, such as `unix:path=/run/user/1000/bus,guid=…`; of other kinds none is used.
    fn parse(text: &str) -> Option<Self> {
        let pairs = text.strip_prefix("unix:")?.split(',');
        pairs
            .filter_map(|pair| pair.split_once('='))
            .find_map(|(name, value)| match name {
                "path" => Some(Self::Path(PathBuf::from(std::ffi::OsString::from_vec(
                    unescape(value)?,
                )))),
                "abstract" => Some(Self::Abstract(unescape(value)?)),
                _ => None,
            })
    }

    fn connect(&self) -> io::Result<UnixStream> {
        match self {
            Self::Path(path) => UnixStream::connect(path),
            Self::Abstract(name) => {
                use std::os::{linux::net::SocketAddrExt, unix::net::SocketAddr};
                UnixStream::connect_addr(&SocketAddr::from_abstract_name(name)?)
            }
        }
    }
}

/// `%41` stands for `A`.
fn unescape(text: &str) -> Option<Vec<u8>> {
    let mut bytes = text.bytes();
    let mut plain = Vec::new();
    while let Some(byte) = bytes.next() {
        plain.push(match byte {
            b'%' => {
                let digits = [bytes.next()?, bytes.next()?];
                u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
            }
            byte => byte,
        });
    }
    Some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_would_not_be_found_or_another_one_be() {
        for (text, expected) in [
            (
                "unix:path=/run/user/1000/bus",
                Some(Address::Path("/run/user/1000/bus".into())),
            ),
            (
                "unix:guid=1,path=/a%20b%2cc",
                Some(Address::Path("/a b,c".into())),
            ),
            (
                "unix:abstract=/tmp/dbus-Xy,guid=1",
                Some(Address::Abstract(b"/tmp/dbus-Xy".to_vec())),
            ),
            ("unix:path=/a%2", None),
            ("unix:path=/a%zz", None),
            ("tcp:host=example.org,port=1", None),
            ("autolaunch:", None),
            ("", None),
        ] {
            assert_eq!(Address::parse(text), expected, "{text}");
        }
    }
}
