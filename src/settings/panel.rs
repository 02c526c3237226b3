//! Between the settings of the file and those of the panel.

use std::collections::BTreeMap;

use stoa_ui::{BackendSettings, UiSettings, settings::NamedServer};

use super::{BackendKind, MindEntry, ServerEntry, Settings};

impl Settings {
    /// What the panel shows.
    pub fn for_panel(&self) -> UiSettings {
        UiSettings {
            backend: BackendSettings {
                kind: self.backend.into(),
                url: self.url.clone(),
                model: self.model.clone(),
            },
            picture: self.picture,
            detail: self.detail,
            sound: self.sound,
            controls: self.controls,
            bindings: self.bindings,
            welcomed: self.welcomed,
            offer_servers: self.offer_servers,
            comfort: self.comfort,
            servers: self.servers.iter().map(for_panel).collect(),
            default_server: self.default_server.clone(),
            minds: self
                .minds
                .iter()
                .filter(|(_, mind)| !mind.server.is_empty())
                .map(|(persona, mind)| (persona.clone(), mind.server.clone()))
                .collect(),
        }
    }

    /// Takes over what was changed in the panel.
    pub fn take_panel(&mut self, panel: &UiSettings) {
        self.backend = panel.backend.kind.into();
        self.url = panel.backend.url.trim().to_owned();
        self.model = panel.backend.model.trim().to_owned();
        self.take_servers(&panel.servers);
        self.default_server.clone_from(&panel.default_server);
        self.take_minds(&panel.minds);
        self.picture = panel.picture;
        self.detail = panel.detail;
        self.sound = panel.sound;
        self.controls = panel.controls;
        self.bindings = panel.bindings;
        self.welcomed = panel.welcomed;
        self.offer_servers = panel.offer_servers;
        self.comfort = panel.comfort;
    }
}

impl Settings {
    /// What the panel does not show of a server (limits, headers) stays, also when it gets another name.
    fn take_servers(&mut self, panel: &[NamedServer]) {
        let mut before = std::mem::take(&mut self.servers);
        let is_shown = |name: &str| panel.iter().any(|shown| shown.name == name);
        for shown in panel {
            let renamed = || {
                let mut gone = before.iter().filter(|(name, _)| !is_shown(name));
                let same = gone.find(|(_, entry)| entry.url == shown.url.trim())?;
                Some(same.0.clone())
            };
            let own = before.contains_key(&shown.name);
            let known = if own {
                Some(shown.name.clone())
            } else {
                renamed()
            };
            let mut entry = known
                .and_then(|name| before.remove(&name))
                .unwrap_or_else(|| ServerEntry {
                    kind: Some(shown.kind.into()),
                    ..ServerEntry::default()
                });
            // One whose kind is still to be found out is shown as one of the usual kind.
            if kind_shown(&entry) != shown.kind {
                entry.kind = Some(shown.kind.into());
            }
            shown.url.trim().clone_into(&mut entry.url);
            shown.model.trim().clone_into(&mut entry.model);
            self.servers.insert(shown.name.clone(), entry);
        }
    }

    fn take_minds(&mut self, panel: &BTreeMap<String, String>) {
        for (persona, mind) in &mut self.minds {
            mind.server = panel.get(persona).cloned().unwrap_or_default();
        }
        for (persona, server) in panel {
            let mind = self.minds.entry(persona.clone()).or_default();
            mind.server.clone_from(server);
        }
        self.minds.retain(|_, mind| *mind != MindEntry::default());
    }
}

fn for_panel((name, entry): (&String, &ServerEntry)) -> NamedServer {
    NamedServer {
        name: name.clone(),
        kind: kind_shown(entry),
        url: entry.url.clone(),
        model: entry.model.clone(),
    }
}

fn kind_shown(entry: &ServerEntry) -> stoa_ui::BackendKind {
    entry.kind.unwrap_or(BackendKind::Openai).into()
}

impl From<BackendKind> for stoa_ui::BackendKind {
    fn from(kind: BackendKind) -> Self {
        match kind {
            BackendKind::Builtin => Self::Builtin,
            BackendKind::Openai => Self::Openai,
            BackendKind::Ollama => Self::Ollama,
            BackendKind::Anthropic => Self::Anthropic,
        }
    }
}

