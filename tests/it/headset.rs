//! The headset, on a real runtime: Monado on a software driver, its headset and hands moved by keys and mouse.
//!
//! Frames take a second here and more, so nothing is said about rates: states, frames, events, poses and pictures
//! count. What people should look at lies in `target/pictures/headset_*.png` afterwards, the left eye's picture left.

mod driven;
mod entered;
mod gaze;
mod later;
mod missing;
mod parallax;
mod reply;
mod worn;
