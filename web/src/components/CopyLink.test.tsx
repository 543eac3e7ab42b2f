// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { CopyLink } from './CopyLink';

afterEach(cleanup);

function copyWith(writeText: (text: string) => Promise<void>): void {
  vi.stubGlobal('navigator', { clipboard: { writeText } });
  render(<CopyLink label="Copy the link" link={() => '/?call=default:one'} />);
  fireEvent.click(screen.getByRole('button', { name: 'Copy the link' }));
}

it('copies the link, and says so', async () => {
  const writeText = vi.fn(async () => undefined);
  copyWith(writeText);
  expect(await screen.findByRole('button', { name: 'Link copied' })).toBeDefined();
  expect(writeText).toHaveBeenCalledWith('/?call=default:one');
});

it('says where else the link is when it may not copy', async () => {
  copyWith(async () => Promise.reject(new Error('not allowed')));
  expect(await screen.findByRole('button', { name: /address bar/ })).toBeDefined();
  expect(window.location.search).toBe('?call=default:one');
});
