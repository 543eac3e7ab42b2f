/** The agents of a server, to choose one. */

import type { ReactNode } from 'react';
import type { AgentOffer } from '../call/client-config';

export function AgentOptions({ agents }: { readonly agents: readonly AgentOffer[] }): ReactNode {
  return agents.map(({ name, summary }) => (
    <option key={name} value={name} title={summary}>
      {name}
    </option>
  ));
}
