//! The text of every pass: shared parts, the rules, and the pass itself, put together here.

use crate::rules::Rules;

use super::device::GpuDevice;

const COMMON: &str = include_str!("../../../../shaders/tick/common.wgsl");
const BLOCK_SUBGROUP: &str = include_str!("../../../../shaders/tick/block_subgroup.wgsl");
const BLOCK_WORKGROUP: &str = include_str!("../../../../shaders/tick/block_workgroup.wgsl");
const SCAN: &str = include_str!("../../../../shaders/tick/scan.wgsl");
const SCATTER: &str = include_str!("../../../../shaders/tick/scatter.wgsl");
const STEP_API: &str = include_str!("../../../../shaders/tick/step_api.wgsl");
const VIEW: &str = include_str!("../../../../shaders/tick/view.wgsl");
const WALK_ALONE: &str = include_str!("../../../../shaders/tick/walk_alone.wgsl");
const WALK_TOGETHER: &str = include_str!("../../../../shaders/tick/walk_together.wgsl");
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
    /// The shipped text that suits a device best. None changes a result.
    #[must_use]
    pub fn for_device<R: Rules>(gpu: &GpuDevice) -> Self {
        let subgroups = gpu.has(wgpu::Features::SUBGROUP);
        if subgroups && gpu.is_software() && gpu.info.subgroup_min_size >= 8 {
            Self::together::<R>()
        } else {
            Self::new::<R>(subgroups)
        }
    }

    /// For software devices with subgroups of at least eight: agents look around together.
    #[must_use]
    pub fn together<R: Rules>() -> Self {
        Self {
            step: [COMMON, STEP_API, VIEW, R::WGSL, WALK_TOGETHER, STEP].concat(),
            ..Self::new::<R>(true)
        }
    }

    /// For graphics cards, with sums over workgroups by subgroup operations or without.
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
            step: [COMMON, STEP_API, VIEW, R::WGSL, WALK_ALONE, STEP].concat(),
            hash: [COMMON, block, HASH].concat(),
            group: 64,
        }
    }
}
