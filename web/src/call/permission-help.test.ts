import { expect, it } from 'vitest';
import { permissionHelp } from './permission-help';

const ENGINE = 'AppleWebKit/537.36 (KHTML, like Gecko)';

it.each([
  [`Mozilla/5.0 (X11; Linux x86_64) ${ENGINE} Chrome/156.0.0.0 Safari/537.36`, 'Click the icon'],
  [`Mozilla/5.0 (Linux; Android 16) ${ENGINE} Chrome/156.0 Mobile Safari/537.36`, 'Tap the icon'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0', 'crossed-out'],
  [`Mozilla/5.0 (Macintosh; Intel Mac OS X) ${ENGINE} Version/19.0 Safari/605`, 'Safari menu'],
  [`Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) ${ENGINE} Version/19 Safari/604`, 'Website Settings'],
  ['Something else', 'beside the address bar'],
])('knows where %s keeps its permissions', (userAgent, words) => {
  expect(permissionHelp('Permission denied', userAgent)).toContain(words);
});

it('blames the system where the browser does', () => {
  expect(permissionHelp('Permission denied by system', 'Chrome')).toContain('privacy settings');
});
