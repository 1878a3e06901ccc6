import { spawnServer } from '../support/spawn-server.ts';
import { visitor } from '../support/visitor.ts';
import { benchAnswers } from './answers.ts';
import { benchChanges } from './changes.ts';
import { benchDatabase } from './database.ts';
import { benchLedger } from './ledger.ts';
import { benchPage } from './pages.ts';
import { benchProofs } from './proofs.ts';
import { benchRules } from './rules.ts';
import { benchTown } from './town.ts';
import { benchVerify } from './verify.ts';

/**
 * `npm run bench`: each figure beside a limit measured in the same run; a ratio of 1 or more holds it.
 * The two rates are medians, the ratio is the median of the rounds' own ratios.
 * Speed is shown here and tested nowhere: a busy machine is no defect.
 */
const figures = [
  ...(await benchRules()),
  ...(await benchChanges()),
  ...(await benchDatabase()),
  await benchAnswers(),
  await benchLedger(),
  await benchProofs(),
  ...(await benchVerify()),
  ...(await benchTown()),
];
const server = await spawnServer({ demo: true, env: { LOG_LEVEL: 'warn' } });
try {
  const nora = visitor(server.origin);
  await nora.post('/login?_action=signIn', {
    login: 'nora@demo.example',
    password: 'made-up people only',
  });
  const cookie = [...nora.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const { text } = await nora.get('/learn');
  const assignment = /href="\/learn\/([\w-]{22})"/.exec(text)?.[1];
  const pages = [
    [`/learn/${assignment}/C.3-identification`, 'a lesson page', 1 / 100],
    ['/policy/social-media', 'the whole policy', 1 / 100],
    ['/learn', 'your training', 1 / 100],
  ] as const;
  for (const [path, name, share] of pages) {
    const against = `${name}, to 1/${1 / share} of node:http sending the same bytes`;
    figures.push(await benchPage({ name: against, origin: server.origin, path, cookie, share }));
  }
} finally {
  await server.stop();
}

const shown = (n: number) => (n >= 1000 ? Math.round(n).toLocaleString('en-US') : n.toFixed(1));
for (const { name, ours, limit, ratio, unit } of figures) {
  const holds = ratio >= 1 ? 'holds' : 'FALLS SHORT';
  const measure = unit === undefined ? '/s' : ` ${unit}`;
  process.stdout.write(
    `${name}\n  ${shown(ours)}${measure}, limit ${shown(limit)}${measure}: ratio ${ratio.toFixed(2)}, ${holds}\n`,
  );
}
