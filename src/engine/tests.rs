use bevy::render::error_handler::ErrorType;
use stoa_tick::hash::WorldHash;
use stoa_world::{
    WorldDef,
    save::WorldSave,
    sim::{WorldPlugin, collect_save, headless, step_many},
    town::sample::large_world,
};

use super::*;

fn check(wish: Wish, notices: usize) {
    let mut world = World::new();
    world.init_resource::<Messages<Notice>>();
    world.insert_resource(Wished(wish));
    begin(&mut world);
    let told: Vec<Notice> = world.resource_mut::<Messages<Notice>>().drain().collect();
    assert_eq!(told.len(), notices, "{wish:?}: {told:?}");
    for notice in told {
        let text = &notice.text;
        assert!(text.contains("but the processor"), "{notice:?}");
        assert!(text.contains("install the graphics driver"), "{notice:?}");
    }
}

#[test]
fn nobody_would_know_that_the_device_they_asked_for_is_missing() {
    check(Wish::Gpu, 1);
    // They get what they asked for.
    check(Wish::Auto, 0);
    check(Wish::Cpu, 0);
}

/// A small town, new or as it was saved.
fn town(restore: Option<WorldSave>) -> App {
    let (def, problems) = WorldDef::parse("town.toml", &large_world(1, 200));
    headless(WorldPlugin {
        def: def.unwrap_or_else(|| panic!("{problems:#?}")),
        seed: 7,
        restore,
    })
}

/// All that a tick depends on, ten ticks later.
fn hash_after(mut app: App) -> WorldHash {
    step_many(&mut app, 10);
    app.world_mut().resource_mut::<BodyTick>().engine().hash()
}

#[test]
fn a_window_that_loses_its_device_would_go_on_blind_or_save_another_world() {
    let mut app = town(None);
    let device = GpuDevice::open().expect("a graphics driver");
    give(app.world_mut(), &device, &device.submitter());
    app.insert_resource(OnDevice(device.clone()));
    step_many(&mut app, 80);
    device.device.destroy();
    let error = RenderError {
        ty: ErrorType::DeviceLost,
        description: "it was pulled out".to_owned(),
        source: None,
    };
    let policy = end(&error, app.world_mut(), &mut World::new());
    assert!(matches!(policy, RenderErrorPolicy::StopRendering));
    assert_eq!(app.should_exit(), Some(AppExit::error()));
    let again = town(Some(collect_save(app.world_mut())));

    let mut expected = town(None);
    step_many(&mut expected, 80);
    assert_eq!(hash_after(again), hash_after(expected));
}
