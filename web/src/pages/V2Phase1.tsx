/** The call page: one screen on which one calls, talks, and hears oneself. */

import type { ReactNode } from 'react';
import { AudioControls } from '../components/AudioControls';
import { AudioMeter } from '../components/AudioMeter';
import { CallQuality } from '../components/CallQuality';
import { ErrorPanel } from '../components/ErrorPanel';
import { ProcessingSwitches } from '../components/ProcessingSwitches';
import { StatusIndicator } from '../components/StatusIndicator';
import { useWebRTC } from '../hooks/useWebRTC';
import { useSettingsStore } from '../stores/settingsStore';

export function V2Phase1(): ReactNode {
  const call = useWebRTC();
  const settings = useSettingsStore();
  const { connection } = call;
  return (
    <main className="page" data-status={call.connectionStatus}>
      <header className="masthead">
        <p className="brand">
          <img src="./favicon.svg" alt="" />
          Jackfield
        </p>
        <StatusIndicator connection={connection} status={call.connectionStatus} />
      </header>
      <div className="intro">
        <h1>Talk to the parrot</h1>
        <p>Whatever you say comes straight back. It sounds best with headphones.</p>
      </div>
      {connection.phase === 'failed' && (
        <ErrorPanel
          key={connection.failure.reason}
          failure={connection.failure}
          retry={call.startCall}
          dismiss={call.dismissError}
        />
      )}
      <section className="scope" aria-label="Levels">
        <AudioMeter
          levels={call.levels}
          channel="microphone"
          title="You"
          label="Microphone level"
          growth="up"
        >
          <StreamingStatus isStreaming={call.isStreaming} />
        </AudioMeter>
        <AudioMeter
          levels={call.levels}
          channel="echo"
          title="Echo"
          label="Echo level"
          growth="down"
        />
      </section>
      <AudioControls {...call} volume={settings.volume} setVolume={settings.setVolume} />
      <ProcessingSwitches processing={settings} setProcessing={settings.setProcessing} />
      <CallQuality quality={call.quality} />
    </main>
  );
}

function StreamingStatus({ isStreaming }: { readonly isStreaming: boolean }): ReactNode {
  return (
    <span className="streaming" data-testid="streaming-status" data-streaming={isStreaming}>
      {isStreaming ? 'Streaming' : 'Not streaming'}
    </span>
  );
}
