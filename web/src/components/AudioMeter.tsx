/** One direction of the call: its name, a meter, and its last seconds as a picture. */

import { type ReactNode, useRef } from 'react';
import { FLOOR_DB } from '../audio/decibels';
import type { LevelChannel, LevelFrame } from '../audio/level-frame';
import type { Growth } from '../audio/level-scope';
import type { Feed } from '../call/feed';
import { useLevelMeter } from '../hooks/useLevelMeter';

export interface AudioMeterProps {
  readonly levels: Feed<LevelFrame | null>;
  readonly channel: LevelChannel;
  readonly title: string;
  /** The meter's name for those who do not see what it belongs to. */
  readonly label: string;
  readonly growth: Growth;
  readonly children?: ReactNode;
}

export function AudioMeter(props: AudioMeterProps): ReactNode {
  const { levels, channel, title, label, growth, children } = props;
  const meter = useRef<HTMLMeterElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  useLevelMeter(levels, channel, growth, { meter, canvas });
  return (
    <div className={`channel channel-${channel}`} data-growth={growth}>
      <div className="channel-head">
        <h2 className="channel-title">{title}</h2>
        <meter
          ref={meter}
          className="channel-meter"
          aria-label={label}
          aria-valuetext="silent"
          min={FLOOR_DB}
          max={0}
          value={FLOOR_DB}
        />
        {children}
      </div>
      <canvas ref={canvas} className="channel-canvas" />
    </div>
  );
}
