//! Minds in the world: the async bridge, actions become intents.
