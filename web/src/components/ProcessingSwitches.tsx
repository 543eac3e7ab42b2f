/** What the browser may do to the microphone's sound before it is sent. */

import type { ReactNode } from 'react';
import type { AudioProcessing } from '../call/microphone';
import { Switch } from './Switch';

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
      <legend className="visually-hidden">Treatment of the microphone</legend>
      {SWITCHES.map(([name, label]) => (
        <Switch
          key={name}
          label={label}
          isOn={processing[name]}
          change={(on) => setProcessing(name, on)}
        />
      ))}
    </fieldset>
  );
}
