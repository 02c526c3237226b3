//! The system's keyring: the Secret Service on Linux, the keychain of macOS, the credential manager of Windows. A key
//! lies there under the service `stoa` and, as its account, the origin of its server.

#[cfg(target_os = "linux")]
mod dbus;
#[cfg(any(target_os = "macos", windows))]
mod native;
#[cfg(target_os = "linux")]
mod secret_service;
#[cfg(target_os = "linux")]
mod wire;

use std::{sync::mpsc, time::Duration};

#[cfg(any(target_os = "macos", windows))]
use native::Native as Store;
#[cfg(target_os = "linux")]
use secret_service::SecretService as Store;
use stoa_ui::{Secret, text};

/// The name that keys are found by.
const SERVICE: &str = "stoa";

/// How a keyring is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asking {
    /// No call takes longer.
    pub patience: Duration,
    /// Whether the system may ask the person to unlock it.
    pub may_prompt: bool,
}

impl Asking {
    /// While a program begins in a terminal: nobody waits long, and no window comes up.
    pub const AT_START: Self = Self {
        patience: Duration::from_secs(1),
        may_prompt: false,
    };
    /// Beside a window, on a thread of its own: a person may have to find a password first.
    pub const BESIDE: Self = Self {
        patience: Duration::from_secs(120),
        may_prompt: true,
    };
}

/// Why a keyring did not do what it was asked for. No text of it holds a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyringError {
    #[error("this system has no keyring in use ({0})")]
    Absent(String),
    #[error("your system's keyring is locked")]
    Locked,
    #[error("your system's keyring does not answer")]
    Late,
    #[error("your system's keyring fails ({0})")]
    Failed(String),
}

impl KeyringError {
    /// In the language of the panels; without a final full stop, to go after a colon.
    pub fn in_words(&self) -> String {
        match self {
            Self::Absent(cause) => text::keyring_absent(cause),
            Self::Locked => text::keyring_locked().to_owned(),
            Self::Late => text::keyring_late().to_owned(),
            Self::Failed(cause) => text::keyring_failed(cause),
        }
    }
}

/// A place for keys. Each call ends within its patience.
pub trait Keyring: Send {
    /// The key of the server with this origin.
    ///
    /// # Errors
    /// When nobody can know whether there is one.
    fn find(&mut self, origin: &str, asking: Asking) -> Result<Option<Secret>, KeyringError>;

    /// Keeps `key` in the place of the one that was there.
    ///
    /// # Errors
    /// When it is not kept.
    fn keep(&mut self, origin: &str, key: &Secret, asking: Asking) -> Result<(), KeyringError>;

    /// Removes the key of `origin`, if there is one.
    ///
    /// # Errors
    /// When it may still be there.
    fn remove(&mut self, origin: &str, asking: Asking) -> Result<(), KeyringError>;
}

/// The keyring of the person's session.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemKeyring;

impl Keyring for SystemKeyring {
    fn find(&mut self, origin: &str, asking: Asking) -> Result<Option<Secret>, KeyringError> {
        let origin = origin.to_owned();
        within(asking, move |store| store.find(&origin))
    }

    fn keep(&mut self, origin: &str, key: &Secret, asking: Asking) -> Result<(), KeyringError> {
        let (origin, key) = (origin.to_owned(), key.clone());
        within(asking, move |store| store.keep(&origin, &key))
    }

    fn remove(&mut self, origin: &str, asking: Asking) -> Result<(), KeyringError> {
        let origin = origin.to_owned();
        within(asking, move |store| store.remove(&origin))
    }
}

/// Does `work` on a thread of its own and waits for it no longer than the patience lasts: not every system can be told
/// how long it may take.
fn within<T: Send + 'static>(
    asking: Asking,
    work: impl FnOnce(&mut Store) -> Result<T, KeyringError> + Send + 'static,
) -> Result<T, KeyringError> {
    let (sender, receiver) = mpsc::sync_channel(1);
    std::thread::Builder::new()
        .name("keyring".to_owned())
        .spawn(move || {
            let result = Store::open(asking).and_then(|mut store| work(&mut store));
            // Whoever asked may have lost patience.
            let _heard = sender.send(result);
        })
        .map_err(|error| KeyringError::Failed(error.to_string()))?;
    let answer = receiver.recv_timeout(asking.patience);
    answer.unwrap_or(Err(KeyringError::Late))
}

/// A system whose keyring nobody here knows.
#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
struct Store;

#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
impl Store {
    fn open(_: Asking) -> Result<Self, KeyringError> {
        Err(KeyringError::Absent("Stoa knows none here".to_owned()))
    }

    fn find(&mut self, _: &str) -> Result<Option<Secret>, KeyringError> {
        Ok(None)
    }

    fn keep(&mut self, _: &str, _: &Secret) -> Result<(), KeyringError> {
        Ok(())
    }

    fn remove(&mut self, _: &str) -> Result<(), KeyringError> {
        Ok(())
    }
}
