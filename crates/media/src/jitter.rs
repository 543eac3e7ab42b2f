//! The adaptive jitter buffer: packets in any order in, packets in order and the time to play them
//! out. It decodes nothing and makes no audio; [`receiver`](crate::receiver) does.
//!
//! The delay is as long as the slowest packets of the last seconds need, which is nothing on a
//! network without jitter, plus the look-ahead that FEC and RED need while packets are being lost.
//! Time is kept by the sender's clock: a frame is due at its media time plus the least transit seen
//! lately plus the target delay.

mod delay;
mod look_ahead;
mod schedule;
mod store;
mod tracker;
mod transit;

use std::time::Duration;

use crate::rtp::{RtpTime, SequenceNumber};
use crate::time::Timestamp;

use delay::DelayEstimator;
use look_ahead::LookAhead;
use store::PacketStore;
use tracker::StreamTracker;

pub(crate) use schedule::{FRAME, Need, PlayoutSchedule};
pub use store::PacketInfo;
pub(crate) use store::Stored;
use transit::Transit;
pub(crate) use transit::duration_of;

/// How long after it was due a frame is waited for unless something else is said. What plays frames
/// out tolerates that much, so it costs no delay.
pub const GRACE: Duration = Duration::from_millis(5);
/// Of the grace, what the target delay does not count on.
const MARGIN: Duration = Duration::from_millis(1);
/// With more jitter than this one packet of look-ahead has to do: two and the jitter would delay
/// the call by more than they bring back.
const CALM: Duration = Duration::from_millis(10);
/// Ticks of a frame.
pub(crate) const FRAME_TICKS: u64 = 960;
/// A packet whose media time is this far from the others' begins another stream, as after a
/// change of the sender's source.
const MAX_JUMP: Duration = Duration::from_secs(1);
/// When this many packets came too late, one after the other for this long and with none in time
/// between, the delay cannot follow: the stream begins anew with the next.
const MAX_LATE: u32 = 5;
const MAX_LATE_FOR: Duration = Duration::from_millis(200);

/// A packet as it came.
#[derive(Debug, Clone, Copy)]
pub struct ArrivedPacket<'a> {
    /// Its number.
    pub sequence: SequenceNumber,
    /// Time of its first sample.
    pub time: RtpTime,
    /// What it says about itself.
    pub info: PacketInfo,
    /// Its bytes.
    pub data: &'a [u8],
    /// How many earlier packets it repeats in their entirety (RED).
    pub copies: usize,
}

/// What became of a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Insertion {
    /// It waits for its turn.
    Stored,
    /// The stream begins anew with it, everything before is forgotten.
    Restarted,
    /// It was here before.
    Duplicate,
    /// Its turn is over.
    Late,
    /// It does not fit the stream. If the next one follows it, the stream begins anew.
    Unfit,
}

/// What the present position needs.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Upcoming<'a> {
    /// This packet, whose end lies after the position.
    Packet(&'a Stored),
    /// Something that is not here: so many ticks until this packet, with so many lost between.
    Gap {
        ticks: u64,
        lost: u64,
        next: &'a Stored,
    },
    /// Something that is not here, and nothing after it is.
    Nothing,
}

/// Counters of a buffer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BufferStats {
    /// Packets taken, late ones included.
    pub packets: u64,
    /// Packets that were here before.
    pub duplicates: u64,
    /// Packets whose turn was over.
    pub late: u64,
    /// Packets that did not come, so far: one that comes late after all is subtracted again.
    pub lost: u64,
    /// How often the stream began anew.
    pub restarts: u64,
}

/// See the module.
#[derive(Debug, Clone)]
pub struct JitterBuffer {
    max_target: Duration,
    grace: Duration,
    tracker: StreamTracker,
    delay: DelayEstimator,
    look_ahead: LookAhead,
    store: PacketStore,
    /// The tick that is needed next.
    position: u64,
    /// The last packet that was played or given up.
    last: Option<u64>,
    /// Ticks before the position that were made up since the last packet.
    dry: u64,
    /// Packets in a row that are played from copies.
    copies_in_a_row: u64,
    /// Since when packets come too late, and how many, with none in time between.
    late: Option<(Timestamp, u32)>,
    packet_ticks: u32,
    /// The number after a packet that does not fit.
    unfit: Option<SequenceNumber>,
    counted: BufferStats,
}

impl JitterBuffer {
    /// An empty buffer. All memory is taken here.
    pub fn new(max_target: Duration) -> Self {
        Self {
            max_target,
            grace: GRACE,
            tracker: StreamTracker::default(),
            delay: DelayEstimator::new(),
            look_ahead: LookAhead::default(),
            store: PacketStore::new(),
            position: 0,
            last: None,
            dry: 0,
            copies_in_a_row: 0,
            late: None,
            packet_ticks: 960,
            unfit: None,
            counted: BufferStats::default(),
        }
    }

