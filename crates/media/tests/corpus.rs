//! The corpora of the fuzz targets, as plain tests. What each must hold is said where it is checked.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    missing_docs,
    unreachable_pub,
    reason = "shared with the fuzz crate, where checks panic and are public"
)]

#[path = "../../../fuzz/src/media/mod.rs"]
mod checks;
#[path = "../../../fuzz/src/corpus.rs"]
mod corpus;

use corpus::replay;

#[test]
fn rtp_packets_hold() {
    replay("rtp_packet", checks::rtp_packet);
}

#[test]
fn rewritten_streams_hold() {
    replay("stream_rewriter", checks::stream_rewriter);
}

#[test]
fn red_payloads_hold() {
    replay("red_payload", checks::red_payload);
}

#[test]
fn red_senders_hold() {
    replay("red_round_trip", checks::red_round_trip);
}

#[test]
fn opus_packets_hold() {
    replay("opus_packet", checks::opus_packet);
}

#[test]
fn opus_decoders_hold() {
    replay("opus_decoder", checks::opus_decoder);
}

#[test]
fn audio_receivers_hold() {
    replay("audio_receiver", checks::audio_receiver);
}
