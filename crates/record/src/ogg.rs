//! Ogg Opus (RFC 7845): pages that are whole whenever they are written.

use ogg::writing::{PacketWriteEndInfo, PacketWriter};

use crate::Write;
use crate::time_line::RATE;

/// Samples the decoder leaves out first: what libopus looks ahead at 48 kHz. RTP time does not count
/// them, so what was captured first is heard first.
pub(crate) const PRE_SKIP: u16 = 312;

const HEAD_VERSION: u8 = 1;
/// Mono or stereo, in one stream (RFC 7845 §5.1.1.1).
const MAPPING_FAMILY: u8 = 0;

/// See the module.
pub(crate) struct OggOpus {
    pages: PacketWriter<'static, Vec<u8>>,
    serial: u32,
    has_head: bool,
    is_finished: bool,
    /// What the next page holds, with its length.
    waiting: Vec<(Vec<u8>, u64)>,
    /// Samples up to the end of what is in pages: their granule position (RFC 7845 §4).
    granule: u64,
}

impl std::fmt::Debug for OggOpus {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("OggOpus")
            .field("granule", &self.granule)
            .finish_non_exhaustive()
    }
}

impl OggOpus {
    /// A stream of this serial number (RFC 3533 §6).
    pub(crate) fn new(serial: u32) -> Self {
        Self {
            pages: PacketWriter::new(Vec::new()),
            serial,
            has_head: false,
            is_finished: false,
            waiting: Vec::new(),
            granule: 0,
        }
    }

    /// Adds a packet of so many samples.
    pub(crate) fn packet(&mut self, packet: &[u8], samples: u64) {
        if !self.has_head {
            // Most decoders give stereo for any packet, but mono where the head says so.
            let is_stereo = packet.first().is_some_and(|toc| toc & 0b100 != 0);
            self.head(1 + u8::from(is_stereo));
        }
        self.waiting.push((packet.to_vec(), samples));
    }

    /// Ends the page, and gives what is to be written. The last packet waits for the next page, as
    /// the last one needs one too.
    pub(crate) fn take_writes(&mut self, writes: &mut Vec<Write>) {
        if !self.is_finished {
            let last = self.waiting.pop();
            self.write(PacketWriteEndInfo::EndPage, None);
            self.waiting.extend(last);
        }
        let bytes = std::mem::take(self.pages.inner_mut());
        if !bytes.is_empty() {
            writes.push(Write {
                offset: None,
                bytes,
            });
        }
    }

    /// Ends the stream after so many samples, those that are skipped included.
    pub(crate) fn finish(&mut self, samples: u64) {
        self.is_finished = true;
        self.write(PacketWriteEndInfo::EndStream, Some(samples));
    }

    fn head(&mut self, channels: u8) {
        self.has_head = true;
        let mut head = b"OpusHead".to_vec();
        head.extend([HEAD_VERSION, channels]);
        head.extend(PRE_SKIP.to_le_bytes());
        head.extend(RATE.to_le_bytes());
        // No gain.
        head.extend([0, 0, MAPPING_FAMILY]);
        self.page(head);
        let mut tags = b"OpusTags".to_vec();
        text(&mut tags, concat!("jackfield ", env!("CARGO_PKG_VERSION")));
        tags.extend(1_u32.to_le_bytes());
        text(
            &mut tags,
            concat!("ENCODER=jackfield ", env!("CARGO_PKG_VERSION")),
        );
        self.page(tags);
    }

    fn page(&mut self, packet: Vec<u8>) {
        let end = PacketWriteEndInfo::EndPage;
        // Writing to memory does not fail.
        let _ = self.pages.write_packet(packet, self.serial, end, 0);
    }

    fn write(&mut self, end: PacketWriteEndInfo, granule: Option<u64>) {
        let count = self.waiting.len();
        for (index, (packet, samples)) in std::mem::take(&mut self.waiting).into_iter().enumerate()
        {
            let before = self.granule;
            self.granule += samples;
            let (info, position) = if index + 1 < count {
                (PacketWriteEndInfo::NormalPacket, self.granule)
            } else {
                let position = granule.unwrap_or(self.granule);
                (end, position.clamp(before, self.granule))
            };
            // As above.
            let _ = self.pages.write_packet(packet, self.serial, info, position);
        }
    }
}

/// A text with its length before it (RFC 7845 §5.2).
fn text(tags: &mut Vec<u8>, text: &str) {
    let length = u32::try_from(text.len()).unwrap_or_default();
    tags.extend(length.to_le_bytes());
    tags.extend(text.as_bytes());
}

#[cfg(test)]
mod tests;
