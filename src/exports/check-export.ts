import { createHash } from 'node:crypto';
import { createReadStream, existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '#errors.ts';
import { openCheckpoint, type Checkpoint } from '#ledger/checkpoint.ts';
import { leafHash } from '#ledger/merkle.ts';
import { openNote, parseVerifier, printVerifier, type Verifier } from '#ledger/note.ts';
import { appended, rootOf, type Node, type Stored } from '#ledger/tree.ts';
import { MANIFEST } from './export.ts';
import { linesOf } from './lines.ts';

export type Checked = { head: Checkpoint; keys: string[]; nodes: Node[] };

/**
 * That a folder is a whole export: its manifest is signed by the newest of its keys, every file is the
 * one the manifest names and none is there beside, and the records are those of its newest head.
 * Refuses in a plain sentence.
 */
export async function checkExport(folder: string): Promise<Checked> {
  try {
    const keys = readFileSync(join(folder, 'keys.txt'), 'utf8').trim().split('\n');
    const newest = parseVerifier(keys.at(-1) ?? '');
    await checkFiles(folder, newest);
    const head = openCheckpoint(readFileSync(join(folder, 'checkpoint'), 'utf8'), [newest]);
    const { nodes, stored } = await treeOf(folder, keys);
    const leaves = nodes.filter(({ level }) => level === 0).length;
    if (leaves !== head.size) {
      throw new Error(`it has ${leaves} records, and its newest head is of ${head.size}`);
    }
    if (!(await rootOf(head.size, stored)).equals(head.root)) {
      throw new Error('its records are not those of its newest head');
    }
    return { head, keys, nodes };
  } catch (error) {
    const refusal = new Refusal(
      'bad-input',
      `This is not a whole export: ${(error as Error).message}. Nothing was imported.`,
    );
    refusal.cause = error;
    throw refusal;
  }
}

async function checkFiles(folder: string, key: Verifier): Promise<void> {
  if (!existsSync(join(folder, MANIFEST))) throw new Error(`it has no ${MANIFEST}`);
  const { text } = openNote(readFileSync(join(folder, MANIFEST), 'utf8'), [key]);
  const named = new Map<string, string>();
  for (const line of text.trimEnd().split('\n')) {
    const [, sha256 = '', path = ''] = /^([0-9a-f]{64}) {2}(\S+)$/.exec(line) ?? [];
    if (!isPlainPath(path)) throw new Error(`its manifest has a line that names no file: ${line}`);
    named.set(path, sha256);
  }
  for (const [path, sha256] of named) {
    if (!existsSync(join(folder, path))) throw new Error(`${path} is missing`);
    if ((await sha256Of(join(folder, path))) !== sha256) throw new Error(`${path} was changed`);
  }
  const there = globSync('**/*', { cwd: folder, withFileTypes: true }).filter((one) =>
    one.isFile(),
  );
  if (there.length !== named.size + 1)
    throw new Error('it holds files that its manifest does not name');
}

/** The name a file of an export may have: no other folder can be reached by one. */
export function isPlainPath(path: string): boolean {
  return /^(?:[a-z]+\/)?[A-Za-z0-9_-]+(?:\.[a-z]+)?$/.test(path);
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** Every subtree over the records, whose keys are those of `keys.txt`. */
async function treeOf(folder: string, keys: string[]): Promise<{ nodes: Node[]; stored: Stored }> {
  const nodes: Node[] = [];
  const found = new Map<string, Buffer>();
  const stored: Stored = (places) =>
    places.map(({ level, index }) => {
      const hash = found.get(`${level}/${index}`);
      if (!hash) throw new Error('its newest head is of more records than it has');
      return hash;
    });
  const named: string[] = [];
  let size = 0;
  for (const line of linesOf(join(folder, 'records.jsonl'))) {
    const disposed = /^disposed ([0-9a-f]{64})$/.exec(line);
    if (!disposed && line.includes('"schema":"ledger-key/1"')) {
      const record = JSON.parse(line) as { schema?: string; publicKey?: string };
      if (record.schema === 'ledger-key/1') named.push(String(record.publicKey));
    }
    const leaf = disposed ? Buffer.from(disposed[1]!, 'hex') : leafHash(Buffer.from(line, 'utf8'));
    for (const node of await appended(size, leaf, stored)) {
      nodes.push(node);
      found.set(`${node.level}/${node.index}`, node.hash);
    }
    size += 1;
  }
  if (named.join('\n') !== keys.map((key) => printVerifier(parseVerifier(key))).join('\n')) {
    throw new Error('its keys.txt is not what its ledger names');
  }
  return { nodes, stored };
}
