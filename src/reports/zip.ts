import { Readable } from 'node:stream';
import { crc32, createDeflateRaw } from 'node:zlib';

export type ZipFile = { path: string; text: AsyncIterable<string> | Iterable<string> };

/** Sizes come after the bytes; names are UTF-8. */
const FLAGS = 0x0808;
const DEFLATED = 8;
const VERSION = 20;
/** The first day the format can tell: what is inside bears no clock. */
const TIME = 0;
const DATE = 0x21;
/** Text is gathered to this length before it is compressed. */
const PIECE = 64 * 1024;

/** Files as one ZIP archive, in pieces: nothing is held but what is under way. */
export async function* zipOf(files: readonly ZipFile[]): AsyncGenerator<Uint8Array> {
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { path, text } of files) {
    const name = Buffer.from(path);
    const start = offset;
    const counted = { crc: 0, size: 0, packed: 0 };
    const head = numbers(
      [4, 0x04034b50],
      [2, VERSION],
      ...common(),
      [4, 0],
      [4, 0],
      [4, 0],
      [2, name.length],
      [2, 0],
    );
    yield Buffer.concat([head, name]);
    offset += head.length + name.length;
    const source = Readable.from(bytesOf(text, counted));
    const deflate = createDeflateRaw();
    source.once('error', (error) => deflate.destroy(error));
    source.pipe(deflate);
    try {
      for await (const chunk of deflate as AsyncIterable<Buffer>) {
        counted.packed += chunk.length;
        yield chunk;
      }
    } finally {
      // Given up half-way: whoever reads rows for it is told to stop.
      source.destroy();
      deflate.destroy();
    }
    const { crc, size, packed } = counted;
    const tail = numbers([4, 0x08074b50], [4, crc], [4, packed], [4, size]);
    yield tail;
    offset += packed + tail.length;
    directory.push(
      numbers(
        [4, 0x02014b50],
        [2, VERSION],
        [2, VERSION],
        ...common(),
        [4, crc],
        [4, packed],
        [4, size],
      ),
      numbers([2, name.length], [2, 0], [2, 0], [2, 0], [2, 0], [4, 0], [4, start]),
      name,
    );
  }
  const list = Buffer.concat(directory);
  const count = files.length;
  yield Buffer.concat([
    list,
    numbers(
      [4, 0x06054b50],
      [2, 0],
      [2, 0],
      [2, count],
      [2, count],
      [4, list.length],
      [4, offset],
      [2, 0],
    ),
  ]);
}

const common = (): [number, number][] => [
  [2, FLAGS],
  [2, DEFLATED],
  [2, TIME],
  [2, DATE],
];

async function* bytesOf(
  text: ZipFile['text'],
  counted: { crc: number; size: number },
): AsyncGenerator<Buffer> {
  let gathered = '';
  const flush = () => {
    const bytes = Buffer.from(gathered);
    gathered = '';
    counted.crc = crc32(bytes, counted.crc);
    counted.size += bytes.length;
    return bytes;
  };
  for await (const piece of text) {
    gathered += piece;
    if (gathered.length >= PIECE) yield flush();
  }
  if (gathered !== '') yield flush();
}

/** Numbers of so many bytes each, the lowest byte first. */
function numbers(...list: [bytes: number, value: number][]): Buffer {
  const buffer = Buffer.alloc(list.reduce((sum, [bytes]) => sum + bytes, 0));
  let at = 0;
  for (const [bytes, value] of list) at = buffer.writeUIntLE(value, at, bytes);
  return buffer;
}
