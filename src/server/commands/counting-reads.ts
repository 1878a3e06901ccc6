import type { Files, StoredFile } from '#verify/files.ts';
import type { Progress } from './progress.ts';

/**
 * The same files, telling how much of them was read, each byte once; `again` begins anew, for who reads
 * them a second time.
 */
export function countingReads(
  files: Files,
  { to }: Pick<Progress, 'to'>,
): { files: Files; again(): void } {
  const all = [...files.values()].reduce((sum, { size }) => sum + size, 0);
  const furthest = new Map<string, number>();
  let read = 0;
  const counting = (path: string, file: StoredFile): StoredFile => ({
    ...file,
    read(from, upTo, into) {
      const before = furthest.get(path) ?? 0;
      if (upTo > before) {
        furthest.set(path, upTo);
        read += upTo - before;
        to(read, all);
      }
      return file.read(from, upTo, into);
    },
  });
  return {
    files: new Map([...files].map(([path, file]) => [path, counting(path, file)])),
    again: () => {
      furthest.clear();
      read = 0;
    },
  };
}
