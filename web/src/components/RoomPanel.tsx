/** The company in a call: people beside messages. */

import type { ReactNode } from 'react';
import type { RoomStore } from '../stores/roomStore';
import { Chat } from './Chat';
import { Roster } from './Roster';
import '../styles/room.css';

export type RoomPanelProps = Pick<RoomStore, 'room' | 'levels' | 'say'>;

export function RoomPanel({ room, levels, say }: RoomPanelProps): ReactNode {
  return (
    <div className="room" data-testid="room">
      <Roster room={room} levels={levels} />
      <Chat room={room} say={say} />
    </div>
  );
}
