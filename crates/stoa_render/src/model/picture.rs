//! Pictures become textures, on a thread of their own.

use std::{
    sync::mpsc::{Receiver, sync_channel},
    thread,
};

use bevy::{
    asset::RenderAssetUsages,
    image::{Image, ImageAddressMode, ImageFilterMode, ImageSampler, ImageSamplerDescriptor},
    render::render_resource::{Extent3d, TextureDimension, TextureFormat},
};
use stoa_gltf::{Material, Picture, Pixels, Texture, Wrap};

/// Pixels of a texture's longer side: what a frame has time to upload.
const MAX_SIDE: u32 = 2048;
/// Textures that wait to be handed over.
const WAITING: usize = 2;

/// A picture's number, and what became of it.
pub(super) type Unpacked = (usize, Result<Image, String>);

/// Unpacks pictures, as the first material that uses each wants it. The thread ends when nobody receives any more. `None`
/// where there is nothing to wait for, with the problem if there is one.
pub(super) fn unpack(
    materials: &[Material],
    pictures: Vec<Picture>,
) -> (Option<Receiver<Unpacked>>, Option<String>) {
    if pictures.is_empty() {
        return (None, None);
    }
    let textures: Vec<Option<Texture>> = (0..pictures.len())
        .map(|number| {
            let mut used = materials.iter().filter_map(|material| material.texture);
            used.find(|texture| texture.picture == number)
        })
        .collect();
    let (send, receive) = sync_channel(WAITING);
    let spawned = thread::Builder::new()
        .name("stoa-pictures".to_owned())
        .spawn(move || {
            for (number, (picture, texture)) in pictures.into_iter().zip(textures).enumerate() {
                let image = picture
                    .decode(MAX_SIDE)
                    .map(|pixels| image_of(pixels, texture));
                if send.send((number, image)).is_err() {
                    return;
                }
            }
        });
    match spawned {
        Ok(_) => (Some(receive), None),
        Err(error) => (None, Some(format!("The scene has no pictures: {error}"))),
    }
}

/// A texture with all its smaller levels.
pub(super) fn image_of(pixels: Pixels, texture: Option<Texture>) -> Image {
    let size = Extent3d {
        width: pixels.width,
        height: pixels.height,
        depth_or_array_layers: 1,
    };
    let mut level = pixels;
    let mut data = level.rgba.clone();
    let mut levels = 1;
    while level.width.max(level.height) > 1 {
        level = level.halved();
        data.extend_from_slice(&level.rgba);
        levels += 1;
    }
    let mut image = Image::new_uninit(
        size,
        TextureDimension::D2,
        TextureFormat::Rgba8UnormSrgb,
        RenderAssetUsages::RENDER_WORLD,
    );
    image.data = Some(data);
    image.texture_descriptor.mip_level_count = levels;
    image.sampler = ImageSampler::Descriptor(sampler(texture));
    image
}

fn sampler(texture: Option<Texture>) -> ImageSamplerDescriptor {
    let wrap = |axis: usize| match texture.map_or(Wrap::Repeat, |texture| texture.wrap[axis]) {
        Wrap::Repeat => ImageAddressMode::Repeat,
        Wrap::Mirror => ImageAddressMode::MirrorRepeat,
        Wrap::Clamp => ImageAddressMode::ClampToEdge,
    };
    let nearest = texture.is_some_and(|texture| texture.nearest);
    ImageSamplerDescriptor {
        address_mode_u: wrap(0),
        address_mode_v: wrap(1),
        mag_filter: if nearest {
            ImageFilterMode::Nearest
        } else {
            ImageFilterMode::Linear
        },
        min_filter: ImageFilterMode::Linear,
        mipmap_filter: ImageFilterMode::Linear,
        ..ImageSamplerDescriptor::default()
    }
}
