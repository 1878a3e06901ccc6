import { request, type IncomingHttpHeaders } from 'node:http';

export type Answer = {
  status: number;
  headers: Headers;
  /** The path and query the answer stands for, after redirects. */
  path: string;
  text: string;
  /** Every redirect on the way: status and where it led. */
  redirects: { status: number; location: string }[];
};

export type Form = Record<string, string | string[] | number> | URLSearchParams;
export type VisitOptions = { headers?: Record<string, string>; follow?: boolean };

export type Visitor = {
  cookies: Map<string, string>;
  get(path: string, options?: VisitOptions): Promise<Answer>;
  /** Sends a form the way a page of the portal does. */
  post(path: string, form: Form, options?: VisitOptions): Promise<Answer>;
};

/** A browser without screen: keeps cookies, follows redirects, sends forms from the portal's own origin. */
export function visitor(origin: string): Visitor {
  const cookies = new Map<string, string>();

  async function visit(path: string, init: RequestInit, options: VisitOptions): Promise<Answer> {
    const redirects: Answer['redirects'] = [];
    for (let asked = path, sent = init; ;) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const headers = { ...sent.headers, ...(cookie ? { cookie } : {}), ...options.headers };
      const response = await fetch(origin + asked, { ...sent, headers, redirect: 'manual' });
      for (const line of response.headers.getSetCookie()) keep(cookies, line);
      const text = await response.text();
      const location = response.headers.get('location');
      if (location === null || options.follow === false || redirects.length === 10) {
        return { status: response.status, headers: response.headers, path: asked, text, redirects };
      }
      redirects.push({ status: response.status, location });
      const url = new URL(location, origin + asked);
      if (url.origin !== origin) throw new Error(`a redirect leads out of the portal: ${location}`);
      asked = url.pathname + url.search;
      if (![307, 308].includes(response.status)) sent = {};
    }
  }

  return {
    cookies,
    get: (path, options = {}) => visit(path, {}, options),
    post: (path, form, options = {}) =>
      visit(path, { method: 'POST', body: encode(form), headers: { origin } }, options),
  };
}

export type RawAnswer = { status: number; headers: IncomingHttpHeaders; text: string };

/** One request exactly as given: any method, any Host, any body. */
export function ask(
  port: number,
  path: string,
  options: {
    method?: string;
    headers?: Record<string, string | string[]>;
    body?: string | Buffer;
  } = {},
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const { method = 'GET', headers = {}, body } = options;
    const req = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (res) => {
      const chunks: Buffer[] = [];
      res.on('data', (chunk: Buffer) => chunks.push(chunk));
      res.once('error', reject);
      res.once('end', () => {
        const text = Buffer.concat(chunks).toString();
        resolve({ status: res.statusCode ?? 0, headers: res.headers, text });
      });
    });
    req.once('error', reject);
    req.end(body);
  });
}

function encode(form: Form): URLSearchParams {
  if (form instanceof URLSearchParams) return form;
  return new URLSearchParams(
    Object.entries(form).flatMap(([name, value]) =>
      [value].flat().map((one): [string, string] => [name, String(one)]),
    ),
  );
}

function keep(cookies: Map<string, string>, line: string): void {
  const [pair = '', ...attributes] = line.split(';');
  const at = pair.indexOf('=');
  const name = pair.slice(0, at).trim();
  const gone = attributes.some((attribute) => {
    const [key = '', value = ''] = attribute.trim().split('=');
    if (/^max-age$/i.test(key)) return Number(value) <= 0;
    return /^expires$/i.test(key) && Date.parse(value) <= Date.now();
  });
  if (gone) cookies.delete(name);
  else cookies.set(name, pair.slice(at + 1).trim());
}
