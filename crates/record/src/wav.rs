//! WAV: 16-bit PCM, mono; RF64 (EBU Tech 3306) once the sizes need more than 32 bits.

use crate::time_line::RATE;

/// Bytes before the samples: RIFF header, a chunk that is junk until it holds 64-bit sizes, format,
/// data header.
const HEAD: u64 = 12 + 8 + DS64 as u64 + 8 + FORMAT as u64 + 8;
const DS64: u32 = 28;
const FORMAT: u32 = 16;
const PCM: u16 = 1;
const SAMPLE: u16 = 2;
/// Of a chunk whose size is elsewhere.
const ELSEWHERE: u32 = u32::MAX;

/// Bytes to write to the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Write {
    /// Where; at the end where there is none.
    pub offset: Option<u64>,
    /// What.
    pub bytes: Vec<u8>,
}

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Wav {
    has_head: bool,
    /// Bytes of samples, those that wait included.
    data: u64,
    waiting: Vec<u8>,
}

impl Wav {
    /// Adds samples.
    pub(crate) fn samples(&mut self, samples: impl IntoIterator<Item = i16>) {
        let before = self.waiting.len();
        self.waiting
            .extend(samples.into_iter().flat_map(i16::to_le_bytes));
        self.data += (self.waiting.len() - before) as u64;
    }

    /// What was added since the last time, then the sizes that it changes.
    pub(crate) fn take_writes(&mut self, writes: &mut Vec<Write>) {
        if self.has_head && self.waiting.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.waiting);
        let head = head(self.data);
        if self.has_head {
            writes.push(Write {
                offset: None,
                bytes,
            });
            let offset = Some(0);
            writes.push(Write {
                offset,
                bytes: head,
            });
        } else {
            self.has_head = true;
            let bytes = [head, bytes].concat();
            writes.push(Write {
                offset: None,
                bytes,
            });
        }
    }
}

/// Everything before the samples, by how many bytes they take.
fn head(data: u64) -> Vec<u8> {
    let riff = HEAD - 8 + data;
    let sizes = u32::try_from(riff).ok().zip(u32::try_from(data).ok());
    let mut head = Vec::new();
    match sizes {
        Some((riff, _)) => chunk(&mut head, *b"RIFF", riff),
        None => chunk(&mut head, *b"RF64", ELSEWHERE),
    }
    head.extend(b"WAVE");
    chunk(
        &mut head,
        if sizes.is_some() { *b"JUNK" } else { *b"ds64" },
        DS64,
    );
    head.extend(riff.to_le_bytes());
    head.extend(data.to_le_bytes());
    head.extend((data / u64::from(SAMPLE)).to_le_bytes());
    // No sizes of other chunks.
    head.extend(0_u32.to_le_bytes());
    chunk(&mut head, *b"fmt ", FORMAT);
    head.extend(PCM.to_le_bytes());
    head.extend(1_u16.to_le_bytes());
    head.extend(RATE.to_le_bytes());
    head.extend((RATE * u32::from(SAMPLE)).to_le_bytes());
    head.extend(SAMPLE.to_le_bytes());
    head.extend((SAMPLE * 8).to_le_bytes());
    chunk(
        &mut head,
        *b"data",
        sizes.map_or(ELSEWHERE, |(_, data)| data),
    );
    head
}

fn chunk(head: &mut Vec<u8>, name: [u8; 4], size: u32) {
    head.extend(name);
    head.extend(size.to_le_bytes());
}

#[cfg(test)]
mod tests;
