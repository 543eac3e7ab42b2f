/** True while the microphone is open and nothing comes from it. Renders only when that changes. */

import { useEffect, useState } from 'react';
import type { LevelFrame } from '../audio/level-frame';
import { SilenceWatch } from '../audio/silence-watch';
import type { Feed } from '../call/feed';

export interface Listening {
  readonly isStreaming: boolean;
  /** Which microphone: another one gets another chance. */
  readonly microphoneId: string;
}

export function useSilenceHint(
  levels: Feed<LevelFrame | null>,
  { isStreaming, microphoneId }: Listening,
): boolean {
  const [silent, setSilent] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: begins anew with another microphone
  useEffect(() => {
    setSilent(false);
    if (!isStreaming) {
      return;
    }
    const watch = new SilenceWatch();
    return levels.subscribe((frame) => {
      if (frame !== null) {
        setSilent(watch.listen(frame.microphone.peak, performance.now()));
      }
    });
  }, [levels, isStreaming, microphoneId]);
  return silent;
}
