//! Which vector instructions this processor has, found out while running.

/// A set of vector instructions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Simd {
    /// What the target always has (on aarch64 that includes NEON).
    Baseline,
    /// x86-64 with AVX2, BMI 1 and 2, LZCNT and POPCNT.
    Avx2,
    /// x86-64 with AVX-512 F, BW, CD, DQ and VL.
    Avx512,
}

impl Simd {
    /// The best that this processor has.
    #[must_use]
    pub fn detect() -> Self {
        *Self::offered().last().unwrap_or(&Self::Baseline)
    }

    /// All that this processor has, the best last.
    #[must_use]
    pub fn offered() -> Vec<Self> {
        let mut offered = vec![Self::Baseline];
        #[cfg(target_arch = "x86_64")]
        {
            use std::arch::is_x86_feature_detected as has;
            if has!("avx2") && has!("bmi1") && has!("bmi2") && has!("lzcnt") && has!("popcnt") {
                offered.push(Self::Avx2);
                let parts =
                    has!("avx512bw") && has!("avx512cd") && has!("avx512dq") && has!("avx512vl");
                if has!("avx512f") && parts {
                    offered.push(Self::Avx512);
                }
            }
        }
        offered
    }

    /// Name for reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Baseline if cfg!(target_arch = "aarch64") => "neon",
            Self::Baseline => "baseline",
            Self::Avx2 => "avx2",
            Self::Avx512 => "avx512",
        }
    }
}
