//! Materials that are used, and the pictures on them.

use std::collections::BTreeMap;

use crate::{
    Alpha, Material, Picture, Texture, Wrap,
    buffers::Buffers,
    error::{Fault, Result, shown},
    json::{Document, TextureInfo, TextureTransform},
    limits::{MAX_BYTES, MAX_PICTURES, MAX_PIXELS},
    resource::Resources,
};

/// The materials of a scene in the order in which they are first used.
pub(crate) struct Materials<'a, 'w> {
    pub document: &'a Document,
    pub buffers: &'a Buffers<'a>,
    pub resources: Resources<'w>,
    pub list: Vec<Material>,
    pub pictures: Vec<Picture>,
    pub notes: Vec<String>,
    pixels: u64,
    copied: u64,
    /// By their number in the file; what has none in it is glTF's default.
    known: BTreeMap<Option<usize>, Used>,
    /// By the image's number in the file; `None`: left out.
    images: BTreeMap<usize, Option<usize>>,
}

/// A material that is used.
#[derive(Clone, Copy)]
pub(crate) struct Used {
    /// Its number in the list.
    pub number: usize,
    /// Which of the corners' coordinates its picture is laid by, and how they are moved first.
    pub uv: Option<(u32, TextureTransform)>,
}

impl<'a, 'w> Materials<'a, 'w> {
    pub fn new(document: &'a Document, buffers: &'a Buffers<'a>, resources: Resources<'w>) -> Self {
        Self {
            document,
            buffers,
            resources,
            list: Vec::new(),
            pictures: Vec::new(),
            notes: Vec::new(),
            pixels: 0,
            copied: 0,
            known: BTreeMap::new(),
            images: BTreeMap::new(),
        }
    }

    pub fn get(&mut self, number: Option<usize>) -> Result<Used> {
        if let Some(used) = self.known.get(&number) {
            return Ok(*used);
        }
        let (material, uv) = match number {
            None => (Material::default(), None),
            Some(number) => self.read(number)?,
        };
        let used = Used {
            number: self.list.len(),
            uv,
        };
        self.list.push(material);
        self.known.insert(number, used);
        Ok(used)
    }

    fn read(&mut self, number: usize) -> Result<(Material, Option<(u32, TextureTransform)>)> {
        let place = format!("material {number}");
        let document = self.document;
        let Some(json) = document.materials.get(number) else {
            let found = format!("there is none: the file has {}", document.materials.len());
            return Err(Fault::damaged(place, found));
        };
        let pbr = &json.pbr_metallic_roughness;
        let alpha = match json.alpha_mode.as_deref() {
            None | Some("OPAQUE") => Alpha::Opaque,
            Some("MASK") => Alpha::Mask(unit(json.alpha_cutoff.unwrap_or(0.5))),
            Some("BLEND") => Alpha::Blend,
            Some(other) => {
                let found = format!(
                    "its alphaMode is `{}`; expected OPAQUE, MASK or BLEND",
                    shown(other)
                );
                return Err(Fault::damaged(place, found));
            }
        };
        let mut material = Material {
            colour: pbr.base_color_factor.unwrap_or([1.0; 4]).map(unit),
            texture: None,
            metallic: unit(pbr.metallic_factor.unwrap_or(1.0)),
            roughness: unit(pbr.roughness_factor.unwrap_or(1.0)),
            emissive: json.emissive_factor.unwrap_or([0.0; 3]).map(unit),
            alpha,
            double_sided: json.double_sided,
            unlit: json.extensions.unlit.is_some(),
        };
        let mut uv = None;
        if let Some(info) = &pbr.base_color_texture
            && let Some(texture) = self.texture(info, &place)?
        {
            material.texture = Some(texture);
            let transform = info.extensions.transform.unwrap_or_default();
            uv = Some((transform.tex_coord.unwrap_or(info.tex_coord), transform));
        }
        Ok((material, uv))
    }

    fn texture(&mut self, info: &TextureInfo, place: &str) -> Result<Option<Texture>> {
        let document = self.document;
        let Some(texture) = document.textures.get(info.index) else {
            let found = format!("texture {} of {}", info.index, document.textures.len());
            return Err(Fault::damaged(place, found));
        };
        let sampler = match texture.sampler {
            None => None,
            Some(number) => match document.samplers.get(number) {
                Some(sampler) => Some(sampler),
                None => {
                    let found = format!("sampler {number} of {}", document.samplers.len());
                    return Err(Fault::damaged(format!("texture {}", info.index), found));
                }
            },
        };
        let Some(source) = texture.source else {
            self.note(format!(
                "the picture of {place} is of a kind that is not read"
            ));
            return Ok(None);
        };
        let picture = match self.images.get(&source) {
            Some(known) => *known,
            None => {
                let opened = self.picture(source)?;
                self.images.insert(source, opened);
                opened
            }
        };
        let wrap = |code: Option<u32>| match code {
            Some(33_071) => Wrap::Clamp,
            Some(33_648) => Wrap::Mirror,
            _ => Wrap::Repeat,
        };
        Ok(picture.map(|picture| Texture {
            picture,
            wrap: [
                wrap(sampler.and_then(|s| s.wrap_s)),
                wrap(sampler.and_then(|s| s.wrap_t)),
            ],
            nearest: sampler.is_some_and(|s| s.mag_filter == Some(9_728)),
        }))
    }

    fn picture(&mut self, number: usize) -> Result<Option<usize>> {
        let place = format!("image {number}");
        let document = self.document;
        let Some(image) = document.images.get(number) else {
            let found = format!("there is none: the file has {}", document.images.len());
            return Err(Fault::damaged(place, found));
        };
        if self.pictures.len() == MAX_PICTURES {
            let found = format!("more than {MAX_PICTURES} pictures");
            return Err(Fault::too_large(place, found));
        }
        let bytes = match (&image.uri, image.buffer_view) {
            (Some(uri), None) => self.resources.get(uri, &place)?,
            (None, Some(view)) => {
                let bytes = self.buffers.view(view, &place)?.bytes;
                // Many pictures may name the same bytes.
                self.copied += bytes.len() as u64;
                if self.copied > MAX_BYTES {
                    let found = format!("more than {MAX_BYTES} bytes of pictures");
                    return Err(Fault::too_large(place, found));
                }
                bytes.to_vec()
            }
            _ => {
                let found = "expected either a `uri` or a `bufferView`";
                return Err(Fault::damaged(place, found));
            }
        };
        let Some(picture) = Picture::open(bytes, &place)? else {
            self.note(format!("{place} is neither PNG nor JPEG"));
            return Ok(None);
        };
        self.pixels += u64::from(picture.width) * u64::from(picture.height);
        if self.pixels > MAX_PIXELS {
            let found = format!("more than {MAX_PIXELS} pixels in all pictures together");
            return Err(Fault::too_large(place, found));
        }
        self.pictures.push(picture);
        Ok(Some(self.pictures.len() - 1))
    }

    fn note(&mut self, note: String) {
        self.notes.push(format!("Left out: {note}"));
    }
}

/// A part of a whole; what is no number is none of it.
fn unit(n: f32) -> f32 {
    if n.is_nan() { 0.0 } else { n.clamp(0.0, 1.0) }
}
