/** Bodies of `application/trickle-ice-sdpfrag` (RFC 8840, as RFC 9725 §4.3 uses them). */

export interface IceCredentials {
  readonly ufrag: string;
  readonly password: string;
}

/** The part of a local description that every fragment has to repeat. */
export interface FragmentFrame {
  readonly bundleLine: string | null;
  readonly mediaLine: string;
  readonly mid: string;
  readonly credentials: IceCredentials;
}

export interface IceFragment {
  readonly credentials: IceCredentials;
  /** Whole attribute lines, `a=candidate:…`, as they stood. */
  readonly candidateLines: readonly string[];
}

const END_OF_CANDIDATES = 'a=end-of-candidates';

/** Null when the description has no media section with ICE credentials to speak of. */
export function frameOf(sdp: string): FragmentFrame | null {
  const lines = linesOf(sdp);
  const mediaLine = lines.find((line) => line.startsWith('m='));
  const mid = attribute(lines, 'mid');
  const credentials = credentialsOf(lines);
  if (mediaLine === undefined || mid === undefined || credentials === null) {
    return null;
  }
  const bundleLine = lines.find((line) => line.startsWith('a=group:BUNDLE')) ?? null;
  return { bundleLine, mediaLine, mid, credentials };
}

/** `candidates` are in the browser's form, `candidate:…` without `a=`. */
export function writeFragment(
  frame: FragmentFrame,
  candidates: readonly string[],
  gatheringEnded: boolean,
): string {
  const lines = [
    ...(frame.bundleLine === null ? [] : [frame.bundleLine]),
    frame.mediaLine,
    `a=mid:${frame.mid}`,
    `a=ice-ufrag:${frame.credentials.ufrag}`,
    `a=ice-pwd:${frame.credentials.password}`,
    ...candidates.map((candidate) => `a=${candidate}`),
    ...(gatheringEnded ? [END_OF_CANDIDATES] : []),
  ];
  return `${lines.join('\r\n')}\r\n`;
}

/** Null when the text carries no ICE credentials, which a restart cannot do without. */
export function readFragment(text: string): IceFragment | null {
  const lines = linesOf(text);
  const credentials = credentialsOf(lines);
  if (credentials === null) {
    return null;
  }
  return { credentials, candidateLines: lines.filter(isCandidateLine) };
}

/** The server's earlier answer, as it reads after an ICE restart: all else stays what was agreed. */
export function answerAfterRestart(answer: string, fragment: IceFragment): string {
  const kept = linesOf(answer).filter(
    (line) => !isCandidateLine(line) && line !== END_OF_CANDIDATES,
  );
  // Bundled media share one transport, and its candidates belong to the first section.
  const firstSection = kept.findIndex((line) => line.startsWith('a=mid:'));
  const lines = kept.flatMap((line, index) => [
    renewed(line, fragment.credentials),
    ...(index === firstSection ? fragment.candidateLines : []),
  ]);
  return `${lines.join('\r\n')}\r\n`;
}

function renewed(line: string, credentials: IceCredentials): string {
  if (line.startsWith('a=ice-ufrag:')) {
    return `a=ice-ufrag:${credentials.ufrag}`;
  }
  return line.startsWith('a=ice-pwd:') ? `a=ice-pwd:${credentials.password}` : line;
}

function linesOf(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line !== '');
}

function isCandidateLine(line: string): boolean {
  return line.startsWith('a=candidate:');
}

function credentialsOf(lines: readonly string[]): IceCredentials | null {
  const ufrag = attribute(lines, 'ice-ufrag');
  const password = attribute(lines, 'ice-pwd');
  return ufrag === undefined || password === undefined ? null : { ufrag, password };
}

function attribute(lines: readonly string[], name: string): string | undefined {
  const prefix = `a=${name}:`;
  return lines.find((line) => line.startsWith(prefix))?.slice(prefix.length);
}
