//! An effect of whoever calls.

use super::Effect;

/// A function as an effect. It is given the next samples of the stream, interleaved, and changes
/// them in place; in a [`Chain`](super::Chain) at most 10 ms of them at a time.
#[derive(Debug)]
pub struct Custom<F>(F);

impl<F: FnMut(&mut [f32]) + Send + 'static> Custom<F> {
    /// This function.
    pub const fn new(function: F) -> Self {
        Self(function)
    }
}

impl<F: FnMut(&mut [f32]) + Send + 'static> Effect for Custom<F> {
    fn process(&mut self, samples: &mut [f32]) {
        (self.0)(samples);
    }
}

#[cfg(test)]
mod tests;
