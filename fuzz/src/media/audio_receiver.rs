use std::time::Duration;

use arbitrary::{Result, Unstructured};
use jackfield_media::opus::SampleRate;
use jackfield_media::receiver::{AudioReceiver, Encoding, ReceivedPacket, ReceiverConfig};
use jackfield_media::time::Timestamp;

const FRAME: Duration = Duration::from_millis(20);
const FRAME_MS: usize = 20;
const FRAME_TICKS: i32 = 960;
const MAX_LEN: usize = 1_500;
/// Frames stray from their beat by less than two frames either way.
const STRAY_FRAMES: u128 = 4;
/// However much was stored, and whatever the delay: by now all of it was played.
const LONG_ENOUGH: Duration = Duration::from_secs(120);
/// Nobody writes this sample by chance, and nobody may write it behind a frame.
const GUARD: i16 = 0x5AA5;
const GUARD_LEN: usize = 64;

const DEEP_PLC: u8 = 0x40;
const RED: u8 = 0x10;
/// The packet stands where the script says, instead of near the one before.
const ABSOLUTE: u8 = 0x20;

/// Whatever packets come in whatever order and however late: there are as many frames as time passes,
/// none of them goes back in media time or writes behind its room, a deadline that was kept lies
/// behind, and after the last packet the receiver comes to rest.
pub fn audio_receiver(data: &[u8]) {
    // The script ends where its bytes do.
    let _ = play(&mut Unstructured::new(data));
}

struct Bench {
    receiver: AudioReceiver,
    now: Timestamp,
    polled: Timestamp,
    media_time: Duration,
    sequence: u16,
    rtp_time: u32,
    out: Vec<i16>,
}

fn play(script: &mut Unstructured<'_>) -> Result<()> {
    let mut bench = Bench::new(script.arbitrary()?, script.arbitrary()?);
    let played = bench.play(script);
    bench.pass(LONG_ENOUGH);
    assert_eq!(bench.receiver.next_timeout(), None, "it never rests");
    played
}

impl Bench {
    fn new(head: u8, max_delay: u8) -> Self {
        let rate = SampleRate::ALL[usize::from(head) % SampleRate::ALL.len()];
        let config = ReceiverConfig {
            sample_rate: rate.hz(),
            max_target_delay: Duration::from_millis(u64::from(max_delay) * 10),
            deep_plc: head & DEEP_PLC != 0,
            ..ReceiverConfig::default()
        };
        Self {
            receiver: AudioReceiver::new(&config).expect("a receiver"),
            now: Timestamp::ZERO,
            polled: Timestamp::ZERO,
            media_time: Duration::ZERO,
            sequence: 0,
            rtp_time: 0,
            out: vec![GUARD; rate.samples_per_ms(FRAME_MS) + GUARD_LEN],
        }
    }

    fn play(&mut self, script: &mut Unstructured<'_>) -> Result<()> {
        while !script.is_empty() {
            let head: u8 = script.arbitrary()?;
            match head % 8 {
                0 | 1 => self.pass(pause(script)?),
                2 => self.be_absent(pause(script)?),
                _ => self.push(head, script)?,
            }
        }
        Ok(())
    }

    /// Time passes, and each deadline is kept.
    fn pass(&mut self, time: Duration) {
        let end = self.now + time;
        while let Some(due) = self.receiver.next_timeout().filter(|due| *due <= end) {
            self.now = self.now.max(due);
            self.poll();
            let next = self.receiver.next_timeout();
            assert!(next.is_none_or(|next| next > self.now), "due for ever");
        }
        self.now = end;
    }

    /// Time passes, and nobody is there to keep the deadlines.
    fn be_absent(&mut self, time: Duration) {
        self.now += time;
        self.poll();
    }

    fn poll(&mut self) {
        let elapsed = self.now.since(self.polled).as_nanos();
        let most = elapsed / FRAME.as_nanos() + STRAY_FRAMES;
        let mut frames = 0;
        while let Some(frame) = self.receiver.poll_frame(self.now, &mut self.out) {
            frames += 1;
            assert!(frames <= most, "{frames} frames in {elapsed} ns");
            assert!(frame.media_time >= self.media_time, "{frame:?}");
            self.media_time = frame.media_time;
            let guard = &self.out[self.out.len() - GUARD_LEN..];
            assert!(guard.iter().all(|sample| *sample == GUARD));
        }
        self.polled = self.now;
    }

    fn push(&mut self, head: u8, script: &mut Unstructured<'_>) -> Result<()> {
        if head & ABSOLUTE != 0 {
            self.sequence = script.arbitrary()?;
            self.rtp_time = script.arbitrary()?;
        } else {
            let step: i8 = script.arbitrary()?;
            let ticks = i32::from(step) * FRAME_TICKS;
            self.sequence = self.sequence.wrapping_add_signed(step.into());
            self.rtp_time = self.rtp_time.wrapping_add_signed(ticks);
        }
        let len = usize::from(script.arbitrary::<u16>()?) % MAX_LEN;
        let packet = ReceivedPacket {
            sequence: self.sequence,
            rtp_time: self.rtp_time,
            payload: script.bytes(len.min(script.len()))?,
            encoding: if head & RED == 0 {
                Encoding::Opus
            } else {
                Encoding::Red
            },
        };
        self.receiver.push(self.now, packet);
        self.poll();
        Ok(())
    }
}

/// Short ones finely, long ones up to 65 s.
fn pause(script: &mut Unstructured<'_>) -> Result<Duration> {
    let root = u64::from(script.arbitrary::<u8>()?);
    Ok(Duration::from_millis(root * root))
}
