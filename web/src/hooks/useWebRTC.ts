/** Joins the components to the call: what they may show, and what they may do. */

import { useCallback, useEffect } from 'react';
import type { LevelFrame } from '../audio/level-frame';
import type { CallSummary } from '../call/call-summary';
import type { Connection } from '../call/connection';
import type { Feed } from '../call/feed';
import type { LinkQuality } from '../call/link-quality';
import type { Manner } from '../call/voice-call';
import { useSettingsStore } from '../stores/settingsStore';
import { browserLine, type ConnectionStatus, useVoiceAgentStore } from '../stores/voiceAgentStore';
import { usePushToTalk } from './usePushToTalk';

export interface WebRTC {
  readonly connection: Connection;
  readonly connectionStatus: ConnectionStatus;
  readonly isStreaming: boolean;
  readonly summary: CallSummary | null;
  readonly levels: Feed<LevelFrame | null>;
  readonly quality: Feed<LinkQuality | null>;
  /** Calls, and talks as soon as the call stands; with push-to-talk, as soon as the key is held. */
  startCall(): void;
  /** Calls without a microphone. */
  listenIn(): void;
  endCall(): void;
  startStreaming(): void;
  stopStreaming(): void;
  /** Talks in a call that was for listening. */
  takeMicrophone(): void;
  unblockSound(): void;
  redialNow(): void;
  dismissError(): void;
  dismissSummary(): void;
}

export function useWebRTC(): WebRTC {
  const store = useVoiceAgentStore();
  const { connect, disconnect, startStreaming, stopStreaming, setError, takeMicrophone } = store;
  const { redialNow } = store;

  const begin = useCallback(
    (manner: Manner) => {
      // Neither promise rejects: what goes wrong shows up in the store.
      void connect(manner);
      // Read now and not rendered with: what counts is the moment of the call.
      if (!useSettingsStore.getState().pushToTalk) {
        startStreaming();
      }
    },
    [connect, startStreaming],
  );
  const startCall = useCallback(() => begin('talking'), [begin]);
  const listenIn = useCallback(() => begin('listening'), [begin]);
  const talkAfterAll = useCallback(() => {
    if (!useSettingsStore.getState().pushToTalk) {
      startStreaming();
    }
    takeMicrophone();
  }, [startStreaming, takeMicrophone]);
  const endCall = useCallback(() => void disconnect(), [disconnect]);
  const dismissError = useCallback(() => setError(null), [setError]);

  usePushToTalk(store.connection, { startStreaming, stopStreaming });
  useGoodbye(disconnect);
  useEffect(() => {
    // Back online: no use in waiting for the next attempt.
    window.addEventListener('online', redialNow);
    return () => window.removeEventListener('online', redialNow);
  }, [redialNow]);

  return {
    connection: store.connection,
    connectionStatus: store.connectionStatus,
    isStreaming: store.isStreaming,
    summary: store.summary,
    levels: browserLine.levels,
    quality: browserLine.quality,
    startCall,
    listenIn,
    endCall,
    startStreaming,
    stopStreaming,
    takeMicrophone: talkAfterAll,
    unblockSound: store.unblockSound,
    redialNow,
    dismissError,
    dismissSummary: store.dismissSummary,
  };
}

function useGoodbye(disconnect: (farewell: 'page-closing') => Promise<void>): void {
  useEffect(() => {
    const leave = (): void => void disconnect('page-closing');
    window.addEventListener('pagehide', leave);
    return () => window.removeEventListener('pagehide', leave);
  }, [disconnect]);
}
