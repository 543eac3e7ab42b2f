fn main() {
    use jackfield_media::*;
    println!(
        "enc {} dec {}",
        opus::Encoder::state_len(opus::Channels::Mono),
        opus::Decoder::state_len(opus::Channels::Mono)
    );
    println!(
        "sender {} receiver {}",
        std::mem::size_of::<sender::AudioSender>(),
        std::mem::size_of::<receiver::AudioReceiver>()
    );
    let rss = || {
        let s = std::fs::read_to_string("/proc/self/statm").unwrap();
        s.split(' ').nth(1).unwrap().parse::<usize>().unwrap() * 4
    };
    let a = rss();
    let v: Vec<_> = (0..100)
        .map(|_| receiver::AudioReceiver::new(&receiver::ReceiverConfig::default()).unwrap())
        .collect();
    let b = rss();
    println!("rss receiver {} kB", (b - a) / 100);
    let pt = rtp::PayloadType::new(111).unwrap();
    let w: Vec<_> = (0..100)
        .map(|_| {
            sender::AudioSender::new(&sender::SenderConfig {
                bitrate: 32000,
                complexity: 5,
                playout_limit: std::time::Duration::from_secs(10),
                red_distance: None,
                opus_payload_type: pt,
                fec: true,
            })
            .unwrap()
        })
        .collect();
    let c = rss();
    println!("rss sender {} kB", (c - b) / 100);
    let mut w = w;
    let mut v = v;
    let mut out = Vec::new();
    let pcm = [100i16; 960];
    let mut fr = vec![0i16; 960];
    for k in 0..100u64 {
        let now = time::Timestamp::from_millis(k * 20 + 1000);
        for (s, r) in w.iter_mut().zip(v.iter_mut()) {
            s.queue(now, 48000, &pcm).unwrap();
            while let Some(p) = s.poll_packet(now, &mut out) {
                r.push(
                    now,
                    receiver::ReceivedPacket {
                        sequence: k as u16,
                        rtp_time: p.rtp_time,
                        payload: &out,
                        encoding: receiver::Encoding::Opus,
                    },
                );
            }
            while r.poll_frame(now, &mut fr).is_some() {}
        }
    }
    println!("after use: {} kB each", (rss() - a) / 100);
}
