//! `stoa doctor`: what this machine has, what is missing, and how to get it.

use clap::Args;

use super::ProfileFlags;
use crate::{
    doctor::{self, Finding, State},
    exit::CommandResult,
    report,
};

/// Check picture, display, sound, headset, folders, every file of ours, model servers and the chosen mind; each finding
/// comes with its remedy.
///
/// Example: stoa doctor --json
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub struct Doctor {
    #[command(flatten)]
    profile: ProfileFlags,
    /// One JSON list with all findings.
    #[arg(long)]
    json: bool,
}

impl Doctor {
    /// # Errors
    /// Exit code 3 when something that `stoa play` needs is missing, or the chosen mind does not answer; 2 when a file
    /// has mistakes.
    pub fn run(self) -> CommandResult {
        let findings = doctor::look(self.profile.load(), false)?;
        if self.json {
            report::line(&serde_json::to_string_pretty(&findings)?)?;
        } else {
            findings.iter().try_for_each(show)?;
        }
        doctor::verdict(&findings)
    }
}

fn show(finding: &Finding) -> std::io::Result<()> {
    let mark = match finding.state {
        State::Good => "good   ",
        State::Note => "note   ",
        State::Broken => "BROKEN ",
        State::Missing => "MISSING",
    };
    report::line(&format!("{mark}  {:<14} {}", finding.what, finding.found))?;
    if finding.remedy.is_empty() {
        return Ok(());
    }
    report::line(&format!("{:>25}{}", "→ ", finding.remedy))
}
