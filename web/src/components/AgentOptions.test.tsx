// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { AgentOptions } from './AgentOptions';

afterEach(cleanup);

it('offers each agent by its name, and tells what it does', () => {
  const agents = [
    { name: 'parrot', summary: 'repeats' },
    { name: 'greeter', summary: 'greets' },
  ];
  render(
    <select>
      <AgentOptions agents={agents} />
    </select>,
  );
  const options = screen.getAllByRole<HTMLOptionElement>('option');
  expect(options.map(({ value, title }) => [value, title])).toEqual([
    ['parrot', 'repeats'],
    ['greeter', 'greets'],
  ]);
});