impl From<stoa_ui::BackendKind> for BackendKind {
    fn from(kind: stoa_ui::BackendKind) -> Self {
        match kind {
            stoa_ui::BackendKind::Builtin => Self::Builtin,
            stoa_ui::BackendKind::Openai => Self::Openai,
            stoa_ui::BackendKind::Ollama => Self::Ollama,
            stoa_ui::BackendKind::Anthropic => Self::Anthropic,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use stoa_ui::{
        Action, Binding, Bindings, Controls, Picture, Quality, Sound, ViewMode, settings::Detail,
    };

    use super::*;

    #[test]
    fn what_the_panel_shows_is_what_it_gives_back() {
        let mut bindings = Bindings::default();
        bindings.set(Action::Jump, Binding::default());
        let settings = Settings {
            backend: BackendKind::Ollama,
            model: "m".to_owned(),
            picture: Picture {
                quality: Quality::High,
                text_size_percent: 130,
                captions: false,
                ..Picture::default()
            },
            detail: Detail {
                crowd_percent: 150,
                ..Detail::default()
            },
            sound: Sound {
                steps_percent: 10,
                ..Sound::default()
            },
            controls: Controls {
                view: ViewMode::Third,
                invert_y: true,
                ..Controls::default()
            },
            bindings,
            welcomed: true,
            offer_servers: false,
            default_server: "home".to_owned(),
            servers: BTreeMap::from([("home".to_owned(), home("http://h:1"))]),
            minds: BTreeMap::from([("iris".to_owned(), with("home"))]),
            ..Settings::default()
        };
        let mut back = Settings::default();
        back.take_panel(&settings.for_panel());
        assert_eq!(back, settings);
    }

    /// The values of everything within `value` that is no table, by JSON pointer.
    fn leaves(value: &Value, path: &str, found: &mut Vec<String>) {
        match value {
            Value::Object(fields) => {
                for (name, value) in fields {
                    leaves(value, &format!("{path}/{name}"), found);
                }
            }
            _ => found.push(path.to_owned()),
        }
    }

    /// Other values that may do for a setting: of a word those that serde names when it does not know one.
    fn others(whole: &Value, path: &str) -> Vec<Value> {
        match whole.pointer(path).expect("it is there") {
            Value::Null => vec![json!(150)],
            Value::Bool(yes) => vec![json!(!yes)],
            Value::Number(number) => {
                let number = number.as_f64().expect("a small one");
                let others = [1.0, -1.0, 10.0, -10.0, 0.5, 30.0].map(|step| number + step);
                let is_whole = |n: f64| n.fract() == 0.0 && n >= 0.0;
                let shown = |n: f64| {
                    if is_whole(n) {
                        json!(n as u64)
                    } else {
                        json!(n)
                    }
                };
                others.map(shown).into()
            }
            _ => {
                let mut odd = whole.clone();
                *odd.pointer_mut(path).expect("it is there") = json!("no such word");
                let told = serde_json::from_value::<UiSettings>(odd);
                let told = told.expect_err("no word of ours").to_string();
                let words = told.split('`').skip(1).step_by(2).skip(1);
                words.map(|word| json!(word)).collect()
            }
        }
    }

    /// Everything of these sections of the panel, each changed by itself.
    #[test]
    fn a_setting_of_the_panel_would_be_forgotten_at_the_next_start() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("settings.toml");
        let before = Settings::default();
        let whole = serde_json::to_value(before.for_panel()).unwrap();
        let mut paths = Vec::new();
        for section in ["picture", "detail", "sound", "controls", "comfort"] {
            leaves(&whole[section], &format!("/{section}"), &mut paths);
        }
        paths.extend(["/welcomed", "/offer_servers"].map(str::to_owned));
        assert!(paths.len() > 35, "{paths:?}");
        for path in &paths {
            let mut panels = others(&whole, path).into_iter().filter_map(|other| {
                let mut panel = whole.clone();
                *panel.pointer_mut(path)? = other;
                let panel: UiSettings = serde_json::from_value(panel).ok()?;
                let within = panel.clone().clamped() == panel && panel != before.for_panel();
                within.then_some(panel)
            });
            let panel = panels
                .next()
                .unwrap_or_else(|| panic!("{path}: there is nothing else"));
            let mut now = before.clone();
            now.take_panel(&panel);
            super::super::write(&file, &before, &now).unwrap();
            let (again, complaints) = super::super::read(&file, &|_| None);
            assert_eq!(complaints, [], "{path}");
            assert_eq!(again.for_panel(), panel, "{path}");
            std::fs::remove_file(&file).unwrap_or_else(|error| panic!("{path}: {error}"));
        }
    }

    #[test]
    fn a_key_of_the_panel_would_be_forgotten_at_the_next_start() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("settings.toml");
        let before = Settings::default();
        let mut now = before.clone();
        for action in Action::all() {
            // What nothing does, and nothing can be taken from.
            now.bindings.set(action, Binding::default());
        }
        super::super::write(&file, &before, &now).unwrap();
        let (again, complaints) = super::super::read(&file, &|_| None);
        assert_eq!(complaints, []);
        assert_eq!(again.bindings, now.bindings);
    }

    fn home(url: &str) -> ServerEntry {
        ServerEntry {
            kind: Some(BackendKind::Ollama),
            url: url.to_owned(),
            ..ServerEntry::default()
        }
    }

    fn with(server: &str) -> MindEntry {
        MindEntry {
            server: server.to_owned(),
            ..MindEntry::default()
        }
    }

    #[test]
    fn what_the_panel_does_not_show_would_be_lost() {
        let mut limited = home("http://h:1");
        limited.kind = None;
        limited.limits.tokens_per_day = Some(1000);
        let mut warm = with("home");
        warm.sampling.temperature = Some(1.2);
        let mut settings = Settings {
            servers: BTreeMap::from([
                ("home".to_owned(), limited.clone()),
                ("work".to_owned(), home("http://h:2")),
            ]),
            minds: BTreeMap::from([("iris".to_owned(), warm), ("noor".to_owned(), with("work"))]),
            ..Settings::default()
        };
        let mut panel = settings.for_panel();
        panel.servers.retain(|server| server.name == "home");
        panel.servers[0].name = "attic".to_owned();
        panel.servers[0].model = " m ".to_owned();
        panel.minds.clear();
        settings.take_panel(&panel);
        let kept = ServerEntry {
            model: "m".to_owned(),
            ..limited
        };
        assert_eq!(
            settings.servers,
            BTreeMap::from([("attic".to_owned(), kept)])
        );
        let iris = &settings.minds["iris"];
        assert_eq!(
            (iris.server.as_str(), iris.sampling.temperature),
            ("", Some(1.2))
        );
        assert!(!settings.minds.contains_key("noor"));
    }
}
