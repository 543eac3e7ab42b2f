//! Whole frames of VP8 out of a stream's packets, for a member that takes no packets.

use std::collections::VecDeque;
use std::time::Duration;

use jackfield_media::time::Timestamp;
use jackfield_webrtc::{OutgoingRtp, vp8};

/// Packets that wait for one before them: a megabyte. Of more, what is missing is given up.
const MAX_PACKETS: usize = 1_024;
/// So long a missing packet is waited for: a peer is asked to send it again within this time.
const PATIENCE: Duration = Duration::from_millis(100);

/// See the module. What is left out rests on something that is missing, or has it missing itself.
#[derive(Debug)]
pub(crate) struct FrameJoiner {
    /// Bytes of a frame.
    limit: usize,
    /// The sequence number of the first place in `packets`.
    next: Option<u64>,
    /// The last place is never empty.
    packets: VecDeque<Option<OutgoingRtp>>,
    /// So many of them, from the first on, are here and end no frame.
    looked_at: usize,
    missing_since: Option<Timestamp>,
    needs_key_frame: bool,
    frame: Vec<u8>,
    left_out: u64,
}

impl FrameJoiner {
    /// Frames may have so many bytes.
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            limit,
            next: None,
            packets: VecDeque::new(),
            looked_at: 0,
            missing_since: None,
            needs_key_frame: true,
            frame: Vec::new(),
            left_out: 0,
        }
    }

    /// Takes a packet, and hands on the frames that are whole now, each with its time. Answers
    /// whether nothing goes on without a key frame.
    pub(crate) fn push(
        &mut self,
        now: Timestamp,
        packet: OutgoingRtp,
        mut take: impl FnMut(u32, &[u8]),
    ) -> bool {
        let before = self.left_out;
        self.place(packet);
        loop {
            match self.look() {
                Some(count) => self.join(count, &mut take),
                None if self.gives_up(now) => self.skip(),
                None => break,
            }
        }
        self.left_out != before
    }

    /// Forgets what has come of a frame: what comes next is a key frame, or is left out.
    pub(crate) fn begin_anew(&mut self) {
        self.packets.clear();
        self.next = None;
        self.looked_at = 0;
        self.missing_since = None;
        self.needs_key_frame = true;
    }

    /// How many frames were left out since the last time; of those that never came, one.
    pub(crate) fn take_left_out(&mut self) -> u64 {
        std::mem::take(&mut self.left_out)
    }

    fn place(&mut self, packet: OutgoingRtp) {
        let next = *self.next.get_or_insert(packet.sequence);
        let Some(ahead) = packet.sequence.checked_sub(next) else {
            return;
        };
        let mut place = usize::try_from(ahead).unwrap_or(usize::MAX);
        if place >= MAX_PACKETS {
            self.begin_anew();
            self.left_out += 1;
            self.next = Some(packet.sequence);
            place = 0;
        }
        while self.packets.len() <= place {
            self.packets.push_back(None);
        }
        if let Some(room) = self.packets.get_mut(place) {
            *room = Some(packet);
        }
    }

    /// How many packets are the next frame, if all of them are here.
    fn look(&mut self) -> Option<usize> {
        while let Some(Some(packet)) = self.packets.get(self.looked_at) {
            if self.looked_at > 0 && begins(packet) {
                // The end of what was before never comes: another sender is shown.
                self.drop_first(self.looked_at);
                self.leave_out();
                continue;
            }
            let ends = packet.marker;
            self.looked_at += 1;
            if ends {
                return Some(self.looked_at);
            }
        }
        None
    }

    fn join(&mut self, count: usize, take: &mut impl FnMut(u32, &[u8])) {
        self.missing_since = None;
        self.frame.clear();
        let mut is_whole = self
            .packets
            .front()
            .and_then(Option::as_ref)
            .is_some_and(begins);
        let mut time = 0;
        for packet in self.packets.iter().take(count).flatten() {
            time = packet.rtp_time;
            match vp8::part(&packet.payload) {
                Some(part) if self.frame.len() + part.data.len() <= self.limit => {
                    self.frame.extend_from_slice(part.data);
                }
                _ => is_whole = false,
            }
        }
        self.drop_first(count);
        let is_key = self.frame.first().is_some_and(|first| first & 1 == 0);
        if !is_whole || (self.needs_key_frame && !is_key) {
            return self.leave_out();
        }
        self.needs_key_frame = false;
        take(time, &self.frame);
    }

    /// Whether something is missing that was waited for.
    fn gives_up(&mut self, now: Timestamp) -> bool {
        if self.looked_at == self.packets.len() {
            self.missing_since = None;
            return false;
        }
        let since = *self.missing_since.get_or_insert(now);
        now.since(since) >= PATIENCE
    }

    /// Goes on with the first frame behind what is missing.
    fn skip(&mut self) {
        let is_next = |packet: &Option<OutgoingRtp>| packet.as_ref().is_some_and(begins);
        let behind = self.packets.iter().skip(self.looked_at);
        let found = behind.clone().position(is_next);
        let count = self.looked_at + found.unwrap_or(behind.len());
        self.drop_first(count);
        self.missing_since = None;
        self.leave_out();
    }

    fn leave_out(&mut self) {
        self.left_out += 1;
        self.needs_key_frame = true;
    }

    fn drop_first(&mut self, count: usize) {
        self.packets.drain(..count);
        self.looked_at = 0;
        self.next = self.next.map(|next| next + count as u64);
    }
}

/// Whether a packet is the first of its frame.
fn begins(packet: &OutgoingRtp) -> bool {
    vp8::part(&packet.payload).is_some_and(|part| part.begins)
}

#[cfg(test)]
mod tests;
