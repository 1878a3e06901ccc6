import type { ActionAPIContext } from 'astro:actions';
import type { Begun, Browser } from '#auth/begin-session.ts';
import { deviceCookie } from '#auth/devices.ts';
import { readSession, sessionCookie } from '#auth/sessions.ts';

type Context = Pick<ActionAPIContext, 'locals' | 'cookies'>;

/** What the browser brings along to an act that begins a session. */
export function browserOf({ locals, cookies }: Context): Browser {
  const { origin } = locals.portal.config;
  return {
    address: locals.address,
    oldCookie: cookies.get(sessionCookie(origin).name)?.value,
    oldDevice: cookies.get(deviceCookie(origin).name)?.value,
  };
}

/** Hands the browser a session that has begun; from here on its person asks. */
export async function keepBegun({ locals, cookies }: Context, begun: Begun, at: Date) {
  const { db, config } = locals.portal;
  const session = sessionCookie(config.origin);
  const device = deviceCookie(config.origin);
  cookies.set(session.name, begun.cookieValue, session.options);
  cookies.set(device.name, begun.deviceValue, device.options);
  locals.signedIn = await readSession(db, begun.cookieValue, at);
}
