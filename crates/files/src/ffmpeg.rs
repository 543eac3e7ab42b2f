//! What is not read natively, read by ffmpeg through a pipe.

use std::io::{ErrorKind, Read};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread::JoinHandle;

use crate::{CHANNELS, SAMPLE_RATE};

const PROGRAM: &str = "ffmpeg";
const CHUNK_BYTES: usize = 65_536;
const SAMPLE_BYTES: usize = 2;
/// What it says of a file is kept up to here; the rest is read, so that it never waits.
const MAX_COMPLAINT: u64 = 4096;

/// A file being decoded by another process.
#[derive(Debug)]
pub(crate) struct Ffmpeg {
    child: Child,
    pipe: ChildStdout,
    complaint: Option<JoinHandle<String>>,
    chunk: Vec<u8>,
    /// Bytes at the chunk's start that are half a sample.
    kept: usize,
    heard: bool,
}

impl Ffmpeg {
    /// Start ffmpeg on a file; None when it is not installed.
    pub(crate) fn open(path: &Path) -> Result<Option<Self>, String> {
        let mut argument = std::ffi::OsString::from("file:");
        argument.push(path);
        let started = Command::new(PROGRAM)
            // A playlist must not send it into the network.
            .args([
                "-nostdin",
                "-loglevel",
                "error",
                "-protocol_whitelist",
                "file",
            ])
            .arg("-i")
            .arg(argument)
            .args(["-vn", "-sn", "-f", "s16le", "-acodec", "pcm_s16le"])
            .args([
                "-ac",
                &CHANNELS.to_string(),
                "-ar",
                &SAMPLE_RATE.to_string(),
            ])
            .arg("pipe:1")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        let mut child = match started {
            Ok(child) => child,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(format!("ffmpeg cannot be started: {error}")),
        };
        let (Some(pipe), Some(mut errors)) = (child.stdout.take(), child.stderr.take()) else {
            return Err("ffmpeg cannot be started: it has no pipes".into());
        };
        let complaint = std::thread::spawn(move || {
            let mut text = Vec::new();
            let _ = errors.by_ref().take(MAX_COMPLAINT).read_to_end(&mut text);
            let _ = std::io::copy(&mut errors, &mut std::io::sink());
            String::from_utf8_lossy(&text).into_owned()
        });
        Ok(Some(Self {
            child,
            pipe,
            complaint: Some(complaint),
            chunk: vec![0; CHUNK_BYTES],
            kept: 0,
            heard: false,
        }))
    }

    /// Append some audio; false at the end.
    pub(crate) fn step(&mut self, output: &mut Vec<i16>) -> Result<bool, String> {
        let room = self.chunk.get_mut(self.kept..).unwrap_or_default();
        let count = match self.pipe.read(room) {
            Ok(0) => return self.end().map(|()| false),
            Ok(count) => count,
            Err(error) if error.kind() == ErrorKind::Interrupted => return Ok(true),
            Err(error) => return Err(format!("ffmpeg cannot be heard: {error}")),
        };
        self.heard = true;
        let len = self.kept + count;
        let whole = len - len % SAMPLE_BYTES;
        let (samples, _) = self.chunk.get(..whole).unwrap_or_default().as_chunks();
        output.extend(samples.iter().map(|bytes| i16::from_le_bytes(*bytes)));
        self.chunk.copy_within(whole..len, 0);
        self.kept = len - whole;
        Ok(true)
    }

    fn end(&mut self) -> Result<(), String> {
        let status = self.child.wait().map_err(|error| error.to_string())?;
        let complaint = self.complaint.take().and_then(|thread| thread.join().ok());
        let complaint = complaint.unwrap_or_default();
        if status.success() && self.heard {
            return Ok(());
        }
        match last_words(&complaint) {
            "" => Err("holds no audio that ffmpeg can decode".into()),
            words => Err(format!("ffmpeg cannot decode it: {words}")),
        }
    }
}

impl Drop for Ffmpeg {
    fn drop(&mut self) {
        // Both fail only when it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The last line says why; those before are often about one packet. Without the file's name, which is said anyway.
fn last_words(complaint: &str) -> &str {
    let line = complaint.lines().rev().find(|line| !line.trim().is_empty());
    let line = line.unwrap_or_default();
    line.rsplit_once(": ")
        .map_or(line, |(_, reason)| reason)
        .trim()
}

#[cfg(test)]
mod tests;
