//! Between the settings of the file and those of the panel.

use stoa_ui::{BackendSettings, UiSettings, ViewMode};

use super::{BackendKind, CameraMode, QualityChoice, Settings};

impl Settings {
    /// What the panel shows.
    pub fn for_panel(&self) -> UiSettings {
        UiSettings {
            backend: BackendSettings {
                kind: self.backend.into(),
                url: self.url.clone(),
                model: self.model.clone(),
            },
            quality: match self.quality {
                QualityChoice::Auto => stoa_ui::Quality::Auto,
                QualityChoice::Low => stoa_ui::Quality::Low,
                QualityChoice::Medium => stoa_ui::Quality::Medium,
                QualityChoice::High => stoa_ui::Quality::High,
            },
            text_size_percent: self.text_size_percent,
            mouse_sensitivity: self.mouse_sensitivity,
            invert_y: self.invert_y,
            view: match self.camera {
                CameraMode::First => ViewMode::First,
                CameraMode::Third => ViewMode::Third,
            },
            captions: self.captions,
            welcomed: self.welcomed,
            offer_servers: self.offer_servers,
            comfort: self.comfort,
            ..UiSettings::default()
        }
    }

    /// Takes over what was changed in the panel.
    pub fn take_panel(&mut self, panel: &UiSettings) {
        self.backend = panel.backend.kind.into();
        self.url = panel.backend.url.trim().to_owned();
        self.model = panel.backend.model.trim().to_owned();
        self.quality = match panel.quality {
            stoa_ui::Quality::Auto => QualityChoice::Auto,
            stoa_ui::Quality::Low => QualityChoice::Low,
            stoa_ui::Quality::Medium => QualityChoice::Medium,
            stoa_ui::Quality::High => QualityChoice::High,
        };
        self.text_size_percent = panel.text_size_percent;
        self.mouse_sensitivity = panel.mouse_sensitivity;
        self.invert_y = panel.invert_y;
        self.camera = match panel.view {
            ViewMode::First => CameraMode::First,
            ViewMode::Third => CameraMode::Third,
        };
        self.captions = panel.captions;
        self.welcomed = panel.welcomed;
        self.offer_servers = panel.offer_servers;
        self.comfort = panel.comfort;
    }
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
    use super::*;

    #[test]
    fn what_the_panel_shows_is_what_it_gives_back() {
        let settings = Settings {
            backend: BackendKind::Ollama,
            model: "m".to_owned(),
            quality: QualityChoice::High,
            camera: CameraMode::Third,
            text_size_percent: 130,
            invert_y: true,
            captions: false,
            welcomed: true,
            offer_servers: false,
            ..Settings::default()
        };
        let mut back = Settings::default();
        back.take_panel(&settings.for_panel());
        assert_eq!(back, settings);
    }
}
