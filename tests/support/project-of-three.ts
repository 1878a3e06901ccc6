import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PROJECT = join(import.meta.dirname, '../..');
const CITYS = '2023-04-20';
const DRAFT = '2027-07-01';
/** Made up: a revision between the City's text and the fictional draft that changes one word. */
export const BETWEEN = '2025-03-06';

/**
 * The built project once more, with a third text between the two that it has: what there would be on the
 * disk if the City had amended its policy twice. Its folder, and how to take it away.
 */
export function projectOfThree(): { folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'project-of-three-'));
  for (const part of ['src', 'content', 'db', 'dist', 'public', 'package.json', 'tsconfig.json']) {
    cpSync(join(PROJECT, part), join(folder, part), { recursive: true });
  }
  symlinkSync(join(PROJECT, 'node_modules'), join(folder, 'node_modules'));
  const texts = join(folder, 'content/social-media');
  mkdirSync(join(texts, BETWEEN));
  const text = readFileSync(join(texts, CITYS, 'policy.md'), 'utf8');
  const between = changed(text, 'continues to evolve', 'continues to change');
  writeFileSync(join(texts, BETWEEN, 'policy.md'), between);
  const sha256 = createHash('sha256').update(between).digest('hex');
  appendFileSync(join(texts, 'frozen.yaml'), `'${BETWEEN}': ${sha256}\n`);
  const rules = join(folder, 'src/policies/rulesets.ts');
  const line = `'social-media/${DRAFT}': { ruleset: draft,`;
  const step = `{ revision: '${CITYS}', renumbered: {} }`;
  writeFileSync(
    rules,
    changed(
      readFileSync(rules, 'utf8'),
      line,
      `'social-media/${BETWEEN}': {
        ruleset: { ...ruleset, revision: '${BETWEEN}', amends: [${step}] },
        reviewed,
      },
      'social-media/${DRAFT}': {
        ruleset: { ...draft, amends: [${step}, { ...draft.amends[0], revision: '${BETWEEN}' }] },`,
    ),
  );
  // The pages are those of the build: nothing that they are made of was changed.
  const stamp = "import { stampBuild } from './src/server/build-stamp.ts'; stampBuild();";
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', stamp], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the project of three texts could not be made: ${stderr}`);
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function changed(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`nothing reads \`${from}\` any more`);
  return text.replace(from, to);
}
