//! The simulation, headless and stepped by hand.

mod absurd;
mod crowd;
mod density;
mod hearing;
mod mirror;
mod order;
mod people;
mod places;
mod remake;
mod replay;
mod shipped;
mod speech;
mod stage;
mod town;
