//! The agent tick: every agent's body moved one step at a time, in 32-bit integers, to the same bits on one CPU thread,
//! on many, with SIMD, and on any GPU.

/// Asserts a proven bound, when the feature `bounds` is on.
#[macro_export]
macro_rules! bound {
    ($condition:expr) => {
        if cfg!(feature = "bounds") {
            assert!($condition);
        }
    };
}
