/** Calls over WebSocket, against a stand-in that sends back what it hears. */

import type { Page, WebSocketRoute } from '@playwright/test';
import { expect, startCall, test } from './fixtures';

const PATH = /\/ws\/audio/;

/** What arrived of the page's sound, in bytes. */
async function serveEcho(page: Page): Promise<{ bytes: number; sockets: WebSocketRoute[] }> {
  const served = { bytes: 0, sockets: [] as WebSocketRoute[] };
  await page.routeWebSocket(PATH, (socket) => {
    served.sockets.push(socket);
    socket.onMessage((message) => {
      if (typeof message !== 'string') {
        served.bytes += message.length;
        socket.send(message);
        return;
      }
      const { type, id } = JSON.parse(message) as { type: string; id?: number };
      const answer = type === 'start' ? { type: 'started', session: '1' } : { type: 'pong', id };
      socket.send(JSON.stringify(answer));
    });
  });
  return served;
}

function level(page: Page, name: string): Promise<number> {
  return page.getByRole('meter', { name }).evaluate((meter: HTMLMeterElement) => meter.value);
}

test('a call is heard both ways, muted, and ended', async ({ page, callPage, server }) => {
  const served = await serveEcho(page);
  await callPage.goto(`${server.url}?transport=websocket`);
  await startCall(callPage);
  await expect.poll(() => level(page, 'Echo level')).toBeGreaterThan(-40);
  await expect(page.getByTestId('call-quality')).toHaveAttribute('data-grade', 'good');
  expect(served.bytes).toBeGreaterThan(0);
  await callPage.getByRole('button', { name: 'Mute' }).click();
  await expect.poll(() => level(page, 'Echo level')).toBe(-60);
  await callPage.getByRole('button', { name: 'End call' }).click();
  await expect(callPage.getByTestId('call-summary')).toContainText('Call ended');
});

test('a call comes back by itself when its socket breaks', async ({ page, callPage, server }) => {
  const served = await serveEcho(page);
  await callPage.goto(`${server.url}?transport=websocket`);
  await startCall(callPage);
  await served.sockets[0]?.close({ code: 4500 });
  await expect(callPage.getByRole('status')).toHaveText('Reconnecting');
  await expect(callPage.getByRole('status')).toHaveText('Connected');
  expect(served.sockets).toHaveLength(2);
  await expect.poll(() => level(page, 'Echo level')).toBeGreaterThan(-40);
});

test('where no media get through, a call goes over WebSocket by itself', async ({
  page,
  callPage,
}) => {
  await serveEcho(page);
  // Neither side hears of the other's candidates: as behind a firewall that eats all UDP.
  await page.route('**/whip/**', (route) => route.fulfill({ status: 204 }));
  await page.route('**/whip', async (route) => {
    const response = await route.fetch();
    const body = (await response.text()).replaceAll(/a=candidate:.*\r\n/g, '');
    await route.fulfill({ response, body });
  });
  await page.clock.install();
  await callPage.getByRole('button', { name: 'Start call' }).click();
  await expect(callPage.getByRole('status')).toHaveText('Connecting audio');
  await page.clock.fastForward('00:16');
  await expect(callPage.getByRole('status')).toHaveText('Connected');
  await expect.poll(() => level(page, 'Echo level')).toBeGreaterThan(-40);
});
