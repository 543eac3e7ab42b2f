/** Pictures of every face of the page, for people to look at. */

import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, startCall, test } from './fixtures';

const SCREENS = process.env['SCREENS'] ?? join(tmpdir(), 'jackfield-screens');

async function shoot(page: Page, name: string): Promise<void> {
  await page.screenshot({
    path: join(SCREENS, `${name}.png`),
    fullPage: true,
    animations: 'disabled',
  });
}

for (const scheme of ['light', 'dark'] as const) {
  test.describe(`in a ${scheme} room`, () => {
    test.use({ colorScheme: scheme, deviceScaleFactor: 2 });

    test('idle, in a call, muted, and after it', async ({ callPage }) => {
      await shoot(callPage, `${scheme}-idle`);
      await startCall(callPage);
      await expect(callPage.getByTestId('call-timer')).toHaveText(/0:0[6-9]/);
      await shoot(callPage, `${scheme}-call`);
      await callPage.getByRole('button', { name: 'Stop streaming' }).click();
      await expect(callPage.getByTestId('call-timer')).toHaveText(/0:(0[89]|1)/);
      await shoot(callPage, `${scheme}-muted`);
      await callPage.getByRole('button', { name: 'End call' }).click();
      await expect(callPage.getByRole('status')).toHaveText('Not connected');
      await shoot(callPage, `${scheme}-after`);
    });

    test('calling', async ({ callPage, server }) => {
      server.silent = true;
      await callPage.getByRole('button', { name: 'Start call' }).click();
      await callPage.getByText('Calling').waitFor();
      await shoot(callPage, `${scheme}-calling`);
    });

    test('busy', async ({ callPage, server }) => {
      server.refusal = { status: 503, headers: { 'Retry-After': '9' } };
      await callPage.getByRole('button', { name: 'Start call' }).click();
      await callPage.getByRole('alert').waitFor();
      await shoot(callPage, `${scheme}-busy`);
    });

    test('asked for a token', async ({ callPage, server }) => {
      server.token = 'secret';
      await callPage.getByRole('button', { name: 'Start call' }).click();
      await callPage.getByLabel('Access token').focus();
      await shoot(callPage, `${scheme}-token`);
    });
  });
}

test.describe('on a phone', () => {
  test.use({ viewport: { width: 360, height: 740 }, deviceScaleFactor: 2 });

  test('idle, in a call, and refused', async ({ callPage, server }) => {
    await shoot(callPage, 'phone-idle');
    await startCall(callPage);
    await expect(callPage.getByTestId('call-timer')).toHaveText(/0:0[4-9]/);
    await shoot(callPage, 'phone-call');
    await callPage.getByRole('button', { name: 'End call' }).click();
    server.refusal = { status: 503, headers: { 'Retry-After': '9' } };
    await callPage.getByRole('button', { name: 'Start call' }).click();
    await callPage.getByRole('alert').waitFor();
    await shoot(callPage, 'phone-busy');
  });
});

test.describe('what a call may ask for', () => {
  test.use({ deviceScaleFactor: 2 });

  test('settings and figures, unfolded', async ({ callPage }) => {
    await startCall(callPage);
    await callPage.getByText('Settings', { exact: true }).click();
    await expect(callPage.getByTestId('call-timer')).toHaveText(/0:0[4-9]/);
    await callPage.getByTestId('call-quality').locator('summary').click();
    await shoot(callPage, 'settings');
  });

  test('holding the space bar talks', async ({ callPage }) => {
    await callPage.getByText('Settings', { exact: true }).click();
    await callPage.getByRole('switch', { name: /Push to talk/ }).check();
    await callPage.getByText('Settings', { exact: true }).click();
    await startCall(callPage);
    const streaming = callPage.getByTestId('streaming-status');
    await expect(streaming).toHaveText('Not streaming');
    await shoot(callPage, 'hold-to-talk');
    await callPage.keyboard.down('Space');
    await expect(streaming).toHaveText('Streaming');
    await shoot(callPage, 'holding-to-talk');
    await callPage.keyboard.up('Space');
    await expect(streaming).toHaveText('Not streaming');
    await expect(callPage.getByRole('status')).toHaveText('Connected');
  });

  test('patience, while it calls again', async ({ callPage, server }) => {
    await startCall(callPage);
    server.refusal = { status: 503, headers: { 'Retry-After': '20' } };
    server.draining = true;
    await server.hangUp();
    const notice = callPage.getByTestId('call-notice');
    await expect(notice).toContainText('attempt 2');
    await shoot(callPage, 'reconnecting');
    server.refusal = null;
    await callPage.getByRole('button', { name: 'Try now' }).click();
    await expect(callPage.getByRole('status')).toHaveText('Connected');
  });

  test('nothing, when the other side hangs up', async ({ callPage, server }) => {
    await startCall(callPage);
    await server.hangUp();
    await expect(callPage.getByTestId('call-summary')).toContainText('The other side hung up');
  });

  test('a microphone, from those who only listen', async ({ context, callPage }) => {
    await context.clearPermissions();
    await callPage.getByRole('button', { name: 'Start call' }).click();
    await callPage.getByRole('alert').waitFor();
    await shoot(callPage, 'denied');
    await callPage.getByRole('button', { name: 'Just listen' }).click();
    await expect(callPage.getByRole('status')).toHaveText('Connected');
    await shoot(callPage, 'listening');
    await context.grantPermissions(['microphone']);
    await callPage.getByRole('button', { name: 'Use microphone' }).click();
    await expect(callPage.getByTestId('streaming-status')).toHaveText('Streaming');
  });
});

