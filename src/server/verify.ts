import { chdir, env } from 'node:process';

/** `npm run verify`: the verifier, with paths read from where the command was given. */
if (env['INIT_CWD'] !== undefined) chdir(env['INIT_CWD']);
await import('#verify/program.ts');
