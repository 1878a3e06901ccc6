import { checkReceipt, sentence, type CheckedReceipt } from './check-receipt.ts';
import { Faults } from './faults.ts';
import { bytesOf, textOf, type Files } from './files.ts';
import { checkFiles, compareNames, fewLinesOf, readManifest } from './manifest.ts';
import { Replay } from './replay.ts';
import { listed, TRUST_NOTE, type Asked, type Verdict } from './verdict.ts';

const RECEIPT = /^receipts\/([\w-]+)\.receipt\.json$/;

/**
 * Checks a person's evidence: every file is the one signed for, each receipt proves its record, all
 * that a record names is there, and its scores are what the rules give.
 */
export async function verifyPack(files: Files, asked: Asked): Promise<Verdict> {
  const faults = new Faults();
  const notes = asked.trusted.length === 0 ? [TRUST_NOTE] : [];
  const named = fewLinesOf(files, 'keys.txt').trimEnd().split('\n');
  const manifest =
    faults.try(
      () => readManifest(files, named),
      (reason) => `manifest.note does not hold: ${reason}.`,
    ) ?? new Map<string, string>();
  compareNames(files, manifest, faults);
  checkFiles(files, manifest, faults, new Set());
  if (asked.trusted.length > 0 && !asked.trusted.includes(named.at(-1) ?? '')) {
    faults.add('The key you trust is not the one that signed this evidence.');
  }

  const replay = asked.replay
    ? new Replay((sha256) => {
        const file = files.get(`contents/${sha256}`);
        return file && bytesOf(file);
      }, faults)
    : undefined;
  // A key that was replaced has signed older heads; the newest one vouches for the list of keys.
  const keys = named;
  let receipts = 0;
  for (const [path, file] of files) {
    const id = RECEIPT.exec(path)?.[1];
    if (id === undefined) continue;
    receipts += 1;
    let checked: CheckedReceipt;
    try {
      checked = checkReceipt(textOf(file), keys);
    } catch (error) {
      faults.add(`${path}: ${sentence((error as Error).message)}`);
      continue;
    }
    const { facts, receipt } = checked;
    if (facts.id !== id) faults.add(`${path} is the receipt of another record, ${facts.id}.`);
    if (facts.at > asked.now.getTime()) faults.add(`${path}: its time lies in the future.`);
    for (const sha256 of facts.contents) {
      if (!files.has(`contents/${sha256}`))
        faults.add(`${path} names contents/${sha256}, which is not here.`);
    }
    // People get no scan of a sheet that others signed, too; one taken away later, the list tells.
    for (const sha256 of facts.scans) {
      if (!files.has(`scans/${sha256}`))
        notes.push(`${path} names scans/${sha256}, which was left out of this evidence.`);
    }
    await replay?.record(JSON.parse(receipt.record));
  }
  if (receipts === 0) faults.add('There is no receipt here.');
  if (!replay) notes.push('Scores were not replayed: --no-replay was given.');
  notes.push(
    'That nothing else stands in the ledger about this person, only a whole export shows.',
  );
  const { done } = replay ?? {};
  const told = [
    `Receipts: ${receipts}, each proves its record.`,
    `Files: ${files.size}, each the one signed for.`,
    `Keys: ${named.length}, the newest ${named.at(-1)}`,
    ...(done
      ? [
          `Replayed: ${listed(done.scores, 'score')} in ${listed(done.checks, 'check')}, each as stored.`,
        ]
      : []),
  ];
  return { faults: faults.sentences, count: faults.count, told, notes };
}
