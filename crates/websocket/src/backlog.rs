//! What waits for a client that reads more slowly than we write.

use std::collections::VecDeque;
use std::time::Duration;

use crate::session::{Chunk, ChunkKind};

/// What is no audio is rare, but for who is there in a call that somebody comes into: all of a
/// large one fits. A client that makes us write more than this, by pings, and reads none of it, is
/// no client.
const MAX_CONTROL_BYTES: usize = 512 * 1024;

/// A bounded queue of chunks: of audio the oldest goes; of pictures what comes, up to the next key
/// frame, which takes the place of those that wait; the rest has to be sent.
#[derive(Debug)]
pub struct Backlog {
    chunks: VecDeque<Chunk>,
    /// What of the first chunk was sent: it cannot be left out any more.
    sent: usize,
    limit: Duration,
    audio: Duration,
    picture_limit: usize,
    picture_bytes: usize,
    /// A picture was left out: those after it rest on it.
    needs_key_frame: bool,
    control_bytes: usize,
}

/// What had to go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Dropped {
    /// The oldest.
    pub audio: Duration,
    /// The number of pictures. The next that can be shown is a key frame.
    pub pictures: u64,
}

/// What cannot be left out is too much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overflow;

impl Backlog {
    /// Audio of at most `limit` waits, and pictures of `pictures` bytes, or one that is larger.
    pub fn new(limit: Duration, pictures: usize) -> Self {
        Self {
            chunks: VecDeque::new(),
            sent: 0,
            limit,
            audio: Duration::ZERO,
            picture_limit: pictures,
            picture_bytes: 0,
            needs_key_frame: false,
            control_bytes: 0,
        }
    }

    /// Adds a chunk; answers what had to go for it.
    pub fn push(&mut self, chunk: Chunk) -> Result<Dropped, Overflow> {
        let mut dropped = Dropped::default();
        match chunk.kind {
            ChunkKind::Audio(duration) => {
                self.audio += duration;
                while self.audio > self.limit
                    && let Some(oldest) = self.drop_oldest_audio()
                {
                    dropped.audio += oldest;
                }
            }
            ChunkKind::Picture { is_key: true } => {
                // Whoever is late sees what is now.
                dropped.pictures = self.drop_pictures();
                self.needs_key_frame = false;
                self.picture_bytes += chunk.bytes.len();
            }
            ChunkKind::Picture { is_key: false } => {
                let is_full = self.is_full_for(&chunk);
                self.needs_key_frame |= is_full;
                if self.needs_key_frame {
                    dropped.pictures = 1;
                    return Ok(dropped);
                }
                self.picture_bytes += chunk.bytes.len();
            }
            ChunkKind::Clear => {
                while self.drop_oldest_audio().is_some() {}
                self.control_bytes += chunk.bytes.len();
            }
            ChunkKind::Control => self.control_bytes += chunk.bytes.len(),
        }
        if self.control_bytes > MAX_CONTROL_BYTES {
            return Err(Overflow);
        }
        self.chunks.push_back(chunk);
        Ok(dropped)
    }

    /// What is to be sent next; empty when nothing is.
    pub fn front(&self) -> &[u8] {
        let rest = |chunk: &Chunk| chunk.bytes.len().saturating_sub(self.sent);
        self.chunks
            .front()
            .and_then(|chunk| chunk.bytes.get(chunk.bytes.len() - rest(chunk)..))
            .unwrap_or_default()
    }

    /// All that is to be sent, in order, in the pieces it came in.
    pub fn slices(&self) -> impl Iterator<Item = &[u8]> {
        let rest = self.chunks.iter().skip(1);
        let rest = rest.map(|chunk| chunk.bytes.as_slice());
        let front = (!self.is_empty()).then(|| self.front());
        front.into_iter().chain(rest)
    }

    /// So many bytes of [`Backlog::slices`] were sent.
    pub fn advance(&mut self, count: usize) {
        self.sent += count;
        while self
            .chunks
            .front()
            .is_some_and(|chunk| chunk.bytes.len() <= self.sent)
            && let Some(chunk) = self.chunks.pop_front()
        {
            self.sent -= chunk.bytes.len();
            self.forget(&chunk);
        }
    }

    /// Whether something would have to go for a chunk.
    pub fn is_full_for(&self, chunk: &Chunk) -> bool {
        match chunk.kind {
            ChunkKind::Audio(duration) => self.audio + duration > self.limit,
            ChunkKind::Picture { .. } => {
                let waiting = self.picture_bytes;
                waiting > 0 && waiting + chunk.bytes.len() > self.picture_limit
            }
            _ => false,
        }
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }

    fn drop_oldest_audio(&mut self) -> Option<Duration> {
        let started = usize::from(self.sent > 0);
        let audio = |chunk: &Chunk| matches!(chunk.kind, ChunkKind::Audio(_));
        let index = self.chunks.iter().skip(started).position(audio)? + started;
        let chunk = self.chunks.remove(index)?;
        self.forget(&chunk);
        match chunk.kind {
            ChunkKind::Audio(duration) => Some(duration),
            _ => None,
        }
    }

    /// But for one that was begun.
    fn drop_pictures(&mut self) -> u64 {
        let started = usize::from(self.sent > 0);
        let mut dropped = 0;
        let mut index = started;
        while let Some(chunk) = self.chunks.get(index) {
            if !matches!(chunk.kind, ChunkKind::Picture { .. }) {
                index += 1;
            } else if let Some(chunk) = self.chunks.remove(index) {
                self.forget(&chunk);
                dropped += 1;
            }
        }
        dropped
    }

    fn forget(&mut self, chunk: &Chunk) {
        match chunk.kind {
            ChunkKind::Audio(duration) => self.audio = self.audio.saturating_sub(duration),
            ChunkKind::Picture { .. } => {
                self.picture_bytes = self.picture_bytes.saturating_sub(chunk.bytes.len());
            }
            _ => self.control_bytes = self.control_bytes.saturating_sub(chunk.bytes.len()),
        }
    }
}

#[cfg(test)]
mod tests;
