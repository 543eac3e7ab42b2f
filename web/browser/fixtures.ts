/** A call page, and a server to call. A console error anywhere fails the test, expected ones aside. */

import { test as base, expect, type Page } from '@playwright/test';
import { ParrotPeer } from './parrot-peer';
import { WhipServer } from './whip-server';

export { expect };

/** What Chromium writes for each refused request; those are the subject of some tests. */
const REFUSED_REQUEST = /^Failed to load resource/;

interface Fixtures {
  readonly server: WhipServer;
  readonly consoleErrors: string[];
  readonly callPage: Page;
}

export const test = base.extend<Fixtures>({
  server: async ({ context }, use) => {
    const peer = await ParrotPeer.in(await context.newPage());
    const server = await WhipServer.start(peer);
    await use(server);
    await server.stop();
  },

  consoleErrors: async ({ page }, use) => {
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' && !REFUSED_REQUEST.test(message.text())) {
        errors.push(message.text());
      }
    });
    await use(errors);
    expect(errors).toEqual([]);
  },

  callPage: async ({ page, server, consoleErrors: _ }, use) => {
    await page.goto(server.url);
    await use(page);
  },
});

export async function startCall(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Start call' }).click();
  await expect(page.getByRole('status')).toHaveText('Connected');
}
