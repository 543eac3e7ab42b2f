// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { pictureLine } from '../stores/pictureStore';
import { PictureView } from './PictureView';

afterEach(cleanup);

it('lets be seen what lies behind it until the picture moves', () => {
  vi.spyOn(pictureLine, 'pictureOf').mockReturnValue(null);
  render(<PictureView mid="2" label="Picture of Bob" />);
  const video = screen.getByLabelText('Picture of Bob');
  expect(video.dataset['moves']).toBe('false');
  fireEvent.playing(video);
  expect(video.dataset['moves']).toBe('true');
});
