/** Copies an address for others. */

import { type ReactNode, useState } from 'react';
import { Icon } from './Icon';

export interface CopyLinkProps {
  /** What the button says until it was pressed. */
  readonly label: string;
  /** Made when it is wanted. */
  link(): string;
}

export function CopyLink({ label, link }: CopyLinkProps): ReactNode {
  const [answer, setAnswer] = useState(label);
  const copy = async (): Promise<void> => {
    const address = link();
    try {
      await navigator.clipboard.writeText(address);
      setAnswer('Link copied');
    } catch {
      // Not allowed, or not there on an insecure page: then the address bar is to be copied from.
      window.history.replaceState(null, '', address);
      setAnswer('The link is in the address bar');
    }
  };
  return (
    <button
      type="button"
      className="button button-quiet"
      aria-live="polite"
      // `copy` never rejects.
      onClick={() => void copy()}
    >
      <Icon name="link" />
      {answer}
    </button>
  );
}
