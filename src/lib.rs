//! Composition: which plugins make the world, in which order, for which subcommand. Only this crate knows all others.

pub mod abilities;
pub mod cmd;
pub mod crash;
pub mod date;
pub mod desktop;
pub mod doctor;
pub mod engine;
pub mod exchanges;
pub mod exit;
pub mod headless;
pub mod headset;

pub mod measure;
pub mod minds;
pub mod modelled;
pub mod paths;
pub mod picture;
pub mod reload;
pub mod report;
pub mod safe;
pub mod session;
pub mod settings;
pub mod shell;
pub mod sound;
pub mod spending;
pub mod stored;
pub mod terminated;
pub mod trial;
pub mod trouble;
pub mod window;
