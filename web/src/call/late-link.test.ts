import { expect, it } from 'vitest';
import { fakeStream } from '../../testing/fakes';
import { LateLink } from './late-link';
import type { CallLink } from './line-keeper';
import type { LinkQuality } from './link-quality';

const FIGURES = { roundTripMs: 7 } as LinkQuality;

class FakeLink implements CallLink {
  readonly transport = 'websocket';
  readonly microphones: (MediaStream | null)[] = [];
  farewell = '';

  async open(microphone: MediaStream | null): Promise<string> {
    this.microphones.push(microphone);
    return 'call-1';
  }

  async replaceMicrophone(microphone: MediaStream | null): Promise<void> {
    this.microphones.push(microphone);
  }

  async quality(): Promise<LinkQuality> {
    return FIGURES;
  }

  async close(farewell: string): Promise<void> {
    this.farewell = farewell;
  }
}

function late(): { inner: FakeLink; link: LateLink } {
  const inner = new FakeLink();
  return { inner, link: new LateLink('websocket', async () => inner) };
}

it('does what the line does, once it is there', async () => {
  const { inner, link } = late();
  await expect(link.quality()).rejects.toThrow('no line yet');
  expect(await link.open(null)).toBe('call-1');
  const other = fakeStream();
  await link.replaceMicrophone(other);
  expect(inner.microphones).toEqual([null, other]);
  expect(await link.quality()).toBe(FIGURES);
  await link.close('polite');
  expect(inner.farewell).toBe('polite');
});

it('opens with the microphone that was chosen meanwhile', async () => {
  const { inner, link } = late();
  const opening = link.open(null);
  const other = fakeStream();
  await link.replaceMicrophone(other);
  await opening;
  expect(inner.microphones).toEqual([other]);
});

it('opens nothing that was closed meanwhile', async () => {
  const { inner, link } = late();
  const opening = link.open(null);
  await link.close('polite');
  expect(await opening).toBeNull();
  expect(inner.microphones).toEqual([]);
});

it('takes a server that does not hand it out for one that cannot be reached', async () => {
  const link = new LateLink('websocket', () => Promise.reject(new TypeError('failed to fetch')));
  await expect(link.open(null)).rejects.toMatchObject({ reason: 'unreachable' });
});
