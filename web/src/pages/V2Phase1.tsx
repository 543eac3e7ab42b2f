/** The call page: one screen on which one calls, talks, and hears what comes back. */

import type { ReactNode } from 'react';
import { wordsFor } from '../call/agent-words';
import { isOver } from '../call/connection';
import { AgentPicker } from '../components/AgentPicker';
import { AudioControls } from '../components/AudioControls';
import { CallSummaryCard } from '../components/CallSummaryCard';
import { ErrorPanel } from '../components/ErrorPanel';
import { Scope } from '../components/Scope';
import { SettingsPanel } from '../components/SettingsPanel';
import { StatusIndicator } from '../components/StatusIndicator';
import { useAddressSettings } from '../hooks/useAddressSettings';
import { useClientConfig } from '../hooks/useClientConfig';
import { canChooseSpeaker, useDevices } from '../hooks/useDevices';
import { useEventLog } from '../hooks/useEventLog';
import { usePageTitle } from '../hooks/usePageTitle';
import { useWebRTC, type WebRTC } from '../hooks/useWebRTC';
import { useSettingsStore } from '../stores/settingsStore';

export function V2Phase1(): ReactNode {
  const problems = useAddressSettings();
  const call = useWebRTC();
  const settings = useSettingsStore();
  const isInCall = !isOver(call.connection);
  const config = useClientConfig(isInCall);
  const devices = useDevices(call.connection.phase);
  const saveLog = useEventLog();
  usePageTitle(call.connection.phase);
  const agentName = settings.agent === '' ? config.defaultAgent : settings.agent;
  const words = wordsFor(config.agents.find(({ name }) => name === agentName));
  return (
    <main className="page" data-status={call.connectionStatus}>
      <Masthead {...call} />
      <div className="intro">
        <h1>{words.title}</h1>
        <p>{words.promise}</p>
        <AgentPicker
          agents={config.agents}
          chosen={settings.agent}
          defaultAgent={config.defaultAgent}
          isInCall={isInCall}
          choose={(agent) => settings.change({ agent })}
        />
      </div>
      <AddressProblems problems={problems} />
      <div className="stage">
        <Scope call={call} voice={words.voice} microphoneId={settings.microphoneId} />
        <AfterCall call={call} saveLog={saveLog} />
      </div>
      <AudioControls {...call} {...settings} />
      <SettingsPanel
        settings={settings}
        devices={devices}
        canChooseSpeaker={canChooseSpeaker()}
        change={settings.change}
        saveLog={saveLog}
      />
    </main>
  );
}

function Masthead({ connection, connectionStatus }: WebRTC): ReactNode {
  return (
    <header className="masthead">
      <p className="brand">
        <img src="./favicon.svg" alt="" />
        Jackfield
      </p>
      <StatusIndicator connection={connection} status={connectionStatus} />
    </header>
  );
}

function AddressProblems({ problems }: { readonly problems: readonly string[] }): ReactNode {
  return problems.map((problem) => (
    <p key={problem} className="address-problem">
      {problem}
    </p>
  ));
}

interface AfterCallProps {
  readonly call: WebRTC;
  saveLog(): void;
}

/** What went wrong, and what the call was like that it ended. */
function AfterCall({ call, saveLog }: AfterCallProps): ReactNode {
  const { connection, summary } = call;
  return connection.phase === 'failed' || summary !== null ? (
    <div className="panels">
      {connection.phase === 'failed' && (
        <ErrorPanel
          key={connection.failure.reason}
          failure={connection.failure}
          retry={call.startCall}
          listenIn={call.listenIn}
          dismiss={call.dismissError}
        />
      )}
      {summary !== null && (
        <CallSummaryCard summary={summary} saveLog={saveLog} dismiss={call.dismissSummary} />
      )}
    </div>
  ) : null;
}
