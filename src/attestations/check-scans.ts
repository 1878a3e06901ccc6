import { asc, eq, gt } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { scans } from '#db/schema/index.ts';
import { sha256Hex } from '#rules/hash.ts';
import type { PaperRecord } from './record.ts';

/** Stored scans whose bytes are not those they are kept under, each in a plain sentence. */
export async function scanFaults({ read }: Pick<Db, 'read'>): Promise<string[]> {
  const faults: string[] = [];
  for (let after = ''; ;) {
    // One at a time: each may have 2 MB.
    const [scan] = await read
      .select({ sha256: scans.sha256, bytes: scans.bytes })
      .from(scans)
      .where(gt(scans.sha256, after))
      .orderBy(asc(scans.sha256))
      .limit(1);
    if (!scan) return faults;
    after = scan.sha256;
    if (sha256Hex(scan.bytes) !== scan.sha256) {
      faults.push(`the bytes of the scan ${scan.sha256} are not those of its fingerprint`);
    }
    // The portal goes on answering meanwhile.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Whether every scan that a record names is stored, and is of the kind that the record says. */
export async function scansFit(
  { read }: Pick<Db, 'read'>,
  { scans: named }: PaperRecord,
): Promise<boolean> {
  for (const { sha256, mediaType } of named) {
    const [kept] = await read
      .select({ mediaType: scans.mediaType })
      .from(scans)
      .where(eq(scans.sha256, sha256));
    if (kept?.mediaType !== mediaType) return false;
  }
  return true;
}
