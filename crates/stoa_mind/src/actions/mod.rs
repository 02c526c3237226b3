//! The deeds a mind may do: a typed allow-list.
//!
//! A backend asks for a deed by a tool call ([`tools`] describes them) or, when its model has no tools, by the
//! plain-text form that [`fallback`] reads. Either way [`Action::from_call`] turns names into ids, forgives articles,
//! capitals and small typing errors, and refuses in words what cannot be meant. The world then decides whether the
//! deed is possible: nothing here enforces reach, rate or permission.

pub mod fallback;
mod resolve;
#[cfg(test)]
mod tests;
mod tools;

pub(crate) use tools::description;
pub use tools::{NAMES, tools};

use serde::{Deserialize, Serialize};
use stoa_model::{Deed, ToolCall, TurnContext};

use resolve::Args;

/// A deed, with stable ids and place ids instead of names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum Action {
    /// Walk behind somebody.
    Follow { who: u32 },
    /// Walk to a place, waiting for `who` on the way.
    LeadTo { who: u32, place: String },
    /// Walk to a place alone.
    GoTo { place: String },
    /// Walk up to somebody.
    ComeHere { to: u32 },
    /// Give up walking, following and leading.
    Stop,
    /// Sit down: at a place, or on the nearest free seat.
    Sit { place: Option<String> },
    /// Get up.
    Stand,
    /// Wave at somebody, or to everybody.
    Wave { at: Option<u32> },
    /// Point at somebody or at a place.
    PointAt { target: Target },
    /// Introduce `whom` (the one I talk with) to `to`, who may be out of sight: then lead them there.
    Introduce { whom: u32, to: u32 },
    /// Move head or body without words.
    Gesture { kind: GestureKind },
    /// End the talk with `who`.
    EndTalk { who: Option<u32> },
}

/// What can be pointed at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    Person(u32),
    /// A place's id.
    Place(String),
}

crate::persona::word_enum! {
    /// A gesture without a target.
    pub enum GestureKind {
        Nod = "nod",
        Shake = "shake",
        Laugh = "laugh",
        Bow = "bow",
        Shrug = "shrug",
        Think = "think",
    }
}

/// Why a call cannot be meant. Each says so in words that the speaker could use.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ActionError {
    /// No deed has this name.
    #[error("there is no deed called `{0}`")]
    Unknown(String),
    /// The deed exists, but not for this mind at this time.
    #[error("I cannot {0} now")]
    NotAllowed(String),
    /// Something must be named.
    #[error("{action} needs {what}")]
    Missing {
        action: &'static str,
        what: &'static str,
    },
    /// No such place.
    #[error("I know no place called {said}{}", near(.known))]
    NoSuchPlace { said: String, known: Vec<String> },
    /// No such person in sight.
    #[error("I see nobody called {0} here")]
    NoSuchPerson(String),
    /// Several could be meant.
    #[error("{said} could be {}", .among.join(" or "))]
    Ambiguous { said: String, among: Vec<String> },
    /// A word outside its list.
    #[error("{said} is none of {}", .known.join(", "))]
    NotOneOf { said: String, known: Vec<String> },
}

fn near(known: &[String]) -> String {
    if known.is_empty() {
        String::new()
    } else {
        format!("; there is {}", known.join(", "))
    }
}

