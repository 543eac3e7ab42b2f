/** Writes the file that Chromium's fake microphone plays: syllables, words and pauses, made of nothing. */

import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const VOICE_FILE = join(tmpdir(), 'jackfield-voice.wav');

const SAMPLE_RATE = 48_000;
const SECONDS = 6;
const HEADER_BYTES = 44;
/** Start, length (s) and loudness of each syllable. */
const SYLLABLES: readonly (readonly [number, number, number])[] = [
  [0.1, 0.18, 0.5],
  [0.32, 0.26, 0.8],
  [0.62, 0.14, 0.4],
  [0.8, 0.34, 0.9],
  [1.6, 0.2, 0.6],
  [1.85, 0.2, 0.35],
  [2.1, 0.4, 1],
  [2.6, 0.15, 0.45],
  [2.8, 0.28, 0.6],
  [3.7, 0.3, 0.75],
  [4.05, 0.16, 0.4],
  [4.3, 0.22, 0.65],
  [4.6, 0.45, 0.85],
  [5.2, 0.2, 0.3],
];

function sampleAt(time: number): number {
  let sum = 0;
  for (const [start, length, loudness] of SYLLABLES) {
    const part = (time - start) / length;
    if (part > 0 && part < 1) {
      sum += loudness * Math.sin(Math.PI * part) ** 0.7 * vowel(time, start);
    }
  }
  return sum;
}

/** A sawtooth-like voice whose pitch depends on the syllable, so that no two sound alike. */
function vowel(time: number, start: number): number {
  const pitch = 110 + 40 * Math.sin(start * 7);
  let sum = 0;
  for (let harmonic = 1; harmonic <= 12; harmonic += 1) {
    sum += Math.sin(2 * Math.PI * pitch * harmonic * time) / harmonic;
  }
  return 0.35 * sum;
}

// biome-ignore lint/style/noDefaultExport: the form Playwright asks of a global set-up
export default function writeVoice(): void {
  const samples = SAMPLE_RATE * SECONDS;
  const file = Buffer.alloc(HEADER_BYTES + samples * 2);
  file.write('RIFF', 0);
  file.writeUInt32LE(file.length - 8, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(SAMPLE_RATE, 24);
  file.writeUInt32LE(SAMPLE_RATE * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36);
  file.writeUInt32LE(samples * 2, 40);
  for (let index = 0; index < samples; index += 1) {
    const sample = Math.max(-1, Math.min(1, sampleAt(index / SAMPLE_RATE)));
    file.writeInt16LE(Math.round(sample * 32_000), HEADER_BYTES + index * 2);
  }
  writeFileSync(VOICE_FILE, file);
}
