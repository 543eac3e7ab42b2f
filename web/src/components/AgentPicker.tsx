/** Whom to talk to, where the server offers more than one. */

import type { ReactNode } from 'react';
import type { AgentOffer } from '../call/client-config';
import { AgentOptions } from './AgentOptions';

export interface AgentPickerProps {
  readonly agents: readonly AgentOffer[];
  /** Empty for the server's own choice. */
  readonly chosen: string;
  readonly defaultAgent: string;
  readonly isInCall: boolean;
  choose(name: string): void;
}

export function AgentPicker(props: AgentPickerProps): ReactNode {
  const { agents, chosen, defaultAgent, isInCall, choose } = props;
  if (agents.length < 2) {
    return null;
  }
  return (
    <label className="agent">
      <span>Agent</span>
      <select
        value={agents.some(({ name }) => name === chosen) ? chosen : defaultAgent}
        disabled={isInCall}
        onChange={(event) => choose(event.target.value)}
      >
        <AgentOptions agents={agents} />
      </select>
    </label>
  );
}
