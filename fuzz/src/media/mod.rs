//! Parsers of the media core.

mod audio_receiver;
mod opus_decoder;
mod opus_packet;
mod red_payload;
mod red_round_trip;
mod rtp_packet;
mod stream_rewriter;

pub use audio_receiver::audio_receiver;
pub use opus_decoder::opus_decoder;
pub use opus_packet::opus_packet;
pub use red_payload::red_payload;
pub use red_round_trip::red_round_trip;
pub use rtp_packet::rtp_packet;
pub use stream_rewriter::stream_rewriter;
