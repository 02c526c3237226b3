//! What this machine has, what is missing, what is broken, and what to do: one finding after the other.

mod files;
mod folders;
mod headset;
mod keys;
mod machine;
mod minds;
mod sound;

use anyhow::anyhow;
use serde::Serialize;
use stoa_ui::text::doctor as text;

use crate::{
    exit::{CommandResult, Exit},
    paths::Paths,
    settings::{Complaint, Settings},
};

/// One line of the report.
#[derive(Serialize, Debug, Clone)]
pub struct Finding {
    pub what: &'static str,
    pub state: State,
    pub found: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub remedy: String,
    /// All that is known, for whoever is asked for help.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report: Option<serde_json::Value>,
}

#[derive(Serialize, Debug, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum State {
    Good,
    /// It works, with a drawback.
    Note,
    /// A file has mistakes: it is passed over, or in part.
    Broken,
    /// `stoa play` needs it.
    Missing,
}

impl Finding {
    fn good(what: &'static str, found: impl Into<String>) -> Self {
        Self::with(what, State::Good, found, "")
    }

    fn with(
        what: &'static str,
        state: State,
        found: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self {
            what,
            state,
            found: found.into(),
            remedy: remedy.into(),
            report: None,
        }
    }
}

/// Looks at everything. `loaded` is what became of reading the settings; with `in_headset` this program is in a headset
/// now.
///
/// # Errors
/// When no threads can be had to ask servers.
pub fn look(
    loaded: Result<(Paths, Settings, Vec<Complaint>), Exit>,
    in_headset: bool,
) -> Result<Vec<Finding>, Exit> {
    let mut findings = vec![
        machine::picture(),
        machine::display(),
        sound::look(),
        if in_headset {
            Finding::good(headset::WHAT, text::headset_in_use())
        } else {
            headset::look()
        },
    ];
    match loaded {
        Ok((paths, mut settings, complaints)) => {
            findings.extend(folders::look(&paths));
            findings.push(files::settings(&paths, complaints));
            findings.extend(files::look(&paths));
            findings.push(machine::bodies(settings.engine));
            findings.push(minds::servers(settings.in_use().is_none())?);
            findings.push(keys::look(&mut settings));
            findings.extend(minds::look(&settings, minds::PATIENCE)?);
        }
        Err(exit) => findings.push(Finding::with(
            "folders",
            State::Missing,
            exit.to_string(),
            text::see_message(),
        )),
    }
    Ok(findings)
}

/// What all findings come to.
///
/// # Errors
/// Exit code 3 when something is missing, else 2 when a file is broken.
pub fn verdict(findings: &[Finding]) -> CommandResult {
    let first = |state| findings.iter().find(|finding| finding.state == state);
    if let Some(Finding { what, remedy, .. }) = first(State::Missing) {
        return Err(Exit::missing(anyhow!("missing: {what}. {remedy}")));
    }
    match first(State::Broken) {
        Some(Finding { what, remedy, .. }) => {
            Err(Exit::bad_input(anyhow!("broken: {what}. {remedy}")))
        }
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_file_would_hide_what_is_missing_or_end_as_if_all_were_well() {
        let finding = |state| Finding::with("it", state, "found", "do this");
        for (states, code) in [
            (&[State::Good, State::Note][..], None),
            (&[State::Good, State::Broken], Some(2)),
            (&[State::Broken, State::Missing], Some(3)),
        ] {
            let findings: Vec<Finding> = states.iter().copied().map(finding).collect();
            let ended = verdict(&findings);
            assert_eq!(ended.err().map(|exit| exit.code), code, "{states:?}");
        }
    }
}
