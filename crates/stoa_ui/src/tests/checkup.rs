use super::bench::Bench;
use crate::{CheckLine, CheckState, Checkup, CheckupWanted, Screen, Screens, text};

fn line(state: CheckState, what: &str, remedy: &str) -> CheckLine {
    CheckLine {
        state,
        what: what.to_owned(),
        found: format!("of {what}"),
        remedy: remedy.to_owned(),
    }
}

#[test]
fn one_would_be_asked_about_the_machine_again_and_again_or_never() {
    let mut bench = Bench::new();
    bench.app.world_mut().resource_mut::<Screens>().open = Some(Screen::Checkup);
    bench.frame(Vec::new());
    assert_eq!(bench.sent::<CheckupWanted>().len(), 1);
    bench.app.insert_resource(Checkup::Looking);
    bench.rest();
    assert_eq!(bench.sent::<CheckupWanted>().len(), 0);
    assert!(bench.sees(text::checkup_looks()));
    bench.app.insert_resource(Checkup::Done(vec![
        line(CheckState::Good, "sound", ""),
        line(CheckState::Missing, "picture", "install a driver"),
    ]));
    bench.rest();
    for shown in ["of sound", "of picture", "install a driver", "missing"] {
        assert!(bench.sees(shown), "{shown}");
    }
    bench.choose(text::check_again());
    assert_eq!(bench.sent::<CheckupWanted>().len(), 1);
}

#[test]
fn what_is_copied_would_lack_what_to_do() {
    let lines = [
        line(CheckState::Good, "sound", ""),
        line(CheckState::Broken, "a file", "mend it"),
    ];
    let expected = "sound (good): of sound\na file (broken): of a file\n  → mend it\n";
    assert_eq!(text::checkup(&lines), expected);
}
