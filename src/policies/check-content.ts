import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { readPolicies } from './read-policies.ts';

/**
 * Reads all content before Astro does anything with it, so that `astro build`, `sync` and `dev` stop
 * with the file and line of what its author must mend. Astro's own check sees lessons' heads only.
 */
export function checkContent(): AstroIntegration {
  return {
    name: 'check-content',
    hooks: {
      'astro:config:setup': ({ config, command }) => {
        if (command === 'preview') return;
        readPolicies(fileURLToPath(new URL('content', config.root)));
      },
    },
  };
}
