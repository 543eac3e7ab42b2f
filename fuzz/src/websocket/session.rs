use std::time::Duration;

use arbitrary::{Result, Unstructured};
use jackfield_media::time::Timestamp;
use jackfield_websocket::{Backlog, Event, Refusal, RefusalKind, Session};

use super::frames::{LIMITS, Witness, check_written, session};

const LIMIT: Duration = Duration::from_millis(100);
/// Audio of the limit, at the highest rate, stereo.
const LIMIT_BYTES: usize = 48 * 100 * 4;
/// The least audio, one sample, has heads six times as long as itself beside pictures.
const HEADS: usize = 6;
/// What is no audio, and is never left out.
const CONTROL_BYTES: usize = 64 * 1024;
/// A deadline that is still due after this many time-outs keeps a processor busy for ever.
const MAX_ROUNDS: usize = 10;
const MASKED: u8 = 0x80;
const LONG: u8 = 126;

/// Whatever a client sends and the server says, however long they wait and however slowly the client
/// reads: what it reads is whole frames, what waits for it is bounded, deadlines pass, and after
/// the end nothing happens.
pub fn websocket_session(data: &[u8]) {
    let mut call = Call::new();
    // The script ends where its bytes do.
    let _ = call.play(&mut Unstructured::new(data));
    call.read(usize::MAX);
    check_written(&call.written);
}

struct Call {
    session: Session,
    witness: Witness,
    backlog: Backlog,
    written: Vec<u8>,
    now: Timestamp,
    /// Ended by this side, which is no event.
    is_closed: bool,
}

impl Call {
    fn new() -> Self {
        Self {
            session: session(),
            witness: Witness::default(),
            backlog: Backlog::new(LIMIT, LIMITS.max_picture),
            written: Vec::new(),
            now: Timestamp::ZERO,
            is_closed: false,
        }
    }

    fn play(&mut self, script: &mut Unstructured<'_>) -> Result<()> {
        while !script.is_empty() {
            match script.arbitrary::<u8>()? % 9 {
                0 => self.session.receive(self.now, piece(script)?),
                1..=3 => {
                    let frame = frame(script.arbitrary()?, piece(script)?);
                    self.session.receive(self.now, &frame);
                }
                4 => self.pass(Duration::from_millis(script.arbitrary::<u16>()?.into())),
                5 => {
                    let samples = usize::from(script.arbitrary::<u8>()?) * 4;
                    self.session.send_audio(&vec![1; samples]);
                }
                6 => self.session.clear(),
                7 => self.read(usize::from(script.arbitrary::<u16>()?)),
                _ => self.end(script.arbitrary()?),
            }
            self.settle();
        }
        Ok(())
    }

    /// Time passes, and each deadline is kept.
    fn pass(&mut self, time: Duration) {
        let end = self.now + time;
        let mut rounds = 0;
        while let Some(due) = self.session.next_timeout().filter(|due| *due <= end) {
            rounds = if due > self.now { 0 } else { rounds + 1 };
            assert!(rounds < MAX_ROUNDS, "due for ever");
            self.now = self.now.max(due);
            self.session.handle_timeout(self.now);
            self.settle();
        }
        self.now = end;
    }

    fn end(&mut self, how: u8) {
        match how % 4 {
            0 => self.is_closed = true,
            1 => {
                let kind = RefusalKind::SlowReader;
                return self.session.refuse(Refusal::new(kind, kind.title()));
            }
            // Most scripts go on.
            _ => return,
        }
        self.session.close(how & 4 != 0);
    }

    /// What happened is seen, and what was written waits.
    fn settle(&mut self) {
        while let Some(event) = self.session.poll_event() {
            self.witness.see(&event);
            match event {
                Event::Audio(audio) => self.session.echo(audio),
                Event::Picture(picture) => {
                    self.session.send_picture(picture.time, &picture.frame);
                }
                _ => {}
            }
        }
        while let Some(chunk) = self.session.poll_chunk() {
            // Over the limit: the driver gives such a client up.
            if self.backlog.push(chunk).is_err() {
                let kind = RefusalKind::SlowReader;
                self.session.refuse(Refusal::new(kind, kind.title()));
            }
        }
        if self.witness.is_over() || self.is_closed {
            assert_eq!(self.session.next_timeout(), None);
        }
    }

    /// The client reads, at most so many bytes.
    fn read(&mut self, most: usize) {
        let mut waiting = 0;
        while !self.backlog.is_empty() && waiting < most {
            let front = self.backlog.front();
            let count = front.len().min(most - waiting);
            self.written.extend_from_slice(&front[..count]);
            self.backlog.advance(count);
            waiting += count;
        }
        let messages = 2 * LIMITS.max_message + 3 * LIMITS.max_picture;
        assert!(
            waiting <= LIMIT_BYTES * HEADS + CONTROL_BYTES + messages,
            "{waiting}"
        );
    }
}

fn piece<'a>(script: &mut Unstructured<'a>) -> Result<&'a [u8]> {
    let len = usize::from(script.arbitrary::<u16>()?);
    script.bytes(len.min(script.len()))
}

/// As a client writes it, masked with zeroes.
fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut bytes = vec![first, MASKED | LONG];
    bytes.extend(
        u16::try_from(payload.len())
            .expect("a short piece")
            .to_be_bytes(),
    );
    bytes.extend([0; 4]);
    bytes.extend(payload);
    bytes
}
