//! The space that head and hands are tracked in.

use openxr::ReferenceSpaceType;

/// A space with its zero on the floor, or where the head was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Space {
    /// The room, as the person has drawn it.
    Stage,
    /// The floor under where one is, by `XR_EXT_local_floor`.
    LocalFloor,
    /// Where the head was when the session began.
    Local,
}

impl Space {
    /// The best first.
    pub const ALL: [Self; 3] = [Self::Stage, Self::LocalFloor, Self::Local];

    pub(crate) fn kind(self) -> ReferenceSpaceType {
        match self {
            Self::Stage => ReferenceSpaceType::STAGE,
            Self::LocalFloor => ReferenceSpaceType::LOCAL_FLOOR,
            Self::Local => ReferenceSpaceType::LOCAL,
        }
    }

    pub(crate) fn has_floor(self) -> bool {
        self != Self::Local
    }

    /// What the person wants, if it is `offered`; else the best that is. Every runtime has [`Space::Local`].
    pub(crate) fn choose(wanted: Option<Self>, offered: &[ReferenceSpaceType]) -> Self {
        wanted
            .into_iter()
            .chain(Self::ALL)
            .find(|space| offered.contains(&space.kind()))
            .unwrap_or(Self::Local)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_would_stand_in_the_floor() {
        use Space::*;
        for (wanted, offered, chosen) in [
            (None, &[Local, Stage, LocalFloor][..], Stage),
            (None, &[Local, LocalFloor], LocalFloor),
            (None, &[Local], Local),
            (None, &[], Local),
            (Some(Local), &[Local, Stage, LocalFloor], Local),
            (Some(LocalFloor), &[Local, Stage, LocalFloor], LocalFloor),
            (Some(LocalFloor), &[Local, Stage], Stage),
        ] {
            let kinds: Vec<_> = offered.iter().map(|space| space.kind()).collect();
            let got = Space::choose(wanted, &kinds);
            assert_eq!(got, chosen, "{wanted:?} of {offered:?}");
            assert_eq!(got.has_floor(), got != Local);
        }
    }
}
