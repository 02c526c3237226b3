//! End-to-end tests: the program from outside, and whole worlds stepped by hand.

mod answers;
mod bad_input;
mod camera;
mod crash;
mod crowd;
mod crowd_picture;
mod crowd_walk;
mod dialogue_bench;
mod exchanges;
mod faults;
mod formats;
mod frame_bench;
mod headset;
mod invariants;
mod key_leaks;
#[cfg(target_os = "linux")]
mod keyring;
mod knowing;
mod life;
mod link;
mod named_servers;
#[cfg(target_os = "linux")]
mod package;
mod parting;
mod passers;
mod people;
mod picture;
mod real;
mod record;
mod reload;
mod saves;
mod scene;
mod schemas;
mod servers;
mod support;
mod talk;
mod tick_bench;
mod window;
