//! The Secret Service, which GNOME's and KDE's keyrings and KeePassXC offer on Linux
//! (<https://specifications.freedesktop.org/secret-service/>). Keys cross the session's own bus in its plain form.

use std::time::Instant;

use stoa_ui::Secret;

use super::{
    Asking, KeyringError, SERVICE,
    dbus::Bus,
    wire::{Call, Writer},
};

const SECRETS: &str = "org.freedesktop.secrets";
const ROOT: &str = "/org/freedesktop/secrets";
const SERVICES: &str = "org.freedesktop.Secret.Service";
const COLLECTION: &str = "org.freedesktop.Secret.Collection";
const ITEM: &str = "org.freedesktop.Secret.Item";
const PROMPT: &str = "org.freedesktop.Secret.Prompt";
/// The path that stands for none.
const NONE: &str = "/";

/// A session with the service.
pub struct SecretService {
    bus: Bus,
    session: String,
    may_prompt: bool,
}

impl SecretService {
    pub fn open(asking: Asking) -> Result<Self, KeyringError> {
        let mut service = Self {
            bus: Bus::session(Instant::now() + asking.patience)?,
            session: String::new(),
            may_prompt: asking.may_prompt,
        };
        let mut body = Writer::default();
        body.string("plain");
        body.signature("s");
        body.string("");
        let answer = service.call(ROOT, SERVICES, "OpenSession", "sv", body)?;
        let mut answer = answer.body("vo")?;
        answer.variant()?;
        service.session = answer.string()?;
        Ok(service)
    }

    /// The key of `origin`.
    pub fn find(&mut self, origin: &str) -> Result<Option<Secret>, KeyringError> {
        let Some(item) = self.items(origin)?.into_iter().next() else {
            return Ok(None);
        };
        let mut body = Writer::default();
        body.string(&self.session);
        let answer = self.call(&item, ITEM, "GetSecret", "o", body)?;
        let mut answer = answer.body("(oayays)")?;
        answer.structure()?;
        answer.string()?;
        answer.bytes()?;
        let key = answer.bytes()?.to_vec();
        let key = String::from_utf8(key);
        key.map(|key| Some(Secret(key)))
            .map_err(|_| KeyringError::Failed("what it holds is no key".to_owned()))
    }

    /// Keeps `key` in the place of the one that was there.
    pub fn keep(&mut self, origin: &str, key: &Secret) -> Result<(), KeyringError> {
        let mut body = Writer::default();
        body.string("default");
        let answer = self.call(ROOT, SERVICES, "ReadAlias", "s", body)?;
        let collection = answer.body("o")?.string()?;
        if collection == NONE {
            return Err(KeyringError::Absent("it was never set up".to_owned()));
        }
        self.unlock(std::slice::from_ref(&collection))?;
        let mut body = Writer::default();
        body.array(8, |body| {
            body.structure();
            body.string("org.freedesktop.Secret.Item.Label");
            body.signature("s");
            body.string(&format!("Stoa: key of {origin}"));
            body.structure();
            body.string("org.freedesktop.Secret.Item.Attributes");
            body.signature("a{ss}");
            attributes(body, origin);
        });
        body.structure();
        body.string(&self.session);
        body.bytes(&[]);
        body.bytes(key.0.as_bytes());
        body.string("text/plain; charset=utf8");
        body.bool(true);
        let signature = "a{sv}(oayays)b";
        let answer = self.call(&collection, COLLECTION, "CreateItem", signature, body)?;
        let mut answer = answer.body("oo")?;
        answer.string()?;
        let prompt = answer.string()?;
        self.prompt(&prompt)
    }

    /// Removes every key of `origin`.
    pub fn remove(&mut self, origin: &str) -> Result<(), KeyringError> {
        for item in self.items(origin)? {
            let answer = self.call(&item, ITEM, "Delete", "", Writer::default())?;
            let prompt = answer.body("o")?.string()?;
            self.prompt(&prompt)?;
        }
        Ok(())
    }

    /// The items of `origin`, unlocked.
    fn items(&mut self, origin: &str) -> Result<Vec<String>, KeyringError> {
        let mut body = Writer::default();
        attributes(&mut body, origin);
        let answer = self.call(ROOT, SERVICES, "SearchItems", "a{ss}", body)?;
        let mut answer = answer.body("aoao")?;
        let (mut open, locked) = (answer.paths()?, answer.paths()?);
        if !locked.is_empty() {
            self.unlock(&locked)?;
            open.extend(locked);
        }
        Ok(open)
    }

    fn unlock(&mut self, objects: &[String]) -> Result<(), KeyringError> {
        let mut body = Writer::default();
        body.array(4, |body| {
            for path in objects {
                body.string(path);
            }
        });
        let answer = self.call(ROOT, SERVICES, "Unlock", "ao", body)?;
        let mut answer = answer.body("aoo")?;
        answer.paths()?;
        let prompt = answer.string()?;
        self.prompt(&prompt)
    }

    /// Lets the service ask the person, if it has to and may.
    fn prompt(&mut self, prompt: &str) -> Result<(), KeyringError> {
        if prompt == NONE {
            return Ok(());
        }
        if !self.may_prompt {
            return Err(KeyringError::Locked);
        }
        self.bus.listen(PROMPT, "Completed")?;
        let mut body = Writer::default();
        // No window of ours that its own should stand before.
        body.string("");
        self.call(prompt, PROMPT, "Prompt", "s", body)?;
        let done = self.bus.signal(prompt, "Completed")?;
        let dismissed = done.body("bv")?.bool()?;
        match dismissed {
            true => Err(KeyringError::Locked),
            false => Ok(()),
        }
    }

    fn call(
        &mut self,
        path: &str,
        interface: &str,
        member: &str,
        signature: &str,
        body: Writer,
    ) -> Result<super::wire::Message, KeyringError> {
        self.bus.call(&Call {
            destination: SECRETS,
            path,
            interface,
            member,
            signature,
            body,
        })
    }
}

/// What a key is found by.
fn attributes(body: &mut Writer, origin: &str) {
    body.array(8, |body| {
        for (name, value) in [("service", SERVICE), ("account", origin)] {
            body.structure();
            body.string(name);
            body.string(value);
        }
    });
}
