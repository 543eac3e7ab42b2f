use std::time::Duration;

use arbitrary::{Result, Unstructured};
use jackfield_media::time::Timestamp;
use jackfield_toxav::audio::{self, AudioFrame};
use jackfield_toxav::bandwidth::{Arrivals, Controller};
use jackfield_toxav::rtp::{HEADER_LEN, Header, Media, Packet};
use jackfield_toxav::video::{self, Encoded};

/// The head of a step says what comes.
const VIDEO: u8 = 0x10;
const KEY: u8 = 0x20;
/// The header stands where the script says, instead of near the one before.
const ABSOLUTE: u8 = 0x40;
/// The bytes are the packet's, header and all.
const RAW: u8 = 0x80;
const MAX_LEN: usize = 1_500;
/// More comes at one time from nobody: every packet holds 120 ms at most.
const MAX_FRAMES: usize = 4_000;
const MEMORY: usize = 32 << 20;
const LONG_ENOUGH: Duration = Duration::from_secs(70);

/// Whatever packets come: what parses lies within its frame and is written as it was read, audio is as
/// long as it says, frames of video are as long as their packets say, deadlines pass, memory is bounded,
/// and after the last packet audio comes to rest.
pub fn tox_media(data: &[u8]) {
    // The script ends where its bytes do.
    let _ = play(&mut Unstructured::new(data));
}

struct Call {
    now: Timestamp,
    audio: audio::Receiver,
    video: video::Receiver,
    controller: Controller,
    sequence: [u16; 2],
    timestamp: u32,
    frame: AudioFrame,
    encoded: Encoded,
}

fn play(script: &mut Unstructured<'_>) -> Result<()> {
    let mut call = Call {
        now: Timestamp::ZERO,
        audio: audio::Receiver::new(audio::ReceiverConfig {
            deep_concealment: false,
            ..audio::ReceiverConfig::default()
        }),
        video: video::Receiver::new(video::ReceiverConfig::default()),
        controller: Controller::new(Timestamp::ZERO),
        sequence: [0; 2],
        timestamp: 0,
        frame: AudioFrame::default(),
        encoded: Encoded::default(),
    };
    let played = call.play(script);
    call.pass(LONG_ENOUGH);
    assert_eq!(call.audio.next_timeout(), None, "it never rests");
    played
}

impl Call {
    fn play(&mut self, script: &mut Unstructured<'_>) -> Result<()> {
        while !script.is_empty() {
            let head: u8 = script.arbitrary()?;
            match head & 7 {
                0 | 1 => {
                    let root = u64::from(script.arbitrary::<u8>()?);
                    self.pass(Duration::from_millis(root * root / 8));
                }
                2 => {
                    let packet = take(script)?;
                    self.controller.receive(self.now, packet);
                }
                _ if head & RAW != 0 => {
                    let packet = take(script)?.to_vec();
                    self.receive(&packet);
                }
                _ => self.send(head, script)?,
            }
            let memory = self.audio.memory() + self.video.memory();
            assert!(memory < MEMORY, "{memory} bytes");
        }
        Ok(())
    }

    /// A packet with a header that is nearly right.
    fn send(&mut self, head: u8, script: &mut Unstructured<'_>) -> Result<()> {
        let media = if head & VIDEO == 0 {
            Media::Audio
        } else {
            Media::Video
        };
        let number = &mut self.sequence[usize::from(head & VIDEO != 0)];
        if head & ABSOLUTE == 0 {
            *number = number.wrapping_add_signed(script.arbitrary::<i8>()?.into());
            self.timestamp = self
                .timestamp
                .wrapping_add(script.arbitrary::<u8>()?.into());
        } else {
            *number = script.arbitrary()?;
            self.timestamp = script.arbitrary()?;
        }
        let sequence = *number;
        let (offset, rest): (u16, u16) = (script.arbitrary()?, script.arbitrary()?);
        let payload = take(script)?;
        let len = u32::try_from(payload.len()).expect("short");
        let header = Header {
            media,
            sequence,
            timestamp: self.timestamp,
            ssrc: 0,
            is_key: head & KEY != 0,
            offset: offset.into(),
            frame_len: u32::from(offset) + len + u32::from(rest),
        };
        let packet = [&[media.packet_id()], &header.write()[..], payload].concat();
        self.receive(&packet);
        Ok(())
    }

    fn receive(&mut self, bytes: &[u8]) {
        let Ok(packet) = Packet::parse(bytes) else {
            return;
        };
        let header = packet.header;
        let end = u64::from(header.offset) + packet.payload.len() as u64;
        assert!(!packet.payload.is_empty() && end <= u64::from(header.frame_len));
        assert_eq!(packet.payload, &bytes[1 + HEADER_LEN..]);
        assert_eq!(header.write()[2..12], bytes[3..13]);
        let arrivals = match header.media {
            Media::Audio => self.audio.receive(self.now, &packet),
            Media::Video => self.video.receive(self.now, &packet),
        };
        self.turn(arrivals);
    }

    fn turn(&mut self, arrivals: Arrivals) {
        self.controller.note(arrivals);
        let audio = &mut self.audio;
        self.controller.poll_report(self.now, || audio.take_lost());
        let mut frames = 0;
        while self.audio.poll(self.now, &mut self.frame) {
            frames += 1;
            assert!(frames < MAX_FRAMES, "{frames} frames at once");
            let channels = usize::from(self.frame.channels);
            assert_eq!(self.frame.pcm.len(), self.frame.samples * channels);
            assert!(self.frame.samples > 0 && (1..=2).contains(&channels));
        }
        while self.video.take(&mut self.encoded) {
            assert!(!self.encoded.data.is_empty() && self.encoded.arrived <= self.now);
        }
        self.video.poll_key_request(self.now);
    }

    /// Time passes, and each deadline is kept.
    fn pass(&mut self, time: Duration) {
        let end = self.now + time;
        loop {
            let due = [self.audio.next_timeout(), self.video.next_timeout()];
            let Some(due) = due.into_iter().flatten().min().filter(|due| *due <= end) else {
                break;
            };
            self.now = self.now.max(due);
            let arrivals = self.video.poll(self.now);
            self.turn(arrivals);
            let next = [self.audio.next_timeout(), self.video.next_timeout()];
            let next = next.into_iter().flatten().min();
            assert!(next.is_none_or(|next| next > self.now), "due for ever");
        }
        self.now = end;
    }
}

fn take<'a>(script: &mut Unstructured<'a>) -> Result<&'a [u8]> {
    let len = usize::from(script.arbitrary::<u16>()?) % MAX_LEN;
    script.bytes(len.min(script.len()))
}
