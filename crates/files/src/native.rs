//! Files read without any other program: WAV, MP3, FLAC, Ogg (Vorbis, Opus), M4A (AAC).

use std::panic::{AssertUnwindSafe, catch_unwind};

use symphonia::core::audio::Channels;
use symphonia::core::codecs::CodecParameters;
use symphonia::core::codecs::audio::well_known::CODEC_ID_OPUS;
use symphonia::core::codecs::audio::{AudioCodecParameters, AudioDecoder, AudioDecoderOptions};
use symphonia::core::errors::Error;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, FormatReader, Track, TrackType};
use symphonia::core::io::{MediaSource, MediaSourceStream, MediaSourceStreamOptions};
use symphonia::core::meta::MetadataOptions;
use symphonia::core::packet::Packet;

use crate::fit::Fit;
use crate::opus::OpusTrack;

/// What has no length yet when its header is written claims the most that fits: 2 or 4 GiB less
/// the headers. Nothing is missing at the end of such a file.
const NO_LENGTH: u64 = i32::MAX as u64 - 4096;

/// A file being decoded.
pub(crate) struct Native {
    format: Box<dyn FormatReader>,
    track: u32,
    decoder: Decode,
    samples: Vec<f32>,
    /// Frames that the header promises, where it can be believed.
    promised: Option<u64>,
    /// Samples per second that the header names.
    rate: u32,
    decoded: u64,
}

enum Decode {
    General(Box<dyn AudioDecoder>, Option<Box<Fit>>),
    Opus(OpusTrack),
}

/// What a step gave.
pub(crate) enum Step {
    /// Maybe some audio, and there may be more.
    More,
    /// That was all.
    End,
}

impl Native {
    /// Look into a source; the extension helps to guess what it is.
    pub(crate) fn open(source: Box<dyn MediaSource>, extension: &str) -> Result<Self, String> {
        // What a decoder of somebody else's makes of hostile bytes must not end the process.
        catch_unwind(AssertUnwindSafe(|| Self::probe(source, extension)))
            .unwrap_or_else(|_| Err("is malformed".into()))
    }

    /// Decode the next packet, append what it gives.
    pub(crate) fn step(&mut self, output: &mut Vec<i16>) -> Result<Step, String> {
        catch_unwind(AssertUnwindSafe(|| self.next(output)))
            .unwrap_or_else(|_| Err("is malformed".into()))
    }

    /// Take the fit of a file before this one: where both are of one layout, its filter, which
    /// takes half a millisecond to compute, serves again.
    pub(crate) fn adopt(&mut self, fit: Option<Box<Fit>>) {
        if let Decode::General(_, slot) = &mut self.decoder {
            *slot = fit;
        }
    }

    /// What [`Native::adopt`] takes.
    pub(crate) fn into_fit(self) -> Option<Box<Fit>> {
        let Decode::General(_, Some(mut fit)) = self.decoder else {
            return None;
        };
        fit.reset();
        Some(fit)
    }

    fn probe(source: Box<dyn MediaSource>, extension: &str) -> Result<Self, String> {
        let mut hint = Hint::new();
        hint.with_extension(extension);
        let stream = MediaSourceStream::new(source, MediaSourceStreamOptions::default());
        let format = symphonia::default::get_probe()
            .probe(
                &hint,
                stream,
                FormatOptions::default(),
                MetadataOptions::default(),
            )
            .map_err(|error| describe(&error))?;
        let track = format
            .default_track(TrackType::Audio)
            .ok_or("holds no audio")?;
        let Some(CodecParameters::Audio(parameters)) = &track.codec_params else {
            return Err("holds no audio".into());
        };
        Ok(Self {
            track: track.id,
            decoder: decoder(track, parameters)?,
            samples: Vec::new(),
            promised: promised(track, parameters),
            rate: parameters.sample_rate.unwrap_or_default(),
            decoded: 0,
            format,
        })
    }

