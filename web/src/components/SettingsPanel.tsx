/** What one sets once and keeps: devices, push-to-talk, treatment of the microphone; and links to share. */

import type { ReactNode } from 'react';
import { writeAddress } from '../call/address-settings';
import type { Devices } from '../call/devices';
import { type Settings, TRANSPORTS, type TransportWish } from '../call/settings';
import { CopyLink } from './CopyLink';
import { DeviceSelect } from './DeviceSelect';
import { ProcessingSwitches } from './ProcessingSwitches';
import { Switch } from './Switch';

export interface SettingsPanelProps {
  readonly settings: Settings;
  readonly devices: Devices;
  readonly canChooseSpeaker: boolean;
  /** In a call with others, where there are pictures. */
  readonly canShowCamera: boolean;
  change(part: Partial<Settings>): void;
  saveLog(): void;
}

export function SettingsPanel(props: SettingsPanelProps): ReactNode {
  const { settings, change, saveLog } = props;
  return (
    <details className="settings">
      <summary className="settings-summary">Settings</summary>
      <div className="settings-body">
        <div className="fields">
          <DeviceSelects {...props} />
          <TransportSelect
            chosen={settings.transport}
            choose={(transport) => change({ transport })}
          />
        </div>
        <div className="settings-switches">
          <Switch
            label="Push to talk (hold Space)"
            isOn={settings.pushToTalk}
            change={(pushToTalk) => change({ pushToTalk })}
          />
          <ProcessingSwitches
            processing={settings}
            setProcessing={(name, on) => change({ [name]: on })}
          />
        </div>
        <div className="settings-actions">
          <CopyLink
            label="Copy link with these settings"
            link={() => writeAddress(settings, window.location.href)}
          />
          <button type="button" className="button button-quiet" onClick={saveLog}>
            Download event log
          </button>
        </div>
      </div>
    </details>
  );
}

function DeviceSelects(props: SettingsPanelProps): ReactNode {
  const { settings, devices, canChooseSpeaker, canShowCamera, change } = props;
  return (
    <>
      <DeviceSelect
        label="Microphone"
        devices={devices.microphones}
        chosen={settings.microphoneId}
        choose={(microphoneId) => change({ microphoneId })}
      />
      {canChooseSpeaker && (
        <DeviceSelect
          label="Speaker"
          devices={devices.speakers}
          chosen={settings.speakerId}
          choose={(speakerId) => change({ speakerId })}
        />
      )}
      {canShowCamera && (
        <DeviceSelect
          label="Camera"
          devices={devices.cameras}
          chosen={settings.cameraId}
          choose={(cameraId) => change({ cameraId })}
        />
      )}
    </>
  );
}

const WAYS: Readonly<Record<TransportWish, string>> = {
  auto: 'Automatic',
  webrtc: 'WebRTC',
  websocket: 'WebSocket, without UDP',
};

interface TransportSelectProps {
  readonly chosen: TransportWish;
  choose(transport: TransportWish): void;
}

/** It holds from the next call on. */
function TransportSelect({ chosen, choose }: TransportSelectProps): ReactNode {
  const pick = (text: string): void => {
    choose(TRANSPORTS.find((transport) => transport === text) ?? 'auto');
  };
  return (
    <label className="field">
      <span className="field-name">Connection (next call)</span>
      <select value={chosen} onChange={(event) => pick(event.target.value)}>
        {TRANSPORTS.map((transport) => (
          <option key={transport} value={transport}>
            {WAYS[transport]}
          </option>
        ))}
      </select>
    </label>
  );
}
