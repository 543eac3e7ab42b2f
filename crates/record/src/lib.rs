//! Recordings of calls as sans-IO machines: packets, samples, sender reports and time in; bytes to
//! write out.
//!
//! A [`Recording`] has a time line that begins when it was started and ends when it is finished. What
//! is said is put where it belongs on it by RTP time, which sender reports tie to the sender's wall
//! clock; until the first report, and where there is none, the earliest arrivals stand in for it.
//! Gaps, pauses and what never came are silence. Of one participant whose packets are Opus the
//! packets are kept as they came; anything else is decoded, added up and, for Ogg, encoded.
//!
//! What is written is always a whole file so far: cut off anywhere, it loses what came last and
//! nothing else.
//!
//! | module | duty |
//! | --- | --- |
//! | `clock` | RTP time as a place on the time line |
//! | `shelf` | packets in order, each once, repaired by RED |
//! | `placer` | one packet after the other without overlap; gaps; the drift of clocks |
//! | `source` | these three for one participant |
//! | `filler` | Opus packets that are silence |
//! | `ogg` | Ogg Opus, RFC 3533 and 7845 |
//! | `wav` | WAV, and RF64 beyond 4 GiB |
//! | `lane`, `mix` | pieces as samples, and their sum |
//! | `recording` | all of it |

mod clock;
mod error;
mod filler;
mod floor;
mod lane;
mod mix;
mod ogg;
mod placer;
mod recording;
mod shelf;
mod sink;
mod source;
mod time_line;
mod wav;

pub use clock::SenderReport;
pub use error::RecordError;
pub use recording::{Config, Format, Layout, Recording};
pub use source::{Encoding, Packet, Stats};
pub use wav::Write;
