//! Accessors: typed numbers, read where they lie.

use std::cell::Cell;

use crate::{
    buffers::{Buffers, View, within},
    error::{ErrorKind, Fault, Result, shown},
    json::{self, Sparse},
    limits::MAX_SPARSE_VALUES,
};

/// All accessors of a scene.
pub(crate) struct Accessors<'d> {
    list: &'d [json::Accessor],
    buffers: &'d Buffers<'d>,
    sparse_left: Cell<u64>,
}

/// Vectors of numbers.
pub(crate) struct Values<'b> {
    source: Source<'b>,
    pub count: usize,
    /// Numbers of one vector.
    pub width: usize,
    pub place: String,
}

enum Source<'b> {
    Zeros,
    Packed(Packed<'b>),
    Unpacked(Vec<f32>),
}

/// Numbers as they lie in a buffer: every element of `count` is within `bytes`.
struct Packed<'b> {
    bytes: &'b [u8],
    stride: usize,
    component: Component,
    normalised: bool,
}

/// Indices of corners.
pub(crate) struct Indices<'b> {
    packed: Packed<'b>,
    pub count: usize,
    pub place: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Component {
    I8,
    U8,
    I16,
    U16,
    U32,
    F32,
}

impl Component {
    fn of(code: u32, place: &str) -> Result<Self> {
        Ok(match code {
            5120 => Self::I8,
            5121 => Self::U8,
            5122 => Self::I16,
            5123 => Self::U16,
            5125 => Self::U32,
            5126 => Self::F32,
            _ => return Err(Fault::damaged(place, format!("component type {code}"))),
        })
    }

    fn size(self) -> usize {
        match self {
            Self::I8 | Self::U8 => 1,
            Self::I16 | Self::U16 => 2,
            Self::U32 | Self::F32 => 4,
        }
    }
}

impl<'d> Accessors<'d> {
    pub fn new(list: &'d [json::Accessor], buffers: &'d Buffers<'d>) -> Self {
        Self {
            list,
            buffers,
            sparse_left: Cell::new(MAX_SPARSE_VALUES),
        }
    }

