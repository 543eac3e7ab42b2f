/** A menu of devices, with the system's own choice first. */

import type { ReactNode } from 'react';
import type { Device } from '../call/devices';

export interface DeviceSelectProps {
  readonly label: string;
  readonly devices: readonly Device[];
  /** Empty for the system's own choice. */
  readonly chosen: string;
  choose(id: string): void;
}

export function DeviceSelect({ label, devices, chosen, choose }: DeviceSelectProps): ReactNode {
  // One that is unplugged stays chosen, and comes back when it is plugged in again.
  const isThere = chosen === '' || devices.some(({ id }) => id === chosen);
  return (
    <label className="field">
      <span className="field-name">{label}</span>
      <select value={chosen} onChange={(event) => choose(event.target.value)}>
        <option value="">System default</option>
        {devices.map(({ id, label: name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
        {!isThere && <option value={chosen}>Not plugged in now</option>}
      </select>
    </label>
  );
}
