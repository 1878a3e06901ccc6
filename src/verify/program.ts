import { isMainThread } from 'node:worker_threads';
import { main } from './main.ts';
import { readForParent } from './read-pieces.ts';

// Whoever reads only the first lines (`… | head`) has heard enough.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

/** Where `verify.mjs` begins; `npm run build` makes one file of it and all that it imports. */
if (isMainThread) process.exitCode = await main(process.argv.slice(2), import.meta.url);
else readForParent();
