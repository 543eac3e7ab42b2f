import { expect, it } from 'vitest';
import { TransportChoice } from './transport-choice';

it('goes the way the person wishes, whatever the server advises', () => {
  expect(new TransportChoice('websocket', 'webrtc').current).toBe('websocket');
  expect(new TransportChoice('webrtc', 'websocket').current).toBe('webrtc');
});

it('follows the advice of the server where the person has no wish', () => {
  expect(new TransportChoice('auto', 'websocket').current).toBe('websocket');
  expect(new TransportChoice('auto', 'webrtc').current).toBe('webrtc');
});

it('goes round a road that is blocked, once', () => {
  const choice = new TransportChoice('auto', 'webrtc');
  expect(choice.fallBack()).toBe(true);
  expect(choice.current).toBe('websocket');
  expect(choice.fallBack()).toBe(false);
});

it('does not go where the person does not wish to', () => {
  const choice = new TransportChoice('webrtc', 'webrtc');
  expect(choice.fallBack()).toBe(false);
  expect(choice.current).toBe('webrtc');
});
