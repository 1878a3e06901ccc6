import { eq } from 'drizzle-orm';
import type { Db, Tx } from '#db/client.ts';
import { attestationScans, scans } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import { sha256Hex } from '#rules/hash.ts';

/** A sheet scanned in black and white has a tenth of it. */
export const LARGEST_SCAN = 2 * 1024 * 1024;

/** No sheet of paper fits into less, whatever the format. */
const SMALLEST_SCAN = 100;
/** Scanners and mail programs may leave something behind the end of a file. */
const AFTER_END = 1024;

/** What a file begins and ends with tells what it is; its name and what a browser says of it do not. */
const KINDS = [
  { mediaType: 'application/pdf', start: Buffer.from('%PDF-'), end: Buffer.from('%%EOF') },
  {
    mediaType: 'image/png',
    // The signature; its first chunk is the header, of 13 bytes.
    start: Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
    end: Buffer.from('0000000049454e44ae426082', 'hex'),
  },
  {
    mediaType: 'image/jpeg',
    start: Buffer.from('ffd8ff', 'hex'),
    end: Buffer.from('ffd9', 'hex'),
  },
];

export type Scan = { sha256: string; mediaType: string; bytes: Buffer };

/** A scan as uploaded. Refuses what is empty, too large, cut short, or neither PDF, PNG nor JPEG. */
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
  const kind = KINDS.find(({ start }) => bytes.subarray(0, start.length).equals(start));
  if (!kind) {
    throw new Refusal('bad-input', 'The scan must be a PDF, a PNG or a JPEG file.', 'scan');
  }
  const tail = bytes.subarray(Math.max(kind.start.length, bytes.length - AFTER_END));
  if (bytes.length < SMALLEST_SCAN || !tail.includes(kind.end)) {
    throw new Refusal(
      'bad-input',
      'The scan is not whole: the file stops before its end. Scan the sheet again, or save the file anew.',
      'scan',
    );
  }
  return { sha256: sha256Hex(bytes), mediaType: kind.mediaType, bytes };
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
