/** How the page speaks of whom one talks to. */

import type { AgentOffer } from './client-config';

export interface AgentWords {
  readonly title: string;
  readonly promise: string;
  /** What comes back, over its half of the picture. */
  readonly voice: string;
}

const ECHO: AgentWords = {
  title: 'Talk to the parrot',
  promise: 'Whatever you say comes straight back. It sounds best with headphones.',
  voice: 'Echo',
};

/** The built-in agents say back what they hear; of all others the server knows more than we do. */
export function wordsFor(agent: AgentOffer | undefined): AgentWords {
  if (agent === undefined || /(^|-)parrot$/.test(agent.name)) {
    return ECHO;
  }
  return { title: `Talk to ${agent.name}`, promise: agent.summary, voice: 'Agent' };
}
