//! Pictures on materials: looked at while reading, unpacked when they are wanted.

use std::{
    io::Cursor,
    panic::{AssertUnwindSafe, catch_unwind},
};

use zune_jpeg::{
    JpegDecoder,
    zune_core::{bytestream::ZCursor, colorspace::ColorSpace, options::DecoderOptions},
};

use crate::{
    error::{Fault, Result},
    limits::MAX_PICTURE_SIDE,
};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
const JPEG: &[u8] = b"\xff\xd8\xff";
/// What a decoder may need beside its output, in bytes.
const SCRATCH: usize = 64 * 1024 * 1024;

/// A packed picture whose size is known.
#[derive(Clone, PartialEq)]
pub struct Picture {
    /// Which thing of the file it is, for example `image 2`.
    pub place: String,
    pub kind: ImageKind,
    pub width: u32,
    pub height: u32,
    bytes: Vec<u8>,
}

/// How a picture is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImageKind {
    Png,
    Jpeg,
}

/// A picture row by row from its top, four bytes for each pixel: red, green, blue, alpha.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pixels {
    pub width: u32,
    pub height: u32,
    pub rgba: Vec<u8>,
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            place,
            kind,
            width,
            height,
            bytes,
        } = self;
        write!(
            f,
            "{place}: {kind:?} of {width}x{height} in {} bytes",
            bytes.len()
        )
    }
}

impl Picture {
    /// Looks at the head of a packed picture; `None` for a kind that is not read.
    pub(crate) fn open(bytes: Vec<u8>, place: &str) -> Result<Option<Self>> {
        let (kind, size) = if bytes.starts_with(PNG) {
            (ImageKind::Png, png_size(&bytes))
        } else if bytes.starts_with(JPEG) {
            (ImageKind::Jpeg, jpeg_size(&bytes))
        } else {
            return Ok(None);
        };
        let (width, height) = size.map_err(|error| Fault::damaged(place, error))?;
        if width.max(height) > MAX_PICTURE_SIDE || width.min(height) == 0 {
            let found = format!("{width}x{height} pixels; expected 1 to {MAX_PICTURE_SIDE} a side");
            return Err(Fault::too_large(place, found));
        }
        Ok(Some(Self {
            place: place.to_owned(),
            kind,
            width,
            height,
            bytes,
        }))
    }

    /// Unpacks it, made smaller until no side is longer than `most` pixels.
    ///
    /// # Errors
    /// In words, what is wrong with it.
    pub fn decode(&self, most: u32) -> std::result::Result<Pixels, String> {
        // Decoders are given what they have never seen; a mistake of theirs costs this picture only.
        let decode = || match self.kind {
            ImageKind::Png => decode_png(&self.bytes),
            ImageKind::Jpeg => decode_jpeg(&self.bytes),
        };
        let decoded = catch_unwind(AssertUnwindSafe(decode))
            .unwrap_or_else(|_| Err("the decoder gave up".to_owned()));
        let mut pixels = decoded.map_err(|error| format!("{}: {error}", self.place))?;
        if (pixels.width, pixels.height) != (self.width, self.height) {
            return Err(format!(
                "{}: its size is not what its head says",
                self.place
            ));
        }
        while pixels.width.max(pixels.height) > most.max(1) {
            pixels = pixels.halved();
        }
        Ok(pixels)
    }
}

impl Pixels {
    /// Half as wide and high, at least one pixel: each the mean of four, weighted by alpha so that nothing bleeds out of
    /// what can't be seen.
    #[must_use]
    pub fn halved(&self) -> Self {
        let (width, height) = ((self.width / 2).max(1), (self.height / 2).max(1));
        let mut rgba = Vec::with_capacity(width as usize * height as usize * 4);
        for y in 0..height {
            let rows = [y * 2, (y * 2 + 1).min(self.height - 1)];
            for x in 0..width {
                let columns = [x * 2, (x * 2 + 1).min(self.width - 1)];
                let mut sum = [0_u32; 4];
                for (row, column) in rows.iter().flat_map(|r| columns.map(|c| (*r, c))) {
                    let at = (row as usize * self.width as usize + column as usize) * 4;
                    let pixel = self.rgba.get(at..at + 4).unwrap_or(&[0; 4]);
                    let alpha = u32::from(pixel[3]);
                    for (sum, part) in sum.iter_mut().zip(&pixel[..3]) {
                        *sum += u32::from(*part) * alpha;
                    }
                    sum[3] += alpha;
                }
                let [.., alpha] = sum;
                let mean = |part: u32| ((part + alpha / 2) / alpha.max(1)).min(255) as u8;
                rgba.extend([mean(sum[0]), mean(sum[1]), mean(sum[2]), (alpha / 4) as u8]);
            }
        }
        Self {
            width,
            height,
            rgba,
        }
    }
}

