// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { keptToken } from '../call/access-token';
import { TokenForm } from './TokenForm';

afterEach(() => {
  cleanup();
  sessionStorage.clear();
});

it('keeps the token before it says so, and shows it to nobody', () => {
  const seen: (string | null)[] = [];
  render(<TokenForm submitted={() => seen.push(keptToken())} />);
  const field = screen.getByLabelText('Access token');
  expect(field.getAttribute('type')).toBe('password');
  fireEvent.change(field, { target: { value: ' s3cret ' } });
  fireEvent.submit(field);
  expect(seen).toEqual(['s3cret']);
});
