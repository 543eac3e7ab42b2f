// RTP packets that can be told apart, written and read by hand: the stacks take them as they are.

const INTERVAL_MS = 20;
const HEADER_BYTES = 12;
const PAYLOAD_BYTES = 40;
const TIMESTAMP_STEP = 960;
const TOC = 0xf8; // one frame of 20 ms, fullband (RFC 6716 section 3.1)

/** An RTP packet (RFC 3550 section 5.1) whose payload says which one it is. */
export function packet(index, { payloadType, ssrc }) {
  const bytes = Buffer.alloc(HEADER_BYTES + PAYLOAD_BYTES, 0x55);
  bytes.writeUInt8(0x80, 0);
  bytes.writeUInt8(payloadType, 1);
  bytes.writeUInt16BE(index & 0xffff, 2);
  bytes.writeUInt32BE(index * TIMESTAMP_STEP, 4);
  bytes.writeUInt32BE(ssrc, 8);
  bytes.writeUInt8(TOC, HEADER_BYTES);
  bytes.writeUInt32BE(index, HEADER_BYTES + 1);
  return bytes;
}

/** Adds to `heard` which of our packets a payload belongs to, if it is one of ours. */
export function note(heard, payload) {
  if (payload.length === PAYLOAD_BYTES && payload[0] === TOC) heard.add(payload.readUInt32BE(1));
}

/** The payload of an RTP packet, or nothing when it is RTCP. */
export function payloadOf(bytes) {
  const isRtcp = bytes[1] >= 192 && bytes[1] <= 223;
  if (isRtcp) return undefined;
  const contributing = (bytes[0] & 0x0f) * 4;
  const extended = (bytes[0] & 0x10) !== 0;
  const extension = extended ? 4 + 4 * bytes.readUInt16BE(HEADER_BYTES + contributing + 2) : 0;
  return bytes.subarray(HEADER_BYTES + contributing + extension);
}

/** Calls `send` with a running number every 20 ms, as many times as asked. */
export async function paced(count, send) {
  const began = performance.now();
  for (let index = 0; index < count; index += 1) {
    send(index);
    const wait = began + (index + 1) * INTERVAL_MS - performance.now();
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, wait)));
  }
}
