import { readPolicies } from '#policies/read-policies.ts';
import { evaluate, holding } from '#rules/evaluate.ts';
import { closed } from '#rules/situation.ts';
import { hangsOn } from '#policies/contested.ts';
import { kindsOf } from '#training/item.ts';
import { readdirSync } from 'node:fs';
const mine = new Set(readdirSync('/tmp/zz-e/sc').map((f) => f.replace('.yaml', '')));
try {
  const rev = readPolicies('/tmp/zz-e/content')[0]!.revisions.at(-1)!;
  for (const s of rev.scenarios.filter(({ id }) => mine.has(id))) for (const t of s.tellings) {
    const e = evaluate(rev.ruleset, closed(rev.ruleset, t.facts));
    const { breaches, grounds } = holding(e);
    const met = e.findings.filter((f) => f.strength === 'may' && f.status === 'met').map((f) => f.norm);
    const exc = e.findings.filter((f) => f.status === 'excepted').map((f) => f.norm);
    const n = t.story.split(/\s+/).length;
    console.log(`${s.id}/${t.id} | ${e.verdict.lo === e.verdict.hi ? e.verdict.lo : e.verdict.lo + '..' + e.verdict.hi} [${breaches.map((f) => f.norm)}] ${e.comment ? `comment ${e.comment.lo} [${grounds.map((f) => f.norm)}]` : ''} met[${met}] exc[${exc}] hangs[${hangsOn(rev, s, t)}] kinds[${kindsOf(rev.ruleset, s, t)}] ${n}w`);
  }
} catch (e) { console.log(String((e as Error).message).slice(0, 6000)); console.log((e as any).stack?.slice(0,600)) }
