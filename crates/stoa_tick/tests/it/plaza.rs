//! The plaza's shader against its twin: a crowd with orders over a short day.

use stoa_tick::gpu::Sources;
use stoa_tick::rules::plaza::Plaza;

use crate::crowd::{AGENTS, few_orders, morning, orders};
use crate::exact::compare;

#[test]
fn plaza_shader_equals_twin_for_600_ticks_of_2000() {
    compare(
        morning(AGENTS),
        &Sources::new::<Plaza>(true),
        600,
        few_orders,
    )
    .unwrap();
}

#[test]
fn plaza_shader_equals_twin_under_many_orders() {
    compare(morning(AGENTS), &Sources::new::<Plaza>(false), 60, orders).unwrap();
}

#[test]
fn plaza_shader_equals_twin_at_odd_sizes() {
    for (agents, ticks) in [(1, 1_500), (4_999, 40)] {
        compare(
            morning(agents),
            &Sources::new::<Plaza>(true),
            ticks,
            |_, _| Vec::new(),
        )
        .unwrap();
    }
}

#[test]
fn plaza_shader_with_one_constant_changed_is_found_out() {
    let changes = [
        ("const PERSONAL: i32 = 717;", "const PERSONAL: i32 = 718;"),
        ("const FOLLOW: i32 = 430;", "const FOLLOW: i32 = 431;"),
        ("const PATIENCE: u32 = 30u;", "const PATIENCE: u32 = 31u;"),
        (
            "const LONGEST_WAY: u32 = 2250u;",
            "const LONGEST_WAY: u32 = 2251u;",
        ),
        ("worth -= 12 * metres", "worth -= 13 * metres"),
        ("* 181) >> 8u", "* 182) >> 8u"),
    ];
    for (shipped, changed) in changes {
        let mut sources = Sources::new::<Plaza>(true);
        assert!(
            sources.step.contains(shipped),
            "{shipped} is not in the shader"
        );
        sources.step = sources.step.replacen(shipped, changed, 1);
        let found = compare(morning(AGENTS), &sources, 200, few_orders);
        assert!(found.is_err(), "nobody noticed {changed}");
    }
}

#[test]
fn plaza_shader_and_twin_keep_the_golden_hash() {
    // A change of the rules or the arithmetic changes this; then say so in the commit and write the new one.
    let last = compare(
        morning(AGENTS),
        &Sources::new::<Plaza>(true),
        100,
        few_orders,
    )
    .unwrap();
    assert_eq!(last.to_string(), "e89ffc1cb758b2f3");
}
