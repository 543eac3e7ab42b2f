/** What takes the place of the picture when there is no call: something to read, and a way past it. */

import type { ReactNode } from 'react';
import { Icon, type IconName } from './Icon';

export interface PanelProps {
  readonly kind: 'error' | 'summary';
  readonly icon: IconName;
  /** What the cross in the corner is called. */
  readonly closeLabel: string;
  readonly children: ReactNode;
  readonly 'aria-labelledby'?: string;
  readonly 'data-testid': string;
  readonly 'data-reason'?: string;
  close(): void;
}

export function Panel({ kind, icon, closeLabel, close, children, ...rest }: PanelProps): ReactNode {
  return (
    <section className="panel" data-kind={kind} {...rest}>
      <span className="panel-sign">
        <Icon name={icon} />
      </span>
      {children}
      {/* Last, so that the keyboard comes by what helps first. */}
      <button type="button" className="panel-close" aria-label={closeLabel} onClick={close}>
        <Icon name="close" />
      </button>
    </section>
  );
}