    /// What plays frames out tolerates that they come so late.
    #[must_use]
    pub fn with_grace(self, grace: Duration) -> Self {
        Self { grace, ..self }
    }

    /// Takes a packet.
    pub fn insert(&mut self, now: Timestamp, packet: &ArrivedPacket<'_>) -> Insertion {
        if self.fits(now, packet) {
            self.unfit = None;
            return self.insert_fitting(now, packet);
        }
        let follows = self.unfit == Some(packet.sequence);
        self.unfit = Some(SequenceNumber(packet.sequence.0.wrapping_add(1)));
        if !follows {
            return Insertion::Unfit;
        }
        self.begin_anew(now, packet)
    }

    /// Takes the copy of an earlier packet that came inside the packet with this number and time,
    /// which was inserted just before. If that one did not fit, neither does its copy.
    pub fn insert_copy(
        &mut self,
        holder: (SequenceNumber, RtpTime),
        age: u32,
        info: PacketInfo,
        data: &[u8],
    ) {
        if self.unfit.is_some() {
            return;
        }
        let Some(holder) = self.tracker.locate(holder.0, holder.1) else {
            return;
        };
        let Some(time) = holder.time.checked_sub(u64::from(age)) else {
            return;
        };
        // How many packets ago that was, as all packets are alike.
        let packets_ago = u64::from(age / info.duration.max(1));
        let sequence = holder.sequence.saturating_sub(packets_ago);
        let ends = time + u64::from(info.duration);
        let is_over = Some(sequence) <= self.last || ends <= self.position;
        if packets_ago > 0 && !is_over {
            let place = tracker::Place { sequence, time };
            self.store.put(place, info, true, data);
        }
    }

    /// Notes a packet of something else in the same stream: it is not missing.
    pub fn skip(&mut self, sequence: SequenceNumber) {
        self.tracker.skip(sequence);
    }

    /// How long the slowest packets must be waited for now.
    pub fn target(&self, now: Timestamp) -> Duration {
        let packet = duration_of(u64::from(self.packet_ticks));
        let spread = self.delay.spread();
        let most = if spread <= CALM { 2 } else { 1 };
        let wait = spread + packet * self.look_ahead.packets(now).min(most);
        let beyond_grace = (wait + MARGIN).saturating_sub(self.grace);
        beyond_grace.min(self.max_target)
    }

    /// Counters.
    pub fn stats(&self) -> BufferStats {
        let lost = self.counted.lost + self.tracker.lost();
        BufferStats {
            lost,
            ..self.counted
        }
    }

    /// Bytes taken for packets.
    pub fn memory(&self) -> usize {
        self.store.memory()
    }

    /// How much later than the quickest packets come, but for a lone stall.
    pub(crate) const fn spread(&self) -> Duration {
        self.delay.spread()
    }

    /// Interarrival jitter (RFC 3550 §6.4.1).
    pub fn jitter(&self) -> Duration {
        self.delay.jitter()
    }
}

