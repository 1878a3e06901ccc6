import { and, eq } from 'drizzle-orm';
import { recordEvent } from '#audit/record.ts';
import { sayDay, type CivilDate } from '#clock.ts';
import type { Db, Reader } from '#db/client.ts';
import { publications, releases, type PUBLICATION_KINDS } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import { isVisible, oddCharacterIn } from '#typed-text.ts';
import { compareSince } from './compare-revisions.ts';
import type { Policy, Revision } from './model.ts';
import { publicationsOf, type Publication } from './publications.ts';
import { publishRelease } from './publish.ts';

export type PublicationKind = (typeof PUBLICATION_KINDS)[number];

export const LONGEST_REASON = 1000;

/** What the rules propose: a revision is material where some situation's verdict differs. */
export function proposedKind(revision: Revision, before: string | undefined): PublicationKind {
  if (before === undefined) return 'first';
  return compareSince(revision, before).outcome === 'duties' ? 'material' : 'editorial';
}

/** What has become of a revision's rules since it was published. */
export type RulesSince = 'as-published' | 'corrected' | 'not-editorial';

/**
 * A text is frozen, its rules may be corrected by a later build: whether they were since it was published,
 * and whether what was published as editorial would still be.
 */
export async function rulesSince(
  read: Pick<Reader, 'select'>,
  revision: Revision,
  { kind, before, releaseSha256 }: Pick<Publication, 'kind' | 'before' | 'releaseSha256'>,
): Promise<RulesSince> {
  // Those of the text before it may have been corrected, too.
  if (kind === 'editorial' && proposedKind(revision, before ?? undefined) === 'material') {
    return 'not-editorial';
  }
  const [then] = await read
    .select({ ruleset: releases.rulesetSha256 })
    .from(releases)
    .where(eq(releases.sha256, releaseSha256));
  return then?.ruleset === revision.rulesetSha256 ? 'as-published' : 'corrected';
}

type Publishing = {
  /** What the build holds. */
  held: readonly Policy[];
  policyId: string;
  revision: string;
  /** The release that HR looked at in the preview. */
  seen: string;
  kind: 'editorial' | 'material';
  because: string;
  by: string;
  at: Date;
};

/**
 * HR puts a revision in force from its date on. Nothing that was signed changes. Refuses what the build
 * does not hold or holds as a draft, what is published already, what takes effect before the newest
 * published one, what changed since the preview, an editorial one that changes duties, and a missing reason.
 */
export async function publishRevision(db: Db, act: Publishing): Promise<void> {
  const policy = act.held.find(({ id }) => id === act.policyId);
  const revision = policy?.revisions.find(({ id }) => id === act.revision);
  if (!policy || !revision) {
    const draft = policy?.drafts.find(({ id }) => id === act.revision);
    if (draft) throw refuse(draftRefused(draft));
    throw refuse(
      'This revision is not in the running build. Ask whoever runs the portal to build with it.',
    );
  }
  if (revision.releaseSha256 !== act.seen) {
    throw refuse('The revision was changed since you looked at it. Look at the preview again.');
  }
  const because = reasonOf(act.because);
  const earlier = await publicationsOf(db.read);
  const mine = earlier.filter(({ policyId }) => policyId === policy.id);
  const newest = mine.at(-1)?.revision;
  refuseOrder(
    policy,
    revision,
    mine.map((one) => one.revision),
  );
  const proposed = proposedKind(revision, newest);
  if (proposed === 'material' && act.kind === 'editorial') {
    throw new Refusal(
      'bad-input',
      'Some situation has another answer under this revision, so it is not editorial. Look at the examples in the preview.',
      'kind',
    );
  }
  await publishRelease(db, revision, act.by, act.at);
  await db.write(async (tx) => {
    const already = and(
      eq(publications.policyId, policy.id),
      eq(publications.revision, revision.id),
    );
    if ((await tx.$count(publications, already)) > 0) throw alreadyPublished(revision);
    await tx.insert(publications).values({
      policyId: policy.id,
      revision: revision.id,
      releaseSha256: revision.releaseSha256,
      before: newest ?? null,
      proposed,
      kind: proposed === 'first' ? 'first' : act.kind,
      because,
      publishedAt: act.at,
      publishedBy: act.by,
    });
    await recordEvent(tx, {
      at: act.at,
      actor: act.by,
      act: 'revision.published',
      subject: revision.releaseSha256,
      detail: { policy: policy.id, revision: revision.id, kind: act.kind, because },
    });
  });
}

/**
 * What a portal begins with: of a policy that has no publication yet, the texts in force on that day,
 * or its first one. Whatever comes later waits for HR, and so does a draft
 * of a demonstration, whatever its day.
 */
export async function publishFirst(
  db: Db,
  held: readonly Policy[],
  { at, today }: { at: Date; today: CivilDate },
): Promise<void> {
  const known = new Set((await publicationsOf(db.read)).map(({ policyId }) => policyId));
  for (const policy of held.filter(({ id }) => !known.has(id))) {
    const adopted = policy.revisions.filter(({ draft }) => !draft);
    const inForce = adopted.filter(({ id }, index) => index === 0 || id <= today);
    for (const [index, revision] of inForce.entries()) {
      await publishRelease(db, revision, 'system', at);
      const before = inForce[index - 1]?.id;
      const kind = proposedKind(revision, before);
      await db.write(async (tx) => {
        await tx.insert(publications).values({
          policyId: policy.id,
          revision: revision.id,
          releaseSha256: revision.releaseSha256,
          before: before ?? null,
          proposed: kind,
          kind,
          because: 'The portal began with it.',
          publishedAt: at,
          publishedBy: 'system',
        });
      });
    }
  }
}

function refuseOrder(policy: Policy, revision: Revision, published: readonly string[]): void {
  if (published.includes(revision.id)) throw alreadyPublished(revision);
  const newest = published.at(-1);
  if (newest !== undefined && revision.id < newest) {
    throw refuse(
      `It would take effect on ${sayDay(revision.id)}, before the newest published revision of ` +
        `${sayDay(newest)}. A revision takes effect after the one it amends.`,
    );
  }
  const skipped = policy.revisions.find(
    ({ id }) =>
      id < revision.id && !published.includes(id) && (newest === undefined || id > newest),
  );
  if (skipped) {
    throw refuse(`The revision of ${sayDay(skipped.id)} comes before it. Publish that one first.`);
  }
}

const alreadyPublished = ({ id }: Revision) =>
  refuse(`The revision of ${sayDay(id)} is published already. Nothing was changed.`);

function draftRefused({ id, draft }: Revision): string {
  return draft?.fictional
    ? `The revision of ${sayDay(id)} is a fictional draft for tests and demonstrations. It is never published.`
    : `The revision of ${sayDay(id)} is a draft. When it is adopted, take \`draft\` out of its amendment.yaml and build again.`;
}

function reasonOf(typed: string): string {
  const because = typed.trim();
  const field = 'because';
  if (!isVisible(because)) {
    throw new Refusal(
      'bad-input',
      'Say why, for whoever reads this in years: a sentence is enough.',
      field,
    );
  }
  const odd = oddCharacterIn(because);
  if (odd) throw new Refusal('bad-input', `The reason holds ${odd}.`, field);
  if (because.length > LONGEST_REASON) {
    throw new Refusal('bad-input', `A reason has at most ${LONGEST_REASON} characters.`, field);
  }
  return because;
}

const refuse = (sentence: string) => new Refusal('conflict', sentence);
