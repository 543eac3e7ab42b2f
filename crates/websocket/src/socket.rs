//! RFC 6455 after its handshake: bytes of a stream to messages, messages to bytes.

use std::io::{self, Read, Write};

use tungstenite::error::{CapacityError, Error};
use tungstenite::protocol::frame::coding::CloseCode;
use tungstenite::protocol::{CloseFrame, Role, WebSocket, WebSocketConfig};
use tungstenite::{Bytes, Message, Utf8Bytes};

use crate::refusal::{Refusal, RefusalKind};

/// What is read at once; a message of 20 ms at 48 kHz stereo fits.
const READ_BUFFER: usize = 4 * 1024;
/// RFC 6455 §5.5.1: a control frame holds 125 bytes, two of them the code.
const MAX_REASON: usize = 123;

/// What came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Incoming {
    /// A text.
    Text(Utf8Bytes),
    /// Audio.
    Binary(Bytes),
    /// The answer to a ping of ours.
    Pong(Bytes),
    /// A sign of life that needs nothing of the caller.
    Alive,
    /// The client ends it.
    Close,
}

/// One side of a connection, the server's.
#[derive(Debug)]
pub struct Socket {
    inner: WebSocket<Memory>,
}

/// Instead of a stream: what was received and not read, what was written and not sent.
#[derive(Debug, Default)]
struct Memory {
    received: Vec<u8>,
    read: usize,
    written: Vec<u8>,
}

impl Socket {
    /// After the handshake; messages may have `max_message` bytes.
    pub fn new(max_message: usize) -> Self {
        let config = WebSocketConfig::default()
            .read_buffer_size(READ_BUFFER)
            .write_buffer_size(0)
            .max_message_size(Some(max_message))
            .max_frame_size(Some(max_message));
        Self {
            inner: WebSocket::from_raw_socket(Memory::default(), Role::Server, Some(config)),
        }
    }

    /// Takes bytes as they came; then [`Socket::poll`] until there is nothing.
    pub fn receive(&mut self, bytes: &[u8]) {
        let memory = self.inner.get_mut();
        memory.received.drain(..memory.read);
        memory.read = 0;
        memory.received.extend_from_slice(bytes);
    }

    /// The next message. After a refusal there is none any more.
    pub fn poll(&mut self) -> Result<Option<Incoming>, Refusal> {
        match self.inner.read() {
            Ok(Message::Text(text)) => Ok(Some(Incoming::Text(text))),
            Ok(Message::Binary(bytes)) => Ok(Some(Incoming::Binary(bytes))),
            Ok(Message::Pong(bytes)) => Ok(Some(Incoming::Pong(bytes))),
            Ok(Message::Ping(_) | Message::Frame(_)) => {
                let _ = self.inner.flush();
                Ok(Some(Incoming::Alive))
            }
            Ok(Message::Close(_)) => {
                // Writes the answer; that it says the connection is closed is no news.
                let _ = self.inner.flush();
                Ok(Some(Incoming::Close))
            }
            Err(Error::Io(error)) if error.kind() == io::ErrorKind::WouldBlock => Ok(None),
            Err(Error::ConnectionClosed | Error::AlreadyClosed) => Ok(None),
            Err(error) => Err(refusal_of(&error)),
        }
    }

    /// Writes a text.
    pub fn text(&mut self, text: String) {
        self.send(Message::Text(text.into()));
    }

    /// Writes audio.
    pub fn binary(&mut self, bytes: Bytes) {
        self.send(Message::Binary(bytes));
    }

    /// Asks for a sign of life that repeats `bytes`.
    pub fn ping(&mut self, bytes: Bytes) {
        self.send(Message::Ping(bytes));
    }

    /// Writes the close frame; nothing can be written after it.
    pub fn close(&mut self, code: u16, reason: &str) {
        let end = (0..=reason.len().min(MAX_REASON))
            .rev()
            .find(|end| reason.is_char_boundary(*end))
            .unwrap_or_default();
        let frame = CloseFrame {
            code: CloseCode::from(code),
            reason: reason.get(..end).unwrap_or_default().into(),
        };
        let _ = self.inner.close(Some(frame));
    }

    /// Takes what was written.
    pub fn take_written(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.inner.get_mut().written)
    }

    fn send(&mut self, message: Message) {
        // Memory takes everything; refused is only what comes after the close frame.
        let _ = self.inner.send(message);
    }
}

impl Read for Memory {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut rest = self.received.get(self.read..).unwrap_or_default();
        if rest.is_empty() {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        let count = rest.read(buffer)?;
        self.read += count;
        Ok(count)
    }
}

impl Write for Memory {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.written.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn refusal_of(error: &Error) -> Refusal {
    match error {
        Error::Capacity(CapacityError::MessageTooLong { size, max_size }) => Refusal::new(
            RefusalKind::TooLarge,
            format!("a message of {size} bytes is over the limit of {max_size}"),
        ),
        Error::Utf8(detail) => Refusal::new(RefusalKind::NotUtf8, detail.clone()),
        other => Refusal::new(RefusalKind::Protocol, other.to_string()),
    }
}

#[cfg(test)]
mod tests;
