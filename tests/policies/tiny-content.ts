import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { choice, flag, judgement } from '#rules/facts.ts';
import type { Ruleset } from '#rules/model.ts';
import { ContentError } from '#policies/content-error.ts';

/** A policy of four sentences and one rule: enough to read, check, hash and release. */
export const TINY_RULESET: Ruleset = {
  policy: 'tiny',
  revision: '2020-01-31',
  facts: [
    flag('photo.uniform', {
      doc: 'Shows the uniform.',
      ask: 'Does it show the uniform?',
      yes: 'it shows the uniform',
      no: 'it shows no uniform',
    }),
    choice('photo.about', {
      doc: 'Whom it shows.',
      ask: 'Whom does it show?',
      say: { nobody: 'it shows nobody', neighbor: 'it shows a neighbor' },
      control: 'fixed',
    }),
    judgement('photo.cruel', {
      doc: 'Cruel.',
      standard: 'A.1:2 "cruel"',
      ask: 'Is it cruel?',
      yes: 'it is cruel',
      no: 'it is not cruel',
    }),
  ],
  norms: [
    {
      id: 'A.1:1',
      sentence: 'A.1:1',
      quote: 'No picture shows the uniform.',
      gist: 'no uniform',
      bearer: 'employee',
      strength: 'must',
      when: { k: 'is', fact: 'photo.about', in: ['nobody', 'neighbor'] },
      wrong: { k: 'is', fact: 'photo.uniform', in: [true] },
      unless: [],
      effect: 'prohibited',
      readings: ['R1'],
      because: 'In this picture {photo.uniform}.',
    },
    {
      id: 'A.1:2',
      sentence: 'A.1:2',
      quote: 'No picture is cruel to a neighbor.',
      gist: 'not cruel',
      bearer: 'employee',
      strength: 'should',
      when: { k: 'is', fact: 'photo.about', in: ['neighbor'] },
      wrong: { k: 'is', fact: 'photo.cruel', in: [true] },
      unless: [],
      effect: 'advised-against',
      readings: [],
      because: 'In this picture {photo.cruel}.',
    },
  ],
};

export const TINY_FILES: Readonly<Record<string, string>> = {
  'tiny/policy.yaml': `id: tiny
title: Picture Policy
citation: Ord. No. 1
publisher: A city
owner: nobody yet
statement: I, {name}, read {policy} of {revision}.
passing: { share: 0.8, critical: ['A.1:1'] }
retention: null
`,
  'tiny/2020-01-31/policy.md': `[Ord. No. 1, 1-31-2020]

# A. Pictures.

## 1. What they show.

No picture shows the uniform.
No picture is cruel to a neighbor.

# B.

Pictures are:

- prints;
- José's co-workers' files.
`,
  'tiny/2020-01-31/readings.yaml': `- id: R1
  at: [A.1:1]
  issue: Is a hat a uniform?
  adopted: No.
  alternative: null
`,
  'tiny/2020-01-31/lessons/A.1-pictures.mdx': `---
title: Pictures
summary: Leave the uniform out.
order: 1
minutes: 3
clauses: [A.1]
graded: 1
---

Read <Clause id="A.1:1" />.
`,
  'tiny/2020-01-31/scenarios/A.1-parade.yaml': `title: The parade
lesson: A.1-pictures
asks: [verdict, clauses, fix]
story: |
  Ann posts a picture of herself in uniform.
facts:
  photo.uniform: true
  photo.about: neighbor
  photo.cruel: { is: true, because: laughs at his limp }
offers: [A.1:1, A.1:2]
fixes:
  - text: Crop the uniform and the laugh
    change: { photo.uniform: false, photo.cruel: false }
  - text: Crop the uniform
    change: { photo.uniform: false }
variants:
  - id: no-laugh
    change: { photo.cruel: false }
    story: |
      Ann posts a picture of herself in uniform, and is kind.
review: { by: first reading, on: 2026-11-22, note: the picture shows it }
`,
};

/** Beside the policies: it is in no release. */
const NOTICE = {
  'electronic-records.md': '# Electronic records\n\n## Yours to choose\n\nPaper is fine.\n',
};

/** Writes the tiny content, with some files changed (or left out), to a folder that goes after the test. */
export function tinyContent(changed: Readonly<Record<string, string | null>> = {}): string {
  const root = mkdtempSync(join(tmpdir(), 'content-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const contentDir = join(root, 'content');
  for (const [path, text] of Object.entries({ ...NOTICE, ...TINY_FILES, ...changed })) {
    if (text === null) continue;
    mkdirSync(dirname(join(contentDir, path)), { recursive: true });
    writeFileSync(join(contentDir, path), text);
  }
  return contentDir;
}

/** One tiny file with one passage replaced. Throws when the passage is not there to replace. */
export function edited(path: string, from: string, to: string): Record<string, string> {
  const text = TINY_FILES[path];
  if (!text?.includes(from)) throw new Error(`${path} does not hold ${from}`);
  return { [path]: text.replace(from, to) };
}

/** The lines an author is told. */
export function told(act: () => unknown): string[] {
  try {
    act();
  } catch (error) {
    if (error instanceof ContentError) return error.message.split('\n');
    throw error;
  }
  return [];
}
