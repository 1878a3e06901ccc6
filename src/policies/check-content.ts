import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { checkRules, checkRunnable } from './check-rules.ts';
import { ContentError, gather, type Problem } from './content-error.ts';
import { checkFrozen } from './frozen.ts';
import { readNotice } from './notice.ts';
import { readPolicies } from './read-policies.ts';
import { ENCODINGS, RULESETS } from './rulesets.ts';

/**
 * Checks all content and all rules before Astro does anything with them, so that
 * `astro build`, `sync` and `dev` stop with the file and line of what its author must mend. Astro's
 * own check sees lessons' heads only.
 */
export function checkContent(): AstroIntegration {
  return {
    name: 'check-content',
    hooks: {
      'astro:config:setup': ({ config, command }) => {
        if (command === 'preview') return;
        checkAll(fileURLToPath(new URL('content', config.root)));
      },
    },
  };
}

/** Reads all content and looks through all rules. Throws a ContentError with all that must be mended. */
export function checkAll(contentDir: string): void {
  const sources = join(import.meta.dirname, '../rules');
  const broken = Object.values(RULESETS).flatMap((rules) => checkRunnable(rules, sources));
  if (broken.length > 0) throw new ContentError(broken);
  const unread: Problem[] = [];
  gather(unread, () => readNotice(contentDir));
  const policies = gather(unread, () => readPolicies(contentDir)) ?? [];
  if (unread.length > 0) throw new ContentError(unread);
  const frozen = checkFrozen(contentDir, policies);
  if (frozen.length > 0) throw new ContentError(frozen);
  const problems = policies.flatMap(({ id, revisions, drafts }) =>
    [...revisions, ...drafts].flatMap((revision) => {
      const sentences = revision.clauses.flatMap((clause) => clause.sentences);
      const texts = new Map(sentences.map((sentence) => [sentence.id, sentence.text]));
      return checkRules(ENCODINGS[`${id}/${revision.id}`]!, texts, sources);
    }),
  );
  if (problems.length > 0) throw new ContentError(problems);
}
