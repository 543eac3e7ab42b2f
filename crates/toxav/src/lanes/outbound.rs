//! What we send.

use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use jackfield_media::MediaError;
use jackfield_media::time::Timestamp;
use jackfield_media::video::I420Ref;

use super::{Lanes, Outgoing, locked};
use crate::effects::{Looks, Speech};
use crate::error::{SendError, SendFrameError};
use crate::rtp::Packets;
use crate::{audio, video};

/// What became of a frame's packets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Sent {
    /// Those that Tox did not take.
    pub(crate) unsent: u64,
}

impl<S, E: Default> Outgoing<S, E> {
    pub(super) fn new(sender: S) -> Self {
        Self {
            sender,
            effects: E::default(),
            packets: Packets::new(),
            kbps: 0,
            expected_loss: 0,
            is_crowd: false,
        }
    }

    fn send(&mut self, mut hand_over: impl FnMut(&[u8]) -> Result<(), SendError>) -> Sent {
        let mut sent = Sent::default();
        while let Some(packet) = self.packets.next_packet() {
            sent.unsent += u64::from(hand_over(packet).is_err());
        }
        sent
    }
}

impl Lanes {
    /// Whether audio may be sent now.
    pub(crate) fn may_send_audio(&self) -> bool {
        let terms = self.terms();
        terms.sends_audio && terms.audio_kbps != 0
    }

    /// Whether video may be sent now.
    pub(crate) fn may_send_video(&self) -> bool {
        let terms = self.terms();
        terms.sends_video && terms.video_kbps != 0
    }

    /// Encode and send a frame of audio.
    pub(crate) fn send_audio(
        &self,
        now: Timestamp,
        (pcm, channels, rate): (&[i16], u8, u32),
        send: impl FnMut(&[u8]) -> Result<(), SendError>,
    ) -> Result<Sent, SendFrameError> {
        let mut lane = locked(&self.audio_out);
        self.obey_audio(&mut lane).map_err(invalid)?;
        let wanted = locked(&self.effects).sent_audio;
        let Outgoing {
            sender,
            effects,
            packets,
            ..
        } = &mut *lane;
        let played = |pcm: &mut Vec<i16>| locked(&self.played).take(pcm);
        let pcm = effects.process(wanted, played, (channels, rate), pcm);
        sender
            .encode(now, pcm, channels, rate, packets)
            .map_err(invalid)?;
        Ok(lane.send(send))
    }

    /// Encode and send a picture, unless the rate has no room for it.
    pub(crate) fn send_video(
        &self,
        now: Timestamp,
        picture: I420Ref<'_>,
        send: impl FnMut(&[u8]) -> Result<(), SendError>,
    ) -> Result<Sent, SendFrameError> {
        let mut lane = locked(&self.video_out);
        self.obey_video(&mut lane).map_err(invalid)?;
        let wanted = locked(&self.effects).sent_video;
        let Outgoing {
            sender,
            effects,
            packets,
            ..
        } = &mut *lane;
        let picture = effects.process(&wanted, picture).map_err(invalid)?;
        let is_made = sender.encode(now, picture, packets).map_err(invalid)?;
        Ok(if is_made {
            lane.send(send)
        } else {
            Sent::default()
        })
    }

    /// Send a VP8 frame that somebody else encoded.
    pub(crate) fn forward_video(
        &self,
        now: Timestamp,
        frame: &[u8],
        send: impl FnMut(&[u8]) -> Result<(), SendError>,
    ) -> Result<Sent, SendFrameError> {
        let mut lane = locked(&self.video_out);
        self.obey_video(&mut lane).map_err(invalid)?;
        let Outgoing {
            sender, packets, ..
        } = &mut *lane;
        sender.forward(now, frame, packets);
        Ok(lane.send(send))
    }

    /// Whether the source of forwarded frames is to be asked for a key frame.
    pub(crate) fn wants_key_frame(&self, now: Timestamp) -> bool {
        let mut lane = locked(&self.video_out);
        if self.wishes.key_frame.swap(false, Relaxed) {
            lane.sender.request_key_frame();
        }
        lane.sender.wants_key_frame(now)
    }

    /// Add to what the call has cost.
    pub(crate) fn note_cpu(&self, spent: Duration) {
        if !spent.is_zero() {
            locked(&self.judged).meter.note_cpu(spent);
        }
    }

    /// Without waiting for who is encoding: then the figure of the last second is good enough.
    pub(super) fn outbound_memory(&self) -> usize {
        let audio = self.audio_out.try_lock();
        let audio = audio.map_or(0, |lane| lane.sender.memory() + lane.packets.memory());
        let video = self.video_out.try_lock();
        audio + video.map_or(0, |lane| lane.sender.memory() + lane.packets.memory())
    }

    fn obey_audio(&self, lane: &mut Outgoing<audio::Sender, Speech>) -> Result<(), MediaError> {
        let (wishes, sender) = (&self.wishes, &mut lane.sender);
        heed(&mut lane.kbps, wishes.audio_kbps.load(Relaxed), |kbps| {
            sender.set_bit_rate(kbps)
        })?;
        heed(&mut lane.is_crowd, wishes.crowd.load(Relaxed), |is_crowd| {
            sender.set_crowd(is_crowd)
        })?;
        let expected_loss = wishes.expected_loss.load(Relaxed);
        heed(&mut lane.expected_loss, expected_loss, |bits| {
            sender.set_expected_loss(f32::from_bits(bits))
        })
    }

    fn obey_video(&self, lane: &mut Outgoing<video::Sender, Looks>) -> Result<(), MediaError> {
        let (wishes, sender) = (&self.wishes, &mut lane.sender);
        if wishes.key_frame.swap(false, Relaxed) {
            sender.request_key_frame();
        }
        heed(&mut lane.kbps, wishes.video_kbps.load(Relaxed), |kbps| {
            sender.set_bit_rate(kbps)
        })
    }
}

/// Set what is wished for, if it is something else than before.
fn heed<T: Copy + PartialEq>(
    known: &mut T,
    wished: T,
    set: impl FnOnce(T) -> Result<(), MediaError>,
) -> Result<(), MediaError> {
    if *known != wished {
        set(wished)?;
        *known = wished;
    }
    Ok(())
}

fn invalid(_: MediaError) -> SendFrameError {
    SendFrameError::Invalid
}

#[cfg(test)]
mod tests;
