import { and, eq, inArray } from 'drizzle-orm';
import canonicalize from 'canonicalize';
import { recordEvent } from '#audit/record.ts';
import type { Db } from '#db/client.ts';
import { contents, releases } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import type { Revision } from './model.ts';

/**
 * Stores a release: every file's bytes under its SHA-256, and the manifest that names them.
 * The same release again changes nothing. A revision's policy text is published once: other bytes
 * under its date are refused; a change of the text is a new revision with a date of its own.
 */
export async function publishRelease(
  db: Db,
  revision: Revision,
  by: string,
  at: Date,
): Promise<{ published: boolean }> {
  const earlier = await db.read
    .select({ sha256: releases.sha256, policySha256: releases.policySha256 })
    .from(releases)
    .where(and(eq(releases.policyId, revision.policyId), eq(releases.revision, revision.id)));
  if (earlier.some((release) => release.policySha256 !== revision.policySha256)) {
    throw new Refusal(
      'conflict',
      `The text of ${revision.policyId} ${revision.id} differs from the text published under that date. ` +
        'Put the published policy.md back, or make a new revision folder named by its effective date.',
    );
  }
  if (earlier.some((release) => release.sha256 === revision.releaseSha256)) {
    return { published: false };
  }
  const manifest = canonicalize(revision.manifest);
  if (manifest === undefined) throw new Error('a release manifest is not JSON');
  let published = true;
  await db.write(async (tx) => {
    // Another window may have stored it since.
    const same = eq(releases.sha256, revision.releaseSha256);
    published = (await tx.$count(releases, same)) === 0;
    if (!published) return;
    const hashes = [...revision.contents.keys()];
    const stored = await tx
      .select({ sha256: contents.sha256 })
      .from(contents)
      .where(inArray(contents.sha256, hashes));
    const known = new Set(stored.map((content) => content.sha256));
    for (const [sha256, content] of revision.contents) {
      if (!known.has(sha256)) await tx.insert(contents).values({ sha256, ...content });
    }
    await tx.insert(releases).values({
      sha256: revision.releaseSha256,
      policyId: revision.policyId,
      revision: revision.id,
      policySha256: revision.policySha256,
      rulesetSha256: revision.rulesetSha256,
      manifest,
      publishedAt: at,
      publishedBy: by,
    });
    await recordEvent(tx, {
      at,
      actor: by,
      act: 'release.published',
      subject: revision.releaseSha256,
      detail: { policy: revision.policyId, revision: revision.id },
    });
  });
  return { published };
}
