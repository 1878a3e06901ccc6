import { ReadableStream } from 'node:stream/web';
import { ZipWriter } from '@zip.js/zip.js';

export type ZipFile = { path: string; text: AsyncIterable<string> | Iterable<string> };

/** Text is gathered to this length before it is compressed. */
const PIECE = 64 * 1024;
/** The first day the format can tell: what is inside bears no clock. */
const NO_CLOCK = { lastModDate: new Date(1980, 0, 1), extendedTimestamp: false };

/**
 * Files as one ZIP archive, in pieces: nothing is held but what is under way. Given up half-way, whoever
 * reads rows for it is told to stop; where the rows fail, it fails.
 */
export async function* zipOf(files: readonly ZipFile[]): AsyncGenerator<Uint8Array> {
  let broken: (error: unknown) => void = () => undefined;
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>({
    start: (controller) => {
      broken = (error) => controller.error(error);
    },
  });
  // Compressed by the runtime's own threads: the library's workers are for browsers. The sizes that come
  // after a file's bytes have four bytes each: spreadsheet programs stumble over the eight of ZIP64.
  const zip = new ZipWriter(writable, { useWebWorkers: false, zip64: false, ...NO_CLOCK });
  const sources = files.map(({ path, text }) => ({ path, bytes: bytesOf(text) }));
  const written = writeAll(zip, sources).catch(broken);
  try {
    for await (const chunk of readable) yield chunk;
    await written;
  } finally {
    for (const { bytes } of sources) await bytes.return(undefined);
  }
}

type Source = { path: string; bytes: AsyncGenerator<Uint8Array> };

async function writeAll(zip: ZipWriter<unknown>, sources: readonly Source[]): Promise<void> {
  for (const { path, bytes } of sources) {
    await zip.add(path, ReadableStream.from(bytes) as globalThis.ReadableStream);
  }
  await zip.close();
}

async function* bytesOf(text: ZipFile['text']): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let gathered = '';
  for await (const piece of text) {
    gathered += piece;
    if (gathered.length < PIECE) continue;
    yield encoder.encode(gathered);
    gathered = '';
  }
  if (gathered !== '') yield encoder.encode(gathered);
}
