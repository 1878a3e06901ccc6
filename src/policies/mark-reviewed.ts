import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sentenceOf } from '#rules/english.ts';
import { pinFor } from '#rules/gates/drift.ts';
import type { Pin } from '#rules/model.ts';
import { parsePolicyText } from './parse-policy.ts';
import { ENCODINGS } from './rulesets.ts';

// `npm run rules:reviewed -- social-media/2023-04-20 C.3:2 …`: shows each sentence beside its rules, and
// pins both as reviewed in that state. A clause names all its sentences: `C.3`. Read what it shows before
// you commit the pin.

const PROJECT = join(import.meta.dirname, '../..');
const asked = process.argv.slice(2);
const key = asked.find((one) => one in ENCODINGS);
if (key === undefined) {
  process.stderr.write(`Name the revision first: ${Object.keys(ENCODINGS).join(' or ')}.\n`);
  process.exit(1);
}
const pins = join(PROJECT, 'src/rules', key, 'reviewed.json');
const text = readFileSync(join(PROJECT, 'content', key, 'policy.md'), 'utf8');
const encoding = ENCODINGS[key]!;
const { ruleset } = encoding;
const { unruled = [], gists = {} } = ruleset;
const reviewed: Record<string, Pin> = JSON.parse(readFileSync(pins, 'utf8'));

const sentences = parsePolicyText(text, 'policy.md').clauses.flatMap((clause) => clause.sentences);
const chosen = sentences.filter(({ id }) =>
  asked.some((one) => id === one || id.startsWith(`${one}:`) || id.startsWith(`${one}.`)),
);
if (chosen.length === 0) {
  process.stderr.write('Name the sentences or clauses that you have read: C.3:2, or C.3.\n');
  process.exit(1);
}
for (const { id, text: words } of chosen) {
  process.stdout.write(`\n${id}  ${words}\n`);
  for (const norm of ruleset.norms.filter(({ sentence }) => sentence === id))
    process.stdout.write(`  ${norm.id} (${norm.strength}): ${sentenceOf(ruleset, norm)}\n`);
  for (const norm of unruled.filter(({ sentence }) => sentence === id))
    process.stdout.write(`  ${norm.id}: no rule. ${norm.reason}\n  Learners read: ${norm.says}\n`);
  if (gists[id]) process.stdout.write(`  In short: ${gists[id]}\n`);
  reviewed[id] = pinFor(encoding, id, words);
}
const inOrder = Object.fromEntries(
  sentences.flatMap(({ id }) => (reviewed[id] ? [[id, reviewed[id]]] : [])),
);
writeFileSync(pins, `${JSON.stringify(inOrder, null, 2)}\n`);
process.stdout.write(`\nPinned ${chosen.length} of ${sentences.length} sentences.\n`);
