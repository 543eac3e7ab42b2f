/** The space bar as a talk key: open while it is held, and closed for certain when it is not. */

export interface TalkKey {
  /** Asked at each press: whether there is anything to talk into. */
  mayTalk(): boolean;
  press(): void;
  release(): void;
}

const KEY = 'Space';
/** Whoever writes or chooses in one of these means a space. */
const TEXT_FIELDS =
  'input:not([type="range"], [type="checkbox"]), textarea, select, [contenteditable]';
/** Whoever got here by keyboard means to press it. A mouse leaves the focus behind, and means nothing by it. */
const CONTROLS = 'a, button, input, summary';

/** Returns what ends it. */
export function watchTalkKey(page: Window, key: TalkKey): () => void {
  let held = false;
  // Not `:focus-visible`: any key turns that on, this one included.
  let byMouse = false;
  const release = (): void => {
    if (held) {
      held = false;
      key.release();
    }
  };
  const down = (event: KeyboardEvent): void => {
    byMouse &&= event.code !== 'Tab';
    if (event.code !== KEY || event.ctrlKey || event.altKey || event.metaKey) {
      return;
    }
    if (!held && !event.repeat && !isTaken(page.document.activeElement, byMouse) && key.mayTalk()) {
      held = true;
      key.press();
    }
    if (held) {
      // Neither scrolls the page nor presses what the mouse clicked last.
      event.preventDefault();
    }
  };
  const up = (event: KeyboardEvent): void => {
    if (event.code === KEY && held) {
      event.preventDefault();
      release();
    }
  };
  const point = (): void => {
    byMouse = true;
  };
  page.addEventListener('pointerdown', point, { capture: true });
  page.addEventListener('keydown', down);
  page.addEventListener('keyup', up);
  // A key that is let go in another window is never heard of.
  page.addEventListener('blur', release);
  return () => {
    release();
    page.removeEventListener('pointerdown', point, { capture: true });
    page.removeEventListener('keydown', down);
    page.removeEventListener('keyup', up);
    page.removeEventListener('blur', release);
  };
}

function isTaken(focused: Element | null, byMouse: boolean): boolean {
  return (
    focused !== null && (focused.matches(TEXT_FIELDS) || (!byMouse && focused.matches(CONTROLS)))
  );
}
