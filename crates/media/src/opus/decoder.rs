//! The Opus decoder and its concealment.
#![allow(unsafe_code, reason = "libopus is a C library")]

use std::ptr::NonNull;
use std::time::Duration;

use opusic_sys as ffi;

use super::memory::StateMemory;
use super::{Channels, MAX_PACKET_MS, SampleRate, check};
use crate::error::MediaError;

/// How to fill what was lost.
///
/// libopus ties this to the decoder's "complexity": from 5 on a neural network goes on with the
/// voice, from 6 on another one enhances what was received, which costs every frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Concealment {
    /// Repeat the pitch: about 0.03 ms of CPU per lost 20 ms.
    Classic,
    /// Deep PLC: about 0.4 ms of CPU per lost 20 ms, and 0.2 PESQ better.
    #[default]
    Deep,
}

/// Turns packets into samples.
///
/// All memory is taken by [`Decoder::new`]. Calls must follow the order of play: each call
/// stands for the packet after the one before.
#[derive(Debug)]
pub struct Decoder {
    memory: StateMemory,
    /// In that memory.
    state: NonNull<ffi::OpusDecoder>,
    rate: SampleRate,
    channels: Channels,
}

// SAFETY: the state is reached through this value alone, and libopus keeps nothing per thread.
unsafe impl Send for Decoder {}

impl Decoder {
    /// A decoder whose samples have this rate and these channels, whatever the packets hold.
    pub fn new(
        rate: SampleRate,
        channels: Channels,
        concealment: Concealment,
    ) -> Result<Self, MediaError> {
        let memory = StateMemory::new(Self::state_len(channels))?;
        let state = memory.as_ptr();
        // SAFETY: `state` is aligned and has the length libopus asks for; rate and channels are
        // among the documented values.
        let code = unsafe { ffi::opus_decoder_init(state.as_ptr(), rate.as_c(), channels.as_c()) };
        check(code)?;
        let mut decoder = Self {
            memory,
            state,
            rate,
            channels,
        };
        decoder.set_concealment(concealment)?;
        decoder.memory.release_zero_pages();
        Ok(decoder)
    }

    /// Rate of the samples that come out.
    pub const fn rate(&self) -> SampleRate {
        self.rate
    }

    /// Channels of the samples that come out, interleaved.
    pub const fn channels(&self) -> Channels {
        self.channels
    }

    /// Change how losses are filled.
    pub fn set_concealment(&mut self, concealment: Concealment) -> Result<(), MediaError> {
        let complexity = match concealment {
            Concealment::Classic => 0,
            Concealment::Deep => 5,
        };
        self.control(ffi::OPUS_SET_COMPLEXITY_REQUEST, complexity)
    }

    /// Decode a packet; returns samples per channel. `pcm` needs room for the whole packet: up to
    /// 120 ms, see [`Packet::samples`](super::Packet::samples).
    pub fn decode(&mut self, packet: &[u8], pcm: &mut [i16]) -> Result<usize, MediaError> {
        // libopus takes an empty packet for a lost one.
        if packet.is_empty() {
            return Err(MediaError::LocalMisuse("empty packet: use conceal()"));
        }
        let room = self.room(pcm.len());
        self.run(packet, pcm, room, false)
    }

    /// Rebuild the end of a loss from the packet after it; returns samples per channel.
    ///
    /// `pcm` is as long as what was lost, a multiple of 2.5 ms. The packet's FEC covers the last of
    /// it, the rest is concealed; without FEC all of it is. Decode `next_packet` itself afterwards.
    pub fn decode_fec(&mut self, next_packet: &[u8], pcm: &mut [i16]) -> Result<usize, MediaError> {
        if next_packet.is_empty() {
            return Err(MediaError::LocalMisuse("empty packet: use conceal()"));
        }
        let samples = self.loss_samples(pcm.len())?;
        self.run(next_packet, pcm, samples, true)
    }

