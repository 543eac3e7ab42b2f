//! Any audio file as 48 kHz stereo int16, piece by piece.
//!
//! WAV, MP3, FLAC, Ogg (Vorbis and Opus) and M4A (AAC) are decoded here; the rest is left to ffmpeg,
//! where it is installed. What a file is, is read from its content, whatever its name ends in.

use std::fs::File;
use std::path::{Path, PathBuf};

use symphonia::core::io::MediaSource;

use crate::error::FilesError;
use crate::ffmpeg::Ffmpeg;
use crate::fit::Fit;
use crate::native::{Native, Step};
use crate::{CHANNELS, FRAME_SAMPLES};

/// A file being read; memory is that of one packet, however long it is.
pub struct AudioReader {
    path: PathBuf,
    source: Source,
    /// Decoded, and how much of it was handed out.
    ready: Vec<i16>,
    taken: usize,
    /// What the next file may use again, once this one has ended.
    fit: Option<Box<Fit>>,
}

enum Source {
    Native(Box<Native>),
    Ffmpeg(Ffmpeg),
    /// Nothing more comes; the error is told once, after the audio before it.
    Ended(Option<String>),
}

impl AudioReader {
    /// Open a file.
    pub fn open(path: &Path) -> Result<Self, FilesError> {
        let unreadable = |reason: String| FilesError::unreadable(path, reason);
        let file = File::open(path).map_err(|error| unreadable(reason(&error)))?;
        let metadata = file
            .metadata()
            .map_err(|error| unreadable(reason(&error)))?;
        // Reading a pipe or a device could take for ever.
        if !metadata.is_file() {
            return Err(unreadable("is no file".into()));
        }
        if metadata.len() == 0 {
            return Err(unreadable("is empty".into()));
        }
        let source = match Native::open(Box::new(file), extension(path)) {
            Ok(native) => Source::Native(Box::new(native)),
            Err(refusal) => Source::Ffmpeg(second_try(path, &refusal).map_err(unreadable)?),
        };
        Ok(Self::new(path, source))
    }

    /// Open the next file of several, with what the one before left.
    pub(crate) fn open_next(path: &Path, fit: &mut Option<Box<Fit>>) -> Result<Self, FilesError> {
        let mut reader = Self::open(path)?;
        if let Source::Native(native) = &mut reader.source {
            native.adopt(fit.take());
        }
        Ok(reader)
    }

    /// What [`AudioReader::open_next`] takes.
    pub(crate) fn into_fit(self) -> Option<Box<Fit>> {
        match self.source {
            Source::Native(native) => native.into_fit(),
            Source::Ffmpeg(_) | Source::Ended(_) => self.fit,
        }
    }

    /// Read bytes as if they were a file of this name; without ffmpeg.
    pub fn from_bytes(path: &Path, bytes: Vec<u8>) -> Result<Self, FilesError> {
        let source: Box<dyn MediaSource> = Box::new(std::io::Cursor::new(bytes));
        let native = Native::open(source, extension(path))
            .map_err(|reason| FilesError::unreadable(path, reason))?;
        Ok(Self::new(path, Source::Native(Box::new(native))))
    }

    /// Append up to so many frames (samples of each channel); returns how many, 0 at the end. Fewer
    /// come only at the end, or before an error.
    pub fn read(&mut self, frames: usize, pcm: &mut Vec<i16>) -> Result<usize, FilesError> {
        let wanted = frames * CHANNELS;
        while self.ready.len() - self.taken < wanted && self.fill() {}
        let count = wanted.min(self.ready.len() - self.taken);
        if count == 0
            && let Source::Ended(error) = &mut self.source
            && let Some(reason) = error.take()
        {
            return Err(FilesError::unreadable(&self.path, reason));
        }
        let end = self.taken + count;
        pcm.extend_from_slice(self.ready.get(self.taken..end).unwrap_or_default());
        self.taken = end;
        Ok(count / CHANNELS)
    }

    /// One piece of up to 20 ms; see [`AudioReader::read`].
    pub fn read_frame(&mut self, pcm: &mut Vec<i16>) -> Result<usize, FilesError> {
        self.read(FRAME_SAMPLES, pcm)
    }

    fn new(path: &Path, source: Source) -> Self {
        Self {
            path: path.to_owned(),
            source,
            ready: Vec::new(),
            taken: 0,
            fit: None,
        }
    }

    /// Decode some more; false when there is no more.
    fn fill(&mut self) -> bool {
        self.ready.drain(..self.taken);
        self.taken = 0;
        let outcome = match &mut self.source {
            Source::Native(native) => native
                .step(&mut self.ready)
                .map(|step| matches!(step, Step::More)),
            Source::Ffmpeg(ffmpeg) => ffmpeg.step(&mut self.ready),
            Source::Ended(_) => Ok(false),
        };
        match outcome {
            Ok(true) => return true,
            Ok(false) if matches!(self.source, Source::Ended(_)) => {}
            Ok(false) => self.end(None),
            Err(reason) => self.end(Some(reason)),
        }
        false
    }

    fn end(&mut self, error: Option<String>) {
        let source = std::mem::replace(&mut self.source, Source::Ended(error));
        if let Source::Native(native) = source {
            self.fit = native.into_fit();
        }
    }
}

impl std::fmt::Debug for AudioReader {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("AudioReader")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

/// What could not be read natively, by ffmpeg.
fn second_try(path: &Path, refusal: &str) -> Result<Ffmpeg, String> {
    match Ffmpeg::open(path)? {
        Some(ffmpeg) => Ok(ffmpeg),
        None => Err(format!("{refusal} (and ffmpeg is not installed)")),
    }
}

fn extension(path: &Path) -> &str {
    path.extension()
        .and_then(|extension| extension.to_str())
        .unwrap_or_default()
}

/// Without the number that Rust puts behind.
fn reason(error: &std::io::Error) -> String {
    let text = error.to_string();
    let words = text.split(" (os error").next().unwrap_or_default();
    format!("cannot be read: {words}")
}
