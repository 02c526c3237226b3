//! The few sums of 4×4 matrices that nodes need. Column by column, as glTF writes them.

/// A transform of points: four columns.
pub(crate) type Matrix = [f32; 16];

pub(crate) const IDENTITY: Matrix = [
    1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0,
];

/// `a · b`: first `b`, then `a`.
pub(crate) fn product(a: &Matrix, b: &Matrix) -> Matrix {
    let mut out = [0.0; 16];
    for column in 0..4 {
        for row in 0..4 {
            out[column * 4 + row] = (0..4).map(|k| a[k * 4 + row] * b[column * 4 + k]).sum();
        }
    }
    out
}

/// Scaled, then turned by a quaternion (x, y, z, w) of length 1, then moved.
pub(crate) fn placed(translation: [f32; 3], rotation: [f32; 4], scale: [f32; 3]) -> Matrix {
    let [x, y, z, w] = rotation;
    let [sx, sy, sz] = scale;
    let [tx, ty, tz] = translation;
    [
        (1.0 - 2.0 * (y * y + z * z)) * sx,
        2.0 * (x * y + z * w) * sx,
        2.0 * (x * z - y * w) * sx,
        0.0,
        2.0 * (x * y - z * w) * sy,
        (1.0 - 2.0 * (x * x + z * z)) * sy,
        2.0 * (y * z + x * w) * sy,
        0.0,
        2.0 * (x * z + y * w) * sz,
        2.0 * (y * z - x * w) * sz,
        (1.0 - 2.0 * (x * x + y * y)) * sz,
        0.0,
        tx,
        ty,
        tz,
        1.0,
    ]
}

pub(crate) fn point(m: &Matrix, p: [f32; 3]) -> [f32; 3] {
    [0, 1, 2].map(|row| m[row] * p[0] + m[4 + row] * p[1] + m[8 + row] * p[2] + m[12 + row])
}

pub(crate) fn column(m: &Matrix, number: usize) -> [f32; 3] {
    [0, 1, 2].map(|row| m[number * 4 + row])
}

/// What normals are turned by: the cofactors, which are the inverse transposed but for its length (and that it faces
/// inward when the transform mirrors).
pub(crate) fn of_normals(m: &Matrix) -> [[f32; 3]; 3] {
    let [a, b, c] = [0, 1, 2].map(|number| column(m, number));
    [cross(b, c), cross(c, a), cross(a, b)]
}

/// Negative when the transform mirrors.
pub(crate) fn determinant(m: &Matrix) -> f32 {
    let [a, b, c] = [0, 1, 2].map(|number| column(m, number));
    dot(a, cross(b, c))
}

pub(crate) fn cross(a: [f32; 3], b: [f32; 3]) -> [f32; 3] {
    [
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    ]
}

pub(crate) fn dot(a: [f32; 3], b: [f32; 3]) -> f32 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

pub(crate) fn difference(a: [f32; 3], b: [f32; 3]) -> [f32; 3] {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

/// `None` for what has no direction.
pub(crate) fn normalised(v: [f32; 3]) -> Option<[f32; 3]> {
    let largest = v.iter().fold(0.0_f32, |most, n| most.max(n.abs()));
    // The greatest of some numbers passes over what is none.
    if largest <= 0.0 || !v.iter().all(|n| n.is_finite()) {
        return None;
    }
    // By its largest first, so that squares neither vanish nor overflow.
    let v = v.map(|n| n / largest);
    let length = dot(v, v).sqrt();
    Some(v.map(|n| n / length))
}
