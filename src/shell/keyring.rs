//! Keys on their way to and from the system's keyring, which may ask the person first: never in a frame.

use std::{
    collections::BTreeSet,
    sync::{
        Mutex, PoisonError,
        mpsc::{self, Receiver, RecvTimeoutError, SyncSender},
    },
    time::{Duration, Instant},
};

use bevy::prelude::*;
use stoa_ui::{KeyEntered, Notice, RecogniseServer, Secret, Severity, TestServer, text};

use super::Chosen;
use crate::settings::{
    self, Kept, WriteError,
    keyring::{Asking, Keyring, KeyringError, SystemKeyring},
};

pub fn plugin(app: &mut App) {
    app.init_resource::<KeyThread>()
        .add_message::<KeyFound>()
        .add_systems(Update, (warn_of_clear_text, look_for_keys, hear));
}

/// The keyring had the key of this origin, or turned out not to have it.
#[derive(Message, Debug, Clone)]
pub struct KeyFound {
    pub origin: String,
    pub key: Option<Secret>,
}

/// Orders that wait; nobody types faster.
const ORDERS: usize = 32;

/// The thread that talks with the keyring; it begins with its first order.
#[derive(Resource)]
pub struct KeyThread {
    keyring: Mutex<Option<Box<dyn Keyring>>>,
    orders: Option<SyncSender<Order>>,
    news: Option<Mutex<Receiver<News>>>,
    /// Keys that are not known to be kept yet: address and key, oldest first.
    unkept: Vec<(String, Secret)>,
    /// Origins that were looked for in this run.
    looked_for: BTreeSet<String>,
}

enum Order {
    Keep {
        file: std::path::PathBuf,
        url: String,
        key: Secret,
        use_keyring: bool,
    },
    Find(String),
}

enum News {
    Kept(String, Result<Kept, WriteError>),
    Found(String, Result<Option<Secret>, KeyringError>),
}

impl Default for KeyThread {
    fn default() -> Self {
        Self::with(SystemKeyring)
    }
}

impl KeyThread {
    /// A thread that talks with this keyring.
    pub fn with(keyring: impl Keyring + 'static) -> Self {
        Self {
            keyring: Mutex::new(Some(Box::new(keyring))),
            orders: None,
            news: None,
            unkept: Vec::new(),
            looked_for: BTreeSet::new(),
        }
    }

    /// Keeps `key` for the server at `url`; what came of it is a notice.
    pub fn keep(&mut self, chosen: &Chosen, url: &str, key: &Secret) {
        let order = Order::Keep {
            file: settings::keys_file(&chosen.paths.settings_file),
            url: url.to_owned(),
            key: key.clone(),
            use_keyring: chosen.settings.use_keyring,
        };
        self.unkept.push((url.to_owned(), key.clone()));
        self.order(order);
    }

    fn order(&mut self, order: Order) {
        let keyring = self.keyring.get_mut();
        let keyring = keyring.unwrap_or_else(PoisonError::into_inner).take();
        if let Some(mut keyring) = keyring {
            let (orders, inbox) = mpsc::sync_channel(ORDERS);
            let (outbox, news) = mpsc::channel();
            let begun = std::thread::Builder::new()
                .name("keys".to_owned())
                .spawn(move || {
                    for order in inbox {
                        if outbox.send(carry_out(order, &mut *keyring)).is_err() {
                            return;
                        }
                    }
                });
            match begun {
                Ok(_) => (self.orders, self.news) = (Some(orders), Some(Mutex::new(news))),
                Err(error) => error!("no thread for the keyring: {error}"),
            }
        }
        // What finds no room or no thread stays unkept and is written to the file at the end.
        if let Some(orders) = &self.orders
            && orders.try_send(order).is_err()
        {
            warn!("the keyring is busy");
        }
    }

    fn try_news(&self) -> Option<News> {
        let news = self.news.as_ref()?.lock();
        news.unwrap_or_else(PoisonError::into_inner).try_recv().ok()
    }

    fn news_within(&self, patience: Duration) -> Result<News, RecvTimeoutError> {
        let Some(news) = &self.news else {
            return Err(RecvTimeoutError::Disconnected);
        };
        let news = news.lock().unwrap_or_else(PoisonError::into_inner);
        news.recv_timeout(patience)
    }

    /// Orders are carried out in turn, so that the first of this address is meant.
    fn is_kept(&mut self, url: &str) {
        if let Some(at) = self.unkept.iter().position(|(unkept, _)| unkept == url) {
            self.unkept.remove(at);
        }
    }
}

