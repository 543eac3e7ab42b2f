/** Who is in the call: who speaks, how loud, and who is muted, held or away. */

import { type ReactNode, useRef } from 'react';
import type { Feed } from '../call/feed';
import { useMemberLevels } from '../hooks/useMemberLevels';
import { initialOf, labelOf, type Member, type Room, recordingOf } from '../room/room';
import type { Levels } from '../room/wire';
import { Icon, type IconName } from './Icon';

export interface RosterProps {
  readonly room: Room;
  readonly levels: Feed<Levels>;
}

export function Roster({ room, levels }: RosterProps): ReactNode {
  const list = useRef<HTMLUListElement>(null);
  useMemberLevels(levels, list);
  const members = [...room.members.values()];
  const recording = recordingOf(room);
  return (
    <section className="roster" aria-labelledby="roster-title">
      <h2 id="roster-title" className="room-title">
        In this call <span className="room-count">{members.length}</span>
        {recording !== 'over' && (
          <span className="recording">
            {recording === 'paused' ? 'Recording paused' : 'Recording'}
          </span>
        )}
      </h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it */}
      <ul ref={list} className="members" aria-labelledby="roster-title" tabIndex={0}>
        {members.map((member) => (
          <MemberRow
            key={member.id}
            member={member}
            isSelf={member.id === room.self}
            isSpeaker={member.id === room.speaker && member.speaking}
          />
        ))}
      </ul>
    </section>
  );
}

interface MemberRowProps {
  readonly member: Member;
  readonly isSelf: boolean;
  readonly isSpeaker: boolean;
}

function MemberRow({ member, isSelf, isSpeaker }: MemberRowProps): ReactNode {
  const state = stateOf(member);
  return (
    <li
      className="member"
      data-participant={member.id}
      data-speaking={member.speaking}
      data-speaker={isSpeaker}
      data-away={member.away}
    >
      <span className="member-face" aria-hidden="true">
        {initialOf(member)}
      </span>
      <span className="member-name">
        {labelOf(member)}
        {isSelf && <span className="member-self"> (you)</span>}
      </span>
      {state === null ? (
        <span className="visually-hidden">{member.speaking ? 'speaks' : ''}</span>
      ) : (
        <span className="member-state">
          <Icon name={state.icon} />
          {state.word}
        </span>
      )}
      <span className="member-level" aria-hidden="true" />
    </li>
  );
}

interface MemberState {
  readonly icon: IconName;
  readonly word: string;
}

function stateOf({ away, held, muted }: Member): MemberState | null {
  if (away) {
    return { icon: 'unplugged', word: 'Away' };
  }
  if (held) {
    return { icon: 'pause', word: 'On hold' };
  }
  return muted ? { icon: 'microphone-off', word: 'Muted' } : null;
}
