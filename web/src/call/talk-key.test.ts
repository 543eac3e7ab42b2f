// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { watchTalkKey } from './talk-key';

const key = { mayTalk: vi.fn(), press: vi.fn(), release: vi.fn() };
let stop: () => void;

beforeEach(() => {
  document.body.innerHTML = '<button>End call</button><input aria-label="Token">';
  for (const [name, spy] of Object.entries(key)) {
    spy.mockReset().mockReturnValue(name === 'mayTalk');
  }
  stop = watchTalkKey(window, key);
});

afterEach(() => stop());

function send(type: 'keydown' | 'keyup', init: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent(type, { code: 'Space', cancelable: true, ...init });
  window.dispatchEvent(event);
  return event;
}

function focus(selector: string): void {
  document.querySelector<HTMLElement>(selector)?.focus();
}

it('talks while the key is held, once', () => {
  expect(send('keydown').defaultPrevented).toBe(true);
  expect(send('keydown', { repeat: true }).defaultPrevented).toBe(true);
  expect(key.press).toHaveBeenCalledOnce();
  expect(key.release).not.toHaveBeenCalled();
  expect(send('keyup').defaultPrevented).toBe(true);
  expect(key.release).toHaveBeenCalledOnce();
});

it('falls silent when the window loses the keyboard', () => {
  send('keydown');
  window.dispatchEvent(new Event('blur'));
  expect(key.release).toHaveBeenCalledOnce();
  send('keyup');
  expect(key.release).toHaveBeenCalledOnce();
});

it('falls silent when it is no longer watched', () => {
  send('keydown');
  stop();
  expect(key.release).toHaveBeenCalledOnce();
  send('keydown');
  expect(key.press).toHaveBeenCalledOnce();
});

it('leaves the key alone when there is nothing to talk into', () => {
  key.mayTalk.mockReturnValue(false);
  expect(send('keydown').defaultPrevented).toBe(false);
  expect(key.press).not.toHaveBeenCalled();
});

it('leaves other keys and key combinations alone', () => {
  send('keydown', { code: 'KeyA' });
  send('keydown', { ctrlKey: true });
  expect(key.press).not.toHaveBeenCalled();
});

it('leaves it to those who write', () => {
  focus('input');
  window.dispatchEvent(new Event('pointerdown'));
  expect(send('keydown').defaultPrevented).toBe(false);
});

it('presses the button that was reached by keyboard, and not the one clicked last', () => {
  focus('button');
  expect(send('keydown').defaultPrevented).toBe(false);
  window.dispatchEvent(new Event('pointerdown'));
  expect(send('keydown').defaultPrevented).toBe(true);
  expect(key.press).toHaveBeenCalledOnce();
  send('keyup');
  send('keydown', { code: 'Tab' });
  expect(send('keydown').defaultPrevented).toBe(false);
});
