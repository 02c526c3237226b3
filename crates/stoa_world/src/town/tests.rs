//! Tests of the town.
