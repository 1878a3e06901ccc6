import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { eq, inArray } from 'drizzle-orm';
import { recordEvent } from '#audit/record.ts';
import { sayInstant } from '#clock.ts';
import type { Db } from '#db/client.ts';
import { attestationScans, contents, releases, scans } from '#db/schema/index.ts';
import { allKeys } from '#evidence/keys.ts';
import type { Ledger } from '#evidence/open-ledger.ts';
import { signNote } from '#ledger/note.ts';
import type { Person } from '#people/person.ts';
import type { Policy } from '#policies/model.ts';
import { sha256Hex } from '#rules/hash.ts';
import { printReceipt } from '#verify/receipt.ts';
import { isMadeUp, SAID_MADE_UP } from '#people/made-up.ts';
import { evidencePdf } from './evidence-pdf.ts';
import { personEvidence, type PersonEvidence } from './person-evidence.ts';
import { receiptOf } from './receipt.ts';
import { isWithdrawn } from './record-words.ts';
import { tarOf } from './tar.ts';

type Asked = {
  ledger: Ledger;
  policies: readonly Policy[];
  person: Person;
  timeZone: string;
  /** Employee number of who takes it away; the person themselves may. */
  by: string;
  at: Date;
};

/** The files of a pack by their path in it. */
export type PackFiles = Map<string, Uint8Array>;

/**
 * One person's evidence as an archive, and in the audit log that it was taken away. All of it is made
 * before the first byte leaves, since the signed list of its files names each.
 */
export async function evidencePack(db: Db, asked: Asked): Promise<AsyncGenerator<Uint8Array>> {
  const files = await evidenceFiles(db, asked);
  const { at, by, person } = asked;
  await db.write((tx) =>
    recordEvent(tx, {
      at,
      actor: by,
      act: 'evidence.exported',
      subject: person.number,
      detail: { files: files.size, manifest: sha256Hex(files.get('manifest.note')!) },
    }),
  );
  const listed = [...files].map(([path, bytes]) => ({
    path,
    size: bytes.length,
    bytes: () => [bytes],
  }));
  return tarOf(listed, at);
}

export async function evidenceFiles(db: Db, asked: Asked): Promise<PackFiles> {
  const { ledger, policies, person, by: reader, timeZone: zone, at } = asked;
  const evidence = await personEvidence(db, policies, { person, reader });
  const files: PackFiles = new Map();
  files.set('README.txt', Buffer.from(readme(evidence, sayInstant(at, zone))));
  files.set('evidence.pdf', await evidencePdf({ evidence, zone, at }));
  for (const { attestation, records } of evidence.cycles) {
    // A sheet bears the names of others who signed it: its scan is for HR and auditors.
    if (attestation && reader !== person.number) await putScans(db, attestation.id, files);
    for (const one of [...(attestation ? [attestation] : []), ...records]) {
      // What was disposed of has no words left to prove.
      if (one.record === '') continue;
      const printed = printReceipt(await receiptOf(db, one));
      files.set(`receipts/${one.id}.receipt.json`, Buffer.from(printed));
      await turn();
    }
  }
  await putContents(db, evidence, files);
  const keys = (await allKeys(db)).map(({ publicKey }) => `${publicKey}\n`).join('');
  files.set('keys.txt', Buffer.from(keys));
  const verifier = await verifierProgram();
  if (verifier) files.set('verify.mjs', verifier);
  files.set('manifest.note', Buffer.from(await manifestOf(files, ledger)));
  return files;
}

