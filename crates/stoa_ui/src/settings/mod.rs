//! The settings: their data and their panel.

mod data;

pub use data::{BackendKind, BackendSettings, Quality, UiSettings, ViewMode};
