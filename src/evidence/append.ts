import { desc } from 'drizzle-orm';
import canonicalize from 'canonicalize';
import type { Tx } from '#db/client.ts';
import {
  checkpoints,
  ledgerEntries,
  ledgerNodes,
  records,
  type ENTRY_KINDS,
} from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import { signHead } from '#ledger/checkpoint.ts';
import { leafHash } from '#ledger/merkle.ts';
import { ON_ITS_WAY } from '#ledger/order.ts';
import { grown, rootOver, type Node } from '#ledger/tree.ts';
import { sha256Hex } from '#rules/hash.ts';
import { printVerifier, verifierOf, type Signer } from '#ledger/note.ts';
import { currentKey } from './keys.ts';
import type { Ledger } from './open-ledger.ts';
import { NEWEST_SEAL, sealLine } from './seal-line.ts';
import { edgeIn } from './stored-tree.ts';

export type Entry = {
  kind: (typeof ENTRY_KINDS)[number];
  /** The id of the attestation or record. */
  recordId: string;
  /** Its canonical JSON: the bytes that the ledger vouches for. */
  record: string;
  at: Date;
};

/**
 * Appends an entry in the write that stores its record, and signs the new head: with the key in
 * force, or with `signers`, where an entry changes it. Returns its index.
 * Refuses while the ledger is stopped, and an instant more than `ON_ITS_WAY` before the last entry's:
 * order comes from the ledger, and a clock that ran back would tell another one.
 */
export async function appendEntry(
  tx: Tx,
  ledger: Ledger,
  entry: Entry,
  signers?: [Signer, ...Signer[]],
): Promise<number> {
  if (ledger.stopped) throw paused();
  const [last] = await tx
    .select({
      note: checkpoints.note,
      size: checkpoints.size,
      at: checkpoints.at,
      sealId: NEWEST_SEAL,
    })
    .from(checkpoints)
    .orderBy(desc(checkpoints.size))
    .limit(1);
  if (last && last.at.getTime() > entry.at.getTime() + ON_ITS_WAY) throw paused();
  // Made before the last one and in after it: the order is the ledger's.
  const at = last && last.at > entry.at ? last.at : entry.at;
  const size = last?.size ?? 0;
  const sealId = last?.sealId ?? undefined;
  const known = newest.get(ledger);
  const isKept = known !== undefined && known.note === last?.note;
  const before = isKept ? known.edge : await edgeIn(tx, size);
  const also = isKept && known.sealId === sealId ? known.also : await sealLine(tx, sealId);
  const { nodes, edge } = grown(before, size, leafHash(Buffer.from(entry.record, 'utf8')));
  const head = { size: size + 1, root: rootOver(edge), also };
  const note = signHead(head, ...(signers ?? [await signerOf(tx, ledger)]));
  await tx.insert(ledgerEntries).values({
    index: size,
    kind: entry.kind,
    recordId: entry.recordId,
    sha256: sha256Hex(entry.record),
    at,
  });
  await tx.insert(ledgerNodes).values(nodes);
  await tx.insert(checkpoints).values({ size: size + 1, note, at });
  newest.set(ledger, { note, edge, sealId, also });
  return size;
}

/** What the head that was signed last was made of: good for the next entry, if that head was kept. */
const newest = new WeakMap<Ledger, Newest>();
type Newest = {
  note: string;
  /** The tree's right edge under it. */
  edge: Node[];
  /** The newest seal then, and its line. */
  sealId: number | undefined;
  also: string | undefined;
};

/**
 * Who signs now. While a rotation is under way, the key that the ledger names in this very write
 * decides: a write behind it may begin before anybody hears that the rotation was kept.
 */
async function signerOf(tx: Tx, { signer, incoming }: Ledger): Promise<Signer> {
  if (!incoming) return signer;
  const { publicKey } = await currentKey({ read: tx });
  return publicKey === printVerifier(verifierOf(incoming)) ? incoming : signer;
}

type NewRecord = {
  kind: Exclude<Entry['kind'], 'attestation'>;
  /** Plain JSON values; its `id` names the record. */
  content: { id: string };
  about?: string;
  employeeNumber?: string;
  at: Date;
  by: string;
};

/** Stores a record that is no attestation, as RFC 8785 canonical JSON, and appends it. */
export async function appendRecord(
  tx: Tx,
  ledger: Ledger,
  made: NewRecord,
  signers?: [Signer, ...Signer[]],
): Promise<number> {
  const { kind, content, about, employeeNumber, at, by } = made;
  const record = canonicalize(content);
  if (record === undefined) throw new Error(`a ${kind} record is not JSON`);
  await tx.insert(records).values({
    id: content.id,
    kind,
    about: about ?? null,
    employeeNumber: employeeNumber ?? null,
    sha256: sha256Hex(record),
    record,
    at,
    by,
  });
  return appendEntry(tx, ledger, { kind, recordId: content.id, record, at }, signers);
}

function paused(): Refusal {
  return new Refusal(
    'busy',
    'Signing is paused while HR looks into a problem with the records. Your training is saved; ' +
      'try again later.',
  );
}
