import { z } from 'zod';
import { parseRuleset } from '#rules/ruleset.ts';
import { sha256Hex } from '#rules/hash.ts';
import type { Revision } from './model.ts';
import { readRevision } from './read-revision.ts';
import { readYaml } from './read-yaml.ts';
import { PolicyFile } from './schemas.ts';

/** Finds stored bytes by their SHA-256 (hex). */
export type Load = (sha256: string) => Promise<Uint8Array> | Uint8Array;

/**
 * The revision as it was released: the manifest's canonical JSON names every file by hash, `load`
 * finds the bytes, and each is checked against its hash. Reads no file and no clock. Throws when
 * bytes are not those the manifest names.
 */
export async function revisionFromManifest(manifest: string, load: Load): Promise<Revision> {
  const paths = z.record(z.string(), z.string()).parse(JSON.parse(manifest));
  const files = new Map<string, Buffer>();
  for (const [path, sha256] of Object.entries(paths)) {
    const bytes = Buffer.from(await load(sha256));
    if (sha256Hex(bytes) !== sha256) throw new Error(`stored bytes of ${path} are not ${sha256}`);
    files.set(path, bytes);
  }
  // An amendment names those that it amends, too: its own is the newest.
  const rulesPath = [...files.keys()]
    .filter((path) => path.endsWith('/ruleset.json'))
    .sort()
    .at(-1);
  const [policyId, id] = rulesPath?.split('/') ?? [];
  const rules = rulesPath === undefined ? undefined : files.get(rulesPath);
  if (!policyId || !id || !rules) throw new Error('this manifest names no ruleset.json');

  const file = `${policyId}/policy.yaml`;
  const about = files.get(file);
  if (!about) throw new Error(`this manifest names no ${file}`);
  const { passing } = readYaml(PolicyFile, { file, text: about.toString('utf8') }).data;
  const ruleset = parseRuleset(rules.toString('utf8'));
  const { revision } = readRevision({ policyId, id, ruleset, passing, files, prefix: '' });
  if (revision.releaseSha256 !== sha256Hex(manifest)) {
    throw new Error('this manifest is not in canonical form');
  }
  return revision;
}
