import { expect, test } from 'vitest';
import { readPolicies } from '#policies/read-policies.ts';
import { manifestJson } from '#policies/read-revision.ts';
import { revisionFromManifest } from '#policies/release.ts';
import { evaluate } from '#rules/evaluate.ts';
import { closed } from '#rules/situation.ts';
import { TINY_RULESET, tinyContent } from './tiny-content.ts';

function published() {
  const revision = readPolicies(tinyContent(), { 'tiny/2020-01-31': TINY_RULESET })[0]
    ?.revisions[0];
  if (!revision) throw new Error('no revision was read');
  const load = async (sha256: string) => {
    const stored = revision.contents.get(sha256);
    if (!stored) throw new Error(`${sha256} is not stored`);
    return stored.bytes;
  };
  return { revision, manifest: manifestJson(revision.manifest), load };
}

test('a release is read back whole from stored bytes by hash alone', async () => {
  const { revision, manifest, load } = published();
  expect(await revisionFromManifest(manifest, load)).toEqual(revision);
});

test('a rule read back decides as the one released', async () => {
  const { revision, manifest, load } = published();
  const back = await revisionFromManifest(manifest, load);
  const facts = revision.scenarios[0]?.tellings[0]?.facts ?? {};
  expect(evaluate(back.ruleset, closed(back.ruleset, facts))).toEqual(
    evaluate(revision.ruleset, closed(revision.ruleset, facts)),
  );
});

test('bytes that are not those the manifest names are refused', async () => {
  const { manifest, load } = published();
  const forged = async (sha256: string) => Buffer.concat([await load(sha256), Buffer.from(' ')]);
  await expect(revisionFromManifest(manifest, forged)).rejects.toThrow(
    /^stored bytes of .* are not/,
  );
});

test('a manifest in another form than the one hashed is refused', async () => {
  const { manifest, load } = published();
  await expect(revisionFromManifest(` ${manifest}`, load)).rejects.toThrow('not in canonical form');
  await expect(revisionFromManifest('{}', load)).rejects.toThrow('names no ruleset.json');
});
