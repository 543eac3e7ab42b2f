/** The page's few signs, drawn on a 24-unit grid. They stand beside words, so screen readers skip them. */

import type { ReactNode } from 'react';

export type IconName =
  | 'call'
  | 'camera'
  | 'camera-off'
  | 'clock'
  | 'close'
  | 'link'
  | 'hang-up'
  | 'lock'
  | 'microphone'
  | 'microphone-off'
  | 'pause'
  | 'people'
  | 'unplugged'
  | 'volume'
  | 'warning';

const HANDSET =
  'M6.6 10.8a15.1 15.1 0 0 0 6.6 6.6l2.2-2.2a1 1 0 0 1 1-.25 11.4 11.4 0 0 0 3.6.57 1 1 0 0 1 1 1V20a1 1 0 0 1-1 1A17 17 0 0 1 3 4a1 1 0 0 1 1-1h3.5a1 1 0 0 1 1 1 11.4 11.4 0 0 0 .57 3.6 1 1 0 0 1-.25 1z';

const CAPSULE = <rect x="9" y="2.75" width="6" height="11.5" rx="3" />;
const STAND = <path d="M5.5 11.25a6.5 6.5 0 0 0 13 0M12 17.75v3.5M8.75 21.25h6.5" />;

const LENS = (
  <path d="M15.75 10.5 21 7.5v9l-5.25-3M5 6.25h8.75a2 2 0 0 1 2 2v7.5a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-7.5a2 2 0 0 1 2-2z" />
);

const CROSSED = (
  <>
    <path className="icon-gap" d="M3.5 2.5l17 18" />
    <path d="M3.5 3.5l17 17" />
  </>
);

const DRAWINGS: Readonly<Record<IconName, ReactNode>> = {
  call: <path className="icon-solid" d={HANDSET} />,
  camera: LENS,
  'camera-off': (
    <>
      {LENS}
      {CROSSED}
    </>
  ),
  clock: (
    <>
      <circle cx="12" cy="12" r="8.75" />
      <path d="M12 7v5.25l3.25 2" />
    </>
  ),
  close: <path d="M6.5 6.5l11 11M17.5 6.5l-11 11" />,
  'hang-up': <path className="icon-solid" transform="rotate(135 12 12)" d={HANDSET} />,
  link: (
    <path d="M10 14a4.25 4.25 0 0 0 6.25.25l3-3a4.25 4.25 0 0 0-6-6l-1.5 1.5M14 10a4.25 4.25 0 0 0-6.25-.25l-3 3a4.25 4.25 0 0 0 6 6l1.5-1.5" />
  ),
  lock: (
    <>
      <rect x="5" y="10.5" width="14" height="10" rx="2.5" />
      <path d="M8.25 10.5V7.25a3.75 3.75 0 0 1 7.5 0v3.25M12 14.75v1.75" />
    </>
  ),
  microphone: (
    <>
      {CAPSULE}
      {STAND}
    </>
  ),
  'microphone-off': (
    <>
      {CAPSULE}
      {STAND}
      {CROSSED}
    </>
  ),
  pause: <path d="M9 6v12M15 6v12" />,
  people: (
    <>
      <circle cx="9" cy="8.5" r="3.5" />
      <path d="M2.75 19.5a6.25 6.25 0 0 1 12.5 0M16 5.25a3.5 3.5 0 0 1 0 6.5M18 14a6.25 6.25 0 0 1 3.25 5.5" />
    </>
  ),
  unplugged: (
    <>
      <path d="M8.5 3v4.5M15.5 3v4.5M6 7.5h12v3.25a6 6 0 0 1-12 0zM12 16.75V21" />
      {CROSSED}
    </>
  ),
  volume: (
    <>
      <path d="M4 9.5v5h3.25L12 18.5v-13L7.25 9.5z" />
      <path d="M15.5 9a4.25 4.25 0 0 1 0 6M18 6.5a7.75 7.75 0 0 1 0 11" />
    </>
  ),
  warning: <path d="M12 4 2.75 20h18.5zM12 10v4.5M12 17.25v.25" />,
};

export function Icon({ name }: { readonly name: IconName }): ReactNode {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {DRAWINGS[name]}
    </svg>
  );
}
