import { getActionContext } from 'astro:actions';
import { defineMiddleware } from 'astro:middleware';
import type { APIContext } from 'astro';
import { refuseAtKiosk } from '#auth/guards.ts';
import { nextPath } from '#auth/next-path.ts';
import { recordForbidden } from '#auth/record-forbidden.ts';
import { isOfKiosk, readSession, sessionCookie } from '#auth/sessions.ts';
import { unsentForm } from '#auth/unsent-form.ts';
import { isRefusal, type Refusal } from '#errors.ts';

/** Says who asks and what was posted, and turns every Refusal into an answer. Guards are in the pages. */
export const onRequest = defineMiddleware(async (context, next) => {
  const { locals } = context;
  // A page that shows a refusal is rendered by a rewrite, which comes through here again.
  if (locals.refusal) return next();
  if (import.meta.env.DEV && !locals.portal) await openForDevelopment(context);

  try {
    const { config, db, clock } = locals.portal;
    const cookie = context.cookies.get(sessionCookie(config.origin).name)?.value;
    locals.signedIn = cookie === undefined ? undefined : await readSession(db, cookie, clock());
    locals.submitted = await submittedFields(context.request);
    refuseAtKiosk(locals, context.url.pathname);

    const { action } = getActionContext(context);
    if (action?.calledFrom === 'form' && action.name === 'signOut') {
      await action.handler();
      if (locals.refusal) return await answerRefusal(context, locals.refusal);
      return isOfKiosk(cookie)
        ? leaveNothing(context.redirect('/kiosk?finished', 303))
        : context.redirect('/login?signed-out', 303);
    }
    return await next();
  } catch (error) {
    if (!isRefusal(error)) {
      // Astro's own line has no causes: "no such table" would be lost.
      const { reference } = locals;
      locals.portal?.log.error({ error, reference }, 'a page failed');
      throw error;
    }
    return answerRefusal(context, error);
  }
});

/** Not signed in leads to the sign-in page and back; any other refusal is a page with its status. */
async function answerRefusal(context: APIContext, refusal: Refusal): Promise<Response> {
  const { locals, url } = context;
  locals.refusal = refusal;
  if (refusal.code === 'not-allowed') await recordForbidden(locals, url.pathname);
  if (refusal.code !== 'not-signed-in') return context.rewrite('/refused');
  // Whoever stands at a shared tablet now may be somebody else: nothing of the last one goes along.
  if (isOfKiosk(context.cookies.get(sessionCookie(locals.portal.config.origin).name)?.value))
    return leaveNothing(context.redirect('/kiosk?ended', 303));

  const next = nextPath(`${url.pathname}${url.search}`);
  const login = new URLSearchParams(next && next !== '/' ? { next } : {});
  const path = login.size > 0 ? `/login?${login}` : '/login';
  // The session ended before this form came: it is kept in the sign-in form and sent from there.
  locals.unsent = unsentForm(context);
  return locals.unsent ? context.rewrite(path) : context.redirect(path, 303);
}

/** Has the browser forget pages and files of the person who was here; the session is over already. */
function leaveNothing(response: Response): Response {
  response.headers.set('clear-site-data', '"cache", "storage"');
  return response;
}

const FORM = /^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i;

/** The text fields of a posted form, without passwords. The request itself stays unread. */
async function submittedFields(request: Request): Promise<URLSearchParams | undefined> {
  if (request.method !== 'POST') return undefined;
  if (!FORM.test(request.headers.get('content-type') ?? '')) return undefined;
  const form = await request
    .clone()
    .formData()
    .catch(() => undefined);
  if (!form) return undefined;
  const fields = new URLSearchParams();
  for (const [name, value] of form) {
    if (typeof value === 'string' && !/password/i.test(name)) fields.append(name, value);
  }
  return fields;
}

/** `astro dev` has no server of ours in front: the first request opens the portal. */
async function openForDevelopment({ locals, clientAddress }: APIContext): Promise<void> {
  development ??= (async () => {
    const { openPortal } = await import('./server/portal.ts');
    const { prepare } = await import('./server/prepare.ts');
    const portal = await openPortal(process.env);
    await prepare(portal);
    return portal;
  })();
  locals.portal = await development;
  locals.address = clientAddress;
}
let development: Promise<App.Locals['portal']> | undefined;
