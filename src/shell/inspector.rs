//! What the panels show of the minds.

use crate::{exchanges, trouble};
use bevy::{prelude::*, time::common_conditions::on_timer};
use std::time::Duration;
use stoa_agents::{Conduct, Inhabitant, Minds, Scene};
use stoa_ui::{MindPanel, MindView, Screens, text};
use stoa_world::{Goal, Mover, StableId};

/// How many memories are shown.
const MEMORIES: usize = 6;

pub fn plugin(app: &mut App) {
    app.add_systems(Update, fill.run_if(on_timer(Duration::from_millis(250))));
}

fn fill(
    scene: Scene,
    minds: Query<(&StableId, &Inhabitant, &Conduct, &Mover)>,
    in_use: Res<Minds>,
    screens: Res<Screens>,
    mut panel: ResMut<MindPanel>,
) {
    panel.0 = minds
        .iter()
        .map(|(id, mind, conduct, mover)| {
            let persona = &mind.0.persona;
            let last = &conduct.last;
            let memories = mind.0.memory.entries().iter().rev().take(MEMORIES);
            let view = MindView {
                role: persona.role.clone(),
                persona: persona.about.clone(),
                doing: scene.doing(*id),
                goal: goal(&scene, mover),
                backend: in_use.chosen(&persona.id),
                built_in: in_use.is_built_in(&persona.id),
                request: request(last),
                problem: last.problem.as_ref().map(trouble::problem),
                memories: memories
                    .map(|entry| format!("{}: {}", entry.name, entry.text))
                    .collect(),
                editable: !persona.file.is_empty(),
                exchange: screens.inspector.then(|| exchanges::view(last)).flatten(),
            };
            (*id, view)
        })
        .collect();
}

fn goal(scene: &Scene, mover: &Mover) -> String {
    match &mover.goal {
        Some(Goal::Place(id)) => scene
            .places
            .places
            .get(id)
            .map_or_else(String::new, |place| place.name.clone()),
        Some(Goal::Seat(_)) => text::goal_seat().to_owned(),
        Some(Goal::Body(id)) => scene.cast.persona(*id).map_or_else(
            || text::goal_you().to_owned(),
            |persona| persona.name.clone(),
        ),
        Some(Goal::Point(..)) | None => String::new(),
    }
}

fn request(last: &stoa_agents::Exchange) -> String {
    if last.running {
        return text::is_thinking(&last.server);
    }
    let Some(first_word) = last.phases.first_word else {
        return String::new();
    };
    let tokens = last.usage.map(|usage| usage.completion_tokens);
    text::first_word(&last.server, first_word.as_secs_f32(), tokens)
}
