/** The call with many participants that the page sits in, or is about to. */

import { create, type StoreApi, type UseBoundStore } from 'zustand';
import { Broadcast, type Feed } from '../call/feed';
import { addressOf, newCallName, readCallName } from '../room/call-name';
import { EMPTY_ROOM, type Room, reduceRoom } from '../room/room';
import { RoomChannel } from '../room/room-channel';
import type { Levels } from '../room/wire';
import { pictureLine, usePictureStore } from './pictureStore';

export interface RoomStore {
  /** `TYPE:ID`; empty for a call with nobody but the agent. */
  readonly call: string;
  /** Who is brought in; empty for nobody. */
  readonly agent: string;
  readonly room: Room;
  /** Of participants by their ids, in dBFS. */
  readonly levels: Feed<Levels>;
  /** Makes a name for a new call; the address is a link to it from then on. */
  invite(): void;
  /** Back to the agent alone. */
  withdraw(): void;
  bring(agent: string): void;
  /** A channel for the call that is about to begin. Null when it is with nobody but the agent. */
  openChannel(name: string): RoomChannel | null;
  say(text: string): void;
  /** The call is over for us; what was written stays to be read. */
  leave(): void;
}

/** What of the browser's address and history is needed here. */
export interface AddressBar {
  readonly href: string;
  replace(href: string): void;
}

export function createRoomStore(bar: AddressBar): UseBoundStore<StoreApi<RoomStore>> {
  const levels = new Broadcast<Levels>();
  let channel: RoomChannel | null = null;
  return create<RoomStore>()((set, get) => {
    const go = (call: string): void => {
      bar.replace(addressOf(call, bar.href));
      set({ call, room: EMPTY_ROOM });
    };
    return {
      call: readCallName(new URL(bar.href).search),
      agent: new URL(bar.href).searchParams.get('agent') ?? '',
      room: EMPTY_ROOM,
      levels,
      invite: () => go(newCallName()),
      withdraw: () => go(''),
      bring: (agent) => set({ agent }),
      openChannel: (name) => {
        if (get().call === '') {
          return null;
        }
        set({ room: EMPTY_ROOM });
        channel = new RoomChannel(
          {
            changed: (event) => set(({ room }) => ({ room: reduceRoom(room, event) })),
            levels: (measured) => levels.publish(measured),
          },
          name,
          pictureLine,
        );
        return channel;
      },
      say: (text) => void channel?.say(text),
      leave: () => {
        channel = null;
        usePictureStore.getState().turnOff();
        set(({ room }) => ({ room: reduceRoom(room, { type: 'over' }) }));
      },
    };
  });
}

const browserBar: AddressBar = {
  get href() {
    return typeof location === 'undefined' ? 'http://localhost/' : location.href;
  },
  replace: (href) => history.replaceState(null, '', href),
};

export const useRoomStore = createRoomStore(browserBar);
