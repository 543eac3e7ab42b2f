// libdatachannel, the stack of OBS Studio, by its Node binding.
import nodeDataChannel from 'node-datachannel';
import { note, paced, packet, payloadOf } from './packets.mjs';
import { hangUp, post } from './whip.mjs';

const PAYLOAD_TYPE = 111;
const SSRC = 0x1234_5678;

export async function call(endpoint, count) {
  const peer = new nodeDataChannel.PeerConnection('caller', { iceServers: [] });
  const gathered = new Promise((resolve) => {
    peer.onGatheringStateChange((state) => state === 'complete' && resolve());
  });
  const audio = new nodeDataChannel.Audio('0', 'SendRecv');
  audio.addOpusCodec(PAYLOAD_TYPE);
  audio.addSSRC(SSRC, 'caller', 'stream', 'track');
  const track = peer.addTrack(audio);
  const opened = new Promise((resolve) => track.onOpen(resolve));
  const heard = new Set();
  track.onMessage((bytes) => {
    const payload = payloadOf(bytes);
    if (payload) note(heard, payload);
  });

  peer.setLocalDescription('offer');
  await gathered;
  const { address, answer } = await post(endpoint, peer.localDescription().sdp);
  peer.setRemoteDescription(answer, 'answer');
  await opened;

  await paced(count, (index) =>
    track.sendMessageBinary(packet(index, { payloadType: PAYLOAD_TYPE, ssrc: SSRC })),
  );
  const ended = await hangUp(address);
  peer.close();
  nodeDataChannel.cleanup();
  return { sent: count, heard: heard.size, ended };
}
