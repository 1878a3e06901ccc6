import { closeSync, openSync, readSync } from 'node:fs';

const CHUNK = 256 * 1024;

/** The lines of a text file, a chunk of it in memory at a time. A last line without an end counts. */
export function* linesOf(file: string): Generator<string> {
  const open = openSync(file, 'r');
  try {
    const chunk = Buffer.alloc(CHUNK);
    let waiting: Buffer[] = [];
    for (let length; (length = readSync(open, chunk)) > 0;) {
      let from = 0;
      for (let end; (end = chunk.subarray(0, length).indexOf(10, from)) >= 0; from = end + 1) {
        yield Buffer.concat([...waiting, chunk.subarray(from, end)]).toString('utf8');
        waiting = [];
      }
      if (from < length) waiting.push(Buffer.from(chunk.subarray(from, length)));
    }
    if (waiting.length > 0) yield Buffer.concat(waiting).toString('utf8');
  } finally {
    closeSync(open);
  }
}
