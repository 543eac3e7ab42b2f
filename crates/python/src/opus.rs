//! `OpusEncoder`, `OpusDecoder`, `Resampler`: for programs that have the samples.

use std::sync::{Mutex, MutexGuard, PoisonError};

use jackfield_media::MediaError;
use jackfield_media::opus::{
    Channels, Concealment, Decoder, Encoder, EncoderConfig, MAX_PACKET_LEN, MAX_PACKET_MS,
    SampleRate,
};
use jackfield_media::resample::OnDemand;
use numpy::{PyArray1, PyArrayMethods};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::errors;

/// Complexity of a voice that a program encodes.
const COMPLEXITY: u8 = 5;

#[pyclass(frozen, module = "jackfield._core")]
pub(crate) struct OpusEncoder {
    encoder: Mutex<Encoder>,
}

#[pymethods]
impl OpusEncoder {
    #[new]
    fn new(rate: u32, channels: u8, bit_rate: u32) -> PyResult<Self> {
        let encoder = Encoder::new(EncoderConfig {
            rate: rate_of(rate)?,
            channels: channels_of(channels)?,
            bitrate: bit_rate,
            complexity: COMPLEXITY,
            ..EncoderConfig::default()
        });
        Ok(Self {
            encoder: Mutex::new(encoder.map_err(errors::media)?),
        })
    }

    fn encode(&self, py: Python<'_>, pcm: &Bound<'_, PyArray1<i16>>) -> PyResult<Py<PyBytes>> {
        let samples = pcm.to_vec()?;
        let mut packet = vec![0; MAX_PACKET_LEN];
        let encoded = py.detach(|| lock(&self.encoder).encode(&samples, &mut packet));
        packet.truncate(encoded.map_err(errors::media)?);
        Ok(PyBytes::new(py, &packet).unbind())
    }

    /// Bits per second.
    fn set_bit_rate(&self, bit_rate: u32) -> PyResult<()> {
        let set = lock(&self.encoder).set_bitrate(bit_rate);
        set.map_err(errors::media)
    }
}

#[pyclass(frozen, module = "jackfield._core")]
pub(crate) struct OpusDecoder {
    decoder: Mutex<Decoder>,
}

#[pymethods]
impl OpusDecoder {
    #[new]
    fn new(rate: u32, channels: u8) -> PyResult<Self> {
        let (rate, channels) = (rate_of(rate)?, channels_of(channels)?);
        let decoder = Decoder::new(rate, channels, Concealment::Classic);
        Ok(Self {
            decoder: Mutex::new(decoder.map_err(errors::media)?),
        })
    }

    fn decode(&self, py: Python<'_>, packet: &[u8]) -> PyResult<Py<PyArray1<i16>>> {
        let decoded = py.detach(|| decoded(&mut lock(&self.decoder), packet));
        let samples = decoded.map_err(errors::media)?;
        Ok(PyArray1::from_vec(py, samples).unbind())
    }
}

#[pyclass(frozen, module = "jackfield._core")]
pub(crate) struct Resampler {
    resampler: Mutex<OnDemand>,
}

#[pymethods]
impl Resampler {
    #[new]
    fn new(rate: u32, channels: u8) -> PyResult<Self> {
        Ok(Self {
            resampler: Mutex::new(OnDemand::new(rate, channels_of(channels)?)),
        })
    }

    fn process(
        &self,
        py: Python<'_>,
        rate: u32,
        pcm: &Bound<'_, PyArray1<i16>>,
    ) -> PyResult<Py<PyArray1<i16>>> {
        let samples = pcm.to_vec()?;
        let mut output = Vec::new();
        let done = py.detach(|| lock(&self.resampler).process(rate, &samples, &mut output));
        done.map_err(errors::media)?;
        Ok(PyArray1::from_vec(py, output).unbind())
    }
}

pub(crate) fn channels_of(channels: u8) -> PyResult<Channels> {
    match channels {
        1 => Ok(Channels::Mono),
        2 => Ok(Channels::Stereo),
        _ => Err(PyValueError::new_err("channels: 1 or 2")),
    }
}

fn rate_of(rate: u32) -> PyResult<SampleRate> {
    SampleRate::from_hz(rate)
        .ok_or_else(|| PyValueError::new_err("rate: 8000, 12000, 16000, 24000 or 48000"))
}

fn decoded(decoder: &mut Decoder, packet: &[u8]) -> Result<Vec<i16>, MediaError> {
    let channels = decoder.channels().count();
    let room = decoder.rate().samples_per_ms(MAX_PACKET_MS) * channels;
    let mut samples = vec![0; room];
    let len = decoder.decode(packet, &mut samples)?;
    samples.truncate(len * channels);
    Ok(samples)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
