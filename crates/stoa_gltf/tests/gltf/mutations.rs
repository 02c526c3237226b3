//! Whatever is changed in a sound file: it is read or refused, and never panics.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::build::{check, glb, read_bytes, read_scene, square};

/// Every number of a JSON value, by its path.
fn numbers(value: &Value, path: &str, found: &mut Vec<String>) {
    match value {
        Value::Number(_) => found.push(path.to_owned()),
        Value::Array(list) => {
            for (i, one) in list.iter().enumerate() {
                numbers(one, &format!("{path}/{i}"), found);
            }
        }
        Value::Object(table) => {
            for (key, one) in table {
                numbers(one, &format!("{path}/{key}"), found);
            }
        }
        _ => {}
    }
}

fn odd_number() -> impl Strategy<Value = Value> {
    prop_oneof![
        (0_u64..300).prop_map(|n| json!(n)),
        any::<u64>().prop_map(|n| json!(n)),
        any::<i64>().prop_map(|n| json!(n)),
        any::<f64>().prop_map(|n| json!(n)),
        Just(json!(null)),
        Just(json!("x")),
        Just(json!([])),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changed_bytes_would_crash_the_reader(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        cut in proptest::option::of(any::<prop::sample::Index>()),
    ) {
        let (json, bin) = square();
        let mut file = glb(&json.to_string(), &bin);
        for (at, byte) in changes {
            let at = at.index(file.len());
            file[at] = byte;
        }
        if let Some(cut) = cut {
            file.truncate(cut.index(file.len()));
        }
        if let Ok(scene) = read_bytes(&file) {
            check(&scene);
        }
    }

    #[test]
    fn changed_numbers_would_crash_the_reader(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), odd_number()), 1..4),
    ) {
        let (mut json, bin) = square();
        let mut paths = Vec::new();
        numbers(&json, "", &mut paths);
        for (path, number) in changes {
            let path = &paths[path.index(paths.len())];
            if let Some(place) = json.pointer_mut(path) {
                *place = number;
            }
        }
        if let Ok(scene) = read_scene(&json, &bin) {
            check(&scene);
        }
    }
}