impl JitterBuffer {
    /// What the present position needs.
    pub(crate) fn upcoming(&self) -> Upcoming<'_> {
        let Some(next) = self.store.first_after(self.last) else {
            return Upcoming::Nothing;
        };
        let ticks = next.place.time.saturating_sub(self.position);
        if ticks == 0 {
            return Upcoming::Packet(next);
        }
        let lost = self
            .last
            .map_or(0, |last| next.place.sequence.saturating_sub(last + 1));
        Upcoming::Gap { ticks, lost, next }
    }

    /// The packet that [`JitterBuffer::upcoming`] showed was played, up to its end; returns how many
    /// before it were lost.
    pub(crate) fn consume(&mut self, now: Timestamp) -> u64 {
        let Some(next) = self.store.first_after(self.last) else {
            return 0;
        };
        let (sequence, end, is_redundant) = (next.place.sequence, next.end(), next.is_redundant);
        let skipped = self
            .last
            .map_or(0, |last| sequence.saturating_sub(last + 1));
        let in_a_row = self.copies_in_a_row + skipped;
        if is_redundant {
            self.copies_in_a_row = in_a_row + 1;
        } else {
            self.look_ahead.note_loss(now, in_a_row);
            self.copies_in_a_row = 0;
        }
        self.store.remove(sequence);
        self.last = Some(sequence);
        self.dry = 0;
        self.position = self.position.max(end);
        skipped
    }

    /// The packet that [`JitterBuffer::upcoming`] showed is of no use: as good as lost.
    pub(crate) fn discard(&mut self) {
        if let Some(next) = self.store.first_after(self.last) {
            let sequence = next.place.sequence;
            self.store.remove(sequence);
        }
    }

    /// Something was played for so many ticks that did not come from a packet.
    pub(crate) fn pass(&mut self, ticks: u64) {
        self.position += ticks;
        self.dry += ticks;
    }

    /// Go on at the first packet that waits, wherever the position was; false if there is none.
    pub(crate) fn jump(&mut self) -> bool {
        let Some(next) = self.store.first_after(self.last) else {
            return false;
        };
        self.position = next.place.time;
        self.dry = 0;
        true
    }

    /// The tick that is needed next.
    pub(crate) const fn position(&self) -> u64 {
        self.position
    }

    /// Ticks of the packets of this stream.
    pub(crate) const fn packet_ticks(&self) -> u32 {
        self.packet_ticks
    }

    /// When something of this media time arrives if nothing delays it.
    pub(crate) fn earliest_arrival(&self, media: u64) -> Timestamp {
        self.delay
            .least()
            .map_or(Timestamp::ZERO, |least| least.arrival(media))
    }

    fn fits(&self, now: Timestamp, packet: &ArrivedPacket<'_>) -> bool {
        let Some(place) = self.tracker.locate(packet.sequence, packet.time) else {
            return false;
        };
        let transit = Transit::of(now, place.time);
        let is_near = |least: Transit| transit.distance(least) <= MAX_JUMP;
        self.delay.least().is_none_or(is_near)
    }

    fn restart(&mut self) {
        self.counted.restarts += 1;
        self.counted.lost += self.tracker.lost();
        self.tracker = StreamTracker::default();
        self.delay = DelayEstimator::new();
        self.store.clear();
        self.position = 0;
        self.last = None;
        self.dry = 0;
        self.copies_in_a_row = 0;
        self.late = None;
        self.unfit = None;
    }

    fn begin_anew(&mut self, now: Timestamp, packet: &ArrivedPacket<'_>) -> Insertion {
        self.restart();
        self.insert_fitting(now, packet);
        Insertion::Restarted
    }

    fn insert_fitting(&mut self, now: Timestamp, packet: &ArrivedPacket<'_>) -> Insertion {
        let Some(place) = self.tracker.locate(packet.sequence, packet.time) else {
            return Insertion::Unfit;
        };
        if !self.tracker.take(packet.sequence, packet.time) {
            self.counted.duplicates += 1;
            return Insertion::Duplicate;
        }
        let before = self.target(now);
        self.delay.observe(now, Transit::of(now, place.time));
        let growth = self.target(now).saturating_sub(before);
        let copies = packet.copies.max(usize::from(packet.info.has_fec));
        self.look_ahead.note_copies(now, copies);
        let end = place.time + u64::from(packet.info.duration);
        if end <= self.position && Some(place.sequence) > self.last {
            self.rewind(growth);
        }
        if end <= self.position || Some(place.sequence) <= self.last {
            if self.is_late_for_long(now) {
                return self.begin_anew(now, packet);
            }
            self.give_up(place.sequence);
            return Insertion::Late;
        }
        self.late = None;
        self.counted.packets += 1;
        self.packet_ticks = packet.info.duration;
        self.store.put(place, packet.info, false, packet.data);
        Insertion::Stored
    }

    /// The buffer ran dry, and what comes now shows that the delay must grow by so much. What was made
    /// up in the meantime is that growth: to go on where the packets ended loses nothing, while to
    /// throw them away and to play something twice afterwards would be heard three times.
    fn rewind(&mut self, growth: Duration) {
        if self.store.first_after(self.last).is_some() {
            return;
        }
        // To the nearest frame: a packet that came a little late is not worth a change.
        let frames = (growth + FRAME / 2).as_nanos() / FRAME.as_nanos();
        let frames = u64::try_from(frames).unwrap_or(u64::MAX);
        let ticks = frames.min(self.dry / FRAME_TICKS) * FRAME_TICKS;
        self.position -= ticks;
        self.dry -= ticks;
    }

    /// Counts a packet that comes too late; true when the delay cannot follow.
    fn is_late_for_long(&mut self, now: Timestamp) -> bool {
        let (since, packets) = self.late.unwrap_or((now, 0));
        self.late = Some((since, packets + 1));
        packets >= MAX_LATE && now.since(since) >= MAX_LATE_FOR
    }

    /// A late packet is not lost: what follows it follows something that came.
    fn give_up(&mut self, sequence: u64) {
        self.counted.packets += 1;
        self.counted.late += 1;
        if self.last.is_some_and(|last| last + 1 == sequence) {
            self.last = Some(sequence);
        }
    }
}

#[cfg(test)]
mod tests;
