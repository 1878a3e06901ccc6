import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { hashForParent } from './lines.ts';
import { main } from './main.ts';

// Whoever reads only the first lines (`… | head`) has heard enough.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

/** Where `verify.mjs` begins; `npm run build` makes one file of it and all that it imports. */
if (isMainThread) process.exitCode = await main(process.argv.slice(2), import.meta.url);
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, no window
else parentPort?.postMessage(hashForParent(workerData));
