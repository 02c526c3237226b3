//! The keychain of macOS and the credential manager of Windows, which wait for nobody: see [`super::within`].

#[cfg(target_os = "macos")]
use apple_native_keyring_store::keychain::Store;
use keyring_core::{Entry, Error, api::CredentialStoreApi};
use stoa_ui::Secret;
#[cfg(windows)]
use windows_native_keyring_store::Store;

use super::{Asking, KeyringError, SERVICE};

/// The system's own store.
pub struct Native;

impl Native {
    pub fn open(_: Asking) -> Result<Self, KeyringError> {
        Ok(Self)
    }

    pub fn find(&mut self, origin: &str) -> Result<Option<Secret>, KeyringError> {
        match entry(origin)?.get_password() {
            Ok(key) => Ok(Some(Secret(key))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(named(&error)),
        }
    }

    pub fn keep(&mut self, origin: &str, key: &Secret) -> Result<(), KeyringError> {
        entry(origin)?
            .set_password(&key.0)
            .map_err(|error| named(&error))
    }

    pub fn remove(&mut self, origin: &str) -> Result<(), KeyringError> {
        match entry(origin)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(named(&error)),
        }
    }
}

fn entry(origin: &str) -> Result<Entry, KeyringError> {
    let store = Store::new().map_err(|error| named(&error))?;
    store
        .build(SERVICE, origin, None)
        .map_err(|error| named(&error))
}

/// The error in words; what it holds of the entry stays out of them.
fn named(error: &Error) -> KeyringError {
    match error {
        Error::NoStorageAccess(_) => KeyringError::Locked,
        Error::PlatformFailure(cause) => KeyringError::Failed(cause.to_string()),
        Error::TooLong(..) => KeyringError::Failed("the key is too long for it".to_owned()),
        _ => KeyringError::Failed("it refused".to_owned()),
    }
}
