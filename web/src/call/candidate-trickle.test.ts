import { expect, it } from 'vitest';
import { OFFER, settle } from '../../testing/fakes';
import { frameOf } from '../whip/sdp-fragment';
import { WhipError } from '../whip/whip-error';
import { CandidateTrickle } from './candidate-trickle';

/** A server that answers one request at a time, when it is told to. */
class Gate {
  readonly fragments: string[] = [];
  #answer: ((error?: Error) => void) | null = null;

  readonly send = (fragment: string): Promise<void> => {
    this.fragments.push(fragment);
    return new Promise((resolve, reject) => {
      this.#answer = (error) => (error === undefined ? resolve() : reject(error));
    });
  };

  async answer(error?: Error): Promise<void> {
    this.#answer?.(error);
    await settle();
  }
}

function start(): { gate: Gate; trickle: CandidateTrickle } {
  const frame = frameOf(OFFER);
  if (frame === null) {
    throw new Error('the test offer has no frame');
  }
  const gate = new Gate();
  return { gate, trickle: new CandidateTrickle(frame, gate.send) };
}

it('sends the first candidate at once', () => {
  const { gate, trickle } = start();
  trickle.add('candidate:1');
  expect(gate.fragments).toHaveLength(1);
  expect(gate.fragments[0]).toContain('a=candidate:1\r\n');
  expect(gate.fragments[0]).not.toContain('end-of-candidates');
});

it('gathers into one request what is found while another is under way', async () => {
  const { gate, trickle } = start();
  trickle.add('candidate:1');
  trickle.add('candidate:2');
  trickle.add('candidate:3');
  trickle.add(null);
  expect(gate.fragments).toHaveLength(1);
  await gate.answer();
  expect(gate.fragments).toHaveLength(2);
  expect(gate.fragments[1]).toMatch(/a=candidate:2\r\na=candidate:3\r\na=end-of-candidates\r\n$/);
});

it('tells the end of gathering once, though browsers say it twice', async () => {
  const { gate, trickle } = start();
  trickle.add('');
  await gate.answer();
  trickle.add(null);
  await gate.answer();
  expect(gate.fragments.filter((fragment) => fragment.includes('end-of-candidates'))).toHaveLength(
    1,
  );
});

it('goes on after a request that failed', async () => {
  const { gate, trickle } = start();
  trickle.add('candidate:1');
  await gate.answer(new WhipError('no answer', { reason: 'unreachable' }));
  trickle.add('candidate:2');
  expect(gate.fragments).toHaveLength(2);
});

it('leaves a server in peace that does not take candidates', async () => {
  const { gate, trickle } = start();
  trickle.add('candidate:1');
  await gate.answer(new WhipError('405', { reason: 'unsupported' }));
  trickle.add('candidate:2');
  expect(gate.fragments).toHaveLength(1);
});

it('sends nothing more once stopped', async () => {
  const { gate, trickle } = start();
  trickle.add('candidate:1');
  trickle.add('candidate:2');
  trickle.stop();
  await gate.answer();
  trickle.add('candidate:3');
  expect(gate.fragments).toHaveLength(1);
});
