//! The media of one answered call. Each direction of each medium has its own lock, so that a program's
//! threads do not wait for each other.
//!
//! A packet that comes takes only locks that are held for a moment: never those of encoding or of
//! decoding pictures. What it means for what we send waits in [`Wishes`] for the next frame. While
//! packets are sent, only the lock of the lane that made them is held. Effects are wished for in the same
//! way: whoever sets them waits for no lane.

mod inbound;
mod outbound;

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jackfield_media::time::Timestamp;

use crate::bandwidth::{self, Report};
use crate::calls::Terms;
use crate::config::Config;
use crate::effects::{AudioEffects, Looks, Reference, Speech, VideoEffects, Voice, Wanted};
use crate::metrics::{CallMetrics, Meter, Quality, Totals};
use crate::rate::{Adapter, Proposal};
use crate::rtp::{Media, Packets};
use crate::video::{Encoded, Screen};
use crate::{audio, video};

pub(crate) use inbound::Consequence;
pub(crate) use outbound::Sent;

/// Figures are of stretches this long.
const STRETCH: Duration = Duration::from_secs(1);

/// The media of one call.
#[derive(Debug)]
pub(crate) struct Lanes {
    terms: Mutex<Terms>,
    wishes: Wishes,
    effects: Mutex<Wanted>,
    audio_out: Mutex<Outgoing<audio::Sender, Speech>>,
    video_out: Mutex<Outgoing<video::Sender, Looks>>,
    audio_in: Mutex<audio::Receiver>,
    /// Changes what is received, where that is wanted.
    heard: Mutex<Voice>,
    played: Mutex<Reference>,
    video_in: Mutex<video::Receiver>,
    shown: Mutex<Shown>,
    judged: Mutex<Judged>,
}

/// What is to be heeded with the next frame that is sent.
#[derive(Debug, Default)]
struct Wishes {
    audio_kbps: AtomicU32,
    video_kbps: AtomicU32,
    /// The bits of a share.
    expected_loss: AtomicU32,
    crowd: AtomicBool,
    key_frame: AtomicBool,
}

#[derive(Debug)]
struct Outgoing<S, E> {
    sender: S,
    effects: E,
    packets: Packets,
    kbps: u32,
    expected_loss: u32,
    is_crowd: bool,
}

#[derive(Debug)]
struct Shown {
    screen: Screen,
    frame: Encoded,
}

/// How well it goes.
#[derive(Debug)]
struct Judged {
    reports: bandwidth::Controller,
    adapter: Adapter,
    meter: Meter,
    measured_at: Timestamp,
}

