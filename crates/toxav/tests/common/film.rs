//! Video from a friend over a bad network, in virtual time, with the requests that go back.

use jackfield_media::time::Timestamp;
use jackfield_media::video::{I420, I420Ref};
use jackfield_testkit::network::{Conditions, Network};
use jackfield_toxav::bandwidth::{Arrivals, Controller, Report};
use jackfield_toxav::rtp::{Packet, Packets};
use jackfield_toxav::video::{
    Encoded, Receiver, ReceiverConfig, Screen, ScreenConfig, Sender, SenderConfig, Stats,
};

const WIDTH: u32 = 320;
const HEIGHT: u32 = 240;
/// Frames per 100 ms.
const FRAMES_PER_100_MS: u64 = 3;
/// Milliseconds of the path.
const PATH: u64 = 20;

/// What is filmed.
#[derive(Clone, Copy)]
pub struct Shot {
    /// What is asked for.
    pub kbps: u32,
    pub seconds: u64,
    /// How much of the picture is noise, which costs whatever rate there is.
    pub grain: u8,
}

/// Who is asked for key frames.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Requests {
    /// The sender hears of repeated capabilities and of reports.
    Heard,
    /// The sender hears nothing.
    Unheard,
}

/// What was seen.
pub struct Seen {
    /// Quality of each picture shown, against what was sent (dB).
    pub psnr: Vec<f64>,
    /// Frames given to the sender.
    pub frames: u64,
    /// Bits of all packets, without the first two seconds, per second (kbit/s).
    pub kbps: f64,
    pub stats: Stats,
    pub reports: Vec<Report>,
}

/// A picture in which everything moves and nothing is flat.
fn picture(number: u64, grain: u8) -> I420 {
    let time = f64::from(u32::try_from(number).unwrap());
    let wave = |strength: f64, length: f64, speed: f64, len: u32| -> Vec<f64> {
        let at = |place: u32| strength * ((f64::from(place) + speed * time) / length).sin();
        (0..len).map(at).collect()
    };
    let across = wave(50.0, 9.0, 2.0, WIDTH);
    let down = wave(40.0, 5.0, -1.0, HEIGHT);
    let spot = 160.0 + 100.0 * (time / 20.0).sin();
    let mut noise = 0x9e37_79b9_u32.wrapping_mul(u32::try_from(number + 1).unwrap());
    let mut samples = Vec::with_capacity(I420::len_of(WIDTH, HEIGHT).unwrap());
    for (row, down) in (0_u32..).zip(down) {
        for (column, across) in (0_u32..).zip(&across) {
            let (x, y) = (f64::from(column) - spot, f64::from(row) - 120.0);
            let is_spot = x * x + y * y < 900.0;
            noise ^= noise << 13;
            noise ^= noise >> 17;
            noise ^= noise << 5;
            let speck = f64::from(noise % (u32::from(grain) + 1));
            let light = if is_spot { 30.0 } else { 0.0 };
            samples.push(sample(128.0 + across + down + light + speck));
        }
    }
    samples.resize(samples.capacity(), 120);
    I420::from_samples(WIDTH, HEIGHT, samples).unwrap()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped"
)]
fn sample(value: f64) -> u8 {
    value.clamp(0.0, 255.0) as u8
}

fn psnr(left: I420Ref<'_>, right: I420Ref<'_>) -> f64 {
    let (width, height) = (left.width as usize, left.height as usize);
    let mut error = 0.0;
    for row in 0..height {
        let left = &left.y[row * left.y_stride..][..width];
        let right = &right.y[row * right.y_stride..][..width];
        let squares = left
            .iter()
            .zip(right)
            .map(|(left, right)| f64::from(left.abs_diff(*right)).powi(2));
        error += squares.sum::<f64>();
    }
    let mean = error / f64::from(left.width * left.height);
    10.0 * (255.0 * 255.0 / mean.max(0.01)).log10()
}

