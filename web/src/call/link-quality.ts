/** What `getStats` says about a call, boiled down to the few figures a person can act upon. */

export interface LinkQuality {
  /** To the server and back, on the network only. */
  readonly roundTripMs: number | null;
  /** How long the browser holds the echo back to even out its arrival. */
  readonly bufferMs: number | null;
  readonly jitterMs: number | null;
  /** Share of packets lost since the reading before, 0 to 1. */
  readonly loss: number | null;
  /** Share of what was heard since then that was made up for lack of packets, 0 to 1. */
  readonly concealed: number | null;
}

/** What one waits for the other side, as far as this end can tell: the network and the buffer. */
export function delayOf({ roundTripMs, bufferMs }: LinkQuality): number | null {
  return roundTripMs === null ? null : roundTripMs + (bufferMs ?? 0);
}

interface Totals {
  readonly packetsReceived: number;
  readonly packetsLost: number;
  /** Seconds, summed over all samples played out. */
  readonly bufferDelay: number;
  readonly bufferEmitted: number;
  readonly samplesReceived: number;
  /** Without those that stood for silence. */
  readonly samplesConcealed: number;
}

const NO_TOTALS: Totals = {
  packetsReceived: 0,
  packetsLost: 0,
  bufferDelay: 0,
  bufferEmitted: 0,
  samplesReceived: 0,
  samplesConcealed: 0,
};

/** Counters in `getStats` grow from the start of the call; quality is what they did lately. */
export class QualityReader {
  #before = NO_TOTALS;

  read(report: RTCStatsReport): LinkQuality {
    const inbound = findStats(report, isInboundAudio);
    const pair = selectedPair(report);
    const totals = totalsOf(inbound);
    const before = this.#before;
    this.#before = totals;
    return {
      roundTripMs: milliseconds(numberOf(pair, 'currentRoundTripTime')),
      jitterMs: milliseconds(numberOf(inbound, 'jitter')),
      bufferMs: milliseconds(
        ratio(totals.bufferDelay - before.bufferDelay, totals.bufferEmitted - before.bufferEmitted),
      ),
      loss: lossBetween(before, totals),
      concealed: ratio(
        Math.max(0, totals.samplesConcealed - before.samplesConcealed),
        totals.samplesReceived - before.samplesReceived,
      ),
    };
  }
}

type Stats = Readonly<Record<string, unknown>>;

/** `RTCStatsReport` is typed as a map of `any`: this is where that stops. */
function findStats(report: RTCStatsReport, wanted: (stats: Stats) => boolean): Stats | null {
  for (const stats of report.values() as Iterable<Stats>) {
    if (wanted(stats)) {
      return stats;
    }
  }
  return null;
}

function isInboundAudio(stats: Stats): boolean {
  return stats['type'] === 'inbound-rtp' && stats['kind'] === 'audio';
}

/** After an ICE restart several pairs are nominated; the transport knows the one in use (not in Firefox). */
function selectedPair(report: RTCStatsReport): Stats | null {
  const transport = findStats(report, (stats) => stats['type'] === 'transport');
  const id = transport?.['selectedCandidatePairId'];
  return findStats(report, (stats) =>
    typeof id === 'string'
      ? stats['id'] === id
      : stats['type'] === 'candidate-pair' && stats['nominated'] === true,
  );
}

function totalsOf(inbound: Stats | null): Totals {
  return {
    packetsReceived: numberOf(inbound, 'packetsReceived') ?? 0,
    packetsLost: numberOf(inbound, 'packetsLost') ?? 0,
    bufferDelay: numberOf(inbound, 'jitterBufferDelay') ?? 0,
    bufferEmitted: numberOf(inbound, 'jitterBufferEmittedCount') ?? 0,
    samplesReceived: numberOf(inbound, 'totalSamplesReceived') ?? 0,
    samplesConcealed:
      (numberOf(inbound, 'concealedSamples') ?? 0) -
      (numberOf(inbound, 'silentConcealedSamples') ?? 0),
  };
}

/** A late packet makes `packetsLost` shrink again, so the difference can be negative. */
function lossBetween(before: Totals, now: Totals): number | null {
  const lost = Math.max(0, now.packetsLost - before.packetsLost);
  const received = now.packetsReceived - before.packetsReceived;
  return ratio(lost, lost + received);
}

function numberOf(stats: Stats | null, name: string): number | null {
  const value = stats?.[name];
  return typeof value === 'number' ? value : null;
}

function ratio(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}

function milliseconds(seconds: number | null): number | null {
  return seconds === null ? null : seconds * 1000;
}
