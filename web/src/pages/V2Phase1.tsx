/** The call page: one screen on which one calls, talks, and hears what comes back. */

import { lazy, type ReactNode, Suspense } from 'react';
import { type AgentWords, wordsFor } from '../call/agent-words';
import type { ClientConfig } from '../call/client-config';
import { isOver } from '../call/connection';
import { AgentPicker } from '../components/AgentPicker';
import { AudioControls } from '../components/AudioControls';
import { CallSummaryCard } from '../components/CallSummaryCard';
import { ErrorPanel } from '../components/ErrorPanel';
import { Icon } from '../components/Icon';
import { Scope } from '../components/Scope';
import { SettingsPanel } from '../components/SettingsPanel';
import { StatusIndicator } from '../components/StatusIndicator';
import { useAddressSettings } from '../hooks/useAddressSettings';
import { useClientConfig } from '../hooks/useClientConfig';
import { canChooseSpeaker, useDevices } from '../hooks/useDevices';
import { useEventLog } from '../hooks/useEventLog';
import { usePageTitle } from '../hooks/usePageTitle';
import { useWebRTC, type WebRTC } from '../hooks/useWebRTC';
import { addressOf, titleOf } from '../room/call-name';
import { type PictureStore, usePictureStore } from '../stores/pictureStore';
import { type RoomStore, useRoomStore } from '../stores/roomStore';
import { type SettingsStore, useSettingsStore } from '../stores/settingsStore';

/** Whoever calls an agent alone does not wait for these. */
const RoomInvite = lazy(async () => ({
  default: (await import('../components/RoomInvite')).RoomInvite,
}));
const RoomPanel = lazy(async () => ({
  default: (await import('../components/RoomPanel')).RoomPanel,
}));

const CameraButton = lazy(async () => ({
  default: (await import('../components/CameraButton')).CameraButton,
}));
const Pictures = lazy(async () => ({
  default: (await import('../components/Pictures')).Pictures,
}));

export function V2Phase1(): ReactNode {
  const problems = useAddressSettings();
  const call = useWebRTC();
  const settings = useSettingsStore();
  const company = useRoomStore();
  const pictures = usePictureStore();
  const isInCall = !isOver(call.connection);
  const config = useClientConfig(isInCall);
  const devices = useDevices(call.connection.phase + pictures.camera);
  const saveLog = useEventLog();
  usePageTitle(call.connection.phase);
  const agentName = settings.agent === '' ? config.defaultAgent : settings.agent;
  const words = wordsFor(config.agents.find(({ name }) => name === agentName));
  return (
    <main className="page" data-status={call.connectionStatus}>
      <Masthead {...call} />
      {company.call === '' ? (
        <AgentIntro {...{ words, config, settings, isInCall }} invite={company.invite} />
      ) : (
        <RoomIntro {...{ company, config, settings, isInCall }} />
      )}
      <AddressProblems problems={problems} />
      {isInCall && hasPictures(company, pictures) && (
        <Suspense>
          <Pictures {...company} {...pictures} />
        </Suspense>
      )}
      <div className="stage">
        <Scope
          call={call}
          voice={company.call === '' ? words.voice : 'The others'}
          microphoneId={settings.microphoneId}
        />
        <AfterCall call={call} saveLog={saveLog} />
      </div>
      <AudioControls {...call} {...settings}>
        {company.call !== '' && (
          <Suspense>
            <CameraButton {...pictures} isInCall={isInCall} />
          </Suspense>
        )}
      </AudioControls>
      {company.call !== '' && isInCall && (
        <Suspense>
          <RoomPanel {...company} />
        </Suspense>
      )}
      <SettingsPanel
        settings={settings}
        devices={devices}
        canChooseSpeaker={canChooseSpeaker()}
        canShowCamera={company.call !== ''}
        change={settings.change}
        saveLog={saveLog}
      />
    </main>
  );
}

/** Ours, somebody else's, or why ours is none. */
function hasPictures({ room }: RoomStore, { camera, trouble }: PictureStore): boolean {
  return camera !== 'off' || trouble !== null || room.shows.size > 0;
}

interface IntroProps {
  readonly config: ClientConfig;
  readonly settings: SettingsStore;
  readonly isInCall: boolean;
}

interface AgentIntroProps extends IntroProps {
  readonly words: AgentWords;
  invite(): void;
}

function AgentIntro({ words, config, settings, isInCall, invite }: AgentIntroProps): ReactNode {
  return (
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
      {/* Its place is kept during a call, so that no button below moves. */}
      <button type="button" className="button button-quiet" disabled={isInCall} onClick={invite}>
        <Icon name="people" />
        Call with others
      </button>
    </div>
  );
}

interface RoomIntroProps extends IntroProps {
  readonly company: RoomStore;
}

function RoomIntro({ company, config, settings, isInCall }: RoomIntroProps): ReactNode {
  return (
    <div className="intro">
      <h1>{titleOf(company.call)}</h1>
      {!isInCall && <p>Whoever opens this link and calls is in the same call as you.</p>}
      <Suspense>
        <RoomInvite
          link={addressOf(company.call, window.location.href)}
          name={settings.name}
          agents={config.agents}
          agent={company.agent}
          isInCall={isInCall}
          rename={(name) => settings.change({ name })}
          bring={company.bring}
          withdraw={company.withdraw}
        />
      </Suspense>
    </div>
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
