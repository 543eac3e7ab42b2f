/**
 * The call as the page sees it. Every field is read off one `Connection`, so they cannot contradict each
 * other; microphone, peer connection and audio graph live outside, in the open call.
 */

import { create, type StoreApi, type UseBoundStore } from 'zustand';
import { createBrowserLine, type OpenCall, type OpenLine } from '../call/browser-line';
import {
  type Connection,
  type ConnectionEvent,
  type ConnectionPhase,
  IDLE,
  isOver,
  reduce,
} from '../call/connection';
import { explain } from '../call/explain';
import { reportedFailure } from '../call/failure';
import type { Farewell } from '../call/peer-link';
import { useSettingsStore } from './settingsStore';

export type ConnectionStatus = 'disconnected' | 'connecting' | 'connected' | 'error';

export interface VoiceAgentState {
  readonly connectionStatus: ConnectionStatus;
  /** True while the server hears the microphone. */
  readonly isStreaming: boolean;
  readonly error: string | null;
  readonly sessionId: string | null;
  /** What the four fields above are read from, for those who need to know more. */
  readonly connection: Connection;
}

export interface VoiceAgentActions {
  /** Resolves when the call stands, has failed, or was ended meanwhile. Never rejects. */
  connect(): Promise<void>;
  disconnect(farewell?: Farewell): Promise<void>;
  /** While the call is still being set up, a wish that comes true with it. */
  startStreaming(): void;
  stopStreaming(): void;
  /** A message ends the call as failed; null takes the failure off the page. */
  setError(message: string | null): void;
}

export type VoiceAgentStore = VoiceAgentState & VoiceAgentActions;

const STATUS_OF: Readonly<Record<ConnectionPhase, ConnectionStatus>> = {
  idle: 'disconnected',
  asking: 'connecting',
  dialing: 'connecting',
  joining: 'connecting',
  live: 'connected',
  interrupted: 'connecting',
  failed: 'error',
};

export function stateOf(connection: Connection): VoiceAgentState {
  return {
    connection,
    connectionStatus: STATUS_OF[connection.phase],
    isStreaming: connection.phase === 'live' && connection.streaming,
    error: connection.phase === 'failed' ? connection.failure.message : null,
    sessionId: 'sessionId' in connection ? connection.sessionId : null,
  };
}

export function createVoiceAgentStore(
  openLine: OpenLine,
): UseBoundStore<StoreApi<VoiceAgentStore>> {
  return create<VoiceAgentStore>()((set, get, store) => {
    const dispatch = (event: ConnectionEvent): void =>
      set((state) => {
        const connection = reduce(state.connection, event);
        return connection === state.connection ? state : stateOf(connection);
      });
    const call = new CurrentCall(openLine, dispatch);
    const setStreaming = (streaming: boolean): void => {
      dispatch({ type: 'streaming-switched', streaming });
      call.setStreaming(streaming);
    };

    return {
      ...stateOf(IDLE),
      connect: async () => {
        if (isOver(get().connection)) {
          call.dial();
        }
        await untilSettled(store);
      },
      disconnect: async (farewell) => {
        dispatch({ type: 'hung-up' });
        await call.hangUp(farewell);
      },
      startStreaming: () => setStreaming(true),
      stopStreaming: () => setStreaming(false),
      setError: (message) => {
        if (message !== null) {
          dispatch({ type: 'failed', failure: reportedFailure(message) });
          // The goodbye never rejects, and nobody waits for it.
          void call.hangUp();
        } else if (get().connection.phase === 'failed') {
          dispatch({ type: 'hung-up' });
        }
      },
    };
  });
}

/** Holds on to the open call beside the store, and listens to no other. */
class CurrentCall {
  readonly #openLine: OpenLine;
  readonly #dispatch: (event: ConnectionEvent) => void;
  #call: OpenCall | null = null;

  constructor(openLine: OpenLine, dispatch: (event: ConnectionEvent) => void) {
    this.#openLine = openLine;
    this.#dispatch = dispatch;
  }

  dial(): void {
    this.#dispatch({ type: 'dialed' });
    this.#call = null;
    try {
      let opened: OpenCall | null = null;
      opened = this.#openLine((event) => {
        // A call that was given up goes on reporting for a moment.
        if (this.#call === opened) {
          this.#dispatch(event);
        }
      });
      this.#call = opened;
    } catch (error) {
      this.#dispatch({ type: 'failed', failure: explain(error) });
    }
  }

  setStreaming(streaming: boolean): void {
    this.#call?.setStreaming(streaming);
  }

  async hangUp(farewell?: Farewell): Promise<void> {
    const ending = this.#call;
    this.#call = null;
    await ending?.hangUp(farewell);
  }
}

function untilSettled(store: StoreApi<VoiceAgentStore>): Promise<void> {
  return new Promise((resolve) => {
    const unsubscribe = store.subscribe(check);
    function check(state: VoiceAgentState): void {
      if (state.connectionStatus !== 'connecting') {
        unsubscribe();
        resolve();
      }
    }
    check(store.getState());
  });
}

export const browserLine = createBrowserLine(useSettingsStore);

export const useVoiceAgentStore = createVoiceAgentStore(browserLine.open);