impl Action {
    /// Understands a call in the scene of a turn.
    ///
    /// # Errors
    /// When the deed is unknown, not in `ctx.actions`, or names nothing that is here.
    pub fn from_call(call: &ToolCall, ctx: &TurnContext) -> Result<Self, ActionError> {
        let name = fallback::canonical(&call.name)
            .ok_or_else(|| ActionError::Unknown(call.name.clone()))?;
        if !ctx.actions.iter().any(|a| a == name) {
            return Err(ActionError::NotAllowed(name.replace('_', " ")));
        }
        let args = Args::new(name, call, ctx);
        Ok(match name {
            "follow" => Self::Follow {
                who: args.person_or_listener(&["who", "whom", "person", "target"])?,
            },
            "lead_to" => Self::LeadTo {
                who: args.person_or_listener(&["who", "whom", "person"])?,
                place: args.place(&[
                    "place",
                    "to",
                    "where",
                    "target",
                    "destination",
                    "location",
                ])?,
            },
            "go_to" => Self::GoTo {
                place: args.place(&[
                    "place",
                    "to",
                    "where",
                    "target",
                    "destination",
                    "location",
                ])?,
            },
            "come_here" => Self::ComeHere {
                to: args.person_or_listener(&["to", "who", "whom", "person"])?,
            },
            "stop" => Self::Stop,
            "sit" => Self::Sit {
                place: args.place_if_named(&["where", "place", "at", "on", "seat", "location"])?,
            },
            "stand" => Self::Stand,
            "wave" => Self::Wave {
                at: args.person_if_named(&["at", "to", "who", "whom", "person", "target"])?,
            },
            "point_at" => Self::PointAt {
                target: args.target(&["target", "at", "to", "place", "who", "person", "what"])?,
            },
            "introduce" => {
                let to = args.acquaintance(
                    &["to", "who", "whom", "person", "target", "name"],
                    "somebody to introduce to",
                )?;
                let whom = args.person_or_listener(&["whom_i_introduce", "visitor", "listener"])?;
                if whom == to {
                    return Err(ActionError::Missing {
                        action: name,
                        what: "two people",
                    });
                }
                Self::Introduce { whom, to }
            }
            "gesture" => Self::Gesture {
                kind: args.gesture(&["kind", "gesture", "type", "name"])?,
            },
            "end_talk" => Self::EndTalk {
                who: ctx.listener.as_ref().map(|l| l.id),
            },
            _ => return Err(ActionError::Unknown(call.name.clone())),
        })
    }

    /// The name of the deed, as in a tool call.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Follow { .. } => "follow",
            Self::LeadTo { .. } => "lead_to",
            Self::GoTo { .. } => "go_to",
            Self::ComeHere { .. } => "come_here",
            Self::Stop => "stop",
            Self::Sit { .. } => "sit",
            Self::Stand => "stand",
            Self::Wave { .. } => "wave",
            Self::PointAt { .. } => "point_at",
            Self::Introduce { .. } => "introduce",
            Self::Gesture { .. } => "gesture",
            Self::EndTalk { .. } => "end_talk",
        }
    }

    /// The record of the deed for later turns; `refused` says in words why the world refused it.
    pub fn deed(&self, ctx: &TurnContext, refused: Option<String>) -> Deed {
        let place = |id: &String| {
            ctx.places
                .iter()
                .find(|p| p.id == *id)
                .map_or_else(|| id.clone(), |p| p.name.clone())
        };
        let person = |id: u32| {
            let all = ctx.listener.iter().chain(&ctx.present).chain(&ctx.absent);
            all.filter(|p| p.id == id)
                .find_map(|p| p.name.clone())
                .unwrap_or_else(|| "you".into())
        };
        let target = match self {
            Self::Follow { who } | Self::ComeHere { to: who } => person(*who),
            Self::LeadTo { place: p, .. } | Self::GoTo { place: p } => place(p),
            Self::Sit { place: p } => p.as_ref().map(place).unwrap_or_default(),
            Self::Wave { at } => at.map(person).unwrap_or_default(),
            Self::PointAt {
                target: Target::Person(who),
            } => person(*who),
            Self::PointAt {
                target: Target::Place(p),
            } => place(p),
            Self::Introduce { to, .. } => person(*to),
            Self::Gesture { kind } => kind.word().into(),
            Self::Stop | Self::Stand | Self::EndTalk { .. } => String::new(),
        };
        Deed {
            action: self.name().into(),
            target,
            refused,
        }
    }
}