fn png_size(bytes: &[u8]) -> std::result::Result<(u32, u32), String> {
    // The head is the first chunk: its length, its name, width and height.
    let number = |at: usize| {
        let four: [u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
        Some(u32::from_be_bytes(four))
    };
    match (bytes.get(12..16), number(16), number(20)) {
        (Some(b"IHDR"), Some(width), Some(height)) => Ok((width, height)),
        _ => Err("a PNG that ends within its head".to_owned()),
    }
}

fn jpeg(bytes: &[u8]) -> JpegDecoder<ZCursor<&[u8]>> {
    let side = MAX_PICTURE_SIDE as usize;
    let options = DecoderOptions::default()
        .set_max_width(side)
        .set_max_height(side)
        .jpeg_set_out_colorspace(ColorSpace::RGBA);
    JpegDecoder::new_with_options(ZCursor::new(bytes), options)
}

fn jpeg_size(bytes: &[u8]) -> std::result::Result<(u32, u32), String> {
    let mut decoder = jpeg(bytes);
    let headers = catch_unwind(AssertUnwindSafe(|| decoder.decode_headers()));
    match headers {
        Ok(Ok(())) => {}
        Ok(Err(error)) => return Err(format!("no JPEG that can be read: {error}")),
        Err(_) => return Err("no JPEG that can be read".to_owned()),
    }
    let info = decoder.info().ok_or("a JPEG without a size")?;
    Ok((info.width.into(), info.height.into()))
}

fn decode_png(bytes: &[u8]) -> std::result::Result<Pixels, String> {
    let words = |error: png::DecodingError| error.to_string();
    let side = MAX_PICTURE_SIDE as usize;
    let limits = png::Limits {
        bytes: side * side * 4 + SCRATCH,
    };
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), limits);
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(words)?;
    let info = reader.info();
    if info.width.max(info.height) > MAX_PICTURE_SIDE {
        return Err("it is too large".to_owned());
    }
    let size = reader.output_buffer_size().ok_or("it is too large")?;
    let mut packed = vec![0; size];
    let frame = reader.next_frame(&mut packed).map_err(words)?;
    packed.truncate(frame.buffer_size());
    let rgba = match frame.color_type {
        png::ColorType::Rgba => packed,
        png::ColorType::Rgb => spread::<3>(&packed, |[r, g, b]| [r, g, b, 255]),
        png::ColorType::GrayscaleAlpha => spread::<2>(&packed, |[l, a]| [l, l, l, a]),
        png::ColorType::Grayscale => spread::<1>(&packed, |[l]| [l, l, l, 255]),
        png::ColorType::Indexed => return Err("its palette was not unpacked".to_owned()),
    };
    whole(frame.width, frame.height, rgba)
}

fn spread<const N: usize>(packed: &[u8], pixel: impl Fn([u8; N]) -> [u8; 4]) -> Vec<u8> {
    packed
        .as_chunks::<N>()
        .0
        .iter()
        .flat_map(|p| pixel(*p))
        .collect()
}

fn decode_jpeg(bytes: &[u8]) -> std::result::Result<Pixels, String> {
    let mut decoder = jpeg(bytes);
    let packed = decoder.decode().map_err(|error| error.to_string())?;
    let info = decoder.info().ok_or("a JPEG without a size")?;
    let rgba = match decoder.output_colorspace() {
        Some(ColorSpace::RGBA) => packed,
        Some(ColorSpace::RGB) => spread::<3>(&packed, |[r, g, b]| [r, g, b, 255]),
        Some(ColorSpace::Luma) => spread::<1>(&packed, |[l]| [l, l, l, 255]),
        other => return Err(format!("colours of the kind {other:?} are not read")),
    };
    whole(info.width.into(), info.height.into(), rgba)
}

fn whole(width: u32, height: u32, rgba: Vec<u8>) -> std::result::Result<Pixels, String> {
    if rgba.len() != width as usize * height as usize * 4 {
        return Err("it ends too early".to_owned());
    }
    Ok(Pixels {
        width,
        height,
        rgba,
    })
}
