/** Joins the components to the call: what they may show, and what they may do. */

import { useCallback, useEffect } from 'react';
import type { LevelFrame } from '../audio/level-frame';
import type { Connection } from '../call/connection';
import type { Feed } from '../call/feed';
import type { LinkQuality } from '../call/link-quality';
import { browserLine, type ConnectionStatus, useVoiceAgentStore } from '../stores/voiceAgentStore';

export interface WebRTC {
  readonly connection: Connection;
  readonly connectionStatus: ConnectionStatus;
  readonly isStreaming: boolean;
  readonly levels: Feed<LevelFrame | null>;
  readonly quality: Feed<LinkQuality | null>;
  /** Calls, and talks as soon as the call stands. */
  startCall(): void;
  endCall(): void;
  startStreaming(): void;
  stopStreaming(): void;
  dismissError(): void;
}

export function useWebRTC(): WebRTC {
  const connection = useVoiceAgentStore((state) => state.connection);
  const connectionStatus = useVoiceAgentStore((state) => state.connectionStatus);
  const isStreaming = useVoiceAgentStore((state) => state.isStreaming);
  const connect = useVoiceAgentStore((state) => state.connect);
  const disconnect = useVoiceAgentStore((state) => state.disconnect);
  const startStreaming = useVoiceAgentStore((state) => state.startStreaming);
  const stopStreaming = useVoiceAgentStore((state) => state.stopStreaming);
  const setError = useVoiceAgentStore((state) => state.setError);

  const startCall = useCallback(() => {
    // Neither promise rejects: what goes wrong shows up in the store.
    void connect();
    startStreaming();
  }, [connect, startStreaming]);

  const endCall = useCallback(() => void disconnect(), [disconnect]);
  const dismissError = useCallback(() => setError(null), [setError]);

  useEffect(() => {
    const leave = (): void => void disconnect('page-closing');
    window.addEventListener('pagehide', leave);
    return () => window.removeEventListener('pagehide', leave);
  }, [disconnect]);

  return {
    connection,
    connectionStatus,
    isStreaming,
    levels: browserLine.levels,
    quality: browserLine.quality,
    startCall,
    endCall,
    startStreaming,
    stopStreaming,
    dismissError,
  };
}
