//! What the crowd's passes need of the device that draws, and what is done where it lacks that.

use bevy::prelude::*;
use bevy::render::renderer::RenderAdapter;
use wgpu::DownlevelFlags;

use crate::QualityNotice;

/// What the device that draws can do. Taken from the adapter once; whoever inserts it before start-up has the crowd drawn
/// as if the device could do no more than that.
#[derive(Resource, Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeviceAbilities(pub DownlevelFlags);

/// What a device lacks to draw the crowd from the tick's own buffer; then the processor chooses who is drawn
/// ([`super::plain`]).
pub fn lacking(has: DownlevelFlags) -> Option<&'static str> {
    let needs = [
        (DownlevelFlags::COMPUTE_SHADERS, "compute shaders"),
        (
            DownlevelFlags::VERTEX_STORAGE,
            "storage buffers in vertex shaders",
        ),
        (DownlevelFlags::INDIRECT_EXECUTION, "indirect draws"),
    ];
    let missing = needs.into_iter().find(|(flag, _)| !has.contains(*flag));
    missing.map(|(_, name)| name)
}

pub(super) fn plugin(app: &mut App) {
    app.add_systems(
        PreStartup,
        look.run_if(not(resource_exists::<DeviceAbilities>)),
    );
}

fn look(mut commands: Commands, adapter: Option<Res<RenderAdapter>>) {
    if let Some(adapter) = adapter {
        let flags = adapter.get_downlevel_capabilities().flags;
        commands.insert_resource(DeviceAbilities(flags));
    }
}

/// What a person should know of how the crowd is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Drawback {
    /// The device lacks this, so the processor chooses whom to draw.
    Plain(&'static str),
    /// Nobody is seen: a device computes the tick that does not draw, or that draws without what it lacks.
    Unseen(Option<&'static str>),
}

impl Drawback {
    /// Says it.
    pub(super) fn tell(self, notices: &mut MessageWriter<QualityNotice>) {
        let notice = match self {
            Self::Plain(lacks) => QualityNotice::CrowdChosenPlainly {
                lacks,
                most: super::plain::MOST_DRAWN,
            },
            Self::Unseen(lacks) => QualityNotice::CrowdUnseen(lacks),
        };
        warn!("{notice}");
        notices.write(notice);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_device_would_be_asked_for_what_it_lacks() {
        assert_eq!(lacking(DownlevelFlags::all()), None);
        for (flag, word) in [
            (DownlevelFlags::COMPUTE_SHADERS, "compute"),
            (DownlevelFlags::VERTEX_STORAGE, "vertex"),
            (DownlevelFlags::INDIRECT_EXECUTION, "indirect"),
        ] {
            let lacks = lacking(DownlevelFlags::all() - flag);
            assert!(lacks.is_some_and(|name| name.contains(word)), "{word}");
        }
    }
}
