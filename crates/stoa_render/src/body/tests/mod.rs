//! What breaks when bodies do: feet that slide, numbers that are none, seats missed, holes in the surface, figures that
//! stay when their bodies leave.

mod figures;
mod motion;
mod surface;
