//! From a program's pictures, or from frames that somebody else encoded, to packets.

use jackfield_media::MediaError;
use jackfield_media::time::Timestamp;
use jackfield_media::video::I420Ref;
use jackfield_media::vpx::{Codec, Encoder, EncoderConfig, Threads, is_key_frame};

use super::rhythm::{KeyFrameConfig, Rhythm};
use super::sizing::Sizing;
use crate::rtp::{HEADER_LEN, Media, Packetizer, Packets};

/// Bytes around each payload that the bit rate pays for.
const OVERHEAD: u64 = 1 + HEADER_LEN as u64;
/// Of what was sent, the last frames count: each one part in this many (frames).
const MEMORY: u64 = 64;
/// The encoder is told another rate when it differs by more than one part in this many.
const STEP: u32 = 50;
/// From a rate this much higher on it is tried at once how large pictures may be (per cent).
const MUCH_MORE: u32 = 125;
/// However small frames are, their headers take no more than half of the rate.
const MAX_SHARE: u64 = 2;

/// How video is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SenderConfig {
    /// Bits per second aimed at, headers included (kbit/s).
    pub bit_rate_kbps: u32,
    /// What is expected; the times of the pictures correct it.
    pub frames_per_second: u32,
    /// Threads of the encoder.
    pub threads: Threads,
    /// How often there are key frames.
    pub key_frames: KeyFrameConfig,
    /// Leave out pictures rather than to exceed the rate.
    pub drop_frames: bool,
    /// Send pictures smaller than they are, down to a quarter of each side, where they do not fit the rate.
    pub shrink_pictures: bool,
}

impl Default for SenderConfig {
    fn default() -> Self {
        Self {
            bit_rate_kbps: 1_000,
            frames_per_second: 30,
            threads: Threads::Auto,
            key_frames: KeyFrameConfig::default(),
            drop_frames: true,
            shrink_pictures: true,
        }
    }
}

/// Encodes and packetises the video of one call. The encoder is made with the first picture.
#[derive(Debug)]
pub struct Sender {
    config: SenderConfig,
    encoder: Option<Encoder>,
    packetizer: Packetizer,
    rhythm: Rhythm,
    sizing: Sizing,
    sent: Sent,
    /// Frames of somebody else's were sent: the encoder's next must not refer to its own.
    is_forwarding: bool,
}

/// What the last frames took in all, in bytes.
#[derive(Debug, Clone, Copy, Default)]
struct Sent {
    payload: u64,
    overhead: u64,
}

impl Sender {
    /// A sender that has sent nothing; `seed` makes its SSRC.
    pub fn new(config: SenderConfig, seed: u32) -> Self {
        Self {
            config,
            encoder: None,
            packetizer: Packetizer::new(Media::Video, seed),
            rhythm: Rhythm::new(config.key_frames),
            sizing: Sizing::default(),
            sent: Sent::default(),
            is_forwarding: false,
        }
    }

    /// Aim at another rate from the next picture on (kbit/s).
    pub fn set_bit_rate(&mut self, kbps: u32) -> Result<(), MediaError> {
        let is_much_more =
            u64::from(kbps) * 100 > u64::from(self.config.bit_rate_kbps) * u64::from(MUCH_MORE);
        if is_much_more && self.sizing.restore() {
            self.rhythm.ask();
        }
        self.config.bit_rate_kbps = kbps;
        self.steer()
    }

    /// The friend cannot show what it gets: begin anew, if that was not done just now.
    pub const fn request_key_frame(&mut self) {
        self.rhythm.ask();
    }

    /// Encodes a picture and makes its packets; false when the rate control left it out.
    pub fn encode(
        &mut self,
        now: Timestamp,
        picture: I420Ref<'_>,
        packets: &mut Packets,
    ) -> Result<bool, MediaError> {
        packets.begin();
        let size = (picture.width, picture.height);
        let is_key_due = self.is_forwarding || self.rhythm.is_due(now);
        if is_key_due {
            self.sizing.grow_if_fine();
        } else if self.sizing.is_behind() && self.rhythm.may_begin(now) {
            self.may_shrink(size);
        }
        while let Some(is_key) = self.encode_once(now, (picture, is_key_due), packets)? {
            let len = packets.frame_len();
            if Sizing::is_too_large(len, is_key, self.config.bit_rate_kbps) && self.may_shrink(size)
            {
                self.take_back(len);
                continue;
            }
            self.is_forwarding &= !is_key;
            self.packetize(now, is_key, packets);
            self.steer()?;
            return Ok(true);
        }
        Ok(false)
    }