/** Every stored byte that the records name, and all of each release that asked or scored a check. */
async function putContents(db: Db, evidence: PersonEvidence, files: PackFiles): Promise<void> {
  const wanted = releasesIn(evidence);
  const found = await db.read
    .select({ sha256: releases.sha256, manifest: releases.manifest })
    .from(releases)
    .where(inArray(releases.sha256, [...wanted]));
  const named = new Set<string>([
    ...evidence.consents.map(({ noticeSha256 }) => noticeSha256),
    ...evidence.cycles.flatMap(({ lessons }) => lessons.map((one) => one.lessonSha256)),
  ]);
  for (const { sha256, manifest } of found) {
    files.set(`contents/${sha256}`, Buffer.from(manifest));
    for (const one of Object.values(JSON.parse(manifest) as Record<string, string>)) named.add(one);
  }
  const all = [...named].toSorted();
  for (let from = 0; from < all.length; from += 100) {
    const lot = await db.read
      .select({ sha256: contents.sha256, bytes: contents.bytes })
      .from(contents)
      .where(inArray(contents.sha256, all.slice(from, from + 100)));
    for (const { sha256, bytes } of lot) files.set(`contents/${sha256}`, bytes);
    await turn();
  }
}

function releasesIn({ cycles }: PersonEvidence): ReadonlySet<string> {
  return new Set(
    cycles.flatMap(({ revision, checks }) => [
      revision.releaseSha256,
      ...checks.flatMap(({ attempt }) => [
        attempt.row.releaseSha256,
        ...attempt.items.map(({ judged }) => judged.revision.releaseSha256),
      ]),
    ]),
  );
}

async function putScans(db: Db, attestationId: string, files: PackFiles): Promise<void> {
  const rows = await db.read
    .select({ sha256: scans.sha256, bytes: scans.bytes })
    .from(attestationScans)
    .innerJoin(scans, eq(scans.sha256, attestationScans.scanSha256))
    .where(eq(attestationScans.attestationId, attestationId));
  for (const { sha256, bytes } of rows) files.set(`scans/${sha256}`, bytes);
}

/** A line a file, signed by the ledger's key: what was taken away, all of it and nothing else. */
async function manifestOf(files: PackFiles, { signer }: Ledger): Promise<string> {
  const lines: string[] = [];
  for (const [path, bytes] of [...files].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    lines.push(`${sha256Hex(bytes)}  ${path}\n`);
    if (lines.length % 20 === 0) await turn();
  }
  return signNote(lines.join(''), signer);
}

/** The verifier as the build made it, one file; none where nothing was built. */
async function verifierProgram(): Promise<Buffer | undefined> {
  // This file may run from the build's folder: the package's own name leads to its root.
  const project = dirname(dirname(createRequire(import.meta.url).resolve('#errors.ts')));
  const file = join(project, 'dist/verify/verify.mjs');
  return existsSync(file) ? readFile(file) : undefined;
}

function readme({ person, cycles }: PersonEvidence, made: string): string {
  const kept = cycles.filter(({ attestation }) => attestation);
  const withdrawn = kept.filter(isWithdrawn).length;
  return `EVIDENCE OF TRAINING: ${person.name}, employee number ${person.number}
Made ${made}. Trainings assigned: ${cycles.length}; signed records here: ${kept.length}, of which HR has withdrawn: ${withdrawn}.
${isMadeUp(person.number) ? `${SAID_MADE_UP}\n` : ''}
evidence.pdf    What was assigned, opened, marked as read, asked in checks, answered and signed,
                to read. What is not part of it stands on its first page.
receipts/       A receipt of each record: the record word for word, and the proof that it was
                entered in the portal's ledger.
contents/       Every text that the records name, each under its SHA-256: the policy, the lessons,
                the questions' stories, the rules, and the list of each release.
scans/          Where something was signed on paper: the scan that HR gave, which may show
                others who signed the same sheet. It is not in an archive that people take of
                their own training: they ask HR for a copy.
keys.txt        The public keys of the ledger, the oldest first.
manifest.note   Every file here with its SHA-256, signed with the ledger's newest key.
verify.mjs      Checks all of this without the portal, on any machine with Node.js 20 or newer.

To check it, unpack the archive and run, in its folder:

    node verify.mjs .

Compare the public key that it names with one that you have from the City by another way: a key that
comes with the files it signs shows that they fit each other, and not whose they are. How the verifier takes a
key from outside, \`node verify.mjs --help\` says.
`;
}
