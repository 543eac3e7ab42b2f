use super::*;

#[test]
fn each_count_is_told_under_its_name() {
    let traffic = Traffic::default();
    traffic.audio.add_all(1);
    traffic.video.add_all(2);
    traffic.bandwidth.add_all(3);
    traffic.unknown.add_all(4);
    traffic.without_call.add_all(5);
    traffic.unwanted.add_all(6);
    traffic.refused.add_all(7);
    traffic.unsent.add_all(7);
    traffic.unsent.add();
    traffic.unheeded.add_all(9);
    let mut counters = Counters::default();
    traffic.count(&mut counters);
    let told = [
        counters.audio_packets,
        counters.video_packets,
        counters.bandwidth_packets,
        counters.unknown_packets,
        counters.packets_without_call,
        counters.packets_unwanted,
        counters.packets_refused,
        counters.packets_unsent,
        counters.echo_reference_dropped,
    ];
    assert_eq!(told, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
}
