import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Db } from '#db/client.ts';
import type { Policy } from '#policies/model.ts';
import { publicationsOf, publishedOf, withDrafts } from '#policies/publications.ts';
import { publishRevision } from '#policies/publish-revision.ts';
import { readPolicies } from '#policies/read-policies.ts';
import { RULESETS } from '#policies/rulesets.ts';
import { NOW } from './school.ts';

/** Made up: the City's text as if one word of it had read otherwise before. */
export const OLDEST = '2022-10-06';
export const REAL = '2023-04-20';
/** The project's fictional draft. */
export const DRAFT = '2027-07-01';

/**
 * A made-up lineage of three texts: the City's text with one word changed, the City's as an amendment of
 * it that changes that word alone, and the fictional draft, as if it could be published.
 */
export function threeRevisions(): Policy[] {
  three ??= read();
  return three;
}
let three: Policy[] | undefined;

function read(): Policy[] {
  const folder = mkdtempSync(join(tmpdir(), 'three-revisions-'));
  const at = (...path: string[]) => join(folder, 'content/social-media', ...path);
  cpSync(join(import.meta.dirname, '../../content'), join(folder, 'content'), { recursive: true });
  renameSync(at(REAL), at(OLDEST));
  const text = readFileSync(at(OLDEST, 'policy.md'), 'utf8');
  mkdirSync(at(REAL));
  writeFileSync(at(REAL, 'policy.md'), text);
  const older = text.replace('continues to evolve', 'continues to change');
  if (older === text) throw new Error('the older text is the newer one');
  writeFileSync(at(OLDEST, 'policy.md'), older);
  const amends = { revision: OLDEST, renumbered: {} };
  const real = RULESETS[`social-media/${REAL}`]!;
  const draft = RULESETS[`social-media/${DRAFT}`]!;
  const held = readPolicies(join(folder, 'content'), {
    [`social-media/${OLDEST}`]: { ...real, revision: OLDEST },
    [`social-media/${REAL}`]: { ...real, amends: [amends] },
    [`social-media/${DRAFT}`]: { ...draft, amends: [amends, ...draft.amends!] },
  });
  rmSync(folder, { recursive: true });
  return withDrafts(held);
}

/** HR publishes a revision; what is published then. */
export async function publish(
  db: Db,
  held: readonly Policy[],
  revision: string,
  kind: 'editorial' | 'material',
): Promise<Policy[]> {
  const [policy] = held;
  const seen = policy!.revisions.find(({ id }) => id === revision)!.releaseSha256;
  const act = { held, policyId: policy!.id, revision, seen, kind, by: 'hana', at: NOW };
  await publishRevision(db, { ...act, because: 'In this test.' });
  return publishedNow(db, held);
}

export async function publishedNow(db: Db, held: readonly Policy[]): Promise<Policy[]> {
  return publishedOf(held, await publicationsOf(db.read));
}
