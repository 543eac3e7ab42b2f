/** The people in the call, as far as they show themselves: who speaks first, and our own picture beside. */

import { type ReactNode, useRef } from 'react';
import type { Feed } from '../call/feed';
import { useMemberLevels } from '../hooks/useMemberLevels';
import type { Room } from '../room/room';
import type { Levels } from '../room/wire';
import type { PictureStore } from '../stores/pictureStore';
import { SHOWN_AT_MOST } from '../video/picture-line';
import { tilesOf } from '../video/tiles';
import { Icon } from './Icon';
import { PictureTile } from './PictureTile';
import { PictureView } from './PictureView';
import '../styles/pictures.css';

export interface PicturesProps extends Pick<PictureStore, 'camera' | 'trouble' | 'turnOff'> {
  readonly room: Room;
  readonly levels: Feed<Levels>;
}

export function Pictures({ room, levels, camera, trouble, turnOff }: PicturesProps): ReactNode {
  const list = useRef<HTMLUListElement>(null);
  useMemberLevels(levels, list);
  const { tiles, unseen } = tilesOf(room);
  return (
    <section className="pictures" aria-label="Pictures" data-testid="pictures">
      {trouble !== null && (
        <div className="notice" data-kind="camera" role="alert">
          <Icon name="camera-off" />
          <div>
            <p className="notice-message">{trouble.message}</p>
            <p className="notice-hint">{trouble.hint}</p>
          </div>
          <div className="notice-actions">
            <button type="button" className="button button-quiet" onClick={turnOff}>
              Dismiss
            </button>
          </div>
        </div>
      )}
      <div className="gallery" data-count={tiles.length}>
        <ul ref={list} className="tiles">
          {tiles.map((tile) => (
            <PictureTile key={tile.member.id} {...tile} />
          ))}
        </ul>
        {camera === 'on' && (
          <div className="own-picture">
            <PictureView mid={null} label="Your own picture, as in a mirror" />
            <span className="tile-name">You</span>
          </div>
        )}
      </div>
      {unseen > 0 && (
        <p className="pictures-note">
          {`The ${SHOWN_AT_MOST} who spoke last are shown. ${unseen} more ${unseen === 1 ? 'has' : 'have'} a camera on.`}
        </p>
      )}
    </section>
  );
}
