import type { Policy, Revision } from '#policies/model.ts';
import { readRevision } from '#policies/read-revision.ts';
import { parseRuleset } from '#rules/ruleset.ts';

/** What becomes of a file: its new text, or `undefined` for a file that goes. */
export type Mend = Record<string, (text: string) => string | undefined>;

/** A policy whose newest revision is released anew with these files of its folder mended. */
export function mended(policy: Policy, mend: Mend): Policy {
  const before = policy.revisions.at(-1)!;
  return { ...policy, revisions: [...policy.revisions.slice(0, -1), mendedRevision(before, mend)] };
}

function mendedRevision(before: Revision, mend: Mend): Revision {
  const { policyId, id, passing } = before;
  const files = new Map<string, Buffer>();
  for (const [path, sha256] of Object.entries(before.manifest)) {
    const { bytes } = before.contents.get(sha256)!;
    const change = mend[path.slice(`${policyId}/${id}/`.length)];
    const text = change ? change(bytes.toString('utf8')) : undefined;
    if (!change) files.set(path, bytes);
    else if (text === bytes.toString('utf8')) throw new Error(`${path} is not changed`);
    else if (text !== undefined) files.set(path, Buffer.from(text));
  }
  const strange = Object.keys(mend).find((file) => !before.manifest[`${policyId}/${id}/${file}`]);
  if (strange) throw new Error(`there is no ${strange}`);
  const rules = files.get(`${policyId}/${id}/ruleset.json`)!.toString('utf8');
  const ruleset = parseRuleset(rules);
  return readRevision({ policyId, id, ruleset, passing, files, prefix: '' }).revision;
}
