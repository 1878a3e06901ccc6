import type { Config } from '#config.ts';
import type { Readiness } from '../health.ts';
import type { Line } from './health.ts';

const PATIENCE = 10_000;

/** Whether the portal answers at its address, and whether it can take a write. */
export async function askPortal({ origin }: Pick<Config, 'origin'>): Promise<Line[]> {
  const answer = await ask(`${origin}/readyz`);
  if (typeof answer === 'string') return [{ state: 'no', told: `portal: ${answer}` }];
  const { ready, database, migrations } = answer;
  return [
    { state: 'ok', told: `portal: it answers at ${origin}` },
    database === 'ok'
      ? { state: 'ok', told: 'database: it takes writes' }
      : { state: 'no', told: 'database: it takes no write now; the portal’s log says why' },
    migrations === 'current'
      ? { state: 'ok', told: 'schema: current' }
      : { state: 'no', told: `schema: ${migrations}` },
    ...(ready || database !== 'ok' || migrations !== 'current'
      ? []
      : [{ state: 'no', told: 'portal: it says that it is not ready' } as const]),
  ];
}

/** What it says of itself, or why nothing was heard, in a sentence. */
async function ask(address: string): Promise<Readiness | string> {
  let text: string;
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    const answer = await fetch(address, { signal, redirect: 'manual' });
    text = await answer.text();
  } catch (error) {
    return whyNot(address, error as Error);
  }
  try {
    const said = JSON.parse(text) as Readiness;
    if (typeof said.ready === 'boolean') return said;
  } catch {
    // Said below.
  }
  return `what answers at ${address} is not the portal. Look at \`PORTAL_ORIGIN\`, and at the proxy.`;
}

function whyNot(address: string, error: Error): string {
  if (error.name === 'TimeoutError') {
    return `nothing was heard from ${address} for ${PATIENCE / 1000} seconds`;
  }
  const code = String((error.cause as NodeJS.ErrnoException | undefined)?.code ?? error.message);
  const why = code === 'ECONNREFUSED' ? 'nobody listens there' : code;
  return `${address} cannot be reached: ${why}. Is it running, and is \`PORTAL_ORIGIN\` right?`;
}