    /// Vectors of one of the shapes (`VEC3` …).
    ///
    /// # Errors
    /// When there is no such accessor, it has another shape, or it reaches beyond its buffer view.
    pub fn values(&self, number: usize, shapes: &[&str]) -> Result<Values<'d>> {
        let (accessor, place) = self.get(number)?;
        let width = width(&accessor.shape).filter(|_| shapes.contains(&accessor.shape.as_str()));
        let Some(width) = width else {
            let found = format!(
                "it is `{}`; expected {}",
                shown(&accessor.shape),
                shapes.join(" or ")
            );
            return Err(Fault::damaged(place, found));
        };
        let component = Component::of(accessor.component_type, &place)?;
        let count = count_of(accessor, &place)?;
        let source = match accessor.buffer_view {
            None => Source::Zeros,
            Some(view) => {
                let view = self.buffers.view(view, &place)?;
                let element = component.size() * width;
                let (bytes, stride) = reach(&view, accessor.byte_offset, element, count, &place)?;
                Source::Packed(Packed {
                    bytes,
                    stride,
                    component,
                    normalised: accessor.normalized,
                })
            }
        };
        let mut values = Values {
            source,
            count,
            width,
            place,
        };
        if let Some(sparse) = &accessor.sparse {
            self.unpack(&mut values, sparse, component, accessor.normalized)?;
        }
        Ok(values)
    }

    /// Indices of corners.
    ///
    /// # Errors
    /// As [`Self::values`].
    pub fn indices(&self, number: usize) -> Result<Indices<'d>> {
        let (accessor, place) = self.get(number)?;
        let component = Component::of(accessor.component_type, &place)?;
        let whole = matches!(component, Component::U8 | Component::U16 | Component::U32);
        if accessor.shape != "SCALAR" || !whole {
            let found = "indices that are no whole numbers";
            return Err(Fault::damaged(place, found));
        }
        let Some(view) = accessor.buffer_view.filter(|_| accessor.sparse.is_none()) else {
            let remedy = "Export it again, with plain indices";
            let found = "sparse indices are not read";
            return Err(Fault::new(ErrorKind::Unsupported, place, found, remedy));
        };
        let count = count_of(accessor, &place)?;
        let view = self.buffers.view(view, &place)?;
        let packed = self.packed(&view, accessor.byte_offset, component, count, &place)?;
        Ok(Indices {
            packed,
            count,
            place,
        })
    }

    fn packed(
        &self,
        view: &View<'d>,
        offset: u64,
        component: Component,
        count: usize,
        place: &str,
    ) -> Result<Packed<'d>> {
        let (bytes, stride) = reach(view, offset, component.size(), count, place)?;
        Ok(Packed {
            bytes,
            stride,
            component,
            normalised: false,
        })
    }

    fn get(&self, number: usize) -> Result<(&'d json::Accessor, String)> {
        let place = format!("accessor {number}");
        match self.list.get(number) {
            Some(accessor) => Ok((accessor, place)),
            None => {
                let found = format!("there is none: the file has {}", self.list.len());
                Err(Fault::damaged(place, found))
            }
        }
    }

    /// Reads all values, and puts the sparse ones in their places.
    fn unpack(
        &self,
        values: &mut Values<'d>,
        sparse: &Sparse,
        component: Component,
        normalised: bool,
    ) -> Result<()> {
        let place = values.place.clone();
        let (count, width) = (values.count, values.width);
        let all = (count as u64).saturating_mul(width as u64);
        let Some(left) = self.sparse_left.get().checked_sub(all) else {
            let found = format!("more than {MAX_SPARSE_VALUES} values in sparse accessors");
            return Err(Fault::too_large(place, found));
        };
        self.sparse_left.set(left);
        let some = usize::try_from(sparse.count).ok();
        let Some(some) = some.filter(|some| (1..=count).contains(some)) else {
            let found = format!("{} sparse values of {count}", sparse.count);
            return Err(Fault::damaged(place, found));
        };
        let at = &sparse.indices;
        let kind = Component::of(at.component_type, &place)?;
        if !matches!(kind, Component::U8 | Component::U16 | Component::U32) {
            return Err(Fault::damaged(
                place,
                "sparse indices that are no whole numbers",
            ));
        }
        let view = self.buffers.view(at.buffer_view, &place)?;
        let indices = self.packed(&view, at.byte_offset, kind, some, &place)?;
        let view = self.buffers.view(sparse.values.buffer_view, &place)?;
        let element = component.size() * width;
        let (bytes, stride) = reach(&view, sparse.values.byte_offset, element, some, &place)?;
        let source = Source::Packed(Packed {
            bytes,
            stride,
            component,
            normalised,
        });
        let mut whole: Vec<f32> = (0..count)
            .flat_map(|i| (0..width).map(move |k| (i, k)))
            .map(|(i, k)| values.source.number(i, k, width))
            .collect();
        let mut last = None;
        for i in 0..some {
            let index = indices.whole(i) as usize;
            if index >= count || last.is_some_and(|last| index <= last) {
                let found =
                    format!("sparse index {i} is {index}; expected them rising, below {count}");
                return Err(Fault::damaged(place, found));
            }
            last = Some(index);
            for k in 0..width {
                whole[index * width + k] = source.number(i, k, width);
            }
        }
        values.source = Source::Unpacked(whole);
        Ok(())
    }
}

fn width(shape: &str) -> Option<usize> {
    match shape {
        "SCALAR" => Some(1),
        "VEC2" => Some(2),
        "VEC3" => Some(3),
        "VEC4" => Some(4),
        _ => None,
    }
}

