/**
 * The call as the page sees it. Every field is read off one `Connection`, so they cannot contradict each
 * other; microphone, peer connection and audio graph live outside, in the open call.
 */

import { create, type StoreApi, type UseBoundStore } from 'zustand';
import { type BrowserLine, createBrowserLine, type OpenCall } from '../call/browser-line';
import { type CallSummary, SummaryKeeper } from '../call/call-summary';
import {
  type Connection,
  type ConnectionEvent,
  type ConnectionPhase,
  IDLE,
  isOver,
  reduce,
} from '../call/connection';
import { EventLog } from '../call/event-log';
import { explain } from '../call/explain';
import { reportedFailure } from '../call/failure';
import type { Farewell } from '../call/line-keeper';
import { logEvent } from '../call/log-event';
import type { Manner } from '../call/voice-call';
import { useClientConfigStore } from './clientConfigStore';
import { useRoomStore } from './roomStore';
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
  connect(manner?: Manner): Promise<void>;
  disconnect(farewell?: Farewell): Promise<void>;
  /** While the call is still being set up, a wish that comes true with it. */
  startStreaming(): void;
  stopStreaming(): void;
  /** A message ends the call as failed; null takes the failure off the page. */
  setError(message: string | null): void;
  /** Opens the microphone in a call that has none. */
  takeMicrophone(): void;
  /** Must run inside a click: lets the sound out that the browser held back. */
  unblockSound(): void;
  /** Does not wait any longer for the next attempt to restore the call. */
  redialNow(): void;
  dismissSummary(): void;
}

export interface VoiceAgentStore extends VoiceAgentState, VoiceAgentActions {
  /** Of the last call, until the next one begins. */
  readonly summary: CallSummary | null;
}

const STATUS_OF: Readonly<Record<ConnectionPhase, ConnectionStatus>> = {
  idle: 'disconnected',
  asking: 'connecting',
  dialing: 'connecting',
  joining: 'connecting',
  live: 'connected',
  interrupted: 'connecting',
  redialing: 'connecting',
  failed: 'error',
};

export function stateOf(connection: Connection): VoiceAgentState {
  return {
    connection,
    connectionStatus: STATUS_OF[connection.phase],
    isStreaming:
      connection.phase === 'live' && connection.streaming && connection.listenOnly === false,
    error: connection.phase === 'failed' ? connection.failure.message : null,
    sessionId: 'sessionId' in connection ? connection.sessionId : null,
  };
}

export function createVoiceAgentStore(
  line: Pick<BrowserLine, 'open' | 'quality'>,
  log: EventLog,
): UseBoundStore<StoreApi<VoiceAgentStore>> {
  return create<VoiceAgentStore>()((set, get, store) => {
    const keeper = new SummaryKeeper();
    line.quality.subscribe((reading) => {
      if (reading !== null) {
        keeper.measure(reading);
      }
    });
    const dispatch = (event: ConnectionEvent): void => {
      const { connection: before, summary } = get();
      const connection = reduce(before, event);
      if (connection !== before) {
        logEvent(log, event);
        const ended = keeper.follow(before, connection, event);
        const kept = event.type === 'dialed' ? null : summary;
        set({ ...stateOf(connection), summary: ended ?? kept });
      }
    };
    const call = new CurrentCall(line.open, dispatch);
    const setStreaming = (streaming: boolean): void => {
      dispatch({ type: 'streaming-switched', streaming });
      call.current?.setStreaming(streaming);
    };

    return {
      ...stateOf(IDLE),
      summary: null,
      connect: async (manner) => {
        if (isOver(get().connection)) {
          call.dial(manner ?? 'talking');
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
      takeMicrophone: () => call.current?.takeMicrophone(),
      unblockSound: () => call.current?.unblockSound(),
      redialNow: () => call.current?.redialNow(),
      dismissSummary: () => set({ summary: null }),
    };
  });
}

/** Holds on to the open call beside the store, and listens to no other. */
class CurrentCall {
  readonly #openLine: BrowserLine['open'];
  readonly #dispatch: (event: ConnectionEvent) => void;
  #call: OpenCall | null = null;

  constructor(openLine: BrowserLine['open'], dispatch: (event: ConnectionEvent) => void) {
    this.#openLine = openLine;
    this.#dispatch = dispatch;
  }

  get current(): OpenCall | null {
    return this.#call;
  }

  dial(manner: Manner): void {
    this.#dispatch({ type: 'dialed', listenOnly: manner === 'listening' });
    this.#call = null;
    try {
      let opened: OpenCall | null = null;
      opened = this.#openLine((event) => {
        // A call that was given up goes on reporting for a moment.
        if (this.#call === opened) {
          this.#dispatch(event);
        }
      }, manner);
      this.#call = opened;
    } catch (error) {
      this.#dispatch({ type: 'failed', failure: explain(error) });
    }
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

/** Of everything that happened since the page was opened. */
export const eventLog = new EventLog();

export const browserLine = createBrowserLine(
  useSettingsStore,
  useClientConfigStore.getState,
  useRoomStore.getState,
);

export const useVoiceAgentStore = createVoiceAgentStore(browserLine, eventLog);
