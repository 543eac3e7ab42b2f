// @vitest-environment happy-dom
import { act, cleanup, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { LIVE } from '../../testing/connections';
import { DEFAULT_SETTINGS } from '../call/settings';
import { useSettingsStore } from '../stores/settingsStore';
import { stateOf, useVoiceAgentStore, type VoiceAgentStore } from '../stores/voiceAgentStore';
import { useWebRTC } from './useWebRTC';

const log: string[] = [];
const initial = useVoiceAgentStore.getState();

beforeEach(() => {
  log.length = 0;
  const actions: Partial<VoiceAgentStore> = {
    connect: async (manner) => void log.push(`connect ${manner}`),
    disconnect: async (farewell) => void log.push(`disconnect ${farewell}`),
    startStreaming: () => void log.push('start streaming'),
    stopStreaming: () => void log.push('stop streaming'),
    takeMicrophone: () => void log.push('use microphone'),
    redialNow: () => void log.push('redial now'),
    setError: (message) => void log.push(`set error ${message}`),
  };
  useVoiceAgentStore.setState(actions);
});

afterEach(() => {
  cleanup();
  useVoiceAgentStore.setState(initial, true);
  useSettingsStore.setState(DEFAULT_SETTINGS);
});

it('calls and streams with one click', () => {
  const { result } = renderHook(useWebRTC);
  result.current.startCall();
  expect(log).toEqual(['connect talking', 'start streaming']);
});

it('keeps the microphone closed with push-to-talk', () => {
  useSettingsStore.setState({ pushToTalk: true });
  const { result } = renderHook(useWebRTC);
  result.current.startCall();
  result.current.takeMicrophone();
  expect(log).toEqual(['connect talking', 'use microphone']);
});

it('listens in, and takes the microphone later', () => {
  const { result } = renderHook(useWebRTC);
  result.current.listenIn();
  result.current.takeMicrophone();
  expect(log).toEqual([
    'connect listening',
    'start streaming',
    'start streaming',
    'use microphone',
  ]);
});

it('talks while the space bar is held', () => {
  useVoiceAgentStore.setState(stateOf({ ...LIVE, streaming: false }));
  renderHook(useWebRTC);
  window.dispatchEvent(new KeyboardEvent('keydown', { code: 'Space' }));
  window.dispatchEvent(new KeyboardEvent('keyup', { code: 'Space' }));
  expect(log).toEqual(['start streaming', 'stop streaming']);
});

it('dials at once when the network is back', () => {
  renderHook(useWebRTC);
  window.dispatchEvent(new Event('online'));
  expect(log).toEqual(['redial now']);
});

it('ends the call and takes errors off the page', () => {
  const { result } = renderHook(useWebRTC);
  result.current.endCall();
  result.current.dismissError();
  expect(log).toEqual(['disconnect undefined', 'set error null']);
});

it('follows the store', () => {
  const { result } = renderHook(useWebRTC);
  act(() => useVoiceAgentStore.setState({ connectionStatus: 'connected', isStreaming: true }));
  expect(result.current).toMatchObject({ connectionStatus: 'connected', isStreaming: true });
});

it('says goodbye when the page goes away, as long as it is shown', () => {
  const { unmount } = renderHook(useWebRTC);
  window.dispatchEvent(new Event('pagehide'));
  expect(log).toEqual(['disconnect page-closing']);
  unmount();
  window.dispatchEvent(new Event('pagehide'));
  expect(log).toHaveLength(1);
});

it('keeps its functions the same from render to render', () => {
  const { result, rerender } = renderHook(useWebRTC);
  const before = result.current;
  rerender();
  expect(result.current.startCall).toBe(before.startCall);
  expect(result.current.endCall).toBe(before.endCall);
});
