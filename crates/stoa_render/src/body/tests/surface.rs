use stoa_world::{
    Looks,
    looks::{Beard, Extra, Hair, Hat, Legs, Top},
};

use crate::body::{clay::Clay, rig::Frame, sculpture::sculpt};

fn check_surface(clay: &Clay, what: &str) {
    assert_eq!(clay.points.len(), clay.normals.len());
    assert_eq!(clay.points.len(), clay.dabs.len());
    for ((point, normal), dab) in clay.points.iter().zip(&clay.normals).zip(&clay.dabs) {
        assert!(
            point.is_finite() && point.length() < 3.5,
            "{what}: a point at {point}"
        );
        assert!(
            (normal.length() - 1.0).abs() < 1e-3,
            "{what}: a normal of length {}",
            normal.length()
        );
        let sum: f32 = dab.weights.0.iter().map(|w| w.1).sum();
        assert!((sum - 1.0).abs() < 1e-3, "{what}: weights sum to {sum}");
        assert!(dab.colour.is_finite(), "{what}: colour {}", dab.colour);
    }
    let count = clay.points.len() as u32;
    assert!(
        clay.triangles.iter().flatten().all(|i| *i < count),
        "{what}: a corner that is not there"
    );
    assert!(
        clay.triangles.len() < 45_000,
        "{what}: {} triangles",
        clay.triangles.len()
    );
}

#[test]
fn all_looks_can_be_sculpted() {
    let hairs = [
        Hair::Short,
        Hair::Bald,
        Hair::Long,
        Hair::Bun,
        Hair::Curly,
        Hair::Ponytail,
        Hair::Braid,
        Hair::Bob,
    ];
    let beards = [
        Beard::None,
        Beard::Stubble,
        Beard::Short,
        Beard::Full,
        Beard::Moustache,
    ];
    let tops = [
        Top::Shirt,
        Top::Tunic,
        Top::Coat,
        Top::Dress,
        Top::Robe,
        Top::Vest,
        Top::Sweater,
    ];
    let legs = [Legs::Trousers, Legs::Skirt, Legs::Shorts, Legs::None];
    let hats = [
        Hat::None,
        Hat::Cap,
        Hat::Straw,
        Hat::Beret,
        Hat::Headscarf,
        Hat::Brim,
    ];
    let extras = [
        Extra::Glasses,
        Extra::Shawl,
        Extra::Bag,
        Extra::Apron,
        Extra::Scarf,
        Extra::Earrings,
        Extra::Belt,
    ];
    for i in 0..56usize {
        let looks = Looks {
            height_m: [1.45, 1.72, 2.05, f32::NAN][i % 4],
            build: [0.0, 0.5, 1.0][i % 3],
            hair: hairs[i % 8],
            beard: beards[i % 5],
            top: tops[i % 7],
            legs: legs[(i / 2) % 4],
            hat: hats[(i / 3) % 6],
            extras: vec![extras[i % 7], extras[(i + 3) % 7]],
            ..Looks::default()
        };
        let frame = Frame::new(&looks, i as u64);
        for detail in [1.0, 0.6, 0.34] {
            let clay = sculpt(&frame, &looks, detail);
            check_surface(&clay, &format!("{looks:?} at {detail}"));
            let crown = clay.points.iter().map(|p| p.y).fold(0.0, f32::max);
            let soles = clay.points.iter().map(|p| p.y).fold(9.0, f32::min);
            let height = frame.scale * 1.72;
            assert!(
                crown > height - 0.03 && crown < height + 0.16,
                "{looks:?}: {crown} m tall"
            );
            assert!(soles.abs() < 0.015, "{looks:?}: soles at {soles} m");
        }
    }
}

#[test]
fn faces_differ() {
    let looks = Looks::default();
    let faces: Vec<_> = (0..14).map(|seed| Frame::new(&looks, seed).face).collect();
    for (i, a) in faces.iter().enumerate() {
        for b in &faces[..i] {
            let apart = (a.nose_width - b.nose_width).abs()
                + (a.jaw - b.jaw).abs()
                + (a.nose_length - b.nose_length).abs()
                + (a.eye_tilt - b.eye_tilt).abs();
            assert!(apart > 1e-3, "two faces are alike");
        }
    }
}
