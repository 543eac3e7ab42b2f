/** A switch with its name. */

import type { ReactNode } from 'react';

export interface SwitchProps {
  readonly label: string;
  readonly isOn: boolean;
  change(on: boolean): void;
}

export function Switch({ label, isOn, change }: SwitchProps): ReactNode {
  return (
    <label className="switch">
      <input
        type="checkbox"
        // biome-ignore lint/a11y/useAriaPropsForRole: a native checkbox tells its state itself
        role="switch"
        checked={isOn}
        onChange={(event) => change(event.target.checked)}
      />
      {label}
    </label>
  );
}
