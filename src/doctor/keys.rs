//! Where the keys of the chosen servers lie, and where one would be kept.

use stoa_ui::text::doctor as text;

use super::{Finding, State};
use crate::{
    cmd::ready_keys,
    settings::{
        Settings,
        keyring::{Asking, Keyring, SystemKeyring},
    },
};

const WHAT: &str = "keys";

/// Looks at the keys of the servers that these settings lead to, and makes them ready.
pub fn look(settings: &mut Settings) -> Finding {
    let said = ready_keys(settings);
    if !said.is_empty() {
        let said: Vec<String> = said.into_iter().map(|complaint| complaint.0).collect();
        return Finding::with(WHAT, State::Note, said.join("; "), text::keys_remedy());
    }
    let addresses = settings.addresses();
    let Some(first) = addresses.first() else {
        return Finding::good(WHAT, text::no_key_needed());
    };
    let known: Vec<String> = addresses
        .iter()
        .filter_map(|url| settings.key_in_words(url))
        .collect();
    if known.is_empty() {
        let place = place_for(settings, first);
        return Finding::good(WHAT, text::no_key_yet(&place));
    }
    Finding::good(WHAT, known.join("; "))
}

/// Where a key for `url` would be kept.
fn place_for(settings: &Settings, url: &str) -> String {
    let file = text::key_place_file();
    if !settings.use_keyring {
        return file.to_owned();
    }
    let origin = crate::settings::origin(url).unwrap_or_default();
    match SystemKeyring.find(&origin, Asking::AT_START) {
        Ok(_) => text::key_place_keyring().to_owned(),
        Err(error) => format!("{file}: {}", error.in_words()),
    }
}
