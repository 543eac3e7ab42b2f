/** The call that the page's address names, `?call=default:standup`, and how one comes to such an address. */

const SHAPE = /^[^:\s]{1,64}:[^\s]{1,128}$/;
const DEFAULT_TYPE = 'default';
/** Without those that look alike. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
const GROUPS = [3, 4, 3];

/** Empty when the address names none; what comes without a type is one of the usual type. */
export function readCallName(search: string): string {
  const given = new URLSearchParams(search).get('call')?.trim() ?? '';
  const name = given === '' || given.includes(':') ? given : `${DEFAULT_TYPE}:${given}`;
  return SHAPE.test(name) ? name : '';
}

/** What people say of it: the type is the machines' business. */
export function titleOf(call: string): string {
  return call.slice(call.indexOf(':') + 1);
}

/** A name that nobody guesses: whoever knows it can come in. */
export function newCallName(fill: (bytes: Uint8Array<ArrayBuffer>) => void = fillRandom): string {
  const groups = GROUPS.map((length) => {
    const bytes = new Uint8Array(length);
    fill(bytes);
    return [...bytes].map((byte) => LETTERS.charAt(byte % LETTERS.length)).join('');
  });
  return `${DEFAULT_TYPE}:${groups.join('-')}`;
}

/** The page's address with another call in it, or with none. */
export function addressOf(call: string, page: string): string {
  const address = new URL(page);
  address.hash = '';
  if (call === '') {
    address.searchParams.delete('call');
  } else {
    address.searchParams.set('call', call);
  }
  return address.href;
}

function fillRandom(bytes: Uint8Array<ArrayBuffer>): void {
  crypto.getRandomValues(bytes);
}
