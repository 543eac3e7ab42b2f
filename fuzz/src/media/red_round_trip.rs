use std::collections::VecDeque;

use arbitrary::{Result, Unstructured};
use jackfield_media::red::{MAX_DISTANCE, RedEncoder, RedPayload};
use jackfield_media::rtp::{PayloadType, RtpTime};

const PAYLOAD_TYPE: u8 = 111;

/// The frames of a sender, newest last.
struct Sent {
    frames: VecDeque<(RtpTime, Vec<u8>)>,
}

/// Whatever frames a sender is given, each payload holds its own frame, and before it the frames
/// that came just before, oldest first, each with its time.
pub fn red_round_trip(data: &[u8]) {
    // The script ends where its bytes do.
    let _ = play(&mut Unstructured::new(data));
}

fn play(script: &mut Unstructured<'_>) -> Result<()> {
    let distance = script.arbitrary::<u8>()? % MAX_DISTANCE + 1;
    let max_len = usize::from(script.arbitrary::<u16>()?);
    let payload_type = PayloadType::new(PAYLOAD_TYPE).expect("below 128");
    let mut encoder = RedEncoder::new(distance, payload_type, max_len).expect("1 or 2");
    let mut time = RtpTime(script.arbitrary()?);
    let mut sent = Sent {
        frames: VecDeque::new(),
    };
    let mut payload = Vec::new();
    while !script.is_empty() {
        time = time.advanced(script.arbitrary::<u16>()?.into());
        let len = usize::from(script.arbitrary::<u16>()?) % 1_500;
        let frame = script.bytes(len.min(script.len()))?;
        let repeated = encoder.encode(time, frame, &mut payload);
        assert!(repeated <= usize::from(encoder.distance()));
        assert!(repeated == 0 || payload.len() <= max_len);
        sent.check(time, frame, repeated, &payload);
        sent.frames.push_back((time, frame.to_vec()));
    }
    Ok(())
}

impl Sent {
    fn check(&self, time: RtpTime, frame: &[u8], repeated: usize, payload: &[u8]) {
        let parsed = RedPayload::parse(payload).expect("our own payload parses");
        assert_eq!(parsed.primary().data, frame);
        let blocks: Vec<_> = parsed
            .redundant()
            .map(|block| (block.timestamp_offset, block.data.to_vec()))
            .collect();
        let wanted: Vec<_> = self
            .frames
            .range(self.frames.len() - repeated..)
            .map(|(sent_at, data)| (time.0.wrapping_sub(sent_at.0), data.clone()))
            .collect();
        assert_eq!(blocks, wanted);
    }
}
