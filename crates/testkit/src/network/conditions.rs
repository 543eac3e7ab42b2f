//! How bad a network is.

use std::time::Duration;

/// What a network does to datagrams. The default does nothing but pass them on at once.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Conditions {
    /// The least time a datagram takes.
    pub delay: Duration,
    /// What is added to that.
    pub jitter: Jitter,
    /// Which datagrams never arrive.
    pub loss: Loss,
    /// Fraction held back so long that the next one overtakes.
    pub reorder: f64,
    /// Fraction delivered twice.
    pub duplicate: f64,
    /// The slowest link on the way.
    pub rate: Option<RateLimit>,
    /// Jitter alone lets nobody overtake: who comes after a late one waits behind it.
    pub keeps_order: bool,
}

/// Which datagrams never arrive.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Loss {
    /// None.
    #[default]
    None,
    /// Each with this probability.
    Random {
        /// 0 to 1.
        probability: f64,
    },
    /// All while the network is in its bad state (Gilbert's model).
    Burst {
        /// Probability of going from good to bad before a datagram.
        enter: f64,
        /// Probability of going from bad to good before a datagram.
        leave: f64,
    },
}

/// What is added to the least delay.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Jitter {
    /// Nothing.
    #[default]
    None,
    /// Anything up to this, evenly.
    Uniform {
        /// The most.
        up_to: Duration,
    },
    /// Now and then nothing gets through for a while, then everything at once.
    Spikes {
        /// Probability that a stop begins with a datagram.
        probability: f64,
        /// How long it lasts.
        height: Duration,
    },
}

/// A link with a queue before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    /// How much it carries.
    pub bits_per_second: u64,
    /// Datagrams that would wait longer are dropped.
    pub queue: Duration,
}

impl Loss {
    /// Bursts of `mean_length` datagrams, a fraction of `average` over time.
    pub fn bursts(average: f64, mean_length: f64) -> Self {
        let leave = 1.0 / mean_length;
        Self::Burst {
            enter: leave * average / (1.0 - average),
            leave,
        }
    }
}

/// The impairments of the quality tables, each on a path of 20 ms.
impl Conditions {
    const PATH: Duration = Duration::from_millis(20);

    /// a: nothing happens.
    pub fn clean() -> Self {
        Self {
            delay: Self::PATH,
            ..Self::default()
        }
    }

    /// b, c: datagrams are lost at random.
    pub fn random_loss(probability: f64) -> Self {
        Self {
            loss: Loss::Random { probability },
            ..Self::clean()
        }
    }

    /// d: 5 % are lost, three in a row on average.
    pub fn burst_loss() -> Self {
        Self {
            loss: Loss::bursts(0.05, 3.0),
            ..Self::clean()
        }
    }

    /// e: 30 ms of uniform jitter and 2 % random loss.
    pub fn jitter_and_loss() -> Self {
        Self {
            jitter: Jitter::Uniform {
                up_to: Duration::from_millis(30),
            },
            loss: Loss::Random { probability: 0.02 },
            ..Self::clean()
        }
    }

    /// f: stops of 60 ms, about one a second.
    pub fn jitter_spikes() -> Self {
        Self {
            jitter: Jitter::Spikes {
                probability: 0.02,
                height: Duration::from_millis(60),
            },
            keeps_order: true,
            ..Self::clean()
        }
    }
}

#[cfg(test)]
mod tests;
