use std::net::SocketAddr;
use std::time::Duration;

use arbitrary::{Result as ScriptResult, Unstructured};
use jackfield_webrtc::{
    Codec, DtlsVersion, IceMode, OutgoingRtp, Protocol, SdpFragment, SessionConfig, SessionError,
};

use super::config::{CALLER, SERVER, STRANGER, config};
use super::pair::Pair;

const MAX_LEN: usize = 1_500;
const FULL_ICE: u8 = 0x01;
const RECEIVE_ONLY: u8 = 0x02;
const CONNECTED: u8 = 0x04;

/// Whatever datagrams, losses, copies, damages, pauses, fragments and restarts come in whatever order:
/// nothing panics or goes on for ever, an end hears only what the other one sent, each packet once,
/// and no datagram of a third party ends a connected session.
pub fn session(data: &[u8]) {
    // The script ends where its bytes do.
    let _ = play(&mut Unstructured::new(data));
}

fn play(script: &mut Unstructured<'_>) -> ScriptResult<()> {
    let head: u8 = script.arbitrary()?;
    let extra = text(script)?;
    let Some(pair) = Pair::new(&server_config(head), extra) else {
        return Ok(());
    };
    let mut play = Play { pair, sent: 0 };
    if head & CONNECTED != 0 && play.pair.connect().is_err() {
        return Ok(());
    }
    while !script.is_empty() {
        if play.step(script)?.is_err() {
            break; // the session ended, which its owner is told
        }
    }
    Ok(())
}

fn server_config(head: u8) -> SessionConfig {
    let ice = if head & FULL_ICE != 0 {
        IceMode::Full
    } else {
        IceMode::Lite
    };
    let mut server = config(SERVER, ice);
    server.offers.receive_only = head & RECEIVE_ONLY != 0;
    server.dtls = match head >> 6 {
        0 => DtlsVersion::V12,
        1 => DtlsVersion::V13,
        _ => DtlsVersion::Auto,
    };
    server
}

struct Play {
    pair: Pair,
    /// How many packets were sent; the number begins each payload.
    sent: u32,
}

type Step = Result<(), SessionError>;

impl Play {
    fn step(&mut self, script: &mut Unstructured<'_>) -> ScriptResult<Step> {
        let head: u8 = script.arbitrary()?;
        let side = usize::from(head >> 7);
        let step = match head % 12 {
            0 => {
                let root = u64::from(script.arbitrary::<u8>()?);
                self.pair.wait(Duration::from_millis(root * root))
            }
            1 | 2 => self.pair.exchange(),
            3 => self.foreign(side, script)?,
            4 => self.damage(side, script)?,
            5 => self.cut(side, script)?,
            6 => self.replay(side, script)?,
            7 => self.send(side, script)?,
            8 => self.fragment(script)?,
            9 => {
                self.pair.sides[side].queue.pop_front(); // lost
                Ok(())
            }
            10 => self.ask_for_keyframe(side),
            _ => self.close(side, script)?,
        };
        for end in &self.pair.sides {
            let mut once = end.heard.clone();
            once.sort_unstable();
            once.dedup();
            assert_eq!(once.len(), end.heard.len(), "heard twice");
        }
        Ok(step)
    }

    /// Bytes that no session made.
    fn foreign(&mut self, side: usize, script: &mut Unstructured<'_>) -> ScriptResult<Step> {
        let how: u8 = script.arbitrary()?;
        let protocol = if how & 1 == 0 {
            Protocol::Udp
        } else {
            Protocol::Tcp
        };
        let source = if how & 2 == 0 { CALLER } else { STRANGER };
        let datagram = bytes(script)?;
        Ok(self.hostile(side, protocol, source, datagram))
    }

    /// A datagram on its way, one byte of it changed.
    fn damage(&mut self, side: usize, script: &mut Unstructured<'_>) -> ScriptResult<Step> {
        let place = usize::from(script.arbitrary::<u16>()?);
        let change = script.arbitrary::<u8>()?.max(1);
        let Some(mut datagram) = self.pair.sides[side].queue.pop_front() else {
            return Ok(Ok(()));
        };
        let place = place % datagram.len();
        datagram[place] ^= change;
        let source = self.pair.sides[1 - side].address;
        Ok(self.hostile(side, Protocol::Udp, source, &datagram))
    }

