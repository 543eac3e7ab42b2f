import { expect, it } from 'vitest';
import { iceServersFromLink } from './link-header';

it('reads STUN and TURN servers from one header', () => {
  const header =
    '<stun:stun.example.net>; rel="ice-server", ' +
    '<turn:turn.example.net?transport=udp>; rel="ice-server"; username="user"; ' +
    'credential="myPassword"; credential-type="password"';
  expect(iceServersFromLink(header)).toEqual([
    { urls: 'stun:stun.example.net' },
    { urls: 'turn:turn.example.net?transport=udp', username: 'user', credential: 'myPassword' },
  ]);
});

it('is not confused by commas, semicolons and quotes inside a quoted string', () => {
  const header =
    '<turns:t.example>; credential="a,b;c\\"d"; rel="ice-server", <stun:s>; rel=ice-server';
  expect(iceServersFromLink(header)).toEqual([
    { urls: 'turns:t.example', credential: 'a,b;c"d' },
    { urls: 'stun:s' },
  ]);
});

it('compares names and relations without case, and takes one relation of several', () => {
  expect(iceServersFromLink('<STUN:s>;REL="next ICE-Server"')).toEqual([{ urls: 'STUN:s' }]);
});

it('passes over links that are none of ours', () => {
  const header =
    '<https://docs.example/>; rel="help", <stun:s>; rel="ice-server", ' +
    '<https://evil.example/>; rel="ice-server", <stun:no-relation>';
  expect(iceServersFromLink(header)).toEqual([{ urls: 'stun:s' }]);
});

it.each([null, '', 'nonsense', '<stun:s', ', ,'])('finds nothing in %j', (header) => {
  expect(iceServersFromLink(header)).toEqual([]);
});

it('keeps what stood before a broken tail', () => {
  expect(iceServersFromLink('<stun:s>; rel="ice-server", <turn:')).toEqual([{ urls: 'stun:s' }]);
});
