/** The picture of the call: what one says, what comes back, and what it asks for meanwhile. */

import { type ReactNode, useEffect, useState } from 'react';
import type { Connection } from '../call/connection';
import { useSilenceHint } from '../hooks/useSilenceHint';
import type { WebRTC } from '../hooks/useWebRTC';
import { AudioMeter } from './AudioMeter';
import { CallNotice } from './CallNotice';
import { CallQuality } from './CallQuality';

export interface ScopeProps {
  readonly call: WebRTC;
  /** Whose voice comes back. */
  readonly voice: string;
  readonly microphoneId: string;
}

export function Scope({ call, voice, microphoneId }: ScopeProps): ReactNode {
  const { connection, levels, quality, isStreaming } = call;
  const isSilent = useSilenceHint(levels, { isStreaming, microphoneId });
  const isLive = connection.phase === 'live';
  return (
    <section className="scope" aria-label="Levels" data-streaming={isStreaming}>
      <AudioMeter
        levels={levels}
        channel="microphone"
        title="You"
        label="Microphone level"
        growth="up"
      >
        <StreamingStatus connection={connection} isStreaming={isStreaming} />
      </AudioMeter>
      <AudioMeter
        levels={levels}
        channel="echo"
        title={voice}
        label={`${voice} level`}
        growth="down"
      >
        <CallQuality quality={quality} isLive={isLive} />
      </AudioMeter>
      <FirstHint phase={connection.phase} />
      <CallNotice {...call} isSilent={isSilent} />
    </section>
  );
}

interface StreamingStatusProps {
  readonly connection: Connection;
  readonly isStreaming: boolean;
}

function StreamingStatus({ connection, isStreaming }: StreamingStatusProps): ReactNode {
  const isListening = connection.phase === 'live' && connection.listenOnly;
  const silent = isListening ? 'Listening only' : 'Not streaming';
  return (
    <span className="streaming" data-testid="streaming-status" data-streaming={isStreaming}>
      {isStreaming ? 'Streaming' : silent}
    </span>
  );
}

/** Explains the picture to those who have never seen it move. */
function FirstHint({ phase }: { readonly phase: Connection['phase'] }): ReactNode {
  const [hasCalled, setHasCalled] = useState(false);
  useEffect(() => {
    if (phase === 'live') {
      setHasCalled(true);
    }
  }, [phase]);
  return hasCalled || phase !== 'idle' ? null : (
    <div className="first-hint">
      <p>Your voice will show up here,</p>
      <p>and what comes back, here.</p>
    </div>
  );
}
