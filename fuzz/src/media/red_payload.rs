use jackfield_media::red::RedPayload;

const BLOCK_HEADER_LEN: usize = 4;
const LAST_HEADER_LEN: usize = 1;

/// Any bytes parse or err, and headers and blocks of what parses fill the payload exactly.
pub fn red_payload(data: &[u8]) {
    let Ok(payload) = RedPayload::parse(data) else {
        return;
    };
    let blocks: Vec<_> = payload.redundant().collect();
    let headers_len = blocks.len() * BLOCK_HEADER_LEN + LAST_HEADER_LEN;
    let frames: Vec<u8> = blocks
        .iter()
        .chain([&payload.primary()])
        .flat_map(|block| block.data.iter().copied())
        .collect();
    assert_eq!(frames, &data[headers_len..]);
    assert_eq!(payload.primary().timestamp_offset, 0);
}
