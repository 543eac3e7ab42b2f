//! One WebRTC session as a sans-IO machine: datagrams and time in, datagrams and events out.
//!
//! This is the only crate that names `str0m`, which is pinned exactly because its minor releases
//! break: everything above speaks the types of this crate.
//!
//! ```text
//! SDP offer ──► Session::answer ──► SDP answer
//! datagram  ──► handle_datagram ┐
//! time      ──► handle_timeout  ├─► poll_output: Transmit, Event … until Timeout
//! RTP       ──► write_rtp       ┘
//! ```
//!
//! Every mutation is followed by a complete drain of [`Session::poll_output`] until it answers
//! [`Output::Timeout`] (the rule of str0m).
#![forbid(unsafe_code)]

mod config;
mod convert;
mod dtls;
mod error;
mod fragment;
mod offer;
mod reach;
mod session;
mod stun;
mod types;
pub mod vp8;

pub use config::{
    CandidateKind, Certificate, DataConfig, DtlsVersion, IceMode, LocalCandidate, MediaRequest,
    SessionConfig,
};
pub use error::SessionError;
pub use fragment::SdpFragment;
pub use offer::{Answer, Offer, OfferLimits, OfferRules, check_offer};
pub use session::{
    DIGIT_TIME, DigitsRefused, IceCredentials, MessageRefused, PendingOffer, Session,
};
pub use stun::{TransactionId, binding_request, local_ufrag_of_binding_request, mapped_address};
pub use types::{
    Codec, Direction, Event, MediaKind, MediaLine, Mid, OutgoingRtp, Output, Picture,
    PictureNumbers, Protocol, RtpPacket, Transmit,
};
