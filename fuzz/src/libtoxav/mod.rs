//! What C programs ask of `toxav.h` and `jackfield_tox.h`.

mod functions;
mod program;
mod tox;

pub use functions::toxav_functions;
