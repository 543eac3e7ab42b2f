import { expect, it } from 'vitest';
import { readAddress, writeAddress } from './address-settings';
import { DEFAULT_SETTINGS, type Settings } from './settings';

const CHOSEN: Settings = {
  ...DEFAULT_SETTINGS,
  agent: 'my agent',
  transport: 'websocket',
  volume: 0.5,
  pushToTalk: true,
  echoCancellation: false,
};

it('brings another person here with the same settings', () => {
  const link = writeAddress(CHOSEN, 'https://calls.example/voice/?old=1#token=secret');
  expect(link).toBe(
    'https://calls.example/voice/?agent=my+agent&transport=websocket&volume=50&push-to-talk=on&echo-cancellation=off',
  );
  const { settings, problems } = readAddress(new URL(link).search);
  expect({ ...DEFAULT_SETTINGS, ...settings }).toEqual(CHOSEN);
  expect(problems).toEqual([]);
});

it('says nothing of what is usual', () => {
  expect(writeAddress(DEFAULT_SETTINGS, 'https://a.example/')).toBe('https://a.example/');
  const ofACall = 'https://a.example/?call=default%3Aone';
  expect(writeAddress(DEFAULT_SETTINGS, ofACall)).toBe(ofACall);
});

it('leaves what is not mentioned as it is', () => {
  expect(readAddress('?utm_source=mail').settings).toEqual({});
});

it.each([
  ['?volume=loud', '“volume” in the address may be 0 to 100, not “loud”.'],
  ['?volume=101', 'not “101”'],
  ['?volume=-5', 'not “-5”'],
  ['?transport=pigeon', 'may be auto, webrtc, websocket'],
  ['?push-to-talk=yes', 'may be on or off'],
])('says what is wrong with %s, and passes over it', (search, sentence) => {
  const { settings, problems } = readAddress(search);
  expect(settings).toEqual({});
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(sentence);
});
