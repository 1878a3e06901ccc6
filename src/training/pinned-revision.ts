import { eq } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { contents, releases } from '#db/schema/index.ts';
import type { Policy, Revision } from '#policies/model.ts';
import { revisionFromManifest } from '#policies/release.ts';

const opened = new Map<string, Promise<Revision>>();

/**
 * The revision exactly as released under this hash: the build's own when it is the same, else read
 * back from the stored bytes. A newer release changes nothing for an attempt that pinned this one.
 */
export async function pinnedRevision(
  db: Db,
  policies: readonly Policy[],
  releaseSha256: string,
): Promise<Revision> {
  for (const policy of policies) {
    const same = policy.revisions.find((revision) => revision.releaseSha256 === releaseSha256);
    if (same) return same;
  }
  let revision = opened.get(releaseSha256);
  if (!revision) {
    revision = readRelease(db, releaseSha256);
    opened.set(releaseSha256, revision);
    revision.catch(() => opened.delete(releaseSha256));
  }
  return revision;
}

async function readRelease(db: Db, releaseSha256: string): Promise<Revision> {
  const [release] = await db.read.select().from(releases).where(eq(releases.sha256, releaseSha256));
  if (!release) throw new Error(`release ${releaseSha256} is pinned but not stored`);
  return revisionFromManifest(release.manifest, async (sha256) => {
    const [content] = await db.read.select().from(contents).where(eq(contents.sha256, sha256));
    if (!content) throw new Error(`content ${sha256} is named by a release but not stored`);
    return content.bytes;
  });
}
