// @vitest-environment happy-dom
import { act, cleanup, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { useVoiceAgentStore, type VoiceAgentStore } from '../stores/voiceAgentStore';
import { useWebRTC } from './useWebRTC';

const log: string[] = [];
const initial = useVoiceAgentStore.getState();

beforeEach(() => {
  log.length = 0;
  const actions: Partial<VoiceAgentStore> = {
    connect: async () => void log.push('connect'),
    disconnect: async (farewell) => void log.push(`disconnect ${farewell}`),
    startStreaming: () => void log.push('start streaming'),
    setError: (message) => void log.push(`set error ${message}`),
  };
  useVoiceAgentStore.setState(actions);
});

afterEach(() => {
  cleanup();
  useVoiceAgentStore.setState(initial, true);
});

it('calls and streams with one click', () => {
  const { result } = renderHook(useWebRTC);
  result.current.startCall();
  expect(log).toEqual(['connect', 'start streaming']);
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
