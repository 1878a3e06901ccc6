import { chunksOf, type StoredFile } from '#verify/files.ts';

/** The lines of a text file, a chunk of it in memory at a time. A last line without an end counts. */
export function* linesOf(file: StoredFile): Generator<string> {
  let waiting: Buffer[] = [];
  for (const chunk of chunksOf(file)) {
    let from = 0;
    for (let end; (end = chunk.indexOf(10, from)) >= 0; from = end + 1) {
      yield Buffer.concat([...waiting, chunk.subarray(from, end)]).toString('utf8');
      waiting = [];
    }
    if (from < chunk.length) waiting.push(chunk.subarray(from));
  }
  if (waiting.length > 0) yield Buffer.concat(waiting).toString('utf8');
}