    /// Encodes a picture in the size of the moment: whether it became a key frame; None when it was left out.
    fn encode_once(
        &mut self,
        now: Timestamp,
        (picture, is_key_due): (I420Ref<'_>, bool),
        packets: &mut Packets,
    ) -> Result<Option<bool>, MediaError> {
        let picture = self.sizing.fit(picture)?;
        let encoder = match &mut self.encoder {
            Some(encoder) => encoder,
            None => self.encoder.insert(Encoder::new(&EncoderConfig {
                frames_per_second: self.config.frames_per_second,
                threads: self.config.threads,
                drop_frames: self.config.drop_frames,
                ..EncoderConfig::new(
                    Codec::Vp8,
                    picture.width,
                    picture.height,
                    self.config.bit_rate_kbps.max(1),
                )
            })?),
        };
        if is_key_due {
            encoder.request_key_frame();
        }
        let Some(frame) = encoder.encode(picture, now)? else {
            self.sizing.note(None);
            return Ok(None);
        };
        packets.begin().extend_from_slice(frame.data);
        let is_key = frame.is_key;
        self.sizing.note(Some(encoder.quantizer()?));
        Ok(Some(is_key))
    }

    /// Have the next picture smaller, if it can be and is wanted.
    fn may_shrink(&mut self, size: (u32, u32)) -> bool {
        self.config.shrink_pictures && self.sizing.shrink(size)
    }

    fn take_back(&mut self, len: usize) {
        if let Some(encoder) = &mut self.encoder {
            encoder.take_back(len);
        }
    }

    /// Makes the packets of a VP8 frame that was encoded elsewhere. Frames come in order, none left
    /// out, the first of them a key frame.
    pub fn forward(&mut self, now: Timestamp, frame: &[u8], packets: &mut Packets) {
        packets.begin().extend_from_slice(frame);
        self.is_forwarding = true;
        self.packetize(now, is_key_frame(Codec::Vp8, frame), packets);
    }

    /// Whether the source of forwarded frames is to be asked for a key frame.
    pub fn wants_key_frame(&self, now: Timestamp) -> bool {
        self.rhythm.is_due(now)
    }

    /// Bytes that are known of; what libvpx takes inside is not told.
    pub const fn memory(&self) -> usize {
        size_of::<Self>()
    }

    fn packetize(&mut self, now: Timestamp, is_key: bool, packets: &mut Packets) {
        if is_key {
            self.rhythm.note(now);
        }
        self.packetizer.packetize(now, is_key, packets);
        self.sent.note(packets);
    }

    /// The encoder gets what headers leave of the rate.
    fn steer(&mut self) -> Result<(), MediaError> {
        let wanted = self.sent.payload_share_of(self.config.bit_rate_kbps).max(1);
        let Some(encoder) = &mut self.encoder else {
            return Ok(());
        };
        let present = encoder.config().bit_rate_kbps;
        if wanted.abs_diff(present) > present / STEP {
            encoder.set_bit_rate_kbps(wanted)?;
        }
        Ok(())
    }
}

impl Sent {
    fn note(&mut self, packets: &Packets) {
        let overhead = packets.remaining() as u64 * OVERHEAD;
        self.payload = self.payload - self.payload / MEMORY + packets.frame_len() as u64;
        self.overhead = self.overhead - self.overhead / MEMORY + overhead;
    }

    fn payload_share_of(self, kbps: u32) -> u32 {
        let all = self.payload + self.overhead;
        if all == 0 {
            return kbps;
        }
        let overhead = u64::from(kbps) * self.overhead / all;
        let overhead = overhead.min(u64::from(kbps) / MAX_SHARE);
        kbps - u32::try_from(overhead).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
