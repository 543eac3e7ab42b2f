//! G.711: telephone audio at 8 kHz, one byte a sample (payload types 0 and 8 of RFC 3551).
//!
//! Decoding looks the 256 answers up; encoding is arithmetic, which is as quick and keeps 64 kB out
//! of the cache.

/// Samples per second.
pub const SAMPLE_RATE: u32 = 8_000;

/// Even bits of A-law are inverted on the wire (ITU-T G.711 §2.3).
const ALAW_INVERSION: u8 = 0x55;
const SIGN_BIT: u8 = 0x80;
/// Moves the segments of µ-law to powers of two, in 14-bit steps.
const MULAW_BIAS: u16 = 33;
/// The last 14-bit magnitude of µ-law, bias included.
const MULAW_CLIP: u16 = 0x1FFF;

const MULAW_DECODED: [i16; 256] = table(Law::Mu);
const ALAW_DECODED: [i16; 256] = table(Law::A);

/// The two laws of the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Law {
    /// PCMU: North America and Japan.
    Mu,
    /// PCMA: elsewhere.
    A,
}

impl Law {
    /// One sample to one byte.
    pub const fn encode(self, sample: i16) -> u8 {
        match self {
            Self::Mu => encode_mulaw(sample),
            Self::A => encode_alaw(sample),
        }
    }

    /// One byte to one sample.
    pub fn decode(self, byte: u8) -> i16 {
        let table = match self {
            Self::Mu => &MULAW_DECODED,
            Self::A => &ALAW_DECODED,
        };
        table.get(usize::from(byte)).copied().unwrap_or_default()
    }

    /// As many samples as fit into `out`; returns how many.
    pub fn encode_all(self, samples: &[i16], out: &mut [u8]) -> usize {
        let pairs = samples.iter().zip(out.iter_mut());
        pairs
            .map(|(sample, byte)| *byte = self.encode(*sample))
            .count()
    }

    /// As many bytes as fit into `out`; returns how many.
    pub fn decode_all(self, bytes: &[u8], out: &mut [i16]) -> usize {
        let pairs = bytes.iter().zip(out.iter_mut());
        pairs
            .map(|(byte, sample)| *sample = self.decode(*byte))
            .count()
    }
}

/// Table 2a: 14-bit magnitudes in eight segments of sixteen steps, all bits inverted. Negative
/// numbers are mirrored by one's complement, as in the ITU's reference code (G.191).
const fn encode_mulaw(sample: i16) -> u8 {
    let (magnitude, sign) = split(sample);
    let biased = (magnitude >> 2) + MULAW_BIAS;
    let clipped = if biased > MULAW_CLIP {
        MULAW_CLIP
    } else {
        biased
    };
    let segment = 10 - clipped.leading_zeros();
    let step = clipped >> (segment + 1) & 0x0F;
    !(sign | low_byte(segment << 4) | low_byte(step as u32)) ^ SIGN_BIT
}

/// Table 1a: 12-bit magnitudes, the two lowest segments alike.
const fn encode_alaw(sample: i16) -> u8 {
    let (magnitude, sign) = split(sample);
    let short = magnitude >> 4;
    let code = if short < 32 {
        low_byte(short as u32)
    } else {
        let segment = 12 - short.leading_zeros();
        let step = short >> (segment - 1) & 0x0F;
        low_byte(segment << 4) | low_byte(step as u32)
    };
    (sign | code) ^ ALAW_INVERSION
}

/// Magnitude by one's complement, and the sign bit of the wire, which is set for plus.
const fn split(sample: i16) -> (u16, u8) {
    if sample < 0 {
        ((!sample).cast_unsigned(), 0)
    } else {
        (sample.cast_unsigned(), SIGN_BIT)
    }
}

const fn decode_mulaw(byte: u8) -> i16 {
    let code = !byte;
    let segment = code >> 4 & 0x07;
    let step = ((code & 0x0F) << 1) as u16;
    let magnitude = (((step + MULAW_BIAS) << segment) - MULAW_BIAS).cast_signed();
    if code & SIGN_BIT == 0 {
        magnitude << 2
    } else {
        -(magnitude << 2)
    }
}

const fn decode_alaw(byte: u8) -> i16 {
    let code = byte ^ ALAW_INVERSION;
    let segment = code >> 4 & 0x07;
    let step = ((code & 0x0F) << 1) as u16;
    // The middle of the step; segments above the first have their leading one implied, as µ-law.
    let magnitude = match segment {
        0 => step + 1,
        _ => (step + MULAW_BIAS) << (segment - 1),
    }
    .cast_signed();
    if code & SIGN_BIT == 0 {
        -(magnitude << 3)
    } else {
        magnitude << 3
    }
}

#[expect(clippy::indexing_slicing, reason = "the index counts to the length")]
#[expect(clippy::cast_possible_truncation, reason = "the index counts to 255")]
const fn table(law: Law) -> [i16; 256] {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < table.len() {
        table[byte] = match law {
            Law::Mu => decode_mulaw(byte as u8),
            Law::A => decode_alaw(byte as u8),
        };
        byte += 1;
    }
    table
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "seven bits by construction"
)]
const fn low_byte(value: u32) -> u8 {
    value as u8
}

#[cfg(test)]
mod tests;
