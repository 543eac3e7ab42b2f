use super::*;

#[test]
fn a_medium_is_known_by_its_packet_id() {
    for media in [Media::Audio, Media::Video] {
        assert_eq!(Media::of_packet(media.packet_id()), Some(media));
    }
    for id in [0, 69, 191, 194, 196, 255] {
        assert_eq!(Media::of_packet(id), None);
    }
    assert_eq!(Media::Audio.payload_type(), 0x40);
    assert_eq!(Media::Video.payload_type(), 0x41);
}
