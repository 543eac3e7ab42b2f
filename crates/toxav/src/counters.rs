//! What came, what was dropped, and why. Hostile or broken peers show here and nowhere else.

/// Counts since the engine was made. None ever goes down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counters {
    /// Messages of signalling that came.
    pub messages: u64,
    /// Of these, those that could not be read.
    pub messages_malformed: u64,
    /// Messages answered with an error, as they fit no call.
    pub messages_refused: u64,
    /// Messages that changed nothing: late, repeated, or about a call that is over.
    pub messages_ignored: u64,
    /// Calls ended because a message broke the protocol.
    pub calls_failed: u64,
    /// Calls that nobody answered in time.
    pub rings_timed_out: u64,
    /// Messages that Tox did not take.
    pub messages_unsent: u64,
    /// Messages dropped because too many waited for Tox.
    pub messages_overflowed: u64,
    /// Events dropped because too many waited for the program.
    pub events_overflowed: u64,
    /// Audio packets that came.
    pub audio_packets: u64,
    /// Video packets that came.
    pub video_packets: u64,
    /// Bandwidth reports that came.
    pub bandwidth_packets: u64,
    /// Lossy packets of another id.
    pub unknown_packets: u64,
    /// Media packets of friends with whom there is no call.
    pub packets_without_call: u64,
    /// Media packets of what we take not, or the friend said it does not send.
    pub packets_unwanted: u64,
    /// Media packets that could not be read.
    pub packets_refused: u64,
    /// Media packets and reports that Tox did not take.
    pub packets_unsent: u64,
    /// Samples played that nobody said anything after, so that no echo was looked for.
    pub echo_reference_dropped: u64,
}
