import { beforeEach, expect, it, vi } from 'vitest';
import type { OpenCall } from '../call/browser-line';
import type { ConnectionEvent } from '../call/connection';
import { CallError, callFailure } from '../call/failure';
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

  async hangUp(farewell?: string): Promise<void> {
    this.log.push(`hang up${farewell === undefined ? '' : `, ${farewell}`}`);
  }

  comeAlive(): void {
    this.report({ type: 'microphone-opened' });
    this.report({ type: 'session-created', sessionId: 'call-1' });
    this.report({ type: 'media-connected', at: 5 });
  }
}

const calls: FakeCall[] = [];

function newStore(): ReturnType<typeof createVoiceAgentStore> {
  return createVoiceAgentStore((report) => {
    const call = new FakeCall(report);
    calls.push(call);
    return call;
  });
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
  store = newStore();
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
  expect(call.log).toEqual(['hang up']);
});

it('disconnects in haste when the page is closing', async () => {
  const call = await connected();
  await store.getState().disconnect('page-closing');
  expect(call.log).toEqual(['hang up, page-closing']);
});

it('starts and stops streaming', async () => {
  const call = await connected();
  store.getState().startStreaming();
  expect(store.getState().isStreaming).toBe(true);
  store.getState().stopStreaming();
  expect(store.getState().isStreaming).toBe(false);
  expect(call.log).toEqual(['streaming true', 'streaming false']);
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
  store = createVoiceAgentStore(() => {
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
  expect(call.log).toEqual(['hang up']);
});

it('takes an error off the page, and leaves a call alone that has none', async () => {
  store.getState().setError('Oops.');
  store.getState().setError(null);
  expect(state()).toEqual(DISCONNECTED);
  await connected();
  store.getState().setError(null);
  expect(store.getState().connectionStatus).toBe('connected');
});

it('holds nothing but plain data and actions', async () => {
  await connected();
  const { connect, disconnect, startStreaming, stopStreaming, setError, ...data } =
    store.getState();
  expect([connect, disconnect, startStreaming, stopStreaming, setError]).toHaveLength(5);
  expect(structuredClone(data)).toEqual(data);
});
