import type { Situation } from '#rules/model.ts';

/** The norms of the chain, in the order of its bits. */
export const TEN = [
  'C.2:3/harassment',
  'C.2:4',
  'C.3:1',
  'C.3:2/uniform',
  'C.3:3',
  'C.4:1',
  'C.4:5',
  'C.6:1/personnel',
  'D.3.g:1',
  'D.3.g:3',
];

/** The same ten rules as a person would write them: a bit for each breach. */
export function ifChain(f: Plain): number {
  let breached = 0;
  if (f.kind !== 'employee') return breached;
  const posting = f.act === 'post' || f.act === 'reply';
  if (posting && f.purpose === 'personal') {
    if (f.harassing && (f.about === 'co-worker' || f.about === 'official' || f.about === 'vendor'))
      breached |= 1;
    if (
      (f.uncivil || f.demeaning || f.disparaging || f.harassing || f.threatening) &&
      (f.about === 'co-worker' ||
        f.about === 'official' ||
        f.about === 'vendor' ||
        f.about === 'citizen')
    )
      breached |= 2;
    if (f.asEmployee !== 'no' && f.disclaimer !== 'full') breached |= 4;
    if (f.selfInUniform) breached |= 8;
    if (f.actsForCity) breached |= 16;
    if (f.truth === 'careless' || f.truth === 'known-false') breached |= 32;
    if (
      f.truth === 'known-false' &&
      (f.about === 'the-city' ||
        f.about === 'co-worker' ||
        f.about === 'official' ||
        f.about === 'vendor')
    )
      breached |= 64;
    if (f.personnel && !f.ownOnly) breached |= 128;
  }
  if ((posting || f.act === 'send') && f.patientImage) breached |= 256;
  if ((f.corps === 'fire' || f.corps === 'law-enforcement') && f.officialScope && !f.turnedIn)
    breached |= 512;
  return breached;
}

export type Plain = ReturnType<typeof asPlain>;

/** What is unstated has its fact's first value. */
export function asPlain(situation: Situation) {
  const text = (id: string, unstated: string) => (situation[id] as string | undefined) ?? unstated;
  const flag = (id: string) => situation[id] === true;
  return {
    kind: text('poster.kind', 'employee'),
    corps: text('poster.corps', 'other'),
    act: text('use.act', 'post'),
    purpose: text('use.purpose', 'personal'),
    asEmployee: text('identity.asEmployee', 'no'),
    disclaimer: text('identity.disclaimer', 'none'),
    about: text('content.about', 'nobody'),
    truth: text('content.truth', 'accurate'),
    harassing: flag('content.harassing'),
    uncivil: flag('content.uncivil'),
    demeaning: flag('content.demeaning'),
    disparaging: flag('content.disparaging'),
    threatening: flag('content.threatening'),
    selfInUniform: flag('content.selfInUniform'),
    actsForCity: flag('identity.actsForCity'),
    personnel: flag('info.personnel'),
    ownOnly: flag('info.ownOnly'),
    patientImage: flag('info.patientImage'),
    officialScope: flag('image.officialScope'),
    turnedIn: flag('image.turnedIn'),
  };
}
