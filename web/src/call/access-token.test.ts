// @vitest-environment happy-dom
import { beforeEach, expect, it } from 'vitest';
import { adoptTokenFromAddress, keepToken, keptToken } from './access-token';

beforeEach(() => {
  sessionStorage.clear();
  window.history.replaceState(null, '', '/page?x=1');
});

it('takes the token out of the address and keeps it for the tab', () => {
  window.history.replaceState(null, '', '/page?x=1#token=s3cret');
  adoptTokenFromAddress();
  expect(keptToken()).toBe('s3cret');
  expect(window.location.href).toMatch(/\/page\?x=1$/);
});

it('leaves the rest of the fragment alone', () => {
  window.history.replaceState(null, '', '/page#tab=two&token=s3cret');
  adoptTokenFromAddress();
  expect(window.location.hash).toBe('#tab=two');
});

it('keeps what it has when the address brings none', () => {
  keepToken('s3cret');
  adoptTokenFromAddress();
  expect(keptToken()).toBe('s3cret');
});

it('trims what was typed, and forgets on an empty entry', () => {
  keepToken('  s3cret \n');
  expect(keptToken()).toBe('s3cret');
  keepToken('  ');
  expect(keptToken()).toBeNull();
});
