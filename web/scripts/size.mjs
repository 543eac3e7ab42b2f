// The page's first load, gzipped, against its budget: what a person waits for on a slow line.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const PAGE = join(import.meta.dirname, '../../python/jackfield/server/static');
const BUDGET_BYTES = 100_000;
/** Fetched by who opens a call with others, shows a camera, or gets no UDP through: not by who opens the page. */
const PARTS = [
  ...['wire', 'room', 'RoomInvite', 'RoomPanel', 'useMemberLevels'],
  ...['CameraButton', 'camera-desk', 'Pictures'],
  ...['websocket-link', 'pcmAudio', 'pcm-bridge'],
];
/** The first two: by a system that installs the page. */
const LATER = new RegExp(
  `^(icon-512\\.png|manifest\\.webmanifest|assets/(${PARTS.join('|')})[-.].*\\.(js|css))$`,
);

/** @param {string} folder @returns {string[]} */
function filesIn(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesIn(path) : [path];
  });
}

const files = filesIn(PAGE)
  .filter((path) => !LATER.test(path.slice(PAGE.length + 1)))
  .map((path) => ({
    name: path.slice(PAGE.length + 1),
    bytes: gzipSync(readFileSync(path)).length,
  }));
const total = files.reduce((sum, { bytes }) => sum + bytes, 0);

for (const { name, bytes } of files) {
  console.log(`${String(bytes).padStart(7)}  ${name}`);
}
console.log(`${String(total).padStart(7)}  of ${BUDGET_BYTES} bytes`);

if (total > BUDGET_BYTES) {
  console.error('The page has outgrown its budget.');
  process.exitCode = 1;
}
