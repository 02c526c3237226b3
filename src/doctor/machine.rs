//! What of the machine the picture needs, and what moves the bodies.

use stoa_render::offscreen::AdapterSummary;
use stoa_tick::engine::Adapter;
use stoa_ui::text::doctor as text;

use super::{Finding, State};
use crate::engine::EngineChoice;

pub fn picture() -> Finding {
    match stoa_render::offscreen::probe_adapter() {
        Ok(AdapterSummary {
            name,
            driver,
            crowd_lacks: Some(what),
            ..
        }) => Finding::with(
            "picture",
            State::Note,
            text::no_crowd(&name, &driver, what),
            text::no_crowd_remedy(),
        ),
        Ok(adapter) if adapter.is_cpu => Finding::with(
            "picture",
            State::Note,
            text::software(&adapter.name, &adapter.driver),
            text::software_remedy(),
        ),
        Ok(adapter) => Finding::good("picture", format!("{} ({})", adapter.name, adapter.driver)),
        Err(error) => Finding::with("picture", State::Missing, error.cause, error.remedy),
    }
}

/// What would move the bodies in a window.
pub fn bodies(choice: EngineChoice) -> Finding {
    let adapter = stoa_render::offscreen::probe_adapter().ok();
    let adapter = adapter.map(|adapter| Adapter {
        name: adapter.name,
        is_software: adapter.is_cpu,
    });
    let chosen = stoa_tick::engine::choose(adapter.as_ref(), choice.into());
    Finding::good("bodies", text::moved_by(&chosen.why))
}

pub fn display() -> Finding {
    if !cfg!(target_os = "linux") {
        return Finding::good("display", text::own_display());
    }
    match ["WAYLAND_DISPLAY", "DISPLAY"]
        .into_iter()
        .find_map(|name| Some((name, std::env::var(name).ok()?)))
    {
        Some((name, value)) if !value.is_empty() => {
            Finding::good("display", format!("{name}={value}"))
        }
        _ => Finding::with(
            "display",
            State::Note,
            text::no_display(),
            text::no_display_remedy(),
        ),
    }
}
