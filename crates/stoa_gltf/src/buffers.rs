//! Buffers and the views of them, each checked against the bytes that are really there.

use std::ops::Range;

use crate::{
    error::{Fault, Result},
    json::{Buffer, BufferView},
    resource::Resources,
};

/// All bytes that a scene's views may look at.
pub(crate) struct Buffers<'d> {
    /// The scene's own file, which the binary chunk is a part of.
    file: Vec<u8>,
    buffers: Vec<Place>,
    views: &'d [BufferView],
}

enum Place {
    InFile(Range<usize>),
    Own(Vec<u8>),
}

/// What a view looks at.
pub(crate) struct View<'b> {
    pub bytes: &'b [u8],
    /// Bytes from one element to the next, where the file says so.
    pub stride: Option<usize>,
}

impl<'d> Buffers<'d> {
    pub fn load(
        file: Vec<u8>,
        bin: Option<Range<usize>>,
        buffers: &[Buffer],
        views: &'d [BufferView],
        resources: &mut Resources,
    ) -> Result<Self> {
        let mut places = Vec::new();
        for (number, buffer) in buffers.iter().enumerate() {
            let place = format!("buffer {number}");
            places.push(match (&buffer.uri, &bin) {
                (Some(uri), _) => {
                    let mut bytes = resources.get(uri, &place)?;
                    bytes.truncate(needed(buffer, bytes.len(), &place)?);
                    Place::Own(bytes)
                }
                (None, Some(bin)) if number == 0 => {
                    let length = needed(buffer, bin.len(), &place)?;
                    Place::InFile(bin.start..bin.start + length)
                }
                (None, _) => {
                    let found = "it has neither a `uri` nor the file's binary chunk";
                    return Err(Fault::damaged(place, found));
                }
            });
        }
        Ok(Self {
            file,
            buffers: places,
            views,
        })
    }

    /// # Errors
    /// When there is no such view, or it reaches beyond its buffer.
    pub fn view(&self, number: usize, place: &str) -> Result<View<'_>> {
        let Some(view) = self.views.get(number) else {
            let found = format!("buffer view {number} of {}", self.views.len());
            return Err(Fault::damaged(place, found));
        };
        let own = || format!("buffer view {number}");
        let bytes = match self.buffers.get(view.buffer) {
            None => {
                let found = format!("buffer {} of {}", view.buffer, self.buffers.len());
                return Err(Fault::damaged(own(), found));
            }
            Some(Place::InFile(range)) => self.file.get(range.clone()),
            Some(Place::Own(bytes)) => Some(bytes.as_slice()),
        };
        let bytes = bytes.unwrap_or_default();
        let range = within(bytes.len(), view.byte_offset, view.byte_length);
        let Some(range) = range else {
            let found = format!(
                "{} bytes from byte {}; buffer {} has {}",
                view.byte_length,
                view.byte_offset,
                view.buffer,
                bytes.len()
            );
            return Err(Fault::damaged(own(), found));
        };
        let stride = match view.byte_stride {
            None => None,
            Some(stride @ 4..=252) if stride % 4 == 0 => usize::try_from(stride).ok(),
            Some(stride) => {
                let found =
                    format!("a stride of {stride} bytes; expected a multiple of 4 from 4 to 252");
                return Err(Fault::damaged(own(), found));
            }
        };
        Ok(View {
            bytes: &bytes[range],
            stride,
        })
    }
}

/// The bytes that a buffer says it has, if there are as many.
fn needed(buffer: &Buffer, has: usize, place: &str) -> Result<usize> {
    match usize::try_from(buffer.byte_length) {
        Ok(length) if length <= has => Ok(length),
        _ => {
            let found = format!("it says {} bytes; there are {has}", buffer.byte_length);
            Err(Fault::damaged(place, found))
        }
    }
}

/// A range of so many bytes, if it lies within what there is.
pub(crate) fn within(has: usize, offset: u64, length: u64) -> Option<Range<usize>> {
    let end = offset.checked_add(length)?;
    let (start, end) = (usize::try_from(offset).ok()?, usize::try_from(end).ok()?);
    (end <= has).then_some(start..end)
}