    /// Make up what was lost; returns samples per channel. `pcm` is as long as what was lost, a
    /// multiple of 2.5 ms.
    pub fn conceal(&mut self, pcm: &mut [i16]) -> Result<usize, MediaError> {
        let samples = self.loss_samples(pcm.len())?;
        self.run(&[], pcm, samples, false)
    }

    /// How long the last packet was, decoded or concealed: what to conceal when the next is lost.
    pub fn last_packet_duration(&mut self) -> Result<Duration, MediaError> {
        let mut samples: i32 = 0;
        // SAFETY: the state is alive and ours; this request takes a pointer to one `opus_int32`,
        // which outlives the call.
        let code = unsafe {
            ffi::opus_decoder_ctl(
                self.state.as_ptr(),
                ffi::OPUS_GET_LAST_PACKET_DURATION_REQUEST,
                &raw mut samples,
            )
        };
        check(code)?;
        let micros = u64::from(samples.unsigned_abs()) * 1_000_000 / u64::from(self.rate.hz());
        Ok(Duration::from_micros(micros))
    }

    /// Forget what was heard, keep the settings.
    pub fn reset(&mut self) -> Result<(), MediaError> {
        // SAFETY: the state is alive and ours; this request takes no argument.
        let code = unsafe { ffi::opus_decoder_ctl(self.state.as_ptr(), ffi::OPUS_RESET_STATE) };
        check(code)?;
        self.memory.release_zero_pages();
        Ok(())
    }

    /// Bytes one decoder's state takes, though about half of them stay untouched.
    pub fn state_len(channels: Channels) -> usize {
        // SAFETY: no state is involved.
        let len = unsafe { ffi::opus_decoder_get_size(channels.as_c()) };
        usize::try_from(len).unwrap_or_default()
    }

    /// Samples per channel that fit, at most what a packet can have.
    fn room(&self, len: usize) -> i32 {
        let samples = len / self.channels.count();
        let room = samples.min(self.rate.samples_per_ms(MAX_PACKET_MS));
        i32::try_from(room).unwrap_or_default()
    }

    fn loss_samples(&self, len: usize) -> Result<i32, MediaError> {
        let step = self.rate.samples_per_ms(5) / 2 * self.channels.count();
        if len == 0 || !len.is_multiple_of(step) {
            return Err(MediaError::LocalMisuse("loss is no multiple of 2.5 ms"));
        }
        let samples = len / self.channels.count();
        if samples > self.rate.samples_per_ms(MAX_PACKET_MS) {
            return Err(MediaError::LocalMisuse("loss longer than 120 ms"));
        }
        i32::try_from(samples).map_err(|_| MediaError::LocalMisuse("loss longer than 120 ms"))
    }

    /// `samples` is at most what fits into `pcm`; an empty packet is a lost one.
    fn run(
        &mut self,
        packet: &[u8],
        pcm: &mut [i16],
        samples: i32,
        fec: bool,
    ) -> Result<usize, MediaError> {
        let len = i32::try_from(packet.len()).map_err(|_| MediaError::LocalMisuse("packet"))?;
        let data = if packet.is_empty() {
            std::ptr::null()
        } else {
            packet.as_ptr()
        };
        // SAFETY: `data` is null with length 0, or has `len` bytes; `pcm` has room for `samples`
        // samples of each channel; the state is alive and ours.
        let code = unsafe {
            ffi::opus_decode(
                self.state.as_ptr(),
                data,
                len,
                pcm.as_mut_ptr(),
                samples,
                i32::from(fec),
            )
        };
        let decoded = check(code)?;
        Ok(usize::try_from(decoded).unwrap_or_default())
    }

    fn control(&mut self, request: i32, value: i32) -> Result<(), MediaError> {
        // SAFETY: the state is alive and ours; every request made here takes one `opus_int32`.
        let code = unsafe { ffi::opus_decoder_ctl(self.state.as_ptr(), request, value) };
        check(code).map(drop)
    }
}

#[cfg(test)]
mod tests;
