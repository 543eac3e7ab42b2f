//! The filters of the pictures that we send, as they are wanted.

use jackfield_media::MediaError;
use jackfield_media::video::{Chain, I420Ref};

use super::VideoEffects;

/// Changes pictures. Without anything to do they pass uncopied.
#[derive(Debug, Default)]
pub(crate) struct Looks {
    filters: Chain,
    present: VideoEffects,
}

impl Looks {
    /// The next picture as it is to be encoded.
    pub(crate) fn process<'a>(
        &'a mut self,
        wanted: &VideoEffects,
        picture: I420Ref<'a>,
    ) -> Result<I420Ref<'a>, MediaError> {
        if self.present != *wanted {
            self.filters.clear();
            wanted.add_to(&mut self.filters)?;
            self.present = *wanted;
        }
        self.filters.process(picture)
    }
}

#[cfg(test)]
mod tests;
