import { expect, it } from 'vitest';
import { ANSWER, OFFER } from '../../testing/fakes';
import {
  answerAfterRestart,
  type FragmentFrame,
  frameOf,
  readFragment,
  writeFragment,
} from './sdp-fragment';

const FRAME: FragmentFrame = {
  bundleLine: 'a=group:BUNDLE 0',
  mediaLine: 'm=audio 9 UDP/TLS/RTP/SAVPF 111 63',
  mid: '0',
  credentials: { ufrag: 'mine', password: 'my-secret' },
};

it('takes from an offer what every fragment repeats', () => {
  expect(frameOf(OFFER)).toEqual(FRAME);
});

it('has no frame for a description without media or credentials', () => {
  expect(frameOf('v=0\r\n')).toBeNull();
  expect(frameOf(OFFER.replace('a=ice-pwd:my-secret\r\n', ''))).toBeNull();
});

it('writes a fragment as the RFC shows it', () => {
  expect(
    writeFragment(FRAME, ['candidate:1 1 udp 2122260223 192.0.2.1 61764 typ host'], true),
  ).toBe(
    [
      'a=group:BUNDLE 0',
      'm=audio 9 UDP/TLS/RTP/SAVPF 111 63',
      'a=mid:0',
      'a=ice-ufrag:mine',
      'a=ice-pwd:my-secret',
      'a=candidate:1 1 udp 2122260223 192.0.2.1 61764 typ host',
      'a=end-of-candidates',
      '',
    ].join('\r\n'),
  );
});

it('does not speak of the end before it has come', () => {
  expect(writeFragment(FRAME, [], false)).not.toContain('end-of-candidates');
});

it('reads credentials and candidates, with either line ending', () => {
  const text =
    'a=ice-lite\na=ice-ufrag:new\r\na=ice-pwd:secret\na=candidate:7 1 udp 1 ::1 9 typ host\n';
  expect(readFragment(text)).toEqual({
    credentials: { ufrag: 'new', password: 'secret' },
    candidateLines: ['a=candidate:7 1 udp 1 ::1 9 typ host'],
  });
  expect(readFragment('a=candidate:7 1 udp 1 ::1 9 typ host')).toBeNull();
});

it('renews credentials and candidates in the answer and nothing else', () => {
  const fragment = {
    credentials: { ufrag: 'new', password: 'new-secret' },
    candidateLines: ['a=candidate:2 1 udp 1 192.0.2.9 5000 typ host'],
  };
  expect(answerAfterRestart(ANSWER, fragment)).toBe(
    [
      'v=0',
      'a=group:BUNDLE 0',
      'm=audio 9 UDP/TLS/RTP/SAVPF 111',
      'a=mid:0',
      'a=candidate:2 1 udp 1 192.0.2.9 5000 typ host',
      'a=ice-ufrag:new',
      'a=ice-pwd:new-secret',
      'a=sendrecv',
      '',
    ].join('\r\n'),
  );
});

it('places the candidates in the first of several bundled sections', () => {
  const second =
    'm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:1\r\na=ice-ufrag:theirs\r\na=ice-pwd:x\r\n';
  const fragment = {
    credentials: { ufrag: 'n', password: 'p' },
    candidateLines: ['a=candidate:2'],
  };
  const renewed = answerAfterRestart(ANSWER + second, fragment);
  expect(renewed.match(/a=candidate:/g)).toHaveLength(1);
  expect(renewed.indexOf('a=candidate:2')).toBeLessThan(renewed.indexOf('m=video'));
  expect(renewed.match(/a=ice-ufrag:n\r\n/g)).toHaveLength(2);
});
