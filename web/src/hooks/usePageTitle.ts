/** Says in the tab's title where the call stands: people switch away during calls. */

import { useEffect } from 'react';
import type { ConnectionPhase } from '../call/connection';

const NAME = 'Jackfield';

const TITLES: Readonly<Record<ConnectionPhase, string>> = {
  idle: NAME,
  asking: `Calling – ${NAME}`,
  dialing: `Calling – ${NAME}`,
  joining: `Calling – ${NAME}`,
  live: `In a call – ${NAME}`,
  interrupted: `Reconnecting – ${NAME}`,
  redialing: `Reconnecting – ${NAME}`,
  failed: `Call failed – ${NAME}`,
};

export function usePageTitle(phase: ConnectionPhase): void {
  useEffect(() => {
    document.title = TITLES[phase];
  }, [phase]);
}
