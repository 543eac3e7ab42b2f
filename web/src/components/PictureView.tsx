/** A picture of the call as it moves; what lies behind it is seen until the first one is there. */

import { type ReactNode, useRef, useState } from 'react';
import { usePicture } from '../hooks/usePicture';

export interface PictureViewProps {
  /** The section it comes in; null for our own camera. */
  readonly mid: string | null;
  readonly label: string;
}

export function PictureView({ mid, label }: PictureViewProps): ReactNode {
  const video = useRef<HTMLVideoElement>(null);
  const [moves, setMoves] = useState(false);
  usePicture(video, mid);
  return (
    <video
      ref={video}
      className="picture"
      data-moves={moves}
      aria-label={label}
      autoPlay
      muted
      playsInline
      onPlaying={() => setMoves(true)}
    />
  );
}
