//! The simulation, headless and stepped by hand.

mod absurd;
mod crowd;
mod hearing;
mod order;
mod people;
mod places;
mod replay;
mod shipped;
mod speech;
mod stage;
mod town;
