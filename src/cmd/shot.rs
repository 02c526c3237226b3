//! `stoa shot`: a picture of the world without display or window server.

use std::path::PathBuf;

use anyhow::anyhow;
use clap::Args;

use super::{ProfileFlags, WorldFlags};
use crate::{
    exit::{CommandResult, Exit},
    picture, report,
    session::{Launch, Start},
    settings::QualityChoice,
};

/// Take a picture of the world; needs a Vulkan driver (a software one will do) but no display.
///
/// Example: stoa shot --out plaza.png --viewpoint plaza --size 1280x720
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub struct Shot {
    #[command(flatten)]
    profile: ProfileFlags,
    #[command(flatten)]
    world: WorldFlags,
    /// The picture's file (PNG).
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// One of the world's viewpoints. Default: its first.
    #[arg(long, value_name = "NAME")]
    viewpoint: Option<String>,
    #[arg(long, value_name = "WxH", default_value = "1280x720", value_parser = parse_size)]
    size: (u32, u32),
    /// Let the world live for this many ticks of 1/30 s first.
    #[arg(long, value_name = "N", default_value_t = 300)]
    ticks: u64,
    #[arg(long, value_enum, default_value = "high")]
    quality: QualityChoice,
}

impl Shot {
    /// # Errors
    /// Exit code 2 for an unknown world or viewpoint, 3 without a Vulkan driver.
    pub fn run(self) -> CommandResult {
        let (paths, mut settings, _) = self.profile.load()?;
        settings.picture.quality = self.quality.into();
        let content = self.world.load(&paths)?;
        for problem in &content.problems {
            report::line_to_stderr(problem);
        }
        let names: Vec<&str> = content
            .world
            .viewpoints
            .iter()
            .map(|viewpoint| viewpoint.id.as_str())
            .collect();
        let index = match &self.viewpoint {
            None => 0,
            Some(name) => names
                .iter()
                .position(|known| known == name)
                .ok_or_else(|| {
                    Exit::bad_input(anyhow!(
                        "no viewpoint `{name}` in this world; it has {}",
                        names.join(", ")
                    ))
                })?,
        };
        let viewpoint = content.world.viewpoints.get(index).cloned();
        let viewpoint =
            viewpoint.ok_or_else(|| Exit::bad_input(anyhow!("this world has no viewpoints")))?;
        let launch = Launch::new(paths, settings, content, self.world.seed, Start::Fresh);
        let image = picture::take(launch, &viewpoint, self.size, self.ticks)?;
        image
            .save(&self.out)
            .map_err(|error| Exit::bad_input(anyhow!("{}: {error}", self.out.display())))?;
        report::line(&self.out.display().to_string())?;
        Ok(())
    }
}

/// `1280x720` → (1280, 720).
///
/// # Errors
/// In words, for the command line.
pub fn parse_size(text: &str) -> Result<(u32, u32), String> {
    let size = text
        .split_once(['x', 'X'])
        .and_then(|(w, h)| Some((w.parse().ok()?, h.parse().ok()?)));
    size.filter(|(w, h)| (16..=8192).contains(w) && (16..=8192).contains(h))
        .ok_or_else(|| {
            "expected WIDTHxHEIGHT, each from 16 to 8192, for example 1280x720".to_owned()
        })
}

#[cfg(test)]
mod tests {
    use super::parse_size;

    #[test]
    fn a_size_is_two_numbers_within_what_drivers_take() {
        for (text, size) in [
            ("1280x720", Some((1280, 720))),
            ("16X16", Some((16, 16))),
            ("0x0", None),
            ("axb", None),
            ("9000x1", None),
            ("640", None),
        ] {
            assert_eq!(parse_size(text).ok(), size, "{text}");
        }
    }
}
