import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { firstAdminLink } from '#auth/first-admin.ts';
import { WELCOME } from '#auth/link-path.ts';
import { isRefusal } from '#errors.ts';
import { builtFrom } from './build-stamp.ts';
import { drainOnSignal } from './drain.ts';
import { createPortalServer, type Pages, type PortalServer } from './http.ts';
import { adoptConsole, outliveReaders } from './log.ts';
import { openPortal, PROJECT, type Portal } from './portal.ts';
import { prepare } from './prepare.ts';
import { startSchedule } from './schedule.ts';
import { watchDisposals } from './watch-disposals.ts';
import { watchRosters } from './watch-rosters.ts';
import { watchEvidence } from './watch-evidence.ts';

/** A reason to stop that needs no stack. */
class Sentence extends Error {}

/** Starts the portal: everything that can fail does so before it listens. */
try {
  await main();
} catch (error) {
  process.stderr.write(`${plainReason(error) ?? ''}\n`);
  process.exit(1);
}

async function main(): Promise<void> {
  outliveReaders();
  const portal = await openPortal(process.env, builtFrom());
  try {
    adoptConsole(portal.log);
    // The adapter listens for these, too, and is silent about any that no page caused.
    process.on('unhandledRejection', (error) => {
      portal.log.error({ error }, 'a promise failed and nobody looked');
    });
    await prepare(portal);
    await watchEvidence(portal);
    watchDisposals(portal);
    watchRosters(portal);
    const server = createPortalServer(portal, await loadPages(), join(PROJECT, 'dist/client'));
    warnOfMissingProxy(portal);
    await listen(server, portal);
    drainOnSignal(server, portal, startSchedule(portal));
    process.stdout.write(welcome(portal));
    await showFirstAdminLink(portal);
  } catch (error) {
    await portal.db.close();
    throw error;
  }
}

async function loadPages(): Promise<Pages> {
  const entry = join(PROJECT, 'dist/server/entry.mjs');
  if (!existsSync(entry)) {
    throw new Sentence('The portal has not been built yet. Run `npm run build`, or `npm start`.');
  }
  const built = (await import(pathToFileURL(entry).href)) as { handler: Pages };
  return built.handler;
}

async function listen(server: PortalServer, { config }: Portal): Promise<void> {
  const { host, port } = config;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why = {
        EADDRINUSE: `Something else already listens on port ${port}. Stop it, or set \`PORT\` to a free one.`,
        EACCES: `This account may not listen on port ${port}. Set \`PORT\` to one above 1023.`,
        EADDRNOTAVAIL: `\`${host}\` is not an address of this machine. Set \`PORTAL_HOST\` to one that is.`,
      }[error.code ?? ''];
      reject(why === undefined ? error : new Sentence(why));
    });
    server.listen(port, host, resolve);
  });
}

/** TLS ends at a proxy: unless it is counted, everybody has its address, and one's waits are all's. */
function warnOfMissingProxy({ config, log }: Portal): void {
  if (!config.secure || config.trustedHops > 0) return;
  log.warn(
    '`PORTAL_ORIGIN` is https, so a proxy stands in front, but `PORTAL_TRUSTED_HOPS` is 0: ' +
      'everybody seems to come from the proxy’s address. Set it to the number of proxies.',
  );
}

function welcome({ config, demoSignIns }: Portal): string {
  const lines = [`The portal is at ${config.origin}`];
  if (demoSignIns.length > 0) {
    lines.push('People and records are made up. Sign in as:');
    for (const { who, mail, password } of demoSignIns)
      lines.push(`  ${mail}  ${password}  (${who})`);
  }
  return `${lines.join('\n')}\n`;
}

/**
 * Once, on the terminal: not where the log goes, since whoever opens it first has the portal. A
 * demonstration has its people.
 */
async function showFirstAdminLink({ config, db, clock }: Portal): Promise<void> {
  if (config.demo) return;
  const token = await firstAdminLink(db, clock());
  if (token === undefined) return;
  process.stderr.write(
    'Nobody is in this portal yet. Begin it here, within a day; a new start shows a new link:\n' +
      `  ${config.origin}${WELCOME}/${token}\n`,
  );
}

function plainReason(error: unknown): string | undefined {
  if (!(error instanceof Error)) return String(error);
  const plain = error instanceof Sentence || isRefusal(error) || error.name === 'ContentError';
  return plain ? error.message : error.stack;
}
