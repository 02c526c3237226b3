//! How much picture the machine can pay for.

use std::fmt;

use bevy::light::ShadowFilteringMethod;
use bevy::prelude::*;
use bevy::render::renderer::RenderAdapterInfo;

/// How rich the picture is. Chosen from the adapter once; whoever sets the resource before start-up, or changes it
/// later, decides instead.
#[derive(Resource, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Quality {
    /// For software drivers: no multisampling, one small shadow map, thin grass.
    Low,
    #[default]
    Medium,
    /// More and sharper shadow, dense leaves and grass, bloom.
    High,
}

impl Quality {
    /// Side of a shadow map in texels.
    pub fn shadow_texels(self) -> usize {
        match self {
            Quality::Low => 2048,
            Quality::Medium => 2048,
            Quality::High => 4096,
        }
    }

    /// How many shadow cascades, and how far they reach in metres.
    pub fn cascades(self) -> (usize, f32) {
        match self {
            Quality::Low => (1, 48.0),
            Quality::Medium => (3, 90.0),
            Quality::High => (4, 120.0),
        }
    }

    /// How the edges of shadows are softened.
    pub fn shadow_filter(self) -> ShadowFilteringMethod {
        match self {
            Quality::Low => ShadowFilteringMethod::Hardware2x2,
            Quality::Medium | Quality::High => ShadowFilteringMethod::Gaussian,
        }
    }

    pub fn msaa(self) -> Msaa {
        match self {
            Quality::Low => Msaa::Off,
            Quality::Medium | Quality::High => Msaa::Sample4,
        }
    }

    /// Leaves, grass and curves, as a part of the full number.
    pub fn detail(self) -> f32 {
        match self {
            Quality::Low => 0.28,
            Quality::Medium => 0.8,
            Quality::High => 1.0,
        }
    }

    /// Whether bright things glow over their edges (needs a high dynamic range target).
    pub fn bloom(self) -> bool {
        self == Quality::High
    }

    /// A word for logs and settings.
    pub fn word(self) -> &'static str {
        match self {
            Quality::Low => "low",
            Quality::Medium => "medium",
            Quality::High => "high",
        }
    }

    /// The quality of that name, in any case.
    pub fn from_word(word: &str) -> Option<Self> {
        [Quality::Low, Quality::Medium, Quality::High]
            .into_iter()
            .find(|q| q.word().eq_ignore_ascii_case(word))
    }

    /// What suits an adapter of this kind.
    pub fn for_device(kind: wgpu::DeviceType) -> Self {
        match kind {
            wgpu::DeviceType::Cpu => Quality::Low,
            wgpu::DeviceType::DiscreteGpu => Quality::High,
            _ => Quality::Medium,
        }
    }
}

/// Said once when the picture was made plainer because of the machine. The interface may show it.
#[derive(Message, Debug, Clone, PartialEq, Eq)]
pub enum QualityNotice {
    /// The processor, of this name, draws the picture.
    ByProcessor(String),
    /// The device has no `lacks`: the processor chooses whom of the crowd to draw.
    CrowdChosenPlainly { lacks: &'static str, most: usize },
    /// The crowd is not seen: the device that computes it lacks this, or does not draw.
    CrowdUnseen(Option<&'static str>),
}

impl fmt::Display for QualityNotice {
    /// For the log; panels say it in their own language.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ByProcessor(name) => {
                write!(
                    f,
                    "the picture is drawn by the processor ({name}), so it is kept plain"
                )
            }
            Self::CrowdChosenPlainly { lacks, most } => write!(
                f,
                "this graphics device has no {lacks}: the processor chooses whom of the crowd to draw, at most the \
                 {most} nearest"
            ),
            Self::CrowdUnseen(None) => {
                write!(
                    f,
                    "the crowd can't be seen: a device computes it that does not draw"
                )
            }
            Self::CrowdUnseen(Some(lacks)) => write!(
                f,
                "the crowd can't be seen: the graphics device that computes it has no {lacks}; the processor can \
                 compute it (--engine cpu)"
            ),
        }
    }
}

pub fn plugin(app: &mut App) {
    app.add_message::<QualityNotice>()
        .add_systems(PreStartup, choose);
}

fn choose(
    mut commands: Commands,
    chosen: Option<Res<Quality>>,
    adapter: Option<Res<RenderAdapterInfo>>,
    mut notices: MessageWriter<QualityNotice>,
) {
    if chosen.is_some() {
        return;
    }
    let Some(adapter) = adapter else {
        commands.insert_resource(Quality::default());
        return;
    };
    let quality = Quality::for_device(adapter.device_type);
    info!("drawing at {} quality on {}", quality.word(), adapter.name);
    if quality == Quality::Low {
        notices.write(QualityNotice::ByProcessor(adapter.name.clone()));
    }
    commands.insert_resource(quality);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_software_adapter_gets_the_plain_picture() {
        for (kind, expected) in [
            (wgpu::DeviceType::Cpu, Quality::Low),
            (wgpu::DeviceType::IntegratedGpu, Quality::Medium),
            (wgpu::DeviceType::DiscreteGpu, Quality::High),
            (wgpu::DeviceType::Other, Quality::Medium),
        ] {
            assert_eq!(Quality::for_device(kind), expected);
        }
    }

    #[test]
    fn every_quality_is_found_by_its_word() {
        for quality in [Quality::Low, Quality::Medium, Quality::High] {
            assert_eq!(
                Quality::from_word(&quality.word().to_uppercase()),
                Some(quality)
            );
        }
        assert_eq!(Quality::from_word("ultra"), None);
    }
}
