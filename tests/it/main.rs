//! End-to-end tests: the program from outside, and whole worlds stepped by hand.

mod answers;
mod bad_input;
mod dialogue_bench;
mod exchanges;
mod headset;
mod invariants;
mod knowing;
mod life;
mod llama;
mod parting;
mod people;
mod picture;
mod record;
mod saves;
mod servers;
mod support;
mod talk;
mod window;
