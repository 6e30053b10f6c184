//! Service orders over `ToyTown`.
