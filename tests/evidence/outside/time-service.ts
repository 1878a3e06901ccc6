import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { newFolder } from './support.ts';

/** Runs openssl in a folder; throws with what it said. */
export function openssl(folder: string, ...args: string[]): string {
  const run = spawnSync('openssl', args, { cwd: folder, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`openssl ${args[0]} failed: ${run.stderr}${run.stdout}`);
  return run.stdout + run.stderr;
}

/** A certificate authority, and a service it lets put times on things: made for a test alone. */
export function makeAuthority(): string {
  const folder = newFolder();
  const run = (...args: string[]) => openssl(folder, ...args);
  const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  run(
    'req',
    '-x509',
    ...ec,
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-subj',
    '/CN=Test CA',
    '-days',
    '9',
  );
  run('req', ...ec, '-keyout', 'tsa.key', '-out', 'tsa.csr', '-subj', '/CN=Test TSA');
  writeFileSync(
    join(folder, 'tsa.ext'),
    'extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n',
  );
  const ca = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', 'tsa.ext'];
  run('x509', '-req', '-in', 'tsa.csr', ...ca, '-out', 'tsa.pem', '-days', '9');
  writeFileSync(
    join(folder, 'tsa.cnf'),
    `[tsa]\ndefault_tsa = one\n[one]\nserial = ${join(folder, 'serial')}\ndefault_policy = 1.2.3.4.1\n` +
      'digests = sha256\nsigner_digest = sha256\ness_cert_id_alg = sha256\n',
  );
  return folder;
}

/** What the authority answers to a request: a whole TimeStampResp. */
export function reply(folder: string, query: Buffer): Buffer {
  writeFileSync(join(folder, 'query.tsq'), query);
  const keys = ['-signer', 'tsa.pem', '-inkey', 'tsa.key', '-chain', 'ca.pem'];
  openssl(
    folder,
    'ts',
    '-reply',
    '-config',
    'tsa.cnf',
    '-queryfile',
    'query.tsq',
    ...keys,
    '-out',
    'reply.tsr',
  );
  return readFileSync(join(folder, 'reply.tsr'));
}

export type Answering = (query: Buffer, res: ServerResponse, req: IncomingMessage) => void;

/** A service on this machine that answers as it is told. */
export async function timeService(
  answer: Answering,
): Promise<{ url: string; close(): Promise<unknown> }> {
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.once('end', () => answer(Buffer.concat(chunks), res, req));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${port}/tsa`, close };
}
