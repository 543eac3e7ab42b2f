// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import type { Member } from '../room/room';
import { PictureTile } from './PictureTile';

const BOB: Member = {
  id: 'bob',
  name: 'Bob',
  transport: 'whip',
  muted: false,
  held: false,
  away: false,
  speaking: false,
  camera: false,
};

afterEach(cleanup);

it('has a letter for who shows nothing', () => {
  render(<PictureTile member={BOB} mid={null} isSpeaker={false} />);
  expect(screen.getByRole('listitem').textContent).toBe('BBob');
  expect(document.querySelector('video')).toBeNull();
});

it('says who is muted, and marks who speaks', () => {
  render(<PictureTile member={{ ...BOB, muted: true, camera: true }} mid="2" isSpeaker={true} />);
  const tile = screen.getByRole('listitem');
  expect(tile.textContent).toBe('BBob, muted, speaks');
  expect(tile.dataset['speaker']).toBe('true');
  expect(screen.getByLabelText('Picture of Bob')).toBeDefined();
});
