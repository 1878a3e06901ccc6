import { fileURLToPath } from 'node:url';
import { readPolicies } from '#policies/read-policies.ts';
import { everyTelling } from '#policies/contested.ts';
import { holding } from '#rules/evaluate.ts';
const [p] = readPolicies(process.env.ZZ ?? fileURLToPath(new URL('../content', import.meta.url)));
const rev = p!.revisions[0]!;
for (const { scenario, telling, evaluation, hangsOn } of everyTelling(rev)) {
  if (!/^D\.3\.(i-q|r-u)/.test(scenario.lesson)) continue;
  const { breaches, grounds } = holding(evaluation);
  const { verdict: v, comment: c } = evaluation;
  console.log(`${scenario.id}/${telling.id} | ${v.lo}${v.lo === v.hi ? '' : '..' + v.hi} | ${breaches.map((b) => b.norm).join(' ')} | ${c ? c.lo + ' ' + grounds.map((g) => g.norm).join(' ') : ''} | ${hangsOn.join(' ')} | words ${telling.story.split(/\s+/).length}`);
}
