//! Frames that a program sends and receives.

use std::sync::Arc;
use std::time::Duration;

use jackfield_media::time::Timestamp;
use jackfield_media::video::I420Ref;

use super::{AudioFrame, MAX_VIDEO_FRAME, ToxAv};
use crate::error::SendFrameError;
use crate::lanes::{Lanes, Sent, locked};
use crate::network::Network;
use crate::rtp::Media;
use crate::video::Encoded;

impl<N: Network> ToxAv<N> {
    /// Send a frame of audio, `samples` in each channel, channels by turns.
    pub fn send_audio(
        &self,
        now: Timestamp,
        friend: u32,
        pcm: &[i16],
        samples: usize,
        channels: u8,
        rate: u32,
    ) -> Result<(), SendFrameError> {
        let lanes = self.sending(friend, Lanes::may_send_audio)?;
        if pcm.is_empty() {
            return Err(SendFrameError::Null);
        }
        if samples.checked_mul(usize::from(channels)) != Some(pcm.len()) {
            return Err(SendFrameError::Invalid);
        }
        self.spend(&lanes, |lanes| {
            lanes.send_audio(now, (pcm, channels, rate), |packet| {
                self.network.send_lossy(friend, packet)
            })
        })
    }

    /// Send a picture.
    pub fn send_video(
        &self,
        now: Timestamp,
        friend: u32,
        picture: I420Ref<'_>,
    ) -> Result<(), SendFrameError> {
        let lanes = self.sending(friend, Lanes::may_send_video)?;
        if picture.y.is_empty() || picture.u.is_empty() || picture.v.is_empty() {
            return Err(SendFrameError::Null);
        }
        self.spend(&lanes, |lanes| {
            lanes.send_video(now, picture, |packet| {
                self.network.send_lossy(friend, packet)
            })
        })
    }

    /// Send a VP8 frame that somebody else encoded. They come in order, and none is left out.
    pub fn forward_video(
        &self,
        now: Timestamp,
        friend: u32,
        frame: &[u8],
    ) -> Result<(), SendFrameError> {
        let lanes = self.sending(friend, Lanes::may_send_video)?;
        if frame.is_empty() {
            return Err(SendFrameError::Null);
        }
        self.spend(&lanes, |lanes| {
            lanes.forward_video(now, frame, |packet| self.network.send_lossy(friend, packet))
        })
    }

    /// Whether the source of forwarded frames is to be asked for a key frame.
    pub fn wants_key_frame(&self, now: Timestamp, friend: u32) -> bool {
        self.lanes(friend)
            .is_some_and(|lanes| lanes.wants_key_frame(now))
    }

    /// Decoded audio that is due now, of any friend, in the caller's memory. Call until false.
    pub fn poll_audio(&self, now: Timestamp, frame: &mut AudioFrame) -> bool {
        let clock = || self.network.cpu_time();
        for (friend, lanes) in &*self.media() {
            if lanes.poll_audio(now, frame, &clock) {
                frame.friend = *friend;
                self.traffic.unheeded.add_all(lanes.note_played(frame));
                locked(&self.audio_interval).note_frame(length(frame));
                return true;
            }
        }
        false
    }