/// Plays some seconds of a call.
pub fn film(
    shot: Shot,
    conditions: Conditions,
    requests: Requests,
    config: ReceiverConfig,
) -> Seen {
    let sender = SenderConfig {
        bit_rate_kbps: shot.kbps,
        ..SenderConfig::default()
    };
    let mut film = Film {
        sender: Sender::new(sender, 1),
        receiver: Receiver::new(config),
        screen: Screen::new(ScreenConfig::default()),
        controller: Controller::new(Timestamp::ZERO),
        network: Network::new(9, conditions),
        requests,
        grain: shot.grain,
        seen: Seen {
            psnr: Vec::new(),
            frames: 0,
            kbps: 0.0,
            stats: Stats::default(),
            reports: Vec::new(),
        },
        bytes: 0,
        request_at: None,
    };
    for milli in 0..shot.seconds * 1_000 {
        film.step(milli);
    }
    let mut seen = film.seen;
    #[expect(clippy::cast_precision_loss, reason = "a rate")]
    let rate = film.bytes as f64 * 8.0 / (shot.seconds - 2) as f64 / 1_000.0;
    seen.kbps = rate;
    seen.stats = film.receiver.stats();
    seen
}

struct Film {
    sender: Sender,
    receiver: Receiver,
    screen: Screen,
    controller: Controller,
    network: Network<Vec<u8>>,
    requests: Requests,
    grain: u8,
    seen: Seen,
    bytes: usize,
    request_at: Option<u64>,
}

impl Film {
    fn step(&mut self, milli: u64) {
        let now = Timestamp::from_millis(milli);
        if milli * FRAMES_PER_100_MS / 100 >= self.seen.frames {
            self.send(now, milli);
        }
        let mut arrivals = self.receiver.poll(now);
        self.note(now, arrivals);
        while let Some(bytes) = self.network.poll(now) {
            arrivals = self.receiver.receive(now, &Packet::parse(&bytes).unwrap());
            self.note(now, arrivals);
        }
        if self.receiver.poll_key_request(now) {
            self.request_at = Some(milli + PATH);
        }
        if self.request_at == Some(milli) && self.requests == Requests::Heard {
            self.sender.request_key_frame();
        }
        self.show();
    }

    fn send(&mut self, now: Timestamp, milli: u64) {
        let picture = picture(self.seen.frames, self.grain);
        self.seen.frames += 1;
        let mut packets = Packets::new();
        self.sender
            .encode(now, picture.as_ref(), &mut packets)
            .unwrap();
        while let Some(packet) = packets.next_packet() {
            if milli >= 2_000 {
                self.bytes += packet.len();
            }
            self.network.send(now, packet.to_vec());
        }
    }

    fn note(&mut self, now: Timestamp, arrivals: Arrivals) {
        self.controller.note(arrivals);
        if let Some(report) = self.controller.poll_report(now, || 0) {
            self.seen.reports.push(Report::parse(&report).unwrap());
            if self.requests == Requests::Heard {
                self.sender.request_key_frame();
            }
        }
    }

    fn show(&mut self) {
        let mut frame = Encoded::default();
        while self.receiver.take(&mut frame) {
            // The network has no jitter: what comes now was sent one path ago.
            let sent = frame.arrived.as_nanos() / 1_000_000 - PATH;
            let original = picture(sent * FRAMES_PER_100_MS / 100, self.grain);
            let seen = &mut self.seen.psnr;
            let decoded = self.screen.show(&frame, &mut |shown| {
                seen.push(psnr(original.as_ref(), shown));
            });
            assert!(decoded);
        }
    }
}

impl Seen {
    pub fn mean_psnr(&self) -> f64 {
        self.psnr.iter().sum::<f64>() / f64::from(u32::try_from(self.psnr.len()).unwrap())
    }

    /// Part of the frames sent that were shown.
    #[expect(clippy::cast_precision_loss, reason = "a share")]
    pub fn share_shown(&self) -> f64 {
        self.psnr.len() as f64 / self.frames as f64
    }
}
