//! The name one goes by, and the minds.

use stoa_ui::Secret;

use super::{ANY, DEFAULT_SERVER, Key, SERVER_KEY, choice, name_of, named, parsed, shown, word};

pub(super) const KEYS: &[Key] = &[
    Key {
        path: "person.name",
        env: "STOA_NAME",
        set: |s, v| {
            let name = stoa_mind::text::sanitize(v, 40).text;
            if name.is_empty() {
                return Err("a name of at most 40 characters".to_owned());
            }
            s.name = name;
            Ok(())
        },
        get: |s| shown(s.name.as_str()),
    },
    Key {
        path: "mind.backend",
        env: "STOA_BACKEND",
        set: |s, v| choice(v, &mut s.backend),
        get: |s| word(s.backend),
    },
    Key {
        path: "mind.default",
        env: DEFAULT_SERVER,
        set: |s, v| {
            s.default_server = v.trim().to_owned();
            Ok(())
        },
        get: |s| shown(s.default_server.as_str()),
    },
    Key {
        path: "mind.url",
        env: "STOA_URL",
        set: |s, v| {
            s.url = v.trim().to_owned();
            Ok(())
        },
        get: |s| shown(s.url.as_str()),
    },
    Key {
        path: "mind.model",
        env: "STOA_MODEL",
        set: |s, v| {
            s.model = v.trim().to_owned();
            Ok(())
        },
        get: |s| shown(s.model.as_str()),
    },
    Key {
        path: SERVER_KEY,
        env: "STOA_KEY",
        set: |s, v| {
            s.keys.run.key = (!v.trim().is_empty()).then(|| Secret(v.trim().to_owned()));
            Ok(())
        },
        get: |_| shown(""),
    },
    Key {
        path: "mind.key_url",
        env: "STOA_KEY_URL",
        set: |s, v| {
            s.keys.run.url = v.trim().to_owned();
            Ok(())
        },
        get: |_| shown(""),
    },
    Key {
        path: "mind.keyring",
        env: "STOA_KEYRING",
        set: |s, v| named(v, &KEYRING, &mut s.use_keyring),
        get: |s| name_of(&KEYRING, s.use_keyring),
    },
    Key {
        path: "mind.small_talk_by_model",
        env: "STOA_SMALL_TALK_BY_MODEL",
        set: |s, v| parsed(v, "true or false", &mut s.small_talk_by_model),
        get: |s| shown(s.small_talk_by_model),
    },
    Key {
        path: "mind.offer_servers",
        env: "STOA_OFFER_SERVERS",
        set: |s, v| parsed(v, "true or false", &mut s.offer_servers),
        get: |s| shown(s.offer_servers),
    },
];

const KEYRING: [(&str, bool); 2] = [(ANY, true), ("off", false)];