fn carry_out(order: Order, keyring: &mut dyn Keyring) -> News {
    match order {
        Order::Keep {
            file,
            url,
            key,
            use_keyring,
        } => {
            let keyring = use_keyring.then_some(keyring);
            let kept = settings::keep_key(keyring, Asking::BESIDE, &file, &url, &key);
            News::Kept(url, kept)
        }
        Order::Find(origin) => {
            let found = keyring.find(&origin, Asking::BESIDE);
            News::Found(origin, found)
        }
    }
}

/// Keys of servers that are in use now are looked for, each once.
fn look_for_keys(chosen: Res<Chosen>, mut thread: ResMut<KeyThread>) {
    if !chosen.is_changed() || !chosen.settings.use_keyring {
        return;
    }
    let settings = &chosen.settings;
    for origin in settings.keys.unread(&settings.addresses()) {
        if thread.looked_for.insert(origin.clone()) {
            thread.order(Order::Find(origin));
        }
    }
}

fn hear(
    mut thread: ResMut<KeyThread>,
    mut found: MessageWriter<KeyFound>,
    mut notices: MessageWriter<Notice>,
) {
    while let Some(news) = thread.try_news() {
        match news {
            News::Kept(url, kept) => {
                thread.is_kept(&url);
                notices.write(match kept {
                    Ok(kept @ Kept::Removed(Some(_))) => {
                        Notice::new(Severity::Warning, kept.in_words(&url))
                    }
                    Ok(kept) => Notice::new(Severity::Info, kept.in_words(&url)),
                    Err(error) => Notice::new(Severity::Error, error.in_words()),
                });
            }
            News::Found(origin, Ok(key)) => {
                if key.is_none() {
                    let said = settings::unread(&origin, text::key_gone()).0;
                    notices.write(Notice::new(Severity::Warning, said));
                }
                found.write(KeyFound { origin, key });
            }
            News::Found(origin, Err(error)) => {
                let said = settings::unread(&origin, &error.in_words()).0;
                let remedy = text::key_unread_remedy();
                notices.write(Notice::new(Severity::Warning, said).with_remedy(remedy));
            }
        }
    }
}

/// Before a key crosses a network that others can read, that is said: once for each server.
fn warn_of_clear_text(
    chosen: Res<Chosen>,
    mut entered: MessageReader<KeyEntered>,
    mut tested: MessageReader<TestServer>,
    mut recognised: MessageReader<RecogniseServer>,
    mut warned: Local<BTreeSet<String>>,
    mut notices: MessageWriter<Notice>,
) {
    let known = |url: &str| chosen.settings.keys.place(url).is_some();
    let mut urls = Vec::new();
    for entry in entered.read().filter(|entry| !entry.key.0.is_empty()) {
        urls.push(address(entry.kind, &entry.url));
    }
    for test in tested.read() {
        let url = address(test.kind, &test.url);
        if test.key.is_some() || known(url) {
            urls.push(url);
        }
    }
    for asked in recognised.read() {
        if asked.key.is_some() || known(&asked.url) {
            urls.push(&asked.url);
        }
    }
    let mut warnings: Vec<String> = urls
        .into_iter()
        .filter_map(settings::clear_text_warning)
        .collect();
    if chosen.is_changed() {
        let in_use = chosen.settings.clear_text_warnings();
        warnings.extend(in_use.into_iter().map(|warning| warning.0));
    }
    for warning in warnings {
        if warned.insert(warning.clone()) {
            notices.write(Notice::new(Severity::Warning, warning));
        }
    }
}

/// The address that is meant, where an empty one stands for the usual one.
pub(super) fn address(kind: stoa_ui::BackendKind, url: &str) -> &str {
    match url {
        "" => kind.usual_url(),
        url => url,
    }
}

/// How long the end of the program waits for the keyring.
const AT_END: Duration = Duration::from_secs(2);

/// At the end, a key that the keyring has not taken by now goes to the file. Returns what went wrong, for people.
pub fn keep(world: &mut World) -> Vec<String> {
    keep_within(AT_END, world)
}

fn keep_within(patience: Duration, world: &mut World) -> Vec<String> {
    let mut problems = Vec::new();
    let end = Instant::now() + patience;
    let Some(mut thread) = world.remove_resource::<KeyThread>() else {
        return problems;
    };
    while !thread.unkept.is_empty() {
        let left = end.saturating_duration_since(Instant::now());
        match thread.news_within(left) {
            Ok(News::Kept(url, kept)) => {
                thread.is_kept(&url);
                problems.extend(kept.err().map(|error| error.to_string()));
            }
            Ok(News::Found(..)) => {}
            Err(_) => break,
        }
    }
    let file = settings::keys_file(&world.resource::<Chosen>().paths.settings_file);
    for (url, key) in thread.unkept.drain(..) {
        let stored = settings::store_key(&file, &url, &key);
        problems.extend(stored.err().map(|error| error.to_string()));
    }
    problems
}

#[cfg(test)]
mod tests;
