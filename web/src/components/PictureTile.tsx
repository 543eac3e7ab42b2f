/** One of the others: a picture, or the initial of who has none. */

import type { ReactNode } from 'react';
import { initialOf, labelOf } from '../room/room';
import type { Tile } from '../video/tiles';
import { Icon } from './Icon';
import { PictureView } from './PictureView';

export function PictureTile({ member, mid, isSpeaker }: Tile): ReactNode {
  const name = labelOf(member);
  return (
    <li
      className="tile"
      data-participant={member.id}
      data-speaking={member.speaking}
      data-speaker={isSpeaker}
    >
      <span className="tile-face" aria-hidden="true">
        {initialOf(member)}
      </span>
      {mid !== null && <PictureView mid={mid} label={`Picture of ${name}`} />}
      <span className="tile-name">
        {member.muted && <Icon name="microphone-off" />}
        <span className="tile-label">{name}</span>
        <span className="visually-hidden">
          {member.muted ? ', muted' : ''}
          {isSpeaker ? ', speaks' : ''}
        </span>
      </span>
    </li>
  );
}
