//! End-to-end tests: the program from outside, and whole worlds stepped by hand.

mod bad_input;
mod exchanges;
mod invariants;
mod life;
mod llama;
mod people;
mod picture;
mod record;
mod saves;
mod servers;
mod support;
mod talk;
mod window;
