import { beforeEach, expect, it, vi } from 'vitest';
import type { OpenCall, OpenLine } from '../call/browser-line';
import type { ConnectionEvent } from '../call/connection';
import { EventLog } from '../call/event-log';
import { CallError, callFailure } from '../call/failure';
import { Broadcast } from '../call/feed';
import type { LinkQuality } from '../call/link-quality';
import { createVoiceAgentStore } from './voiceAgentStore';

class FakeCall implements OpenCall {
  readonly log: string[] = [];
  readonly report: (event: ConnectionEvent) => void;

  constructor(report: (event: ConnectionEvent) => void) {
    this.report = report;
  }

  setStreaming(streaming: boolean): void {
    this.log.push(`streaming ${streaming}`);
  }

  takeMicrophone(): void {
    this.log.push('use microphone');
  }

  unblockSound(): void {
    this.log.push('unblock sound');
  }

  redialNow(): void {
    this.log.push('redial now');
  }

  async hangUp(farewell?: string): Promise<void> {
    this.log.push(`hang up${farewell === undefined ? '' : `, ${farewell}`}`);
  }

  comeAlive(): void {
    this.report({ type: 'microphone-opened' });
    this.report({ type: 'session-created', sessionId: 'call-1', transport: 'webrtc' });
    this.report({ type: 'media-connected', at: 5 });
  }
}

const calls: FakeCall[] = [];

const quality = new Broadcast<LinkQuality | null>();
let log: EventLog;

function newStore(open: OpenLine): ReturnType<typeof createVoiceAgentStore> {
  log = new EventLog();
  return createVoiceAgentStore({ open, quality }, log);
}

function lastCall(): FakeCall {
  const call = calls.at(-1);
  if (call === undefined) {
    throw new Error('no call was opened');
  }
  return call;
}

let store: ReturnType<typeof newStore>;

function state(): object {
  const { connectionStatus, isStreaming, error, sessionId } = store.getState();
  return { connectionStatus, isStreaming, error, sessionId };
}

const DISCONNECTED = {
  connectionStatus: 'disconnected',
  isStreaming: false,
  error: null,
  sessionId: null,
};

beforeEach(() => {
  // The module also makes the page's own store, whose settings look for a place to be kept.
  vi.spyOn(console, 'warn').mockReturnValue();
  calls.length = 0;
  store = newStore((report, manner) => {
    const call = new FakeCall(report);
    call.log.push(manner);
    calls.push(call);
    return call;
  });
});

async function connected(): Promise<FakeCall> {
  const connecting = store.getState().connect();
  lastCall().comeAlive();
  await connecting;
  return lastCall();
}

it('begins disconnected', () => {
  expect(state()).toEqual(DISCONNECTED);
});

it('connects, and connect() returns when the call stands', async () => {
  const connecting = store.getState().connect();
  expect(state()).toEqual({ ...DISCONNECTED, connectionStatus: 'connecting' });
  lastCall().comeAlive();
  await connecting;
  expect(state()).toEqual({
    ...DISCONNECTED,
    connectionStatus: 'connected',
    sessionId: 'call-1',
  });
});

it('opens one call however often connect() is called', async () => {
  await connected();
  await store.getState().connect();
  expect(calls).toHaveLength(1);
});

it('disconnects at once and lets the call say goodbye', async () => {
  const call = await connected();
  const ending = store.getState().disconnect();
  expect(state()).toEqual(DISCONNECTED);
  await ending;
  expect(call.log).toEqual(['talking', 'hang up']);
});

it('disconnects in haste when the page is closing', async () => {
  const call = await connected();
  await store.getState().disconnect('page-closing');
  expect(call.log.at(-1)).toBe('hang up, page-closing');
});

it('starts and stops streaming', async () => {
  const call = await connected();
  store.getState().startStreaming();
  expect(store.getState().isStreaming).toBe(true);
  store.getState().stopStreaming();
  expect(store.getState().isStreaming).toBe(false);
  expect(call.log.slice(1)).toEqual(['streaming true', 'streaming false']);
});

it('streams only once the call stands, though asked to before', () => {
  void store.getState().connect();
  store.getState().startStreaming();
  expect(store.getState().isStreaming).toBe(false);
  lastCall().comeAlive();
  expect(store.getState().isStreaming).toBe(true);
});

it('does not stream without a call', () => {
  store.getState().startStreaming();
  expect(state()).toEqual(DISCONNECTED);
});

it('is connecting, not streaming, while interrupted, and keeps its session', async () => {
  const call = await connected();
  store.getState().startStreaming();
  call.report({ type: 'media-interrupted' });
  expect(state()).toEqual({
    connectionStatus: 'connecting',
    isStreaming: false,
    error: null,
    sessionId: 'call-1',
  });
  call.report({ type: 'media-connected', at: 9 });
  expect(store.getState()).toMatchObject({ connectionStatus: 'connected', isStreaming: true });
});

