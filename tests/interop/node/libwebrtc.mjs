// libwebrtc, the stack of browsers, by its Node binding, and the WHIP client of Medooze, which trickles.
import wrtc from '@roamhq/wrtc';
import { WHIPClient } from 'whip-whep/whip.js';
import { paced } from './packets.mjs';

const RATE = 48_000;
const BLOCK = RATE / 100; // this binding takes 10 ms at a time
const TONE_HZ = 440;
const LOUD = 8_000;

/** Says a tone for as many frames of 20 ms, and counts the frames in which it came back. */
export async function call(endpoint, count) {
  const peer = new wrtc.RTCPeerConnection({ iceServers: [] });
  const source = new wrtc.nonstandard.RTCAudioSource();
  peer.addTransceiver(source.createTrack(), { direction: 'sendrecv' });
  let heard = 0;
  peer.ontrack = ({ track }) => {
    const sink = new wrtc.nonstandard.RTCAudioSink(track);
    sink.ondata = ({ samples, sampleRate }) => {
      if (isTone(samples, sampleRate)) heard += samples.length / sampleRate / 0.02;
    };
  };

  const requests = [];
  const client = new WHIPClient();
  watchRequests(requests);
  await client.publish(peer, endpoint);
  await until(() => peer.connectionState === 'connected');

  await paced(count, (index) => {
    for (const half of [0, 1]) source.onData(block(2 * index + half));
  });
  await client.stop();
  await until(() => requests.some(({ method }) => method === 'DELETE'));
  const of = (method) =>
    requests.filter((each) => each.method === method).map(({ status }) => status);
  return { sent: count, heard: Math.round(heard), patches: of('PATCH'), ended: of('DELETE')[0] };
}

function block(index) {
  const samples = new Int16Array(BLOCK);
  for (let n = 0; n < BLOCK; n += 1) {
    samples[n] = LOUD * Math.sin((2 * Math.PI * TONE_HZ * (index * BLOCK + n)) / RATE);
  }
  return { samples, sampleRate: RATE, bitsPerSample: 16, channelCount: 1, numberOfFrames: BLOCK };
}

/** Whether most of a block's energy is our tone's. */
function isTone(samples, rate) {
  let [re, im, energy] = [0, 0, 0];
  samples.forEach((sample, n) => {
    const angle = (2 * Math.PI * TONE_HZ * n) / rate;
    re += sample * Math.cos(angle);
    im += sample * Math.sin(angle);
    energy += sample * sample;
  });
  const tone = (2 * (re * re + im * im)) / samples.length;
  return energy > samples.length * (LOUD / 10) ** 2 && tone > 0.8 * energy;
}

/** Notes what the client asks the server and what it is told. */
function watchRequests(requests) {
  const fetchFor = globalThis.fetch;
  globalThis.fetch = async (url, options) => {
    const response = await fetchFor(url, options);
    requests.push({ method: options.method, status: response.status });
    return response;
  };
}

async function until(isTrue) {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 20));
}
