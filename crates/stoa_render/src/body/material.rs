//! The one material of all bodies: vertex colours tell the colour, one texel of a small texture the finish.

use bevy::{
    asset::RenderAssetUsages,
    image::{ImageFilterMode, ImageSampler, ImageSamplerDescriptor},
    prelude::*,
    render::render_resource::{Extent3d, TextureDimension, TextureFormat},
};

use super::clay::Finish;

/// Roughness, metalness and glow of each finish, in the order of [`Finish`].
const FINISHES: [(f32, f32, f32); 8] = [
    (0.95, 0.0, 0.0), // Cloth
    (0.58, 0.0, 0.0), // Skin
    (0.50, 0.0, 0.0), // Hair
    (0.42, 0.0, 0.0), // Leather
    (0.10, 0.0, 0.0), // Eye
    (0.28, 1.0, 0.0), // Metal
    (0.85, 0.0, 0.0), // Straw
    (0.30, 0.0, 1.0), // Glint
];

/// How opaque a body is that fades, from a trace to nearly whole.
pub const FADED: [f32; 4] = [0.12, 0.32, 0.55, 0.78];

/// Where a finish lies in the texture.
pub fn texel(finish: Finish) -> [f32; 2] {
    [(finish as u8 as f32 + 0.5) / FINISHES.len() as f32, 0.5]
}

/// Handles that all bodies share.
#[derive(Resource, Debug, Clone)]
pub struct BodyMaterials {
    pub body: Handle<StandardMaterial>,
    pub mark: Handle<StandardMaterial>,
    /// The same as `body`, for each step of [`FADED`].
    pub faded: [Handle<StandardMaterial>; FADED.len()],
}

impl FromWorld for BodyMaterials {
    fn from_world(world: &mut World) -> Self {
        let byte = |x: f32| (x * 255.0).round() as u8;
        let strip = |of: fn(&(f32, f32, f32)) -> [f32; 3]| {
            let texels = FINISHES.iter().flat_map(|f| {
                let [r, g, b] = of(f);
                [byte(r), byte(g), byte(b), 255]
            });
            let size = Extent3d {
                width: FINISHES.len() as u32,
                height: 1,
                depth_or_array_layers: 1,
            };
            let mut image = Image::new(
                size,
                TextureDimension::D2,
                texels.collect(),
                TextureFormat::Rgba8Unorm,
                RenderAssetUsages::RENDER_WORLD,
            );
            image.sampler = ImageSampler::Descriptor(ImageSamplerDescriptor {
                mag_filter: ImageFilterMode::Nearest,
                min_filter: ImageFilterMode::Nearest,
                ..default()
            });
            image
        };
        let (rough, glow) = (strip(|f| [0.0, f.0, f.1]), strip(|f| [f.2; 3]));
        let mut images = world.resource_mut::<Assets<Image>>();
        let (rough, glow) = (images.add(rough), images.add(glow));
        let mut materials = world.resource_mut::<Assets<StandardMaterial>>();
        let body = StandardMaterial {
            perceptual_roughness: 1.0,
            metallic: 1.0,
            metallic_roughness_texture: Some(rough),
            emissive: LinearRgba::rgb(0.9, 0.9, 0.9),
            emissive_texture: Some(glow),
            reflectance: 0.36,
            // Skirts, brims and hair are single sheets seen from both sides.
            double_sided: true,
            cull_mode: None,
            ..default()
        };
        let faded = FADED.map(|alpha| {
            materials.add(StandardMaterial {
                base_color: Color::WHITE.with_alpha(alpha),
                alpha_mode: AlphaMode::Blend,
                ..body.clone()
            })
        });
        Self {
            faded,
            body: materials.add(body),
            mark: materials.add(StandardMaterial {
                unlit: true,
                double_sided: true,
                cull_mode: None,
                ..default()
            }),
        }
    }
}
