//! What the city survives.
