//! Captions of sounds.

use bevy_egui::PrimaryEguiContext;

use super::*;

#[test]
fn a_line_more_would_end_below_the_screen_for_a_frame() {
    let mut bench = Bench::new();
    let world = bench.app.world_mut();
    world.resource_mut::<UiSettings>().sound.captions = true;
    let mut context = world.query_filtered::<Entity, With<PrimaryEguiContext>>();
    let context = context.single(world).expect("the bench has one");
    world
        .entity_mut(context)
        .insert((ViewCamera, GlobalTransform::IDENTITY));
    let sound = |kind| SoundSource {
        kind,
        who: None,
        at: Vec3::new(3.0, 0.0, 3.0),
    };
    let kinds = [SoundKind::Bird, SoundKind::Steps, SoundKind::Fountain];
    for lines in 1..=kinds.len() {
        let world = bench.app.world_mut();
        world.resource_mut::<SoundsHere>().0 = kinds[..lines].iter().copied().map(sound).collect();
        for _ in 0..2 {
            bench.frame(vec![]);
            let told = kinds.map(|kind| text::sound_of(kind, None));
            let told = bench
                .words
                .iter()
                .filter(|(words, ..)| told.contains(words));
            let ends: Vec<f32> = told.map(|(.., whole)| whole.bottom()).collect();
            // egui hides what it shows for the first time.
            if ends.len() != lines {
                assert_eq!((ends.len(), lines), (0, 1));
                continue;
            }
            let last = ends.iter().copied().fold(0.0, f32::max);
            assert!(
                (680.0..696.0).contains(&last),
                "{lines} lines end at {last}"
            );
        }
    }
}
