/** Every face of the page under axe, in both colour schemes: names, roles, contrast. */

import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import type { AxeResults } from 'axe-core';
import { expect, startCall, test } from './fixtures';

const AXE = createRequire(import.meta.url).resolve('axe-core');

/** Past the page's own policy: axe is the test's, not the page's. */
test.use({ bypassCSP: true });

async function findings(page: Page): Promise<string[]> {
  await page.addScriptTag({ path: AXE });
  // Colours on their way from one to the other are not the ones people read.
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map((a) => a.finish())));
  const results = await page.evaluate(
    () => Reflect.get(window, 'axe').run() as Promise<AxeResults>,
  );
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`),
  );
}

for (const scheme of ['light', 'dark'] as const) {
  test.describe(`in a ${scheme} room`, () => {
    test.use({ colorScheme: scheme, contextOptions: { reducedMotion: 'reduce' } });

    test('the idle page has nothing to object to', async ({ callPage }) => {
      expect(await findings(callPage)).toEqual([]);
    });

    test('nor has a call', async ({ callPage }) => {
      await startCall(callPage);
      await expect(callPage.getByTestId('call-quality')).toHaveAttribute('data-known', 'true');
      expect(await findings(callPage)).toEqual([]);
    });

    test('nor have settings and figures, unfolded', async ({ callPage }) => {
      await startCall(callPage);
      await callPage.getByText('Settings', { exact: true }).click();
      await callPage.getByTestId('call-quality').locator('summary').click();
      expect(await findings(callPage)).toEqual([]);
    });

    test('nor has a call that is being restored, and its summary', async ({ callPage, server }) => {
      await startCall(callPage);
      server.draining = true;
      server.refusal = { status: 503, headers: { 'Retry-After': '60' } };
      await server.hangUp();
      await callPage.getByRole('button', { name: 'Try now' }).waitFor();
      expect(await findings(callPage)).toEqual([]);
      await callPage.getByRole('button', { name: 'Give up' }).click();
      await callPage.getByTestId('call-summary').waitFor();
      expect(await findings(callPage)).toEqual([]);
    });

    test('nor has a refusal', async ({ callPage, server }) => {
      server.refusal = { status: 503, headers: { 'Retry-After': '9' } };
      await callPage.getByRole('button', { name: 'Start call' }).click();
      await callPage.getByRole('alert').waitFor();
      expect(await findings(callPage)).toEqual([]);
    });

    test('nor has the question for a token', async ({ callPage, server }) => {
      server.token = 'secret';
      await callPage.getByRole('button', { name: 'Start call' }).click();
      await callPage.getByLabel('Access token').waitFor();
      expect(await findings(callPage)).toEqual([]);
    });
  });
}
