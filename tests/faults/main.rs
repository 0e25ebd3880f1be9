//! What the city survives: being killed, a store that goes away, a disk that is full.

mod full_disk;
mod killed;
mod many_writers;
mod store_away;
