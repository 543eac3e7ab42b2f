/** Before a call with others: what it is called, who one is in it, and how others come in. */

import type { ReactNode } from 'react';
import type { AgentOffer } from '../call/client-config';
import { AgentOptions } from './AgentOptions';
import { CopyLink } from './CopyLink';
import '../styles/room.css';

const NAME_LIMIT = 64;

export interface RoomInviteProps {
  /** The page's address while it names the call. */
  readonly link: string;
  readonly name: string;
  readonly agents: readonly AgentOffer[];
  /** Who is brought in; empty for nobody. */
  readonly agent: string;
  readonly isInCall: boolean;
  rename(name: string): void;
  bring(agent: string): void;
  withdraw(): void;
}

export function RoomInvite(props: RoomInviteProps): ReactNode {
  const { link, name, agents, agent, isInCall, rename, bring, withdraw } = props;
  return (
    <div className="invite">
      {!isInCall && (
        <>
          <label className="field">
            <span className="field-name">Your name</span>
            <input
              type="text"
              className="text-input"
              value={name}
              maxLength={NAME_LIMIT}
              autoComplete="nickname"
              placeholder="What the others see"
              onChange={(event) => rename(event.target.value)}
            />
          </label>
          <BringAgent {...{ agents, agent, bring }} />
        </>
      )}
      <div className="invite-actions">
        <CopyLink label="Copy the link" link={() => link} />
        {!isInCall && (
          <button type="button" className="button button-quiet" onClick={withdraw}>
            Call the agent alone
          </button>
        )}
      </div>
    </div>
  );
}

function BringAgent({
  agents,
  agent,
  bring,
}: Pick<RoomInviteProps, 'agents' | 'agent' | 'bring'>): ReactNode {
  return agents.length === 0 ? null : (
    <label className="field">
      <span className="field-name">Bring an agent</span>
      <select value={agent} onChange={(event) => bring(event.target.value)}>
        <option value="">Nobody</option>
        <AgentOptions agents={agents} />
      </select>
    </label>
  );
}
