/** Where this browser hides the permission it was not given, in one sentence. */

const SYSTEM_BLOCKED =
  'The system keeps the microphone from the browser: allow it in the privacy settings, then try again.';

interface Help {
  readonly browser: RegExp;
  readonly hint: string;
}

/** The first that fits: Chromium's name is in many others, and Safari's in nearly all. */
const HELP: readonly Help[] = [
  {
    browser: /iPhone|iPad/,
    hint: 'Tap the page menu in the address bar, choose “Website Settings”, allow the microphone, then try again.',
  },
  {
    browser: /Firefox/,
    hint: 'Click the crossed-out microphone in the address bar, lift the block, then try again.',
  },
  {
    browser: /Android/,
    hint: 'Tap the icon left of the address, open “Permissions”, allow the microphone, then try again.',
  },
  {
    browser: /Chrom/,
    hint: 'Click the icon left of the address, allow the microphone, then try again.',
  },
  {
    browser: /Safari/,
    hint: 'Open “Settings for this Website” in the Safari menu, allow the microphone, then try again.',
  },
];

const ELSEWHERE = 'Allow it by the icon beside the address bar, then try again.';

/** `detail` is the browser's own message: Chromium says there when the system is to blame. */
export function permissionHelp(detail: string, userAgent: string): string {
  if (/by system/i.test(detail)) {
    return SYSTEM_BLOCKED;
  }
  return HELP.find(({ browser }) => browser.test(userAgent))?.hint ?? ELSEWHERE;
}
