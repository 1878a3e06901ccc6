import { createServer, get, Agent } from 'node:http';
import type { AddressInfo } from 'node:net';
import { compare, type Figure } from './compare.ts';

export type BenchedPage = {
  name: string;
  /** The built portal's origin. */
  origin: string;
  path: string;
  /** The session of somebody who may see it. */
  cookie?: string;
  /** The share of the bare server's speed that the page must reach. */
  share: number;
};

/**
 * A page of the built portal against `node:http` sending the same bytes, eight visitors at a time over
 * kept connections. A unit is eight pages.
 */
export async function benchPage({
  name,
  origin,
  path,
  cookie,
  share,
}: BenchedPage): Promise<Figure> {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const headers = cookie === undefined ? {} : { cookie };
  const page = await fetchBytes(origin + path, headers, agent);
  if (page.status !== 200) throw new Error(`${path} answered ${page.status}: nothing to measure`);

  const bare = createServer((_req, res) => {
    res.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'content-length': String(page.bytes.length),
    });
    res.end(page.bytes);
  });
  await new Promise<void>((resolve) => bare.listen(0, '127.0.0.1', resolve));
  const bareOrigin = `http://127.0.0.1:${(bare.address() as AddressInfo).port}`;
  const eight = (from: string) =>
    Promise.all(Array.from({ length: 8 }, () => fetchBytes(from + path, headers, agent)));
  try {
    return await compare({
      name,
      share,
      rounds: 15,
      times: 10,
      ours: () => eight(origin),
      bare: () => eight(bareOrigin),
    });
  } finally {
    agent.destroy();
    bare.close();
    bare.closeAllConnections();
  }
}

function fetchBytes(
  url: string,
  headers: Record<string, string>,
  agent: Agent,
): Promise<{ status: number; bytes: Buffer }> {
  return new Promise((resolve, reject) => {
    get(url, { headers, agent }, (res) => {
      const chunks: Buffer[] = [];
      res.on('data', (chunk: Buffer) => chunks.push(chunk));
      res.once('error', reject);
      res.once('end', () => resolve({ status: res.statusCode ?? 0, bytes: Buffer.concat(chunks) }));
    }).once('error', reject);
  });
}
