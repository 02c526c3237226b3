//! The text of every pass: shared parts, the rules, and the pass itself, put together here.

use crate::rules::Rules;

const COMMON: &str = include_str!("../../../../shaders/tick/common.wgsl");
const BLOCK_SUBGROUP: &str = include_str!("../../../../shaders/tick/block_subgroup.wgsl");
const BLOCK_WORKGROUP: &str = include_str!("../../../../shaders/tick/block_workgroup.wgsl");
const SCAN: &str = include_str!("../../../../shaders/tick/scan.wgsl");
const SCATTER: &str = include_str!("../../../../shaders/tick/scatter.wgsl");
const STEP_API: &str = include_str!("../../../../shaders/tick/step_api.wgsl");
const STEP: &str = include_str!("../../../../shaders/tick/step.wgsl");
const HASH: &str = include_str!("../../../../shaders/tick/hash.wgsl");

/// The text of each module.
#[derive(Clone, Debug)]
pub struct Sources {
    pub scan: String,
    pub scatter: String,
    pub step: String,
    pub hash: String,
    /// Agents to a workgroup of the step pass: 32 to 256.
    pub group: u32,
}

impl Sources {
    /// The shipped text, with sums over workgroups by subgroup operations or without.
    #[must_use]
    pub fn new<R: Rules>(subgroups: bool) -> Self {
        let block = if subgroups {
            BLOCK_SUBGROUP
        } else {
            BLOCK_WORKGROUP
        };
        Self {
            scan: [COMMON, block, SCAN].concat(),
            scatter: [COMMON, SCATTER].concat(),
            step: [COMMON, STEP_API, R::WGSL, STEP].concat(),
            hash: [COMMON, block, HASH].concat(),
            group: 64,
        }
    }
}
