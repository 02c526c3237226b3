//! Bodies, faces, places, sky, and offscreen pictures.
