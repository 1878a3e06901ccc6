import { main } from './main.ts';

/** Where `verify.mjs` begins; `npm run build` makes one file of it and all that it imports. */
process.exitCode = await main(process.argv.slice(2));
