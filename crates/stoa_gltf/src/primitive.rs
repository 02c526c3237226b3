//! Primitives: what a mesh is made of, with every accessor in its place.

use crate::{
    accessor::{Accessors, Indices, Values},
    error::{Fault, Result},
    json::{Primitive, TextureTransform},
    limits::MAX_TRIANGLES,
    material::Materials,
};

/// Triangles of one material.
pub(crate) struct Shape<'b> {
    pub material: usize,
    pub positions: Values<'b>,
    pub normals: Option<Values<'b>>,
    pub uvs: Option<(Values<'b>, TextureTransform)>,
    pub colours: Option<Values<'b>>,
    indices: Option<Indices<'b>>,
    order: Order,
    pub triangles: usize,
}

#[derive(Clone, Copy)]
enum Order {
    List,
    Strip,
    Fan,
}

impl<'b> Shape<'b> {
    /// `None` for what has no triangles: points and lines.
    pub fn read(
        primitive: &Primitive,
        place: &str,
        accessors: &Accessors<'b>,
        materials: &mut Materials,
    ) -> Result<Option<Self>> {
        let order = match primitive.mode.unwrap_or(4) {
            4 => Order::List,
            5 => Order::Strip,
            6 => Order::Fan,
            0..=3 => {
                materials
                    .notes
                    .push(format!("Left out: {place} is of points or lines"));
                return Ok(None);
            }
            mode => {
                return Err(Fault::damaged(
                    place,
                    format!("mode {mode}; expected 0 to 6"),
                ));
            }
        };
        let attributes = &primitive.attributes;
        let Some(position) = attributes.position else {
            materials
                .notes
                .push(format!("Left out: {place} has no positions"));
            return Ok(None);
        };
        let positions = accessors.values(position, &["VEC3"])?;
        let corners = positions.count;
        // Nothing of the file needs to stand behind a count, and each corner takes memory.
        if corners as u64 > 3 * MAX_TRIANGLES {
            let found = format!("{corners} positions; at most {}", 3 * MAX_TRIANGLES);
            return Err(Fault::too_large(&positions.place, found));
        }
        let as_many = |values: Values<'b>| {
            if values.count == corners {
                return Ok(values);
            }
            let found = format!("{} elements for {corners} positions", values.count);
            Err(Fault::damaged(&values.place, found))
        };
        let read = |number: Option<usize>, shapes: &[&str]| {
            number
                .map(|number| accessors.values(number, shapes).and_then(as_many))
                .transpose()
        };
        let used = materials.get(primitive.material)?;
        let uvs = match used.uv {
            None => None,
            Some((set, transform)) => {
                let number = match set {
                    0 => attributes.uv_0,
                    1 => attributes.uv_1,
                    _ => None,
                };
                read(number, &["VEC2"])?.map(|values| (values, transform))
            }
        };
        let indices = primitive
            .indices
            .map(|number| accessors.indices(number))
            .transpose()?;
        let count = indices.as_ref().map_or(corners, |indices| indices.count);
        Ok(Some(Self {
            material: used.number,
            normals: read(attributes.normal, &["VEC3"])?,
            colours: read(attributes.colour, &["VEC3", "VEC4"])?,
            uvs,
            positions,
            indices,
            order,
            triangles: match order {
                Order::List => count / 3,
                Order::Strip | Order::Fan => count.saturating_sub(2),
            },
        }))
    }

    /// The corners of triangle `number`, which must be below [`Self::triangles`].
    ///
    /// # Errors
    /// When an index is of no corner.
    pub fn triangle(&self, number: usize) -> Result<[usize; 3]> {
        let at = match self.order {
            Order::List => [number * 3, number * 3 + 1, number * 3 + 2],
            // Every second one runs the other way.
            Order::Strip if number % 2 == 1 => [number + 1, number, number + 2],
            Order::Strip => [number, number + 1, number + 2],
            Order::Fan => [number + 1, number + 2, 0],
        };
        let Some(indices) = &self.indices else {
            return Ok(at);
        };
        let corners = at.map(|i| indices.get(i) as usize);
        match corners
            .iter()
            .find(|corner| **corner >= self.positions.count)
        {
            None => Ok(corners),
            Some(corner) => {
                let found = format!(
                    "an index of triangle {number} is {corner}; there are {} corners",
                    self.positions.count
                );
                Err(Fault::damaged(&indices.place, found))
            }
        }
    }
}
