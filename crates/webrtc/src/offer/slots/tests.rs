use super::*;

const HEAD: &str = "v=0\r\na=group:BUNDLE 0 1 2 3 4\r\n";

fn section(kind: &str, port: u16, mid: u8, direction: &str) -> String {
    format!("m={kind} {port} UDP/TLS/RTP/SAVPF 96\r\na=mid:{mid}\r\na={direction}\r\n")
}

/// As a browser offers it that wants to hear three others apart.
fn offer() -> String {
    [
        HEAD.to_owned(),
        section("audio", 9, 0, "sendrecv"),
        section("video", 9, 1, "recvonly"),
        section("audio", 9, 2, "recvonly"),
        section("audio", 9, 3, "recvonly"),
        section("audio", 9, 4, "recvonly"),
    ]
    .concat()
}

#[test]
fn as_many_as_there_may_be_stay_as_they_are() {
    assert_eq!(limited(&offer(), 3), offer());
}

#[test]
fn the_last_ones_beyond_are_switched_off_and_nothing_else() {
    let kept = limited(&offer(), 1);
    let directions: Vec<&str> = kept
        .lines()
        .filter(|line| ["a=sendrecv", "a=recvonly", "a=inactive"].contains(line))
        .collect();
    let [both, receives, off] = ["a=sendrecv", "a=recvonly", "a=inactive"];
    assert_eq!(directions, [both, receives, receives, off, off]);
    assert_eq!(kept.lines().count(), offer().lines().count());
}

#[test]
fn who_only_listens_is_given_the_mix_in_the_first_section_that_is_offered() {
    let refused = section("audio", 0, 0, "recvonly");
    let first = section("audio", 9, 1, "recvonly");
    let sdp = [HEAD, &refused, &first].concat();
    assert_eq!(limited(&sdp, 0), sdp);
}
