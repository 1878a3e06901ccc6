import { eq } from 'drizzle-orm';
import type { Db, Tx } from '#db/client.ts';
import { attestationScans, scans } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import { sha256Hex } from '#rules/hash.ts';

/** A sheet scanned in black and white has a tenth of it. */
export const LARGEST_SCAN = 2 * 1024 * 1024;

/** What a file begins with tells what it is; its name and what a browser says of it do not. */
const KINDS = [
  ['application/pdf', [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ['image/png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['image/jpeg', [0xff, 0xd8, 0xff]],
] as const;

export type Scan = { sha256: string; mediaType: string; bytes: Buffer };

/** A scan as uploaded. Refuses what is empty, too large, or neither PDF, PNG nor JPEG. */
export function readScan(uploaded: Uint8Array): Scan {
  const bytes = Buffer.from(uploaded);
  if (bytes.length === 0) {
    throw new Refusal(
      'bad-input',
      'Choose the scan of the signed sheet. It has nothing in it.',
      'scan',
    );
  }
  if (bytes.length > LARGEST_SCAN) {
    throw new Refusal(
      'too-large',
      'The scan is larger than 2 MB. Scan the sheet in black and white, or at 150 dots per inch.',
      'scan',
    );
  }
  const kind = KINDS.find(([, start]) => start.every((byte, index) => bytes[index] === byte));
  if (!kind) {
    throw new Refusal('bad-input', 'The scan must be a PDF, a PNG or a JPEG file.', 'scan');
  }
  return { sha256: sha256Hex(bytes), mediaType: kind[0], bytes };
}

/** Stores a scan once, however many attestations it shows. */
export async function keepScan(
  tx: Tx,
  { sha256, mediaType, bytes }: Scan,
  { by, at }: { by: string; at: Date },
): Promise<void> {
  const there = await tx.$count(scans, eq(scans.sha256, sha256));
  if (there === 0) await tx.insert(scans).values({ sha256, mediaType, bytes, by, at });
}

/** A stored scan with the people whose attestations it shows: for HR and auditors. */
export async function scanAt(db: Db, sha256: string): Promise<Scan & { attestations: string[] }> {
  const [scan] = await db.read.select().from(scans).where(eq(scans.sha256, sha256));
  if (!scan) throw new Refusal('not-found', 'There is no such scan here. Open it from a receipt.');
  const shows = await db.read
    .select({ id: attestationScans.attestationId })
    .from(attestationScans)
    .where(eq(attestationScans.scanSha256, sha256));
  return { ...scan, attestations: shows.map(({ id }) => id) };
}
