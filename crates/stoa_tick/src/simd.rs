//! Which vector instructions this processor has, found out while running.

/// A set of vector instructions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Simd {
    /// None asked for: the scalar reference that every other path must equal.
    Baseline,
    /// What the target always has: SSE2 on x86-64, NEON on aarch64.
    Portable,
    /// x86-64 with AVX2, BMI 1 and 2, LZCNT and POPCNT.
    Avx2,
    /// x86-64 with AVX-512 F, BW, CD, DQ and VL.
    Avx512,
}

impl Simd {
    /// The best that this processor has.
    #[must_use]
    pub fn detect() -> Self {
        *Self::offered().last().unwrap_or(&Self::Portable)
    }

    /// All that this processor has, the best last.
    #[must_use]
    pub fn offered() -> Vec<Self> {
        let mut offered = vec![Self::Baseline, Self::Portable];
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

    /// Name for reports and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Baseline => "scalar",
            Self::Portable if cfg!(target_arch = "aarch64") => "neon",
            Self::Portable => "portable",
            Self::Avx2 => "avx2",
            Self::Avx512 => "avx512",
        }
    }
}

/// Sixteen words from `at` on; the arrays are padded for it.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f")]
#[inline]
pub(crate) fn load16(words: &[u32], at: usize) -> std::arch::x86_64::__m512i {
    let words = &words[at..at + 16];
    #[expect(unsafe_code, reason = "a whole vector from a slice")]
    // SAFETY: the slice holds the 64 bytes that are read.
    unsafe {
        std::arch::x86_64::_mm512_loadu_si512(words.as_ptr().cast())
    }
}
