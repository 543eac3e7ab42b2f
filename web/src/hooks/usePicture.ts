/** Puts a picture of the call on a `<video>`, and another one when there is another. */

import { type RefObject, useEffect } from 'react';
import { pictureLine } from '../stores/pictureStore';

/** `mid` names the section it comes in; null for our own camera. */
export function usePicture(video: RefObject<HTMLVideoElement | null>, mid: string | null): void {
  useEffect(() => {
    const show = (): void => {
      const stream = mid === null ? pictureLine.own : pictureLine.pictureOf(mid);
      // Even the same one, put there again, would begin anew.
      if (video.current !== null && video.current.srcObject !== stream) {
        video.current.srcObject = stream;
      }
    };
    show();
    return pictureLine.changed.subscribe(show);
  }, [video, mid]);
}
