// werift: the whole of WebRTC in TypeScript.
import { MediaStreamTrack, RTCPeerConnection, RTCRtpCodecParameters } from 'werift';
import { note, paced, packet } from './packets.mjs';
import { hangUp, post } from './whip.mjs';

const PAYLOAD_TYPE = 96;

export async function call(endpoint, count) {
  const opus = {
    mimeType: 'audio/opus',
    clockRate: 48_000,
    channels: 2,
    payloadType: PAYLOAD_TYPE,
  };
  const peer = new RTCPeerConnection({ codecs: { audio: [new RTCRtpCodecParameters(opus)] } });
  const track = new MediaStreamTrack({ kind: 'audio' });
  const transceiver = peer.addTransceiver(track, { direction: 'sendrecv' });
  const heard = new Set();
  transceiver.onTrack.subscribe((remote) => {
    remote.onReceiveRtp.subscribe(({ payload }) => note(heard, payload));
  });

  const connected = peer.connectionStateChange.watch((state) => state === 'connected');
  await peer.setLocalDescription(await peer.createOffer());
  const { address, answer } = await post(endpoint, peer.localDescription.sdp);
  await peer.setRemoteDescription({ type: 'answer', sdp: answer });
  await connected;

  await paced(count, (index) =>
    track.writeRtp(packet(index, { payloadType: PAYLOAD_TYPE, ssrc: 1 })),
  );
  const ended = await hangUp(address);
  await peer.close();
  return { sent: count, heard: heard.size, ended };
}
