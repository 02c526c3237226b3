//! After a crash: the report and safe mode are a key away, and so is going on.

use super::{bench::Bench, hostile::hostile, *};

const REPORT: &str = "/data/crashes/100-7.txt";

fn crashed(report: Option<&str>) -> Bench {
    let mut bench = Bench::new();
    let report = report.map(Into::into);
    bench.app.insert_resource(LastRun(Some(Crash { report })));
    bench.app.world_mut().resource_mut::<Screens>().open = Some(Screen::Crash);
    bench.rest();
    bench
}

#[test]
fn after_a_crash_one_could_not_see_the_report_or_begin_safely() {
    let mut bench = crashed(Some(REPORT));
    assert!(bench.sees(text::crash_title()) && bench.sees(REPORT));
    assert_eq!(bench.owners(), [InputOwner::Screen]);
    bench.choose(text::open_report());
    assert_eq!(bench.sent::<AfterCrash>(), [AfterCrash::OpenReport]);
    assert!(bench.sees(text::crash_title()), "there is more to choose");
    bench.choose(text::start_safe());
    assert_eq!(bench.sent::<AfterCrash>(), [AfterCrash::StartSafe]);
}

#[test]
fn a_run_that_was_killed_would_offer_a_report_that_is_not_there() {
    let bench = crashed(None);
    assert!(bench.sees(text::crash_ended_badly()) && bench.sees(text::crash_no_report()));
    assert!(bench.sees(text::start_safe()) && !bench.sees(text::open_report()));
}

#[test]
fn after_a_crash_one_could_not_simply_go_on() {
    for way in [Key::Enter, Key::Escape] {
        let mut bench = crashed(Some(REPORT));
        bench.press(way);
        bench.rest();
        assert!(!bench.sees(text::crash_title()), "{way:?}");
        assert_eq!(
            (bench.owners(), bench.get::<LastRun>()),
            (vec![], default())
        );
        assert_eq!(bench.sent::<AfterCrash>(), []);
    }
}

#[test]
fn a_long_path_or_large_text_would_break_the_card_of_a_crash() {
    for path in hostile().into_iter().chain(["/data/".repeat(60)]) {
        let mut bench = crashed(Some(&path));
        for (percent, size) in [(100, vec2(640.0, 360.0)), (200, vec2(1280.0, 720.0))] {
            bench.size = size;
            let mut settings = bench.app.world_mut().resource_mut::<UiSettings>();
            settings.picture.text_size_percent = percent;
            bench.rest();
            bench.assert_in_bounds();
        }
    }
}
