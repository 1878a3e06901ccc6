import { join } from 'node:path';
import { readPolicies } from '#policies/read-policies.ts';
import { coverageOf, saidLessons, type ClauseCoverage } from './coverage.ts';

// `npm run coverage:policy`: clause by clause, how the newest revision of each policy is taught and
// asked about. Ends with 1 when something is missing.

const say = (line = '') => process.stdout.write(`${line}\n`);

for (const policy of readPolicies(join(import.meta.dirname, '../../content'))) {
  const revision = policy.revisions.at(-1);
  if (!revision) continue;
  const coverage = coverageOf(revision);
  say(`${policy.title}, ${revision.id}`);
  say(
    `${coverage.scenarios} scenarios (${coverage.clean} with nothing wrong), ${coverage.tellings} ` +
      `tellings, ${coverage.items} questions, ${coverage.pairs} minimal pairs`,
  );
  say();
  say('decisive: scenarios that the norm decides, and of these, scored while no reading is signed');
  for (const clause of coverage.clauses) sayClause(clause);
  for (const { since, change, says, stories } of coverage.since) {
    say();
    say(`since ${since}, ${change}: ${says}`);
    say(`  asked before and now in ${stories.join(', ') || 'a case made from the facts'}`);
  }
  say();
  say(
    coverage.holes.length === 0
      ? 'Nothing is missing.'
      : `Missing:\n${coverage.holes.map((hole) => `  ${hole}`).join('\n')}`,
  );
  if (coverage.holes.length > 0) process.exitCode = 1;
}

function sayClause({ clause, heading, sentences, lessons, norms, unruled, items }: ClauseCoverage) {
  say();
  say(
    `${clause}${heading ? ` ${heading}` : ''}: ${sentences} sentences, ${items} questions, ` +
      `taught in ${saidLessons(lessons) || 'no lesson'}`,
  );
  for (const { norm, scenarios, scoredNow } of norms)
    say(`  ${norm.padEnd(24)} decisive ${scenarios.length}, ${scoredNow.length}`);
  for (const { sentence, asked } of unruled)
    say(`  ${sentence.padEnd(24)} no rule; ${asked ? 'asked what it does' : 'NOT ASKED'}`);
}
