/** Says in how many seconds something happens; nothing once it does. */

import { type ReactNode, useEffect, useState } from 'react';

const TICK_MS = 250;

export function Countdown({ until }: { readonly until: number }): ReactNode {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.ceil((until - now) / 1000);
  return seconds > 0 ? ` in ${seconds} s` : ' now';
}
