//! Ranges, walls, mute, block.

use serde_json::json;
use stoa_world::{Blocked, BodyIndex, Deed, Muted, StableId, Volume};

use crate::stage::{IRIS, Stage, say};

/// Whether the second hears the first at these points (x, z).
fn hears(volume: Volume, from: (f32, f32), to: (f32, f32)) -> bool {
    let mut stage = Stage::new();
    let (a, b) = (stage.person("Ada"), stage.person("Bo"));
    stage.put(a, from.0, from.1);
    stage.put(b, to.0, to.1);
    stage.tell(
        a,
        Deed::Say {
            text: "hear me".to_owned(),
            to: Default::default(),
            volume,
            source: None,
        },
    );
    stage.step(1);
    assert_eq!(stage.of_kind("said", a).len(), 1);
    stage.of_kind("heard", b).len() == 1
}

#[test]
fn voices_carry_as_far_as_they_should() {
    let rows = [
        (Volume::Say, (0.0, 10.0), (7.5, 10.0), true),
        (Volume::Say, (0.0, 10.0), (8.5, 10.0), false),
        (Volume::Whisper, (0.0, 10.0), (1.2, 10.0), true),
        (Volume::Whisper, (0.0, 10.0), (1.9, 10.0), false),
        (Volume::Shout, (-12.0, 10.0), (12.0, 10.0), true),
        (Volume::Shout, (-14.0, 10.0), (13.0, 10.0), false),
        // Through the wall in the east half as far.
        (Volume::Say, (10.0, 0.0), (13.5, 0.0), true),
        (Volume::Say, (10.0, 0.0), (14.5, 0.0), false),
    ];
    for (volume, from, to, heard) in rows {
        assert_eq!(
            hears(volume, from, to),
            heard,
            "{volume:?} from {from:?} to {to:?}"
        );
    }
}

#[test]
fn who_is_muted_is_not_heard_and_hears() {
    let mut stage = Stage::new();
    let (a, b) = (stage.person("Ada"), stage.person("Bo"));
    stage.tell_json(a, json!({"do": "mute", "whom": b.0, "on": true}));
    stage.step(1);
    stage.tell(a, say("can you hear me?"));
    stage.tell(b, say("yes"));
    stage.step(1);
    assert_eq!(stage.of_kind("heard", b).len(), 1);
    assert_eq!(stage.of_kind("heard", a).len(), 0);
    stage.tell_json(a, json!({"do": "mute", "whom": b.0, "on": false}));
    stage.tell(b, say("and now?"));
    stage.step(1);
    assert_eq!(stage.of_kind("heard", a).len(), 1);
}

#[test]
fn a_block_hides_both_ways() {
    let mut stage = Stage::new();
    let (a, b) = (stage.person("Ada"), stage.person("Bo"));
    stage.agent(IRIS, "gate");
    stage.tell_json(a, json!({"do": "block", "whom": b.0, "on": true}));
    stage.step(1);
    stage.tell(a, say("one"));
    stage.tell(b, say("two"));
    stage.step(1);
    assert!(stage.of_kind("heard", a).is_empty() && stage.of_kind("heard", b).is_empty());
    assert_eq!(stage.of_kind("heard", IRIS).len(), 2, "others hear both");
    stage.tell_json(b, json!({"do": "follow", "whom": a.0}));
    stage.step(1);
    assert_eq!(stage.of_kind("refused", b)[0]["cause"], "they are not here");
    stage.tell_json(a, json!({"do": "block", "whom": b.0, "on": false}));
    stage.tell_json(b, json!({"do": "follow", "whom": a.0}));
    stage.step(1);
    assert_eq!(stage.of_kind("refused", b).len(), 1);
    assert_eq!(stage.get::<stoa_world::Following>(b).0, a);
    let _: StableId = a;
}

#[test]
fn who_is_gone_could_never_be_unblocked_and_a_talk_would_outlast_a_block() {
    let mut stage = Stage::new();
    let (a, b) = (stage.person("Ada"), stage.person("Bo"));
    let block = |on| Deed::Block { whom: b, on };
    let mute = |on| Deed::Mute { whom: b, on };
    for deed in [block(true), mute(true), Deed::Leave { whom: b }] {
        stage.tell(a, deed);
    }
    stage.step(1);
    assert_eq!(stage.of_kind("refused", a).len(), 0);
    assert_eq!(stage.get::<Blocked>(a).0, [b]);
    let gone = stage.0.world().resource::<BodyIndex>().get(b);
    stage.0.world_mut().despawn(gone.expect("Bo is here"));
    stage.step(1);
    for deed in [block(true), block(false), mute(false)] {
        stage.tell(a, deed);
    }
    stage.step(1);
    assert_eq!(stage.get::<Blocked>(a).0, []);
    assert_eq!(stage.get::<Muted>(a).0, []);
    let refused = stage.of_kind("refused", a).len();
    assert_eq!(refused, 1, "only the block of who is gone");
}