    /// Decode the next frame of video, of any friend, and show it. Call until false. No lock is held in
    /// `sink` that another function takes; only this one shows nothing of the same friend there.
    pub fn poll_video(&self, now: Timestamp, sink: &mut dyn FnMut(u32, I420Ref<'_>)) -> bool {
        let clock = || self.network.cpu_time();
        let media = self.media();
        let mut lanes = media.iter();
        lanes.any(|(friend, lanes)| {
            lanes.poll_video(now, &mut |picture| sink(*friend, picture), &clock)
        })
    }

    /// The next frame of a friend's video as it was sent, instead of [`ToxAv::poll_video`].
    pub fn poll_encoded(&self, now: Timestamp, friend: u32, frame: &mut Encoded) -> bool {
        self.lanes(friend)
            .is_some_and(|lanes| lanes.take_encoded(now, frame))
    }

    /// The same of whichever friend has one: whose it is. Call until `None`.
    pub fn poll_any_encoded(&self, now: Timestamp, frame: &mut Encoded) -> Option<u32> {
        let media = self.media();
        let mut lanes = media.iter();
        let found = lanes.find(|(_, lanes)| lanes.take_encoded(now, frame))?;
        Some(*found.0)
    }

    /// Whoever gets a friend's frames as they were sent needs a key frame. The friend is asked for it,
    /// once a second at most; libtoxcore's does not heed it, and sends one in 40 frames at the latest.
    pub fn want_key_frame(&self, friend: u32) {
        if let Some(lanes) = self.lanes(friend) {
            lanes.want_key_frame();
        }
    }

    /// How long an iteration of audio took.
    pub fn note_audio_iteration(&self, took: Duration) {
        locked(&self.audio_interval).note_iteration(took);
    }

    /// How long an iteration of video took.
    pub fn note_video_iteration(&self, took: Duration) {
        locked(&self.video_interval).0.note_iteration(took);
    }

    /// How long the thread of audio may wait; `None` without calls.
    pub fn next_audio(&self, now: Timestamp) -> Option<Duration> {
        let frame = locked(&self.audio_interval).remaining();
        self.next_of(now, Media::Audio, frame, Lanes::next_audio)
    }

    /// How long the thread of video may wait; `None` without calls.
    pub fn next_video(&self, now: Timestamp) -> Option<Duration> {
        let frame = locked(&self.video_interval).0.remaining();
        self.next_of(now, Media::Video, frame, Lanes::next_video)
    }

    /// The time between frames of video, as they come.
    pub(super) fn note_arrival(&self, now: Timestamp, media: Media) {
        if media == Media::Video {
            let (interval, last) = &mut *locked(&self.video_interval);
            let gap = last.map(|last| now.since(last));
            // Packets of one frame come together.
            let is_next = gap.is_none_or(|gap| gap > Duration::from_millis(1));
            if let Some(gap) = gap.filter(|_| is_next) {
                interval.note_frame(gap.min(MAX_VIDEO_FRAME));
            }
            *last = Some(now);
        }
    }

    fn next_of(
        &self,
        now: Timestamp,
        media: Media,
        frame: Duration,
        due: fn(&Lanes) -> Option<Timestamp>,
    ) -> Option<Duration> {
        let taking = self.media();
        let taking = taking.values().filter(|lanes| lanes.takes(media));
        let left = |at: Timestamp| at.since(now).min(frame);
        taking.map(|lanes| due(lanes).map_or(frame, left)).min()
    }

    /// The lanes of a call in which a medium may be sent.
    fn sending(
        &self,
        friend: u32,
        may_send: fn(&Lanes) -> bool,
    ) -> Result<Arc<Lanes>, SendFrameError> {
        if !self.network.knows(friend) {
            return Err(SendFrameError::FriendNotFound);
        }
        let lanes = self.lanes(friend).ok_or(SendFrameError::FriendNotInCall)?;
        let may = may_send(&lanes);
        may.then_some(lanes)
            .ok_or(SendFrameError::PayloadTypeDisabled)
    }

    /// Send, and note what it cost. Packets that Tox does not take are lost like others.
    fn spend(
        &self,
        lanes: &Lanes,
        work: impl FnOnce(&Lanes) -> Result<Sent, SendFrameError>,
    ) -> Result<(), SendFrameError> {
        let before = self.network.cpu_time();
        let sent = work(lanes);
        lanes.note_cpu(self.network.cpu_time().saturating_sub(before));
        self.traffic.unsent.add_all(sent?.unsent);
        Ok(())
    }
}

fn length(frame: &AudioFrame) -> Duration {
    let samples = u32::try_from(frame.samples).unwrap_or(u32::MAX);
    Duration::from_secs(1) * samples / frame.rate.max(1)
}

#[cfg(test)]
mod tests;
