//! Those of the crowd who were spoken to, in the save: who they are, and what they remember.

use std::{collections::BTreeMap, sync::Arc};

use bevy_ecs::prelude::*;
use serde::Deserialize;
use serde_json::Value;
use stoa_mind::Persona;
use stoa_world::{
    StableId,
    sim::{Minded, Mirrored, Notice, SaveExtras},
};

use crate::{
    bridge::MindBridge,
    cast::Cast,
    inhabitant::{Conduct, Errand, Inhabitant},
    keep,
};

/// The key of the lives among the save's extras.
const KEY: &str = "passers_by";

/// Keeps who somebody is for good.
pub(super) fn keep_life(extras: &mut SaveExtras, index: u32, persona: &Persona) {
    match serde_json::to_value(persona) {
        Ok(life) => {
            let all = extras.0.entry(KEY.to_owned());
            let all = all.or_insert_with(|| Value::Object(Default::default()));
            if let Value::Object(all) = all {
                all.entry(index.to_string()).or_insert(life);
            }
        }
        Err(error) => tracing::error!("{} has no JSON form: {error}", persona.name),
    }
}

/// Those whose lives are in the save. What can't be read is told, and stays in the save's backup.
pub(super) fn known(world: &mut World) -> BTreeMap<u32, Arc<Persona>> {
    let Some(kept) = world.resource::<SaveExtras>().0.get(KEY) else {
        return BTreeMap::new();
    };
    let lives = BTreeMap::<u32, Persona>::deserialize(kept);
    match lives {
        Ok(lives) => lives
            .into_iter()
            .map(|(index, life)| (index, Arc::new(life)))
            .collect(),
        Err(error) => {
            let error = format!("`extra.{KEY}` of the save: {error}");
            let notice = Notice::warning(
                format!("Those of the crowd who were spoken to are strangers again: {error}"),
                "The save before this one lies beside it, with the ending .bak",
            );
            world.write_message(notice.named("strangers", [("error", error)]));
            BTreeMap::new()
        }
    }
}

/// The mind of one of the crowd is put away, however it goes; that of small talk is forgotten.
pub(crate) fn put_away(
    removed: On<Remove, Inhabitant>,
    minds: Query<(&StableId, &Inhabitant, &Conduct, Has<Minded>), With<Mirrored>>,
    mut cast: ResMut<Cast>,
    mut extras: ResMut<SaveExtras>,
    mut bridge: ResMut<MindBridge>,
) {
    let Ok((id, mind, conduct, minded)) = minds.get(removed.entity) else {
        return;
    };
    if let Some(turn) = &conduct.turn {
        bridge.cancel(turn.ticket);
    }
    cast.remove(*id);
    if !minded {
        return;
    }
    let one = keep::Kept {
        mind: mind.0.save(),
        errand: Errand::None,
        next_plan: conduct.next_plan,
        owed: Vec::new(),
    };
    keep::put_one(&mut extras, &mind.0.persona, &one);
}
