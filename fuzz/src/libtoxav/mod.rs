//! What C programs ask of `toxav.h` and `jackfield_tox.h`.

mod extras;
mod functions;
mod program;
mod studio;
mod tox;

pub use functions::toxav_functions;
