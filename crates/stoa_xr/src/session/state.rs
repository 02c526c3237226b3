//! The states of a session, to the letter of the specification, and what each asks for.

use openxr::SessionState as Raw;

/// Where a session stands (OpenXR 1.0, section 9.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionState {
    /// Made, or ended and not yet gone.
    Idle,
    /// The runtime wants the session to begin.
    Ready,
    /// Frames are made in step with the runtime; nobody sees them.
    Synchronized,
    /// Frames are seen; input goes elsewhere, to the runtime's own menu for one.
    Visible,
    /// Frames are seen and the hands are ours.
    Focused,
    /// The runtime wants the session to end.
    Stopping,
    /// The headset is about to be lost.
    LossPending,
    /// The person left by the runtime's menu.
    Exiting,
}

/// What has to be done when a session comes into a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Duty {
    Nothing,
    /// `xrBeginSession`.
    Begin,
    /// `xrEndSession`, when no frame is on its way any more.
    End,
    /// Destroy the session and stay on the desktop.
    Leave,
    /// Destroy the session: the headset is lost, until somebody asks for it again.
    Lose,
}

impl SessionState {
    /// `None` for a state that this program does not know.
    pub fn from_raw(raw: Raw) -> Option<Self> {
        Some(match raw {
            Raw::IDLE => Self::Idle,
            Raw::READY => Self::Ready,
            Raw::SYNCHRONIZED => Self::Synchronized,
            Raw::VISIBLE => Self::Visible,
            Raw::FOCUSED => Self::Focused,
            Raw::STOPPING => Self::Stopping,
            Raw::LOSS_PENDING => Self::LossPending,
            Raw::EXITING => Self::Exiting,
            _ => return None,
        })
    }

    /// As the event log has it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Idle => "IDLE",
            Self::Ready => "READY",
            Self::Synchronized => "SYNCHRONIZED",
            Self::Visible => "VISIBLE",
            Self::Focused => "FOCUSED",
            Self::Stopping => "STOPPING",
            Self::LossPending => "LOSS_PENDING",
            Self::Exiting => "EXITING",
        }
    }

    pub fn duty(self) -> Duty {
        match self {
            Self::Idle | Self::Synchronized | Self::Visible | Self::Focused => Duty::Nothing,
            Self::Ready => Duty::Begin,
            Self::Stopping => Duty::End,
            Self::LossPending => Duty::Lose,
            Self::Exiting => Duty::Leave,
        }
    }

    /// Whether hands and buttons are ours. Elsewhere the hands are hidden and nothing they do counts.
    pub fn has_input(self) -> bool {
        self == Self::Focused
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_would_begin_twice_or_never_end() {
        for (raw, word, duty, input) in [
            (Raw::IDLE, "IDLE", Duty::Nothing, false),
            (Raw::READY, "READY", Duty::Begin, false),
            (Raw::SYNCHRONIZED, "SYNCHRONIZED", Duty::Nothing, false),
            (Raw::VISIBLE, "VISIBLE", Duty::Nothing, false),
            (Raw::FOCUSED, "FOCUSED", Duty::Nothing, true),
            (Raw::STOPPING, "STOPPING", Duty::End, false),
            (Raw::LOSS_PENDING, "LOSS_PENDING", Duty::Lose, false),
            (Raw::EXITING, "EXITING", Duty::Leave, false),
        ] {
            let state = SessionState::from_raw(raw).expect("a known state");
            assert_eq!(
                (state.word(), state.duty(), state.has_input()),
                (word, duty, input)
            );
        }
        assert_eq!(SessionState::from_raw(Raw::from_raw(99)), None);
    }
}
