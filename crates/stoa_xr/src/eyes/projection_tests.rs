use bevy::camera::PerspectiveProjection;

use super::*;

#[test]
fn an_eye_would_see_another_world_than_bevys_own_camera() {
    let half = 0.6_f32;
    let own = EyeProjection {
        fov: Fov {
            left: -half,
            right: half,
            up: half,
            down: -half,
        },
        near: 0.1,
        far: 100.0,
        beside: None,
    };
    let bevys = PerspectiveProjection {
        fov: half * 2.0,
        aspect_ratio: 1.0,
        near: 0.1,
        far: 100.0,
        ..default()
    };
    assert!(
        own.get_clip_from_view()
            .abs_diff_eq(bevys.get_clip_from_view(), 1e-5)
    );
    let corners = own
        .get_frustum_corners(-0.1, -50.0)
        .into_iter()
        .zip(bevys.get_frustum_corners(-0.1, -50.0));
    for (own, bevys) in corners {
        assert!(own.abs_diff_eq(bevys, 1e-3), "{own} {bevys}");
    }
    let head = GlobalTransform::from(
        Transform::from_xyz(3.0, 1.6, -2.0).with_rotation(Quat::from_euler(
            EulerRot::YXZ,
            2.0,
            -0.4,
            0.2,
        )),
    );
    let sides = own.compute_frustum(&head).half_spaces;
    let bevys = bevys.compute_frustum(&head).half_spaces;
    for (index, (own, bevys)) in sides.iter().zip(bevys).enumerate() {
        // Bevy's near side lies behind the eye, where nothing is seen either.
        if index == ViewFrustum::NEAR_PLANE_IDX {
            continue;
        }
        let (own, bevys) = (own.normal_d(), bevys.normal_d());
        assert!(own.abs_diff_eq(bevys, 1e-3), "{own} {bevys}");
    }
}

/// A left and a right eye, 64 mm apart and turned outward by so much each.
fn pair(turned: f32) -> [Eye; 2] {
    let eye = |side: f32, fov| Eye {
        pose: Isometry3d::new(
            Vec3::new(0.032 * side, 1.6, 0.0),
            Quat::from_rotation_y(-turned * side),
        ),
        fov,
    };
    let [out, inward, up, down] = [0.9, 0.7, 0.8, -0.85];
    let fov = |left: f32, right: f32| Fov {
        left: -left,
        right,
        up,
        down,
    };
    [eye(-1.0, fov(out, inward)), eye(1.0, fov(inward, out))]
}

#[test]
fn something_would_be_missing_at_the_edge_of_an_eye() {
    for turned in [0.0, 0.09, 0.17] {
        let [left, right] = pair(turned);
        let both = EyeProjection {
            fov: left.fov,
            beside: Some(Beside::new(&left, &right)),
            ..default()
        };
        let at = |eye: &Eye| GlobalTransform::from(Transform::from_isometry(eye.pose));
        let sides = both.compute_frustum(&at(&left)).half_spaces;
        let holds = |point: Vec3, by: f32| {
            let out = |side: &HalfSpace| side.normal_d().dot(point.extend(1.0)) < -by;
            !sides.iter().any(out)
        };
        for eye in [&left, &right] {
            for corner in corners(&eye.fov, -NEAR_M, -2000.0).into_iter().flatten() {
                let point = Vec3::from(eye.pose * corner);
                assert!(holds(point, 1e-3 * corner.length()), "{turned}: {point}");
            }
        }
        for away in [
            Vec3::new(0.0, 1.6, 5.0),
            Vec3::new(0.0, 40.0, -5.0),
            Vec3::new(60.0, 1.6, -5.0),
        ] {
            assert!(!holds(away, 0.0), "{turned}: {away}");
        }
    }
}

#[test]
fn a_shadow_would_end_at_the_edge_of_the_left_eye() {
    for turned in [0.0, 0.09, 0.17] {
        let [left, right] = pair(turned);
        let both = EyeProjection {
            fov: left.fov,
            beside: Some(Beside::new(&left, &right)),
            ..default()
        };
        let (z_near, z_far) = (-8.0, -48.0);
        let held = both.get_frustum_corners(z_near, z_far);
        let (near, far) = (held[0].z, held[4].z);
        for eye in [&left, &right] {
            for corner in corners(&eye.fov, z_near, z_far).into_iter().flatten() {
                let seen = left.pose.inverse() * (eye.pose * corner);
                let way = (seen.z - near) / (far - near);
                assert!((-1e-4..=1.0001).contains(&way), "{turned}: {seen}");
                // Bottom right and top left of the section at that depth.
                let [most, least] = [(0, 4), (2, 6)].map(|(n, f)| held[n].lerp(held[f], way));
                assert!(
                    seen.x <= most.x + 1e-2 && seen.x >= least.x - 1e-2,
                    "{turned}: {seen}"
                );
                assert!(
                    seen.y >= most.y - 1e-2 && seen.y <= least.y + 1e-2,
                    "{turned}: {seen}"
                );
            }
        }
    }
}

#[test]
fn every_frame_would_have_a_new_projection() {
    let [left, right] = pair(0.0);
    let with = |right: &Eye| EyeProjection {
        fov: left.fov,
        beside: Some(Beside::new(&left, right)),
        ..default()
    };
    let moved = |by: f32| Eye {
        pose: Isometry3d::new(
            Vec3::from(right.pose.translation) + Vec3::X * by,
            right.pose.rotation,
        ),
        ..right
    };
    for (by, is_like) in [(0.0, true), (1e-5, true), (2e-3, false)] {
        assert_eq!(with(&right).is_like(&with(&moved(by))), is_like, "{by} m");
    }
    let alone = EyeProjection {
        beside: None,
        ..with(&right)
    };
    assert!(!alone.is_like(&with(&right)));
}

#[test]
fn an_eye_whose_middle_is_not_straight_ahead_would_be_drawn_askew() {
    let eye = EyeProjection {
        fov: Fov {
            left: -0.9,
            right: 0.7,
            up: 0.8,
            down: -0.85,
        },
        ..default()
    };
    let clip = eye.get_clip_from_view();
    for (x, y, ndc) in [
        (eye.fov.left, eye.fov.up, Vec2::new(-1.0, 1.0)),
        (eye.fov.right, eye.fov.down, Vec2::new(1.0, -1.0)),
    ] {
        let seen = clip.project_point3(Vec3::new(x.tan(), y.tan(), -1.0) * 7.0);
        assert!((seen.xy() - ndc).length() < 1e-5, "{seen}");
    }
    // The near plane is at depth 1, infinity at 0.
    assert!((clip.project_point3(Vec3::NEG_Z * NEAR_M).z - 1.0).abs() < 1e-5);
    assert!(clip.project_point3(Vec3::NEG_Z * 1e6).z < 1e-5);
}