test.describe('with a microphone that is muted by a switch of its own', () => {
  test.use({ deviceScaleFactor: 2 });

  test('the page wonders', async ({ page, callPage }) => {
    await page.addInitScript(() => {
      const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
      navigator.mediaDevices.getUserMedia = async (constraints) => {
        await ask(constraints);
        const context = new AudioContext();
        return new MediaStreamAudioDestinationNode(context).stream;
      };
    });
    await callPage.reload();
    await startCall(callPage);
    await callPage.getByText('We hear nothing from your microphone.').waitFor();
    await shoot(callPage, 'silence');
  });
});

test('a browser that holds the sound back lets it out at a tap', async ({ page, callPage }) => {
  await page.addInitScript(() => {
    const contexts: AudioContext[] = [];
    Reflect.set(window, 'contexts', contexts);
    window.AudioContext = class extends AudioContext {
      constructor(options?: AudioContextOptions) {
        super(options);
        contexts.push(this);
      }

      override resume(): Promise<void> {
        return Reflect.get(window, 'tapped') === true ? super.resume() : new Promise(() => {});
      }
    };
  });
  await callPage.reload();
  await startCall(callPage);
  await callPage.evaluate(async () => {
    const contexts = Reflect.get(window, 'contexts') as AudioContext[];
    await contexts.at(-1)?.suspend();
  });
  const tap = callPage.getByRole('button', { name: 'Tap to hear' });
  await tap.waitFor();
  await shoot(callPage, 'sound-blocked');
  await callPage.evaluate(() => Reflect.set(window, 'tapped', true));
  await tap.click();
  await expect(tap).toBeHidden();
});

test.describe('each thing that can go wrong', () => {
  test.use({ viewport: { width: 360, height: 740 }, deviceScaleFactor: 2 });

  test('no microphone permission, none there, one that another program holds', async ({
    page,
    callPage,
  }) => {
    await page.addInitScript(() => {
      navigator.mediaDevices.getUserMedia = () =>
        Promise.reject(new DOMException('no', window.name));
    });
    const cases = [
      ['NotAllowedError', 'microphone-denied'],
      ['NotFoundError', 'microphone-missing'],
      ['NotReadableError', 'microphone-busy'],
    ] as const;
    for (const [error, reason] of cases) {
      await callPage.evaluate((name) => {
        window.name = name;
      }, error);
      await callPage.reload();
      await callPage.getByRole('button', { name: 'Start call' }).click();
      await expect(callPage.getByTestId('error-panel')).toHaveAttribute('data-reason', reason);
      await expect(callPage.getByRole('button', { name: 'Just listen' })).toBeVisible();
      await shoot(callPage, `error-${reason}`);
    }
  });

  test('an address that is not secure', async ({ callPage, server }) => {
    await callPage.goto(server.url.replace('127.0.0.1', 'calls.example'));
    await callPage.getByRole('button', { name: 'Start call' }).click();
    const panel = callPage.getByTestId('error-panel');
    await expect(panel).toHaveAttribute('data-reason', 'insecure-origin');
    await expect(panel).toContainText('https://');
    await shoot(callPage, 'error-insecure-origin');
  });

  test('too many calls, and a server that is gone', async ({ callPage, server }) => {
    server.refusal = { status: 429, headers: { 'Retry-After': '30' } };
    await callPage.getByRole('button', { name: 'Start call' }).click();
    await expect(callPage.getByRole('alert')).toContainText('You have called too often');
    await shoot(callPage, 'error-too-often');
    await server.stop();
    await callPage.getByRole('button', { name: 'Start call' }).click();
    await expect(callPage.getByTestId('error-panel')).toHaveAttribute('data-reason', 'unreachable');
    await shoot(callPage, 'error-unreachable');
  });

  test('an address with settings that make no sense', async ({ callPage, server }) => {
    await callPage.goto(`${server.url}?volume=loud&agent=pcm-parrot`);
    await expect(callPage.getByText('may be 0 to 100, not “loud”')).toBeVisible();
    await expect(callPage.getByRole('combobox', { name: 'Agent' })).toHaveValue('pcm-parrot');
  });
});

test('keyboard focus is visible', async ({ callPage }) => {
  await callPage.keyboard.press('Tab');
  await shoot(callPage, 'focus');
});
