/** How loud the other side is played. */

import { type ReactNode, useEffect, useRef } from 'react';
import { Icon } from './Icon';

export interface VolumeSliderProps {
  /** 0 to 1. */
  readonly volume: number;
  setVolume(volume: number): void;
}

export function VolumeSlider({ volume, setVolume }: VolumeSliderProps): ReactNode {
  const slider = useRef<HTMLInputElement>(null);
  const percent = Math.round(volume * 100);
  useEffect(() => {
    // By script and not as an attribute: the page forbids inline styles.
    slider.current?.style.setProperty('--filled', `${percent}%`);
  }, [percent]);
  return (
    <label className="control control-volume">
      <span className="control-face">
        <Icon name="volume" />
        <input
          ref={slider}
          className="slider"
          type="range"
          aria-label="Volume"
          aria-valuetext={`${percent} percent`}
          min={0}
          max={100}
          value={percent}
          onChange={(event) => setVolume(event.target.valueAsNumber / 100)}
        />
      </span>
      Volume
    </label>
  );
}
