// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { DEFAULT_SETTINGS } from '../call/settings';
import { SettingsPanel } from './SettingsPanel';

const DEVICES = {
  microphones: [{ id: 'desk', label: 'Desk microphone' }],
  speakers: [{ id: 'headset', label: 'Headset' }],
  cameras: [{ id: 'lid', label: 'Lid camera' }],
};
const change = vi.fn();
const saveLog = vi.fn();
const writeText = vi.fn();

function show(canChooseSpeaker = true, canShowCamera = true): void {
  const settings = { ...DEFAULT_SETTINGS, volume: 0.5 };
  const actions = { change, saveLog };
  const { container } = render(
    <SettingsPanel
      {...{ settings, devices: DEVICES, canChooseSpeaker, canShowCamera, ...actions }}
    />,
  );
  container.querySelector('details')?.setAttribute('open', '');
}

beforeEach(() => {
  vi.clearAllMocks();
  Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText } });
});

afterEach(cleanup);

it('chooses devices', () => {
  show();
  const choose = (name: string, value: string): void => {
    fireEvent.change(screen.getByRole('combobox', { name }), { target: { value } });
  };
  choose('Microphone', 'desk');
  choose('Speaker', 'headset');
  choose('Camera', 'lid');
  expect(change.mock.calls).toEqual([
    [{ microphoneId: 'desk' }],
    [{ speakerId: 'headset' }],
    [{ cameraId: 'lid' }],
  ]);
});

it('chooses the way of the next call', () => {
  show();
  fireEvent.change(screen.getByRole('combobox', { name: 'Connection (next call)' }), {
    target: { value: 'websocket' },
  });
  expect(change).toHaveBeenCalledWith({ transport: 'websocket' });
});

it('offers no speakers where the system decides', () => {
  show(false);
  expect(screen.queryByRole('combobox', { name: 'Speaker' })).toBeNull();
});

it('offers no cameras where there are no pictures', () => {
  show(true, false);
  expect(screen.queryByRole('combobox', { name: 'Camera' })).toBeNull();
});

it('switches push-to-talk and the treatment of the microphone', () => {
  show();
  fireEvent.click(screen.getByRole('switch', { name: /Push to talk/ }));
  fireEvent.click(screen.getByRole('switch', { name: 'Echo cancellation' }));
  expect(change.mock.calls).toEqual([[{ pushToTalk: true }], [{ echoCancellation: false }]]);
});

it('copies a link that brings others here with the same settings', async () => {
  show();
  fireEvent.click(screen.getByRole('button', { name: 'Copy link with these settings' }));
  await act(async () => undefined);
  expect(writeText.mock.calls).toEqual([[expect.stringMatching(/\?volume=50$/)]]);
  expect(screen.getByRole('button', { name: 'Link copied' })).toBeDefined();
});

it('puts the link into the address bar where nothing may be copied', async () => {
  writeText.mockRejectedValue(new DOMException('no', 'NotAllowedError'));
  const replaceState = vi.spyOn(window.history, 'replaceState').mockReturnValue();
  show();
  fireEvent.click(screen.getByRole('button', { name: 'Copy link with these settings' }));
  await act(async () => undefined);
  expect(replaceState).toHaveBeenCalledWith(null, '', expect.stringContaining('volume=50'));
});

it('hands out the event log', () => {
  show();
  fireEvent.click(screen.getByRole('button', { name: 'Download event log' }));
  expect(saveLog).toHaveBeenCalledOnce();
});
