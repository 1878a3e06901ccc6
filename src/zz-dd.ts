import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseScenario } from '#policies/parse-scenario.ts';
import { evaluate } from '#rules/evaluate.ts';
import { closed } from '#rules/situation.ts';
import { contestedBy } from '#rules/contested.ts';
import { ruleset } from '#rules/social-media/2023-04-20/ruleset.ts';

const dir = 'content/social-media/2023-04-20/scenarios';
const mine = ['D.1-D.2-what-city-sites-are-for','D.3.a-c-speech-and-privacy','D.3.d-h-information-and-emergencies'];
const decisive: Record<string, Set<string>> = {};
let bases=0, perm=0, tell=0, n=0;
for (const f of readdirSync(dir).filter((f)=>f.startsWith('D.')).sort()) {
  const { scenario } = parseScenario(readFileSync(join(dir,f)), f.replace('.yaml',''), f);
  if (!mine.includes(scenario.lesson)) continue;
  n++;
  for (const t of scenario.tellings) {
    tell++;
    const facts = closed(ruleset, t.facts);
    const e = evaluate(ruleset, facts);
    const br = e.findings.filter((x)=>x.status==='breached');
    for (const b of br) if (b.effect === e.verdict.hi) (decisive[b.norm] ??= new Set()).add(scenario.id);
    if (t.id==='base') { bases++; if (e.verdict.hi==='permitted') perm++; }
    const words = t.story.split(/\s+/).length;
    console.log(scenario.id.padEnd(30), t.id.padEnd(22), String(words).padEnd(4), e.verdict.lo===e.verdict.hi?e.verdict.lo:[e.verdict.lo,e.verdict.hi].join('..'), br.map((b)=>b.norm).join(' '), '| hangs', contestedBy(ruleset, facts).join(',')||'-');
    if (scenario.fixes.length) for (const x of scenario.fixes) console.log('      fix', evaluate(ruleset, closed(ruleset,{...t.facts,...x.change})).verdict.hi, '<-', x.text);
  }
}
console.log({ n, tell, bases, perm });
for (const norm of ruleset.norms.filter(({id})=>/^D\.3\.[a-h]/.test(id))) console.log(norm.id, decisive[norm.id]?.size ?? 0, [...(decisive[norm.id]??[])].join(' '));