/// Nobody panics with one of these locks held; and if somebody did, others' calls go on.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Lanes {
    pub(crate) fn new(now: Timestamp, config: &Config, terms: Terms, seed: u32) -> Self {
        let lanes = Self {
            terms: Mutex::new(Terms::default()),
            wishes: Wishes::default(),
            effects: Mutex::default(),
            audio_out: Mutex::new(Outgoing::new(audio::Sender::new(config.audio_sender, seed))),
            video_out: Mutex::new(Outgoing::new(video::Sender::new(config.video_sender, seed))),
            audio_in: Mutex::new(audio::Receiver::new(config.audio_receiver)),
            heard: Mutex::default(),
            played: Mutex::new(Reference::new(config.effects.echo_reference)),
            video_in: Mutex::new(video::Receiver::new(config.video_receiver)),
            shown: Mutex::new(Shown {
                screen: Screen::new(config.screen),
                frame: Encoded::default(),
            }),
            judged: Mutex::new(Judged {
                reports: bandwidth::Controller::new(now),
                adapter: Adapter::new(config.rate),
                meter: Meter::new(now),
                measured_at: now,
            }),
        };
        lanes.set_terms(terms);
        lanes
    }

    pub(crate) fn terms(&self) -> Terms {
        *locked(&self.terms)
    }

    /// What may be sent and is taken from now on.
    pub(crate) fn set_terms(&self, terms: Terms) {
        let before = std::mem::replace(&mut *locked(&self.terms), terms);
        if terms.sends_video && !before.sends_video {
            self.show_anew();
        }
        let adapter = &mut locked(&self.judged).adapter;
        if terms.audio_kbps != before.audio_kbps {
            adapter.set(Media::Audio, terms.audio_kbps);
            self.wishes.audio_kbps.store(terms.audio_kbps, Relaxed);
        }
        if terms.video_kbps != before.video_kbps {
            adapter.set(Media::Video, terms.video_kbps);
            self.wishes.video_kbps.store(terms.video_kbps, Relaxed);
        }
    }

    /// Whether this is one of many calls.
    pub(crate) fn set_crowd(&self, is_crowd: bool) {
        self.wishes.crowd.store(is_crowd, Relaxed);
    }

    /// The next picture is sent as a key frame, if none was just now.
    pub(crate) fn show_anew(&self) {
        self.wishes.key_frame.store(true, Relaxed);
    }

    /// Do this to audio from the next frame that is sent on.
    pub(crate) fn set_sent_audio_effects(&self, effects: AudioEffects) {
        locked(&self.effects).sent_audio = effects;
    }

    /// Do this to audio from the next frame that is received on.
    pub(crate) fn set_received_audio_effects(&self, effects: AudioEffects) {
        locked(&self.effects).received_audio = effects;
    }

    /// Do this to pictures from the next one that is sent on.
    pub(crate) fn set_sent_video_effects(&self, effects: VideoEffects) {
        locked(&self.effects).sent_video = effects;
    }

    /// A packet of bandwidth came; what is to be proposed to the program, if anything.
    pub(crate) fn handle_report(&self, now: Timestamp, packet: &[u8]) -> Option<Proposal> {
        let mut judged = locked(&self.judged);
        let report = judged.reports.receive(now, packet)?;
        let proposal = judged.adapter.report(now, report);
        let known_loss = judged.meter.metrics().packet_loss;
        drop(judged);
        self.heed(report, known_loss);
        proposal.inspect(|proposal| self.order(*proposal))
    }

    /// Whether something that was given up comes back; what the program is told of it.
    pub(crate) fn poll_rate(&self, now: Timestamp) -> Option<Proposal> {
        let proposal = locked(&self.judged).adapter.poll(now)?;
        self.order(proposal);
        Some(proposal)
    }

    /// The figures of the last second.
    pub(crate) fn metrics(&self) -> CallMetrics {
        locked(&self.judged).meter.metrics()
    }

    /// Take the figures once a second; the quality, when it is another one.
    pub(crate) fn measure(&self, now: Timestamp) -> Option<Quality> {
        {
            let judged = &mut *locked(&self.judged);
            if now.since(judged.measured_at) < STRETCH {
                return None;
            }
            judged.measured_at = now;
        }
        let totals = self.totals();
        locked(&self.judged).meter.poll(now, totals)
    }

    fn totals(&self) -> Totals {
        let (heard, heard_memory) = {
            let audio = locked(&self.audio_in);
            (audio.stats(), audio.memory())
        };
        let (seen, seen_memory) = {
            let video = locked(&self.video_in);
            (video.stats(), video.memory())
        };
        Totals {
            received: heard.packets + seen.packets,
            lost: heard.lost + seen.lost,
            jitter: heard.jitter,
            memory: size_of::<Self>() + heard_memory + seen_memory + self.outbound_memory(),
        }
    }

    fn heed(&self, report: Report, known_loss: f32) {
        let expected = report.loss().max(known_loss);
        self.wishes.expected_loss.store(expected.to_bits(), Relaxed);
        self.show_anew();
    }

    fn order(&self, proposal: Proposal) {
        if proposal.is_order {
            let wish = match proposal.media {
                Media::Audio => &self.wishes.audio_kbps,
                Media::Video => &self.wishes.video_kbps,
            };
            wish.store(proposal.kbps, Relaxed);
        }
    }
}

#[cfg(test)]
mod tests;
