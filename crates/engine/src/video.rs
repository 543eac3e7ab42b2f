//! Pictures in calls: whose each member sees, of which quality, as one stream that goes on.

mod frames;
mod layers;
mod screen;
mod stage;

pub(crate) use frames::FrameJoiner;
pub(crate) use screen::{Screen, Seen};
pub(crate) use stage::{Appearance, Picture, Stage};
