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

test('keyboard focus is visible', async ({ callPage }) => {
  await callPage.keyboard.press('Tab');
  await shoot(callPage, 'focus');
});
