/** What the browser may do to the microphone's sound before it is sent. */

import type { ReactNode } from 'react';
import type { AudioProcessing } from '../call/microphone';

export interface ProcessingSwitchesProps {
  readonly processing: AudioProcessing;
  setProcessing(name: keyof AudioProcessing, on: boolean): void;
}

const SWITCHES: readonly (readonly [name: keyof AudioProcessing, label: string])[] = [
  ['echoCancellation', 'Echo cancellation'],
  ['noiseSuppression', 'Noise suppression'],
  ['autoGainControl', 'Automatic gain'],
];

export function ProcessingSwitches(props: ProcessingSwitchesProps): ReactNode {
  const { processing, setProcessing } = props;
  return (
    <fieldset className="switches">
      <legend className="visually-hidden">Microphone</legend>
      {SWITCHES.map(([name, label]) => (
        <label key={name} className="switch">
          <input
            type="checkbox"
            // biome-ignore lint/a11y/useAriaPropsForRole: a native checkbox tells its state itself
            role="switch"
            checked={processing[name]}
            onChange={(event) => setProcessing(name, event.target.checked)}
          />
          {label}
        </label>
      ))}
    </fieldset>
  );
}
