import { expect, it } from 'vitest';
import { environmentFailure } from './environment';

function scope(changes: object = {}): typeof globalThis {
  const complete = {
    isSecureContext: true,
    RTCPeerConnection: class {},
    AudioContext: class {},
    AudioWorkletNode: class {},
    navigator: { mediaDevices: {} },
  };
  return { ...complete, ...changes } as unknown as typeof globalThis;
}

it('finds nothing wrong with a current browser', () => {
  expect(environmentFailure(scope())).toBeNull();
});

it('blames the address, not the browser, when the page is insecure', () => {
  const failure = environmentFailure(scope({ isSecureContext: false, navigator: {} }));
  expect(failure?.reason).toBe('insecure-origin');
});

it('says when the browser lacks what a call needs', () => {
  expect(environmentFailure(scope({ navigator: {} }))?.reason).toBe('unsupported-browser');
  const { AudioWorkletNode: _, ...rest } = scope() as unknown as Record<string, unknown>;
  expect(environmentFailure(rest as unknown as typeof globalThis)?.reason).toBe(
    'unsupported-browser',
  );
});