    /// The beginning of a datagram on its way.
    fn cut(&mut self, side: usize, script: &mut Unstructured<'_>) -> ScriptResult<Step> {
        let kept = usize::from(script.arbitrary::<u16>()?);
        let Some(mut datagram) = self.pair.sides[side].queue.pop_front() else {
            return Ok(Ok(()));
        };
        datagram.truncate(kept % datagram.len());
        let source = self.pair.sides[1 - side].address;
        Ok(self.hostile(side, Protocol::Udp, source, &datagram))
    }

    /// A datagram that was delivered before, to either end.
    fn replay(&mut self, side: usize, script: &mut Unstructured<'_>) -> ScriptResult<Step> {
        let index = usize::from(script.arbitrary::<u8>()?);
        let seen = &self.pair.seen;
        let Some(datagram) = seen.get(index % seen.len().max(1)).cloned() else {
            return Ok(Ok(()));
        };
        let source = self.pair.sides[1 - side].address;
        Ok(self.hostile(side, Protocol::Udp, source, &datagram))
    }

    /// Whoever sent it, it is not heard, and does not end what is connected.
    fn hostile(
        &mut self,
        side: usize,
        protocol: Protocol,
        source: SocketAddr,
        datagram: &[u8],
    ) -> Step {
        let heard = self.pair.sides[side].heard.len();
        let connected = self.pair.sides[side].connected && !self.pair.sides[side].closed;
        let step = self.pair.inject(side, protocol, source, datagram);
        let end = &self.pair.sides[side];
        assert_eq!(end.heard.len(), heard, "a forged packet is heard");
        if connected {
            assert_eq!(step, Ok(()), "a forged packet ends the session");
            assert!(!end.closed, "a forged packet closes the session");
        }
        step
    }

    /// A packet with any payload.
    fn send(&mut self, side: usize, script: &mut Unstructured<'_>) -> ScriptResult<Step> {
        let how: u8 = script.arbitrary()?;
        let rtp_time = script.arbitrary()?;
        let payload = bytes(script)?;
        let end = &mut self.pair.sides[side];
        let lines = end.session.media();
        let Some(line) = lines.get(usize::from(how & 1) % lines.len().max(1)) else {
            return Ok(Ok(()));
        };
        let codec = [Codec::Opus, Codec::Red, Codec::Vp8][usize::from(how >> 1) % 3];
        let Some(payload_type) = line.payload_type(codec) else {
            return Ok(Ok(()));
        };
        self.sent += 1;
        let packet = OutgoingRtp {
            mid: line.mid,
            payload_type,
            sequence: self.sent.into(),
            rtp_time,
            marker: how & 0x10 != 0,
            audio_level: (how & 0x20 != 0).then_some(-30),
            nackable: how & 0x40 != 0,
            payload: [&self.sent.to_be_bytes(), payload].concat().into(),
        };
        end.session.write_rtp(self.pair.now, packet);
        Ok(self.pair.settle(side))
    }

    /// Candidates of the caller, or its wish to restart ICE.
    fn fragment(&mut self, script: &mut Unstructured<'_>) -> ScriptResult<Step> {
        let restart = script.arbitrary()?;
        let Ok(fragment) = SdpFragment::parse(text(script)?) else {
            return Ok(Ok(()));
        };
        let server = &mut self.pair.sides[1].session;
        let taken = if restart {
            server.restart_ice(&fragment).map(drop)
        } else {
            server.add_candidates(&fragment).map(drop)
        };
        assert!(!matches!(taken, Err(SessionError::Failed(_))), "{taken:?}");
        Ok(self.pair.settle(1))
    }

    fn ask_for_keyframe(&mut self, side: usize) -> Step {
        let end = &mut self.pair.sides[side];
        if let Some(mid) = end.session.media().last().map(|line| line.mid) {
            end.session.request_keyframe(mid);
        }
        self.pair.settle(side)
    }

    /// One time in many, so that most scripts go on.
    fn close(&mut self, side: usize, script: &mut Unstructured<'_>) -> ScriptResult<Step> {
        if script.arbitrary::<u8>()? == 0 {
            self.pair.sides[side].session.close();
        }
        Ok(self.pair.settle(side))
    }
}

fn bytes<'a>(script: &mut Unstructured<'a>) -> ScriptResult<&'a [u8]> {
    let len = usize::from(script.arbitrary::<u16>()?) % MAX_LEN;
    script.bytes(len.min(script.len()))
}

fn text<'a>(script: &mut Unstructured<'a>) -> ScriptResult<&'a str> {
    Ok(std::str::from_utf8(bytes(script)?).unwrap_or_default())
}
