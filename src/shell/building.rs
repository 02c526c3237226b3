//! While a modelled scene is being built: the title card says how far it is, and Escape leaves.

use bevy::prelude::*;
use stoa_render::Model;
use stoa_ui::{Loading, Notice, Severity, text};
use stoa_world::WorldDef;

pub fn plugin(app: &mut App) {
    app.add_systems(Update, (tell, leave).run_if(resource_exists::<Model>));
}

fn tell(
    mut model: ResMut<Model>,
    mut loading: ResMut<Loading>,
    def: Res<WorldDef>,
    mut notices: MessageWriter<Notice>,
) {
    if model.is_changed() {
        let problems = model.bypass_change_detection().take_problems();
        notices.write_batch(
            problems
                .into_iter()
                .map(|text| Notice::new(Severity::Warning, text)),
        );
    }
    let percent = (!model.is_done()).then(|| model.percent());
    if loading.percent != percent {
        loading.percent = percent;
        loading.doing = match percent {
            Some(_) => text::building(&def.name),
            None => String::new(),
        };
    }
}

fn leave(keys: Res<ButtonInput<KeyCode>>, model: Res<Model>, mut exit: MessageWriter<AppExit>) {
    if keys.just_pressed(KeyCode::Escape) && !model.is_done() {
        exit.write(AppExit::Success);
    }
}
