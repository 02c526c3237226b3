//! Settings on the command line: `--set picture.quality=low`.

use stoa_ui::Secret;

use super::{
    Settings, bindings,
    keys::{SERVER_KEY, UNNAMED, keys},
    servers,
};

/// One setting, for this run.
#[derive(Debug, Clone)]
pub struct Assignment {
    path: String,
    /// Not for logs: it may be a server's key that was meant to go another way.
    value: Secret,
}

impl Assignment {
    /// Reads `picture.quality=low`.
    ///
    /// # Errors
    /// In words, for the command line: which settings there are, or what is expected of this one.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (path, value) = text
            .split_once('=')
            .ok_or("expected KEY=VALUE, for example picture.quality=low")?;
        let path = path.trim();
        let assignment = Self {
            path: path.to_owned(),
            value: Secret(value.to_owned()),
        };
        let wrong = |expected| format!("`{path}` should be {expected}");
        if let Some(result) = of_tables(&mut Settings::default(), path, value) {
            return result.map(|()| assignment).map_err(wrong);
        }
        let key = keys().find(|key| key.path == path).ok_or_else(|| {
            let known = keys().map(|key| key.path);
            let known: Vec<&str> = known.filter(|path| *path != SERVER_KEY).collect();
            format!("`{path}` is not a setting; there are {}", known.join(", "))
        })?;
        (key.set)(&mut Settings::default(), value).map_err(wrong)?;
        Ok(assignment)
    }

    /// Whether it says which server is the default.
    pub fn names_the_default(&self) -> bool {
        self.path == "mind.default"
    }

    /// Sets it.
    ///
    /// # Errors
    /// In words: a server's key is not taken from here.
    pub fn apply(&self, settings: &mut Settings) -> Result<(), String> {
        if self.path == SERVER_KEY {
            return Err(
                "a key on the command line can be seen by everybody on this machine; give it with --key-file FILE or \
                 as STOA_KEY in the environment"
                    .to_owned(),
            );
        }
        if let Some(result) = of_tables(settings, &self.path, &self.value.0) {
            return result;
        }
        if UNNAMED.contains(&self.path.as_str()) {
            settings.default_server.clear();
        }
        let key = keys().find(|key| key.path == self.path);
        key.map_or(Ok(()), |key| (key.set)(settings, &self.value.0))
    }
}

/// Sets what `path` names in a table of several; `None` where it is in none of them.
fn of_tables(settings: &mut Settings, path: &str, value: &str) -> Option<Result<(), String>> {
    servers::assign(settings, path, value).or_else(|| bindings::assign(settings, path, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_on_the_command_line_would_go_unnoticed() {
        for (text, complaint) in [
            ("picture.quality=low", None),
            (" mind.url = http://h:1/?a=b", None),
            ("person.name=", Some("40 characters")),
            ("picture.quality", Some("KEY=VALUE")),
            (
                "picture.qualty=low",
                Some("there are person.name, mind.backend"),
            ),
            ("picture.quality=ultra", Some("\"medium\"")),
        ] {
            match (Assignment::parse(text), complaint) {
                (Ok(_), None) => {}
                (Err(said), Some(complaint)) => assert!(said.contains(complaint), "{said}"),
                (result, _) => panic!("{text}: {result:?}"),
            }
        }
    }

    #[test]
    fn a_key_would_be_taken_from_where_everybody_sees_it() {
        let mut settings = Settings::default();
        for (text, taken) in [
            ("mind.key=s3cret", false),
            ("mind.url=http://h:1/?a=b", true),
        ] {
            let assignment = Assignment::parse(text).unwrap();
            let result = assignment.apply(&mut settings);
            assert_eq!(result.is_ok(), taken, "{text}");
            assert!(!format!("{assignment:?} {result:?}").contains("s3cret"));
        }
        assert_eq!(settings.url, "http://h:1/?a=b");
    }
}
