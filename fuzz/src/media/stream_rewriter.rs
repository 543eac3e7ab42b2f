use std::collections::HashMap;
use std::time::Duration;

use arbitrary::{Result, Unstructured};
use jackfield_media::rtp::{Incoming, RtpTime, SequenceNumber, Ssrc, StreamRewriter};
use jackfield_media::time::Timestamp;

const CLOCK_RATE: u32 = 48_000;
const SOURCES: u8 = 4;
const FRAME_TICKS: i32 = 960;
/// In a packet's first byte: it stands where the script says, instead of near the one before.
const ABSOLUTE: u8 = 0x80;

/// Whatever packets arrive in whatever order, no outgoing number is given to two different packets.
///
/// A packet is told from another by its source and its number there: a rewriter sees no more.
pub fn stream_rewriter(data: &[u8]) {
    // The script ends where its bytes do.
    let _ = play(&mut Unstructured::new(data));
}

fn play(script: &mut Unstructured<'_>) -> Result<()> {
    let first = SequenceNumber(script.arbitrary()?);
    let mut rewriter = StreamRewriter::new(CLOCK_RATE, first, RtpTime(script.arbitrary()?));
    let mut now = Timestamp::ZERO;
    let mut latest = [(0_u16, 0_u32); SOURCES as usize];
    let mut owners = HashMap::new();
    while !script.is_empty() {
        let head: u8 = script.arbitrary()?;
        now += Duration::from_millis(u64::from(script.arbitrary::<u8>()?).pow(2));
        let source = usize::from(head % SOURCES);
        latest[source] = next(script, head, latest[source])?;
        let packet = Incoming {
            ssrc: Ssrc(u32::from(head % SOURCES)),
            sequence: SequenceNumber(latest[source].0),
            rtp_time: RtpTime(latest[source].1),
        };
        if let Some(out) = rewriter.rewrite(now, packet) {
            let identity = (packet.ssrc, packet.sequence);
            let owner = *owners.entry(out.sequence).or_insert(identity);
            assert_eq!(owner, identity, "number {} was given twice", out.sequence);
        }
    }
    Ok(())
}

/// Number and time of the next packet of a source.
fn next(script: &mut Unstructured<'_>, head: u8, before: (u16, u32)) -> Result<(u16, u32)> {
    if head & ABSOLUTE != 0 {
        return Ok((script.arbitrary()?, script.arbitrary()?));
    }
    let step: i8 = script.arbitrary()?;
    let (sequence, time) = before;
    Ok((
        sequence.wrapping_add_signed(step.into()),
        time.wrapping_add_signed(i32::from(step) * FRAME_TICKS),
    ))
}
