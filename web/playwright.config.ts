import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import { VOICE_FILE } from './browser/voice';

// biome-ignore lint/style/noDefaultExport: the form Playwright asks for
export default defineConfig({
  testDir: './browser',
  outputDir: join(tmpdir(), 'jackfield-browser'),
  globalSetup: './browser/voice.ts',
  // One call at a time: two on a small machine disturb each other's audio.
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 20_000 },
  reporter: 'list',
  use: {
    browserName: 'chromium',
    permissions: ['microphone'],
    viewport: { width: 1100, height: 860 },
    launchOptions: {
      executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--disable-features=WebRtcHideLocalIpsWithMdns',
        // A name that is no secure origin, as a phone on the same network would use it.
        '--host-resolver-rules=MAP calls.example 127.0.0.1',
        '--use-fake-device-for-media-stream',
        `--use-file-for-fake-audio-capture=${VOICE_FILE}`,
      ],
    },
  },
});
