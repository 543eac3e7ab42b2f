use super::*;
use crate::opus::Channels;

fn format() -> Format {
    Format::new(48_000, Channels::Mono).unwrap()
}

fn refusal(config: AutomaticGainConfig) -> String {
    AutomaticGain::new(format(), config)
        .unwrap_err()
        .to_string()
}

#[test]
fn settings_out_of_range_are_refused_by_name() {
    let default = AutomaticGainConfig::default;
    let cases = [
        (
            "headroom_db",
            AutomaticGainConfig {
                headroom_db: -1.0,
                ..default()
            },
        ),
        (
            "max_gain_db",
            AutomaticGainConfig {
                max_gain_db: f32::NAN,
                ..default()
            },
        ),
        (
            "initial_gain_db",
            AutomaticGainConfig {
                initial_gain_db: 51.0,
                ..default()
            },
        ),
        (
            "max_change_db_per_s",
            AutomaticGainConfig {
                max_change_db_per_s: 0.0,
                ..default()
            },
        ),
        (
            "max_noise_dbfs",
            AutomaticGainConfig {
                max_noise_dbfs: 1.0,
                ..default()
            },
        ),
    ];
    for (name, config) in cases {
        assert!(refusal(config).contains(name), "{name}");
    }
}

#[test]
fn only_odd_rates_are_resampled() {
    let delay = |rate| {
        let format = Format::new(rate, Channels::Stereo).unwrap();
        AutomaticGain::new(format, AutomaticGainConfig::default())
            .unwrap()
            .delay()
    };
    for rate in NATIVE_RATES {
        assert_eq!(delay(rate), 0, "{rate}");
    }
    assert!(delay(44_100) > 0);
}

#[test]
fn a_reset_stream_starts_with_the_initial_gain() {
    let mut gain = AutomaticGain::new(format(), AutomaticGainConfig::default()).unwrap();
    let first = |gain: &mut AutomaticGain| {
        let mut samples = [0.001; 480];
        gain.process(&mut samples);
        samples[479]
    };
    let at_first = first(&mut gain);
    assert!((20.0 * (at_first / 0.001).log10() - 15.0).abs() < 0.1);
    for _ in 0..100 {
        gain.process(&mut [0.9; 480]);
    }
    gain.reset();
    assert!((first(&mut gain) - at_first).abs() < 1e-9);
}
