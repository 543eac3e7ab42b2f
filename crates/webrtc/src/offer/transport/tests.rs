use super::*;

const DIGEST: &str = "00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF";

fn audio() -> String {
    format!(
        "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\na=rtcp-mux\r\na=setup:actpass\r\n\
         a=fingerprint:sha-256 {DIGEST}\r\n"
    )
}

fn checked(sdp: &str) -> Result<(), String> {
    check_transport(&Description::read(sdp)).map_err(|error| error.to_string())
}

/// An audio section with something changed.
fn changed(from: &str, to: &str) -> Result<(), String> {
    let sdp = audio();
    assert!(sdp.contains(from), "{from}");
    checked(&sdp.replace(from, to))
}

#[test]
fn what_could_not_work_is_refused_with_section_and_attribute() {
    let fingerprint = format!("sha-256 {DIGEST}");
    let rows = [
        ("a=rtcp-mux\r\n", "", "a=rtcp-mux is missing"),
        ("a=setup:actpass\r\n", "", "a=setup is missing"),
        ("setup:actpass", "setup:holdconn", "a=setup is none of"),
        (
            &format!("a=fingerprint:{fingerprint}\r\n"),
            "",
            "a=fingerprint is missing",
        ),
        (
            &fingerprint,
            "sha-1 00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33",
            "a=fingerprint is of a hash that is not taken",
        ),
        (&fingerprint, "sha-256 AA:BB", "a=fingerprint is no SHA-256"),
        (&fingerprint, "sha-256", "a=fingerprint is of a hash"),
        (DIGEST, &DIGEST.replace("AA", "XY"), "a=fingerprint is no"),
        ("audio 9", "audio 0", "port 0 turns it down"),
    ];
    for (from, to, wanted) in rows {
        let error = changed(from, to).unwrap_err();
        let named = format!("unsupported SDP: media section 1 (audio): {wanted}");
        assert!(error.starts_with(&named), "{error}");
    }
}

#[test]
fn what_clients_write_differently_is_taken() {
    let lower = DIGEST.to_lowercase();
    for (from, to) in [
        ("setup:actpass", "setup:active"),
        ("setup:actpass", "setup:passive"),
        ("rtcp-mux", "rtcp-mux-only"),
        ("sha-256", "SHA-256"),
        (DIGEST, &lower),
        ("a=mid:0", "a=fingerprint:sha-512 AA:BB\r\na=mid:0"),
        ("audio 9", "audio 41234"),
    ] {
        assert_eq!(changed(from, to), Ok(()), "{to}");
    }
}

#[test]
fn what_stands_before_the_first_section_holds_for_all() {
    let audio = audio();
    let (head, transport) = audio.split_at(audio.find("a=setup").unwrap());
    assert_eq!(checked(&format!("{transport}{head}")), Ok(()));
}

#[test]
fn a_bundled_section_needs_no_transport_of_its_own_but_rtcp_mux() {
    let video = "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:1\r\n";
    let both = format!("a=group:BUNDLE 0 1\r\n{}{video}", audio());
    let error = checked(&both).unwrap_err();
    assert!(
        error.contains("media section 2 (video): a=rtcp-mux"),
        "{error}"
    );
    assert_eq!(checked(&format!("{both}a=rtcp-mux\r\n")), Ok(()));
}

#[test]
fn several_sections_share_one_transport_unless_they_are_turned_down() {
    let video = "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:1\r\na=rtcp-mux\r\n";
    let error = checked(&format!("{}{video}", audio())).unwrap_err();
    assert!(error.contains("a=group:BUNDLE"), "{error}");
    let refused = video.replace("video 9", "video 0");
    assert_eq!(checked(&format!("{}{refused}", audio())), Ok(()));
}

#[test]
fn a_call_whose_only_audio_is_turned_down_is_refused() {
    let video = audio().replace("audio", "video");
    let refused = "m=audio 0 UDP/TLS/RTP/SAVPF 111\r\na=mid:1\r\n";
    let error = checked(&format!("{video}{refused}")).unwrap_err();
    assert!(error.contains("media section 2 (audio): port 0"), "{error}");
}

#[test]
fn a_data_channel_needs_no_rtcp() {
    let channel = "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:1\r\n";
    let both = format!("a=group:BUNDLE 0 1\r\n{}{channel}", audio());
    assert_eq!(checked(&both), Ok(()));
}

#[test]
fn what_is_no_section_is_malformed_before_anything_is_missed_in_it() {
    for sdp in [
        "v=0\r\nm=",
        "m=audio",
        "m=audio 9 UDP/TLS/RTP/SAVPF\r\na=mid:0",
    ] {
        let checked = check_transport(&Description::read(sdp));
        assert!(matches!(checked, Err(SessionError::Malformed(_))), "{sdp}");
    }
}
