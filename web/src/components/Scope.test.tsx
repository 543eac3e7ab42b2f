// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react';
import type { ReactElement } from 'react';
import { afterEach, expect, it, vi } from 'vitest';
import { LIVE, TALK } from '../../testing/connections';
import type { LevelFrame } from '../audio/level-frame';
import { type Connection, IDLE } from '../call/connection';
import { Broadcast } from '../call/feed';
import type { LinkQuality } from '../call/link-quality';
import type { WebRTC } from '../hooks/useWebRTC';
import { stateOf } from '../stores/voiceAgentStore';
import { Scope } from './Scope';

afterEach(cleanup);

function scope(connection: Connection): ReactElement {
  const nothing = vi.fn();
  const call: WebRTC = {
    ...stateOf(connection),
    summary: null,
    levels: new Broadcast<LevelFrame | null>(),
    quality: new Broadcast<LinkQuality | null>(),
    startCall: nothing,
    listenIn: nothing,
    endCall: nothing,
    startStreaming: nothing,
    stopStreaming: nothing,
    takeMicrophone: nothing,
    unblockSound: nothing,
    redialNow: nothing,
    dismissError: nothing,
    dismissSummary: nothing,
  };
  return <Scope call={call} voice="Echo" microphoneId="" />;
}

it.each<[string, Connection]>([
  ['Not streaming', IDLE],
  ['Streaming', LIVE],
  ['Not streaming', { ...LIVE, streaming: false }],
  ['Listening only', { ...LIVE, streaming: false, listenOnly: true }],
  ['Not streaming', { ...LIVE, phase: 'interrupted' }],
])('says whether one is heard: %s', (words, connection) => {
  render(scope(connection));
  expect(screen.getByTestId('streaming-status').textContent).toBe(words);
});

it('has a meter for each direction', () => {
  render(scope(IDLE));
  expect(screen.getByRole('meter', { name: 'Microphone level' })).toBeDefined();
  expect(screen.getByRole('meter', { name: 'Echo level' })).toBeDefined();
});

it('explains itself until the first call stands', () => {
  const { rerender } = render(scope(IDLE));
  expect(screen.queryByText(/Your voice/)).not.toBeNull();
  rerender(scope({ ...TALK, phase: 'dialing' }));
  expect(screen.queryByText(/Your voice/)).toBeNull();
  rerender(scope(IDLE));
  expect(screen.queryByText(/Your voice/)).not.toBeNull();
  rerender(scope(LIVE));
  rerender(scope(IDLE));
  expect(screen.queryByText(/Your voice/)).toBeNull();
});
