/** A file of an archive; its size is known before its bytes are read. */
export type TarFile = {
  /** Plain ASCII, at most 100 characters, `/` between folders. */
  path: string;
  size: number;
  bytes(): Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
};

const BLOCK = 512;

/**
 * The files as one ustar archive, a chunk at a time and no faster than it is read. The same files and
 * instant give the same bytes: no names or numbers of this machine stand in it. Throws when a file
 * turns out longer or shorter than it said.
 */
export async function* tarOf(
  files: Iterable<TarFile> | AsyncIterable<TarFile>,
  mtime: Date,
): AsyncGenerator<Uint8Array> {
  for await (const { path, size, bytes } of files) {
    yield headOf(path, size, mtime);
    let written = 0;
    for await (const chunk of bytes()) {
      written += chunk.length;
      yield chunk;
    }
    if (written !== size) throw new Error(`\`${path}\` has ${written} bytes, not ${size}`);
    if (size % BLOCK > 0) yield Buffer.alloc(BLOCK - (size % BLOCK));
  }
  yield Buffer.alloc(2 * BLOCK);
}

/** A POSIX ustar header: fields at fixed places, numbers in octal, and a sum over all of it. */
function headOf(path: string, size: number, mtime: Date): Buffer {
  if (!/^[\w./-]{1,100}$/.test(path))
    throw new Error(`\`${path}\` is no plain name for an archive`);
  const head = Buffer.alloc(BLOCK);
  const octal = (n: number, digits: number) => `${n.toString(8).padStart(digits, '0')}\0`;
  head.write(path, 0);
  head.write(octal(0o644, 7), 100);
  head.write(octal(0, 7) + octal(0, 7), 108);
  head.write(octal(size, 11), 124);
  head.write(octal(Math.floor(mtime.getTime() / 1000), 11), 136);
  head.write(' '.repeat(8), 148);
  head.write('0', 156);
  head.write('ustar\x0000', 257);
  head.write(octal(0, 7) + octal(0, 7), 329);
  const sum = head.reduce((total, byte) => total + byte, 0);
  head.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return head;
}
