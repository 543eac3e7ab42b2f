import { expect, it } from 'vitest';
import { wordsFor } from './agent-words';

it.each([undefined, 'parrot', 'pcm-parrot'])('promises an echo of %s', (name) => {
  const agent = name === undefined ? undefined : { name, summary: '' };
  expect(wordsFor(agent)).toMatchObject({ title: 'Talk to the parrot', voice: 'Echo' });
});

it('lets other agents speak for themselves', () => {
  expect(wordsFor({ name: 'my_agents:greeter', summary: 'a function of yours' })).toEqual({
    title: 'Talk to my_agents:greeter',
    promise: 'a function of yours',
    voice: 'Agent',
  });
});
