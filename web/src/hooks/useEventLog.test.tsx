// @vitest-environment happy-dom
import { cleanup, renderHook } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { eventLog } from '../stores/voiceAgentStore';
import { useEventLog } from './useEventLog';

afterEach(cleanup);

it('hands out a file with what happened and where', async () => {
  eventLog.note('dialed');
  const blobs: Blob[] = [];
  const names: string[] = [];
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
    blobs.push(blob as Blob);
    return 'blob:log';
  });
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
    this: HTMLAnchorElement,
  ) {
    names.push(this.download);
  });
  const { result } = renderHook(useEventLog);
  result.current();
  expect(names).toEqual(['jackfield-events.json']);
  const document: unknown = JSON.parse((await blobs[0]?.text()) ?? '');
  expect(document).toMatchObject({ page: 'Jackfield', events: [{ event: 'dialed' }] });
});
