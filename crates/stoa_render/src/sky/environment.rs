//! Two small cube maps made from the sky's gradient and the sunlit ground: what lights the shadows (diffuse) and what
//! smooth things mirror (specular, rougher with each smaller picture).

use bevy::asset::RenderAssetUsages;
use bevy::image::Image;
use bevy::math::Vec3;
use bevy::render::render_resource::{
    Extent3d, TextureDimension, TextureFormat, TextureViewDescriptor, TextureViewDimension,
};

use super::Daylight;

/// Side of the diffuse map and of the largest specular one, in texels.
const DIFFUSE_SIDE: u32 = 8;
const SPECULAR_SIDE: u32 = 32;
/// How narrow each smaller specular picture mirrors: exponents of a cosine lobe, from rough 0.25 to rough 1.
const LOBES: [f32; 4] = [90.0, 22.0, 7.0, 2.4];
/// Directions that stand for the whole sphere.
const SAMPLES: usize = 900;

/// The diffuse and the specular map of `light`.
pub fn maps(light: &Daylight) -> (Image, Image) {
    let around: Vec<(Vec3, Vec3)> = sphere().map(|d| (d, radiance(light, d))).collect();
    let gather = |d: Vec3, lobe: f32| {
        let (sum, weight) = around
            .iter()
            .fold((Vec3::ZERO, 0.0), |(sum, weight), (to, colour)| {
                let w = d.dot(*to).max(0.0).powf(lobe);
                (sum + *colour * w, weight + w)
            });
        sum / weight.max(1e-6)
    };
    let diffuse = cube(&[DIFFUSE_SIDE], |d, _| gather(d, 1.0));
    let sides: Vec<u32> = (0..=LOBES.len()).map(|mip| SPECULAR_SIDE >> mip).collect();
    let specular = cube(&sides, |d, mip| match mip.checked_sub(1) {
        None => radiance(light, d),
        Some(lobe) => gather(d, LOBES[lobe]),
    });
    (diffuse, specular)
}

/// What arrives from direction `d`: sky above, haze at the horizon, sunlit ground below.
fn radiance(light: &Daylight, d: Vec3) -> Vec3 {
    let sky = light.gradient;
    if d.y >= 0.0 {
        // Thin clouds whiten the sky they cover.
        let cloud = sky.horizon.max(sky.sun_colour * 0.9);
        return sky.colour(d).lerp(cloud, 0.22 * light.clouds);
    }
    let mean_sky = (sky.zenith + sky.horizon) * 0.5;
    let sun = light.sun_colour * (light.illuminance / 998.0 / std::f32::consts::PI);
    // Pale stone, partly in shadow.
    let albedo = Vec3::new(0.46, 0.38, 0.29);
    let ground = albedo * (sun * light.to_light.y.max(0.0) * 0.55 + mean_sky);
    let down = (-d.y / 0.18).clamp(0.0, 1.0);
    (sky.horizon * 0.7).lerp(ground, down)
}

/// Points spread evenly over the sphere (Fibonacci lattice).
fn sphere() -> impl Iterator<Item = Vec3> {
    let golden = std::f32::consts::PI * (3.0 - 5.0f32.sqrt());
    (0..SAMPLES).map(move |i| {
        let y = 1.0 - 2.0 * (i as f32 + 0.5) / SAMPLES as f32;
        let r = (1.0 - y * y).max(0.0).sqrt();
        let turn = golden * i as f32;
        Vec3::new(r * turn.cos(), y, r * turn.sin())
    })
}

/// A cube map with a picture of each of `sides` texels, coloured by direction and picture number.
fn cube(sides: &[u32], colour: impl Fn(Vec3, usize) -> Vec3) -> Image {
    let mut data = Vec::new();
    for face in 0..6 {
        for (mip, &side) in sides.iter().enumerate() {
            for y in 0..side {
                for x in 0..side {
                    let u = (x as f32 + 0.5) / side as f32 * 2.0 - 1.0;
                    let v = (y as f32 + 0.5) / side as f32 * 2.0 - 1.0;
                    let c = colour(face_direction(face, u, v), mip);
                    for channel in [c.x, c.y, c.z, 1.0] {
                        data.extend(half(channel).to_le_bytes());
                    }
                }
            }
        }
    }
    let side = sides.first().copied().unwrap_or(1);
    let size = Extent3d {
        width: side,
        height: side,
        depth_or_array_layers: 6,
    };
    let mut image = Image::new_uninit(
        size,
        TextureDimension::D2,
        TextureFormat::Rgba16Float,
        RenderAssetUsages::RENDER_WORLD,
    );
    image.texture_descriptor.mip_level_count = sides.len() as u32;
    image.texture_view_descriptor = Some(TextureViewDescriptor {
        dimension: Some(TextureViewDimension::Cube),
        ..Default::default()
    });
    image.data = Some(data);
    image
}

/// World direction of a point of a cube's face. Bevy looks cube maps up with z turned round.
fn face_direction(face: usize, u: f32, v: f32) -> Vec3 {
    let d = match face {
        0 => Vec3::new(1.0, -v, -u),
        1 => Vec3::new(-1.0, -v, u),
        2 => Vec3::new(u, 1.0, v),
        3 => Vec3::new(u, -1.0, -v),
        4 => Vec3::new(u, -v, 1.0),
        _ => Vec3::new(-u, -v, -1.0),
    };
    (d * Vec3::new(1.0, 1.0, -1.0)).normalize_or(Vec3::Y)
}

/// A number of 0 to 65,000 as an IEEE 754 half, rounded to nearest; what is too small becomes 0.
fn half(value: f32) -> u16 {
    let value = if value.is_nan() {
        0.0
    } else {
        value.clamp(0.0, 65_000.0)
    };
    if value < 6.2e-5 {
        return 0;
    }
    let bits = value.to_bits() + 0x1000;
    ((bits >> 13) - ((127 - 15) << 10)) as u16
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sky::daylight;
    use stoa_world::SkyDef;

    #[test]
    fn halves_are_right() {
        for (value, bits) in [
            (0.0, 0u16),
            (1.0, 0x3C00),
            (0.5, 0x3800),
            (2.0, 0x4000),
            (0.333_251_95, 0x3555),
            (-3.0, 0),
            (f32::NAN, 0),
        ] {
            assert_eq!(half(value), bits, "{value}");
        }
    }

    #[test]
    fn shadows_get_blue_from_above_and_warmth_from_the_ground() {
        let light = daylight(&SkyDef::default(), None);
        let up = radiance(&light, Vec3::new(0.0, 1.0, 0.0));
        let down = radiance(&light, Vec3::new(0.0, -1.0, 0.0));
        assert!(up.z > up.x, "the sky is blue: {up}");
        assert!(down.x > down.z, "the ground is warm: {down}");
        let (diffuse, specular) = maps(&light);
        assert_eq!(diffuse.data.map(|d| d.len()), Some(8 * 8 * 6 * 8));
        let texels: u32 = [32u32, 16, 8, 4, 2].iter().map(|s| s * s).sum();
        assert_eq!(
            specular.data.map(|d| d.len()),
            Some(texels as usize * 6 * 8)
        );
    }
}
