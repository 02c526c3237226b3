//! Keys and buttons: the table `[bindings]` of the settings, one line an action.

use stoa_ui::{Action, Bindings};
use toml_edit::Value;

use super::Settings;

/// The table's name.
pub(super) const TABLE: &str = "bindings";

/// Every action's path and variable, such as `bindings.jump` and `STOA_BIND_JUMP`.
pub(super) fn variables() -> impl Iterator<Item = (Action, String)> {
    let name = |action: Action| format!("STOA_BIND_{}", action.word().to_uppercase());
    Action::all().map(move |action| (action, name(action)))
}

/// Binds the action called `word` to what `text` says.
///
/// # Errors
/// What is expected, in words.
pub(super) fn set(bindings: &mut Bindings, word: &str, text: &str) -> Result<(), String> {
    let action = Action::named(word).ok_or_else(known)?;
    bindings.set(action, text.parse::<stoa_ui::Binding>()?);
    Ok(())
}

/// Which actions there are.
pub(super) fn known() -> String {
    let words: Vec<&str> = Action::all().map(Action::word).collect();
    format!("one of the actions {}", words.join(", "))
}

/// Sets what `path` names, for example `bindings.jump`; `None` where it is no binding.
pub(super) fn assign(
    settings: &mut Settings,
    path: &str,
    value: &str,
) -> Option<Result<(), String>> {
    let (table, word) = path.split_once('.')?;
    (table == TABLE).then(|| set(&mut settings.bindings, word, value))
}

/// What to set and to take out in the file, from `before` to `now`: what is as it was made is not in it.
pub(super) fn changed(before: &Settings, now: &Settings) -> Vec<(Vec<String>, Option<Value>)> {
    let usual = Bindings::default();
    let differs = |action: &Action| before.bindings.of(*action) != now.bindings.of(*action);
    Action::all()
        .filter(differs)
        .map(|action| {
            let binding = now.bindings.of(action);
            let value = (binding != usual.of(action)).then(|| binding.to_string().into());
            (vec![TABLE.to_owned(), action.word().to_owned()], value)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use bevy::prelude::{GamepadButton, KeyCode};
    use stoa_ui::{Binding, Press};

    use super::*;
    use crate::settings::{Assignment, read, write};

    #[test]
    fn a_mistake_in_a_binding_would_go_unnoticed_or_cost_the_others() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("settings.toml");
        let text =
            "[bindings]\njump = \"KeyJ PadNorth\"\nsit = \"J\"\njmp = \"Space\"\nrun = \"none\"\n";
        std::fs::write(&file, text).unwrap();
        let environment = |name: &str| match name {
            "STOA_BIND_VIEW" => Some("KeyB".to_owned()),
            "STOA_BIND_TALK" => Some("everything".to_owned()),
            _ => None,
        };
        let (settings, complaints) = read(&file, &environment);
        let of = |action| settings.bindings.of(action);
        let jump = Binding {
            key: Some(KeyCode::KeyJ),
            button: Some(GamepadButton::North),
        };
        assert_eq!(of(Action::Jump), jump);
        assert_eq!(of(Action::Run), Binding::default());
        assert_eq!(of(Action::View).key, Some(KeyCode::KeyB));
        for usual in [Action::Sit, Action::Talk] {
            assert_eq!(of(usual), Bindings::default().of(usual));
        }
        let complaints: Vec<String> = complaints
            .into_iter()
            .map(|c| c.0.replace(&file.display().to_string(), "FILE"))
            .collect();
        for (complaint, begins, names) in [
            (
                &complaints[0],
                "FILE:3:7: `bindings.sit` should be a key",
                "\"KeyW\"",
            ),
            (
                &complaints[1],
                "FILE:4:7: `bindings.jmp` is not an action",
                "one of the actions ahead, back",
            ),
            (
                &complaints[2],
                "STOA_BIND_TALK: expected a key",
                "\"PadSouth\"",
            ),
        ] {
            assert!(complaint.starts_with(begins), "{complaint}");
            assert!(complaint.contains(names), "{complaint}");
        }
        assert_eq!(complaints.len(), 3);
    }

    #[test]
    fn a_binding_would_not_outlast_a_restart_or_its_reset_would() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("settings.toml");
        let none = |_: &str| None;
        let usual = Settings::default();
        let mut bound = usual.clone();
        bound
            .bindings
            .exchange(Action::Jump, Press::Key(KeyCode::KeyE));
        write(&file, &usual, &bound).unwrap();
        let text = std::fs::read_to_string(&file).unwrap();
        let expected =
            "format = 1\n\n[bindings]\njump = \"KeyE PadSouth\"\ntalk = \"Space PadWest\"\n";
        assert_eq!(text, expected);
        let (again, complaints) = read(&file, &none);
        assert_eq!((again.bindings, complaints), (bound.bindings, vec![]));
        write(&file, &bound, &usual).unwrap();
        let (again, _) = read(&file, &none);
        assert_eq!(again.bindings, Bindings::default());
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(!text.contains("jump"), "{text}");
    }

    #[test]
    fn a_binding_could_not_be_given_on_the_command_line() {
        let mut settings = Settings::default();
        let flag = Assignment::parse("bindings.people = F9 PadStart").unwrap();
        flag.apply(&mut settings).unwrap();
        assert_eq!(settings.bindings.of(Action::People).key, Some(KeyCode::F9));
        let error = Assignment::parse("bindings.poeple=F9").unwrap_err();
        assert!(error.contains("one of the actions"), "{error}");
        assert!(Assignment::parse("bindings.people=F99").is_err());
    }
}
