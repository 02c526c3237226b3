//! Which engine suits a machine.

use std::str::FromStr;

/// A graphics adapter, as far as the choice goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adapter {
    pub name: String,
    /// Whether the processor pretends to be a graphics card.
    pub is_software: bool,
}

#[cfg(feature = "gpu")]
impl From<&wgpu::AdapterInfo> for Adapter {
    fn from(info: &wgpu::AdapterInfo) -> Self {
        Self {
            name: info.name.clone(),
            is_software: info.device_type == wgpu::DeviceType::Cpu,
        }
    }
}

/// What a person wants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Wish {
    /// Whatever is faster here.
    #[default]
    Auto,
    Cpu,
    /// The graphics device, even where the processor pretends to be one.
    Gpu,
}

impl FromStr for Wish {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "auto" => Ok(Self::Auto),
            "cpu" => Ok(Self::Cpu),
            "gpu" => Ok(Self::Gpu),
            _ => Err(format!("`{text}` is no engine: choose auto, cpu or gpu")),
        }
    }
}

/// Which engine to start, and why in one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub gpu: bool,
    pub why: String,
}

/// Chooses the engine for the adapter that there is.
#[must_use]
pub fn choose(adapter: Option<&Adapter>, wish: Wish) -> Choice {
    let (gpu, why) = match (wish, adapter) {
        (Wish::Cpu, _) => (false, "the processor, as asked for".to_owned()),
        (_, _) if cfg!(not(feature = "gpu")) => (
            false,
            "the processor: this program was built without the engine on graphics devices"
                .to_owned(),
        ),
        (_, None) => (
            false,
            "the processor: there is no graphics device; install the graphics driver to use one"
                .to_owned(),
        ),
        (Wish::Gpu, Some(adapter)) => (true, format!("{}, as asked for", adapter.name)),
        (Wish::Auto, Some(adapter)) if adapter.is_software => (
            false,
            format!(
                "the processor: {} is the processor too, and slower",
                adapter.name
            ),
        ),
        (Wish::Auto, Some(adapter)) => (true, format!("{}, a graphics card", adapter.name)),
    };
    Choice { gpu, why }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(adapter: Option<(&str, bool)>, wish: &str, gpu: bool, part: &str) {
        let adapter = adapter.map(|(name, is_software)| Adapter {
            name: name.to_owned(),
            is_software,
        });
        let choice = choose(adapter.as_ref(), wish.parse().unwrap());
        let expected = gpu && cfg!(feature = "gpu");
        assert_eq!(choice.gpu, expected, "{wish}: {}", choice.why);
        if cfg!(feature = "gpu") || wish == "cpu" {
            assert!(choice.why.contains(part), "{wish}: {}", choice.why);
        }
        assert!(!choice.why.contains('\n'));
    }

    #[test]
    fn the_processor_is_not_asked_to_play_a_graphics_card_unless_somebody_wants_it() {
        let card = Some(("Card 9000", false));
        let software = Some(("llvmpipe", true));
        check(card, "auto", true, "Card 9000");
        check(card, "cpu", false, "as asked for");
        check(card, "gpu", true, "as asked for");
        check(software, "auto", false, "llvmpipe is the processor too");
        check(software, "gpu", true, "llvmpipe, as asked for");
        check(None, "auto", false, "install the graphics driver");
        check(None, "gpu", false, "no graphics device");
        assert!("tpu".parse::<Wish>().unwrap_err().contains("auto, cpu"));
    }
}