it('shows a failure as status and sentence, and connect() returns', async () => {
  const connecting = store.getState().connect();
  lastCall().report({ type: 'failed', failure: callFailure('microphone-missing') });
  await connecting;
  expect(state()).toEqual({
    ...DISCONNECTED,
    connectionStatus: 'error',
    error: 'No microphone was found.',
  });
});

it('can be connected again after a failure', async () => {
  void store.getState().connect();
  lastCall().report({ type: 'failed', failure: callFailure('busy') });
  await connected();
  expect(store.getState()).toMatchObject({ connectionStatus: 'connected', error: null });
});

it('shows why no call can be made from here', async () => {
  store = newStore(() => {
    throw new CallError(callFailure('insecure-origin'));
  });
  await store.getState().connect();
  expect(store.getState()).toMatchObject({
    connectionStatus: 'error',
    connection: { failure: { reason: 'insecure-origin' } },
  });
});

it('no longer listens to a call that was given up', async () => {
  const first = await connected();
  await store.getState().disconnect();
  first.report({ type: 'failed', failure: callFailure('connection-lost') });
  expect(state()).toEqual(DISCONNECTED);
  void store.getState().connect();
  first.report({ type: 'microphone-opened' });
  expect(store.getState().connection.phase).toBe('asking');
});

it('ends the call over an error that is set from outside', async () => {
  const call = await connected();
  store.getState().setError('The building is on fire.');
  expect(state()).toEqual({
    ...DISCONNECTED,
    connectionStatus: 'error',
    error: 'The building is on fire.',
  });
  expect(call.log).toEqual(['talking', 'hang up']);
});

it('takes an error off the page, and leaves a call alone that has none', async () => {
  store.getState().setError('Oops.');
  store.getState().setError(null);
  expect(state()).toEqual(DISCONNECTED);
  await connected();
  store.getState().setError(null);
  expect(store.getState().connectionStatus).toBe('connected');
});

it('listens without a microphone, and asks for it when it is wanted after all', async () => {
  void store.getState().connect('listening');
  const call = lastCall();
  call.report({ type: 'listening' });
  call.report({ type: 'session-created', sessionId: 'call-1', transport: 'webrtc' });
  call.report({ type: 'media-connected', at: 5 });
  store.getState().startStreaming();
  expect(store.getState()).toMatchObject({ connectionStatus: 'connected', isStreaming: false });
  store.getState().takeMicrophone();
  call.report({ type: 'microphone-opened' });
  expect(store.getState().isStreaming).toBe(true);
  expect(call.log).toEqual(['listening', 'streaming true', 'use microphone']);
});

it('hands wishes of the person to the call', async () => {
  const call = await connected();
  store.getState().unblockSound();
  store.getState().redialNow();
  expect(call.log.slice(1)).toEqual(['unblock sound', 'redial now']);
});

it('is connecting, without a session, while it dials again', async () => {
  const call = await connected();
  call.report({ type: 'line-lost', lost: callFailure('unreachable'), attempt: 1, at: 9 });
  expect(state()).toEqual({ ...DISCONNECTED, connectionStatus: 'connecting' });
});

it('sums a call up when it is over, until the next one begins', async () => {
  await connected();
  quality.publish({ roundTripMs: 20, bufferMs: 30, jitterMs: 1, loss: 0, concealed: 0 });
  quality.publish(null);
  await store.getState().disconnect();
  expect(store.getState().summary).toMatchObject({ end: 'hung-up', delayMs: { median: 50 } });
  void store.getState().connect();
  expect(store.getState().summary).toBeNull();
});

it('takes the summary off the page when asked to', async () => {
  await connected();
  await store.getState().disconnect();
  store.getState().dismissSummary();
  expect(store.getState().summary).toBeNull();
});

it('logs what happens', async () => {
  const call = await connected();
  call.report({ type: 'ended' });
  expect(log.entries.map(({ event }) => event)).toEqual([
    'dialed',
    'microphone-opened',
    'session-created',
    'media-connected',
    'ended',
  ]);
});

it('holds nothing but plain data and actions', async () => {
  await connected();
  const data = Object.fromEntries(
    Object.entries(store.getState()).filter(([, value]) => typeof value !== 'function'),
  );
  expect(structuredClone(data)).toEqual(data);
  expect(Object.keys(data)).toEqual(
    expect.arrayContaining(['connectionStatus', 'isStreaming', 'error', 'sessionId']),
  );
});
