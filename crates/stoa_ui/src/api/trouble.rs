//! What kinds of failures model servers have.

/// The kind of a [`crate::Problem`] with a model server: panels that don't speak the language of its error tell this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Trouble {
    BadAddress,
    UnknownHost,
    /// Nothing listens there.
    Refused,
    ConnectTimeout,
    /// No encrypted connection.
    Tls,
    FirstTokenTimeout,
    /// It fell silent in the middle.
    IdleTimeout,
    TooLong,
    CutStream,
    WrongProtocol,
    BadKey,
    UnknownModel,
    Loading,
    /// A limit of the settings is reached.
    LimitReached,
    Busy,
    /// The server's own limits, or a quota.
    RateLimited,
    ContextTooLong,
    BadRequest,
    ServerError,
    /// The server withheld the answer.
    Withheld,
    EmptyAnswer,
    BadToolCall,
    NoRecording,
}

impl Trouble {
    pub const ALL: [Self; 23] = [
        Self::BadAddress,
        Self::UnknownHost,
        Self::Refused,
        Self::ConnectTimeout,
        Self::Tls,
        Self::FirstTokenTimeout,
        Self::IdleTimeout,
        Self::TooLong,
        Self::CutStream,
        Self::WrongProtocol,
        Self::BadKey,
        Self::UnknownModel,
        Self::Loading,
        Self::LimitReached,
        Self::Busy,
        Self::RateLimited,
        Self::ContextTooLong,
        Self::BadRequest,
        Self::ServerError,
        Self::Withheld,
        Self::EmptyAnswer,
        Self::BadToolCall,
        Self::NoRecording,
    ];
}
