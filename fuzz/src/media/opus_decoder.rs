use arbitrary::{Result, Unstructured};
use jackfield_media::opus::{
    Channels, Concealment, Decoder, MAX_PACKET_MS, Packet, RTP_CLOCK_RATE, SampleRate,
};

/// A loss is counted in steps of 2.5 ms, 48 of which are 120 ms.
const MAX_STEPS: u8 = 48;
/// Nobody writes this sample by chance, and nobody may write it behind the room that was given.
const GUARD: i16 = 0x5AA5;
const GUARD_LEN: usize = 64;
const MAX_LEN: usize = 1_500;

/// Whatever comes in whatever order, a packet that the inspector takes is decoded to as many samples
/// as it says, another one is refused, losses are filled to the length asked for, and nothing is
/// written behind it.
pub fn opus_decoder(data: &[u8]) {
    // The script ends where its bytes do.
    let _ = play(&mut Unstructured::new(data));
}

struct Bench {
    decoder: Decoder,
    rate: SampleRate,
    channels: Channels,
    pcm: Vec<i16>,
}

fn play(script: &mut Unstructured<'_>) -> Result<()> {
    let mut bench = Bench::new(script.arbitrary()?);
    while !script.is_empty() {
        match script.arbitrary::<u8>()? % 8 {
            0 => bench.decoder.reset().expect("resets"),
            1 => bench.conceal(steps(script)?),
            2 | 3 => bench.decode_fec(steps(script)?, packet(script)?),
            _ => bench.decode(packet(script)?),
        }
    }
    Ok(())
}

fn steps(script: &mut Unstructured<'_>) -> Result<usize> {
    Ok(usize::from(script.arbitrary::<u8>()? % MAX_STEPS) + 1)
}

fn packet<'a>(script: &mut Unstructured<'a>) -> Result<&'a [u8]> {
    let len = usize::from(script.arbitrary::<u16>()?) % MAX_LEN;
    script.bytes(len.min(script.len()))
}

impl Bench {
    fn new(head: u8) -> Self {
        let rate = SampleRate::ALL[usize::from(head) % SampleRate::ALL.len()];
        let channels = if head & 0x80 == 0 {
            Channels::Mono
        } else {
            Channels::Stereo
        };
        let concealment = if head & 0x40 == 0 {
            Concealment::Classic
        } else {
            Concealment::Deep
        };
        let longest = rate.samples_per_ms(MAX_PACKET_MS) * channels.count();
        Self {
            decoder: Decoder::new(rate, channels, concealment).expect("a decoder"),
            rate,
            channels,
            pcm: vec![GUARD; longest + GUARD_LEN],
        }
    }

    fn decode(&mut self, bytes: &[u8]) {
        let told = Packet::parse(bytes).map(|packet| {
            packet.samples() as usize * self.rate.hz() as usize / RTP_CLOCK_RATE as usize
        });
        let longest = self.rate.samples_per_ms(MAX_PACKET_MS);
        let len = told.unwrap_or(longest) * self.channels.count();
        let decoded = self.decoder.decode(bytes, &mut self.pcm[..len]);
        self.check_guard(len);
        assert_eq!(decoded.is_ok(), told.is_ok(), "{decoded:?}, {told:?}");
        assert_eq!(decoded.ok(), told.ok());
    }

    fn decode_fec(&mut self, steps: usize, next: &[u8]) {
        let len = self.loss_len(steps);
        let filled = self.decoder.decode_fec(next, &mut self.pcm[..len]);
        self.check_guard(len);
        assert_eq!(filled.is_ok(), Packet::parse(next).is_ok(), "{filled:?}");
        assert!(filled.is_err() || filled == Ok(len / self.channels.count()));
    }

    fn conceal(&mut self, steps: usize) {
        let len = self.loss_len(steps);
        let filled = self.decoder.conceal(&mut self.pcm[..len]);
        self.check_guard(len);
        assert_eq!(filled, Ok(len / self.channels.count()));
    }

    fn loss_len(&self, steps: usize) -> usize {
        steps * self.rate.samples_per_ms(5) / 2 * self.channels.count()
    }

    /// Nothing was written behind `len`; sets the guard again for the next call.
    fn check_guard(&mut self, len: usize) {
        assert!(self.pcm[len..].iter().all(|sample| *sample == GUARD));
        self.pcm.fill(GUARD);
    }
}
