//! The window's title says which world it is, also when that is called something else meanwhile.

use bevy::{prelude::*, window::PrimaryWindow};
use stoa_ui::text::NAME;
use stoa_world::WorldDef;

/// The title of a window with a world of this name.
pub fn of(world: &str) -> String {
    // A world that is called as the program is has its name once.
    match world {
        NAME => world.to_owned(),
        _ => format!("{world} · {NAME}"),
    }
}

pub fn plugin(app: &mut App) {
    app.add_systems(Update, follow.run_if(resource_changed::<WorldDef>));
}

fn follow(def: Res<WorldDef>, mut windows: Query<&mut Window, With<PrimaryWindow>>) {
    let title = of(&def.name);
    for mut window in &mut windows {
        if window.title != title {
            window.title.clone_from(&title);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_world_that_is_renamed_would_keep_its_old_title() {
        let mut app = App::new();
        let named = |name: &str| WorldDef {
            name: name.to_owned(),
            ..WorldDef::default()
        };
        app.insert_resource(named("The yard")).add_plugins(plugin);
        let window = Window {
            title: of("The yard"),
            ..default()
        };
        let window = app.world_mut().spawn((window, PrimaryWindow)).id();
        for (name, title) in [
            ("The yard", "The yard · Stoa"),
            ("The orchard", "The orchard · Stoa"),
            ("Stoa", "Stoa"),
        ] {
            app.insert_resource(named(name));
            app.update();
            let shown = app.world().get::<Window>(window).expect("a window");
            assert_eq!(shown.title, title);
        }
    }
}
