use super::*;

#[test]
fn print() { println!("{} {}", Encoder::state_len(Channels::Mono), crate::opus::Decoder::state_len(Channels::Mono)); println!("{} {}", Encoder::state_len(Channels::Stereo), crate::opus::Decoder::state_len(Channels::Stereo)); }
