//! In place of `graphics.rs` where there is no engine on graphics devices: says so, and never measures another.

use crate::hash::WorldHash;
use crate::rules::Rules;
use crate::world::World;

use super::{BenchError, Options, Report, Scenario};

/// # Errors
/// [`BenchError::WithoutGpu`].
pub(super) fn measure<R: Rules>(_: &Options, _: &R, _: &World) -> Result<Report, BenchError> {
    Err(BenchError::WithoutGpu)
}

/// # Errors
/// [`BenchError::WithoutGpu`].
pub fn check<R: Scenario>(_: &Options) -> Result<(WorldHash, String), BenchError> {
    Err(BenchError::WithoutGpu)
}
