//! Memory for a codec's state of which untouched pages cost nothing.
#![allow(
    unsafe_code,
    reason = "mmap and madvise, for the codec states beside this file"
)]

use std::ptr::NonNull;

use crate::error::MediaError;

const PAGE: usize = 4096;

/// A private mapping, zeroed by the kernel page by page as it is first touched.
///
/// libopus keeps room for a second channel and for a neural network that a call may never use, and
/// clears all of it, though much of it is never different from zero.
#[derive(Debug)]
pub(super) struct StateMemory {
    start: NonNull<u8>,
    len: usize,
}

// SAFETY: a mapping belongs to the process, not to a thread, and this value alone names it.
unsafe impl Send for StateMemory {}

impl StateMemory {
    /// Zeroed memory of at least `len` bytes, aligned to a page.
    pub(super) fn new(len: usize) -> Result<Self, MediaError> {
        let len = len.next_multiple_of(PAGE);
        // SAFETY: a fresh anonymous mapping touches no memory that exists.
        let start = unsafe {
            libc::mmap(
                std::ptr::null_mut(),
                len,
                libc::PROT_READ | libc::PROT_WRITE,
                libc::MAP_PRIVATE | libc::MAP_ANONYMOUS,
                -1,
                0,
            )
        };
        let start = NonNull::new(start.cast::<u8>()).filter(|_| start != libc::MAP_FAILED);
        Ok(Self {
            start: start.ok_or(MediaError::Codec {
                codec: "opus",
                reason: "no memory for a state",
                code: -libc::ENOMEM,
            })?,
            len,
        })
    }

    /// Where it starts.
    pub(super) fn as_ptr<T>(&self) -> NonNull<T> {
        self.start.cast()
    }

    /// Gives back the pages that hold zeros only: they are zeros again when next touched.
    ///
    /// Called between uses of the state, which is why it takes `&mut self`.
    pub(super) fn release_zero_pages(&mut self) {
        for offset in (0..self.len).step_by(PAGE) {
            // SAFETY: the page lies within the mapping, which is alive, initialised (by the kernel
            // or by its user) and not written to during this call.
            unsafe {
                let page = self.start.add(offset);
                let words = std::slice::from_raw_parts(page.cast::<u64>().as_ptr(), PAGE / 8);
                if words.iter().all(|word| *word == 0) {
                    // If it fails the page stays: nothing but memory is lost.
                    libc::madvise(page.as_ptr().cast(), PAGE, libc::MADV_DONTNEED);
                }
            }
        }
    }

    #[cfg(test)]
    pub(super) fn resident(&self) -> usize {
        let mut pages = vec![0_u8; self.len / PAGE];
        // SAFETY: `pages` has a byte for each page of the mapping.
        let code =
            unsafe { libc::mincore(self.start.as_ptr().cast(), self.len, pages.as_mut_ptr()) };
        assert_eq!(code, 0);
        pages.iter().filter(|page| **page & 1 == 1).count() * PAGE
    }
}

impl Drop for StateMemory {
    fn drop(&mut self) {
        // SAFETY: the mapping was made with this start and length, and nobody names it any more.
        unsafe { libc::munmap(self.start.as_ptr().cast(), self.len) };
    }
}

#[cfg(test)]
mod tests;
