use super::*;

const VGA: EncoderConfig = EncoderConfig::new(Codec::Vp8, 640, 480, 1_000);

#[test]
fn small_pictures_take_one_thread_and_large_ones_four() {
    for (size, threads) in [
        ((320, 240), 1),
        ((640, 360), 1),
        ((640, 480), 1),
        ((1280, 720), 1),
        ((1920, 1080), 2),
        ((3840, 2160), 4),
    ] {
        assert_eq!(threads_for(size.0, size.1), threads, "{size:?}");
    }
}

#[test]
fn a_number_of_threads_of_ones_own_is_kept() {
    let config = EncoderConfig {
        threads: Threads::Fixed(3),
        ..VGA
    };
    assert_eq!(config.thread_count(), 3);
    assert_eq!(config.token_partitions_log2(), 1);
}

#[test]
fn tiles_are_as_many_as_threads_where_they_fit() {
    let tiles = |width, height| {
        EncoderConfig {
            width,
            height,
            ..VGA
        }
        .tile_columns_log2()
    };
    assert_eq!(tiles(320, 240), 0);
    assert_eq!(tiles(640, 480), 0);
    assert_eq!(tiles(1920, 1080), 1);
    assert_eq!(tiles(3840, 2160), 2);
    assert_eq!(tiles(200, 8_000), 0);
}

#[test]
fn speed_follows_no_clock_and_the_size() {
    for (width, height) in [(160, 120), (640, 480), (1920, 1080)] {
        assert!(
            EncoderConfig {
                width,
                height,
                ..VGA
            }
            .cpu_used()
                < 0
        );
    }
    let fixed = EncoderConfig {
        speed: Speed::Fixed(4),
        ..VGA
    };
    assert_eq!(fixed.cpu_used(), -4);
    let vp9 = EncoderConfig {
        codec: Codec::Vp9,
        ..fixed
    };
    assert_eq!(vp9.cpu_used(), 4);
}

#[test]
fn what_libvpx_cannot_do_is_refused_by_name() {
    for (config, field) in [
        (EncoderConfig { width: 0, ..VGA }, "width"),
        (
            EncoderConfig {
                height: 16_384,
                ..VGA
            },
            "height",
        ),
        (
            EncoderConfig {
                bit_rate_kbps: 0,
                ..VGA
            },
            "bit_rate_kbps",
        ),
        (
            EncoderConfig {
                frames_per_second: 0,
                ..VGA
            },
            "frames_per_second",
        ),
        (
            EncoderConfig {
                threads: Threads::Fixed(0),
                ..VGA
            },
            "threads",
        ),
        (
            EncoderConfig {
                speed: Speed::Fixed(17),
                ..VGA
            },
            "speed",
        ),
        (
            EncoderConfig {
                key_frames: KeyFrames::AtLeastEvery(0),
                ..VGA
            },
            "key_frames",
        ),
    ] {
        let told = config.validate().unwrap_err().to_string();
        assert!(told.contains(field), "{told}");
    }
    VGA.validate().unwrap();
}

#[test]
fn a_large_picture_at_a_low_rate_is_tight() {
    let is_tight = |width, height, bit_rate_kbps| {
        EncoderConfig::new(Codec::Vp8, width, height, bit_rate_kbps).is_tight()
    };
    assert!(is_tight(640, 480, 100) && is_tight(1280, 720, 500));
    assert!(!is_tight(320, 240, 100) && !is_tight(640, 480, 500) && !is_tight(1280, 720, 1_000));
}