    fn next(&mut self, output: &mut Vec<i16>) -> Result<Step, String> {
        match self.format.next_packet() {
            Ok(Some(packet)) if packet.track_id == self.track => self.decode(&packet, output),
            Ok(Some(_)) => Ok(Step::More),
            Ok(None) => self.end(output),
            // The reader met the end of the file where it expected something.
            Err(Error::IoError(error)) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
                self.end(output)
            }
            Err(error) => Err(describe(&error)),
        }
    }

    fn decode(&mut self, packet: &Packet, output: &mut Vec<i16>) -> Result<Step, String> {
        match &mut self.decoder {
            Decode::Opus(track) => {
                let trim = usize::try_from(packet.trim_end.get()).unwrap_or(usize::MAX);
                self.decoded += u64::from(track.decode(&packet.data, trim, output));
            }
            Decode::General(decoder, fit) => match decoder.decode(packet) {
                Ok(audio) => {
                    let (rate, channels) = (audio.spec().rate(), audio.num_planes());
                    audio.copy_to_vec_interleaved(&mut self.samples);
                    self.decoded += audio.frames() as u64;
                    fitting(fit, rate, channels, output)?.push(&self.samples, output)?;
                }
                // One broken packet is a click; a file of them is found out at the end.
                Err(Error::DecodeError(_) | Error::IoError(_)) => {}
                Err(error) => return Err(describe(&error)),
            },
        }
        Ok(Step::More)
    }

    fn end(&mut self, output: &mut Vec<i16>) -> Result<Step, String> {
        if let Decode::General(_, Some(fit)) = &mut self.decoder {
            fit.finish(output)?;
        }
        match self.promised {
            _ if self.decoded == 0 => Err("holds no audio that can be decoded".into()),
            Some(promised) if self.decoded < promised => Err(format!(
                "is cut off after {:.2} of {:.2} s",
                self.seconds(self.decoded),
                self.seconds(promised)
            )),
            _ => Ok(Step::End),
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "for people to read")]
    fn seconds(&self, frames: u64) -> f64 {
        frames as f64 / f64::from(self.rate.max(1))
    }
}

fn decoder(track: &Track, parameters: &AudioCodecParameters) -> Result<Decode, String> {
    if parameters.codec == CODEC_ID_OPUS {
        let channels = parameters.channels.as_ref().map_or(0, Channels::count);
        let opus = OpusTrack::new(channels, track.delay.unwrap_or_default())?;
        return Ok(Decode::Opus(opus));
    }
    let decoder = symphonia::default::get_codecs()
        .make_audio_decoder(parameters, &AudioDecoderOptions::default())
        .map_err(|error| describe(&error))?;
    Ok(Decode::General(decoder, None))
}

/// How many frames there must be. Only lossless formats count them; the others estimate.
fn promised(track: &Track, parameters: &AudioCodecParameters) -> Option<u64> {
    let bytes = u64::from(parameters.bits_per_sample? / 8)
        * parameters.channels.as_ref().map_or(1, Channels::count) as u64;
    track
        .num_frames
        .filter(|frames| frames.saturating_mul(bytes) < NO_LENGTH)
}

/// The fit of the present layout; a stream may change it between packets.
fn fitting<'a>(
    fit: &'a mut Option<Box<Fit>>,
    rate: u32,
    channels: usize,
    output: &mut Vec<i16>,
) -> Result<&'a mut Fit, String> {
    let fits = fit.as_ref().is_some_and(|fit| fit.takes(rate, channels));
    if !fits {
        if let Some(mut last) = fit.take() {
            last.finish(output)?;
        }
        *fit = Some(Box::new(Fit::new(rate, channels)?));
    }
    fit.as_deref_mut().ok_or_else(|| "has no layout".into())
}

fn describe(error: &Error) -> String {
    match error {
        Error::IoError(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            "is cut off, or no audio file".into()
        }
        Error::IoError(error) => format!("cannot be read: {error}"),
        Error::DecodeError(reason) => format!("is malformed: {reason}"),
        Error::Unsupported(what) => format!("is of a kind that is not read: {what}"),
        Error::LimitError(what) => format!("is beyond a limit: {what}"),
        Error::ResetRequired => "changes its tracks in the middle".into(),
        other => format!("cannot be decoded: {other}"),
    }
}
