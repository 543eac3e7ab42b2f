//! What is heard with the reorder ring of libtoxcore 0.2.18, over the same network: the floor to beat.

use std::time::Duration;

use jackfield_media::opus::{Channels, Concealment, Decoder, SampleRate};
use jackfield_media::time::Timestamp;
use jackfield_testkit::network::{Conditions, Network};
use jackfield_testkit::speech::speech;
use jackfield_toxav::audio::{Sender, SenderConfig, Stats};
use jackfield_toxav::rtp::{Packet, Packets};

use super::line::{FRAME, Heard, RATE};

const SLOTS: u16 = 16;
const CAPACITY: u16 = 3;

/// Sixteen slots by number; a gap is given up when three packets wait behind it.
#[derive(Default)]
struct Ring {
    slots: [Option<(u64, Vec<u8>)>; SLOTS as usize],
    bottom: u16,
    top: u16,
}

enum Read {
    Nothing,
    Lost,
    Packet(u64, Vec<u8>),
}

impl Ring {
    fn write(&mut self, sequence: u16, sent_at: u64, opus: &[u8]) {
        let slot = usize::from(sequence % SLOTS);
        if u32::from(sequence).wrapping_sub(u32::from(self.bottom)) > u32::from(SLOTS) {
            self.slots = Default::default();
            self.bottom = sequence.wrapping_sub(CAPACITY);
            self.top = sequence.wrapping_add(1);
        } else if self.slots[slot].is_some() {
            return;
        } else {
            self.top = self.top.max(sequence.wrapping_add(1));
        }
        self.slots[slot] = Some((sent_at, opus.to_vec()));
    }

    fn read(&mut self) -> Read {
        if self.top == self.bottom {
            return Read::Nothing;
        }
        if let Some((sent_at, opus)) = self.slots[usize::from(self.bottom % SLOTS)].take() {
            self.bottom = self.bottom.wrapping_add(1);
            return Read::Packet(sent_at, opus);
        }
        if self.top.wrapping_sub(self.bottom) > CAPACITY {
            self.bottom = self.bottom.wrapping_add(1);
            return Read::Lost;
        }
        Read::Nothing
    }
}

/// A call with it, at the settings of that library: FEC is sent and never used.
pub fn call(seed: u64, conditions: Conditions, time: Duration) -> Heard {
    let mut sender = Sender::new(
        SenderConfig {
            least_expected_loss: 0.1,
            complexity: 10,
            ..SenderConfig::default()
        },
        1,
    );
    let mut decoder =
        Decoder::new(SampleRate::Hz48000, Channels::Mono, Concealment::Classic).unwrap();
    let mut network = Network::new(seed, conditions);
    let (mut packets, mut ring) = (Packets::new(), Ring::default());
    let said = speech(seed, RATE, Duration::from_mins(1));
    let mut heard = Heard {
        said: Vec::new(),
        pcm: Vec::new(),
        stats: Stats::default(),
        delays: Vec::new(),
        reports: Vec::new(),
    };
    let mut pcm = [0; FRAME];
    for milli in 0..u64::try_from(time.as_millis()).unwrap() {
        let now = Timestamp::from_millis(milli);
        if milli.is_multiple_of(20) {
            let start = usize::try_from(milli / 20).unwrap() * FRAME;
            let frame = &said[start..start + FRAME];
            heard.said.extend_from_slice(frame);
            sender.encode(now, frame, 1, RATE, &mut packets).unwrap();
            network.send(now, packets.next_packet().unwrap().to_vec());
        }
        while let Some(bytes) = network.poll(now) {
            let packet = Packet::parse(&bytes).unwrap();
            let sent_at = u64::from(packet.header.timestamp);
            ring.write(packet.header.sequence, sent_at, &packet.payload[4..]);
        }
        loop {
            match ring.read() {
                Read::Nothing => break,
                Read::Lost => decoder.conceal(&mut pcm).unwrap(),
                Read::Packet(sent_at, opus) => {
                    heard
                        .delays
                        .push(Duration::from_millis(milli - sent_at - 20));
                    decoder.decode(&opus, &mut pcm).unwrap()
                }
            };
            heard.pcm.extend_from_slice(&pcm);
        }
    }
    heard
}