fn count_of(accessor: &json::Accessor, place: &str) -> Result<usize> {
    // Indices are of 32 bits.
    match u32::try_from(accessor.count) {
        Ok(count @ 1..) => Ok(count as usize),
        Ok(0) => Err(Fault::damaged(place, "it has no elements")),
        Err(_) => {
            let found = format!("{} elements; at most {}", accessor.count, u32::MAX);
            Err(Fault::too_large(place, found))
        }
    }
}

/// The bytes of `count` elements of a view, and from one to the next.
fn reach<'b>(
    view: &View<'b>,
    offset: u64,
    element: usize,
    count: usize,
    place: &str,
) -> Result<(&'b [u8], usize)> {
    let stride = view.stride.unwrap_or(element);
    if stride < element {
        let found = format!("elements of {element} bytes overlap: one begins every {stride} bytes");
        return Err(Fault::damaged(place, found));
    }
    let length = (count as u64 - 1) * stride as u64 + element as u64;
    match within(view.bytes.len(), offset, length) {
        Some(range) => Ok((&view.bytes[range], stride)),
        None => {
            let found = format!(
                "{count} elements take {length} bytes from byte {offset}; its buffer view has {}",
                view.bytes.len()
            );
            Err(Fault::damaged(place, found))
        }
    }
}

impl Values<'_> {
    /// Element `i`, which must be below `count`; numbers beyond its width are `rest`.
    ///
    /// # Errors
    /// When one of its numbers is not finite.
    pub fn get<const N: usize>(&self, i: usize, rest: f32) -> Result<[f32; N]> {
        let mut vector = [rest; N];
        for (k, number) in vector.iter_mut().enumerate().take(self.width) {
            *number = self.source.number(i, k, self.width);
        }
        if vector.iter().all(|n| n.is_finite()) {
            return Ok(vector);
        }
        let found = format!("element {i} is {vector:?}; expected finite numbers");
        Err(Fault::damaged(&self.place, found))
    }
}

impl Indices<'_> {
    /// Index `i`, which must be below `count`.
    pub fn get(&self, i: usize) -> u32 {
        self.packed.whole(i)
    }
}

impl Source<'_> {
    fn number(&self, i: usize, k: usize, width: usize) -> f32 {
        match self {
            Self::Zeros => 0.0,
            Self::Packed(packed) => packed.number(i, k),
            Self::Unpacked(whole) => whole.get(i * width + k).copied().unwrap_or_default(),
        }
    }
}

impl Packed<'_> {
    /// The bytes of number `k` of element `i`; zeros beyond the end, which [`reach`] has excluded.
    fn bytes<const N: usize>(&self, i: usize, k: usize) -> [u8; N] {
        let at = i * self.stride + k * N;
        let bytes = self.bytes.get(at..at + N);
        bytes.and_then(|b| b.try_into().ok()).unwrap_or([0; N])
    }

    fn whole(&self, i: usize) -> u32 {
        match self.component.size() {
            1 => self.bytes::<1>(i, 0)[0].into(),
            2 => u16::from_le_bytes(self.bytes(i, 0)).into(),
            _ => u32::from_le_bytes(self.bytes(i, 0)),
        }
    }

    /// A number; whole ones are spread over 0…1 or −1…1 where the file says so.
    fn number(&self, i: usize, k: usize) -> f32 {
        let (n, most) = match self.component {
            Component::F32 => return f32::from_le_bytes(self.bytes(i, k)),
            Component::U32 => return u32::from_le_bytes(self.bytes(i, k)) as f32,
            Component::I8 => (f32::from(i8::from_le_bytes(self.bytes(i, k))), 127.0),
            Component::U8 => (f32::from(self.bytes::<1>(i, k)[0]), 255.0),
            Component::I16 => (f32::from(i16::from_le_bytes(self.bytes(i, k))), 32_767.0),
            Component::U16 => (f32::from(u16::from_le_bytes(self.bytes(i, k))), 65_535.0),
        };
        if self.normalised {
            (n / most).max(-1.0)
        } else {
            n
        }
    }
}
