import { expect, it } from 'vitest';
import { addressOf, newCallName, readCallName, titleOf } from './call-name';

it('reads the call that the address names', () => {
  expect(readCallName('?call=default:standup')).toBe('default:standup');
  expect(readCallName('?call=standup&agent=parrot')).toBe('default:standup');
});

it.each(['', '?call=', '?call=a%20b:c', '?call=:x', `?call=default:${'x'.repeat(200)}`])(
  'takes %s for no call',
  (search) => {
    expect(readCallName(search)).toBe('');
  },
);

it('makes names that nobody guesses and everybody can read out', () => {
  const name = newCallName();
  expect(name).toMatch(/^default:[a-z0-9]{3}-[a-z0-9]{4}-[a-z0-9]{3}$/);
  expect(newCallName()).not.toBe(name);
  expect(titleOf(newCallName((bytes) => bytes.fill(0)))).toBe('aaa-aaaa-aaa');
});

it('puts the call into the address, and takes it out again, and leaves the rest', () => {
  const link = addressOf('default:one', 'https://calls.example/voice/?agent=parrot#token=secret');
  expect(link).toBe('https://calls.example/voice/?agent=parrot&call=default%3Aone');
  expect(addressOf('', link)).toBe('https://calls.example/voice/?agent=parrot');
});
