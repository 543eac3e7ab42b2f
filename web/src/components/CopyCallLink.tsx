/** Copies the address that brings others into the call. */

import { type ReactNode, useState } from 'react';
import { Icon } from './Icon';

export function CopyCallLink({ link }: { readonly link: string }): ReactNode {
  const [answer, setAnswer] = useState('Copy the link');
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(link);
      setAnswer('Link copied');
    } catch {
      // Not allowed, or not there on an insecure page.
      setAnswer('The link is in the address bar');
    }
  };
  return (
    <button
      type="button"
      className="button button-quiet room-link"
      aria-live="polite"
      // `copy` never rejects.
      onClick={() => void copy()}
    >
      <Icon name="link" />
      {answer}
    </button>
  );
}
