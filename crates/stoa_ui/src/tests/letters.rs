//! Letters on their way to the picture.

use bevy::{
    a11y::AccessibilityPlugin, asset::AssetEvent, image::ImagePlugin, input::InputPlugin,
    window::WindowPlugin,
};
use bevy_egui::{EguiPlugin, EguiPrimaryContextPass, PrimaryEguiContext};

use super::*;

/// What is painted.
#[derive(Resource)]
struct Words(&'static str);

#[test]
fn new_letters_would_be_missing_for_a_frame() {
    let mut app = App::new();
    app.add_plugins((
        MinimalPlugins,
        AssetPlugin::default(),
        ImagePlugin::default(),
        InputPlugin,
        WindowPlugin::default(),
        AccessibilityPlugin,
        TransformPlugin,
    ));
    app.init_asset::<Shader>()
        .add_plugins(EguiPlugin::default());
    order_of_egui(&mut app);
    app.insert_resource(Words("")).add_systems(
        EguiPrimaryContextPass,
        |words: Res<Words>, mut contexts: bevy_egui::EguiContexts| -> Result {
            let painter = contexts.ctx_mut()?.debug_painter();
            let at = egui::pos2(9.0, 9.0);
            painter.debug_text(at, egui::Align2::LEFT_TOP, egui::Color32::WHITE, words.0);
            Ok(())
        },
    );
    app.world_mut().spawn((Camera2d, PrimaryEguiContext));
    app.finish();
    let changes = |app: &mut App| {
        app.update();
        let mut events = app
            .world_mut()
            .resource_mut::<Messages<AssetEvent<Image>>>();
        events.drain().count()
    };
    for _ in 0..4 {
        changes(&mut app);
    }
    assert_eq!(changes(&mut app), 0, "nothing is new");
    app.world_mut().resource_mut::<Words>().0 = "Quite new";
    assert_ne!(
        changes(&mut app),
        0,
        "the picture would have the old letters"
    );
}
