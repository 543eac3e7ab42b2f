use jackfield_webrtc::{local_ufrag_of_binding_request, mapped_address};

const HEADER_LEN: usize = 20;
const BINDING_REQUEST: [u8; 2] = [0, 1];
const BINDING_SUCCESS: [u8; 2] = [1, 1];

/// Any bytes are answered; a ufrag is found in binding requests only and is a piece of them without
/// a colon, an address in the answers to them only and with the transaction of its header.
pub fn stun(data: &[u8]) {
    if let Some(ufrag) = local_ufrag_of_binding_request(data) {
        assert_eq!(data[..2], BINDING_REQUEST);
        assert!(!ufrag.contains(':'));
        let place = ufrag.as_ptr().addr() - data.as_ptr().addr();
        assert!(place >= HEADER_LEN);
        assert_eq!(&data[place..place + ufrag.len()], ufrag.as_bytes());
    }
    if let Some((transaction, _)) = mapped_address(data) {
        assert_eq!(data[..2], BINDING_SUCCESS);
        assert_eq!(data[8..HEADER_LEN], transaction);
    }
}
