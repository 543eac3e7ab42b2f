import { expect, it } from 'vitest';
import { delayOf, QualityReader } from './link-quality';

function report(...entries: Record<string, unknown>[]): RTCStatsReport {
  return new Map(entries.map((entry, index) => [String(entry['id'] ?? index), entry])) as never;
}

function inbound(figures: Record<string, number>): Record<string, unknown> {
  return { type: 'inbound-rtp', kind: 'audio', ...figures };
}

it('reads round trip and jitter in milliseconds', () => {
  const quality = new QualityReader().read(
    report(inbound({ jitter: 0.004 }), {
      type: 'candidate-pair',
      nominated: true,
      currentRoundTripTime: 0.025,
    }),
  );
  expect(quality).toMatchObject({ roundTripMs: 25, jitterMs: 4 });
});

it('takes the pair in use when a restart has left several nominated', () => {
  const quality = new QualityReader().read(
    report(
      { type: 'candidate-pair', id: 'old', nominated: true, currentRoundTripTime: 1 },
      { type: 'candidate-pair', id: 'new', nominated: true, currentRoundTripTime: 0.002 },
      { type: 'transport', id: 'T', selectedCandidatePairId: 'new' },
    ),
  );
  expect(quality.roundTripMs).toBe(2);
});

it('judges loss and buffer by what happened since the reading before', () => {
  const reader = new QualityReader();
  reader.read(
    report(
      inbound({
        packetsReceived: 100,
        packetsLost: 50,
        jitterBufferDelay: 480,
        jitterBufferEmittedCount: 4_800,
      }),
    ),
  );
  const quality = reader.read(
    report(
      inbound({
        packetsReceived: 145,
        packetsLost: 55,
        jitterBufferDelay: 480 + 4_800 * 0.03,
        jitterBufferEmittedCount: 9_600,
      }),
    ),
  );
  expect(quality.loss).toBeCloseTo(0.1);
  expect(quality.bufferMs).toBeCloseTo(30);
});

it('counts a late packet that makes the total shrink as no loss', () => {
  const reader = new QualityReader();
  reader.read(report(inbound({ packetsReceived: 10, packetsLost: 3 })));
  expect(reader.read(report(inbound({ packetsReceived: 20, packetsLost: 1 }))).loss).toBe(0);
});

it('knows nothing before anything was received', () => {
  expect(new QualityReader().read(report())).toEqual({
    roundTripMs: null,
    jitterMs: null,
    bufferMs: null,
    loss: null,
    concealed: null,
  });
});

it('tells how much was made up of what was heard lately, silence aside', () => {
  const reader = new QualityReader();
  reader.read(report(inbound({ totalSamplesReceived: 48_000, concealedSamples: 9_000 })));
  const quality = reader.read(
    report(
      inbound({
        totalSamplesReceived: 96_000,
        concealedSamples: 9_000 + 4_800,
        silentConcealedSamples: 2_400,
      }),
    ),
  );
  expect(quality.concealed).toBeCloseTo(0.05);
});

it('adds the buffer to the round trip, as whoever waits does', () => {
  const reading = { roundTripMs: 30, bufferMs: 40, jitterMs: 1, loss: 0, concealed: 0 };
  expect(delayOf(reading)).toBe(70);
  expect(delayOf({ ...reading, bufferMs: null })).toBe(30);
  expect(delayOf({ ...reading, roundTripMs: null })).toBeNull();
});
