import { existsSync } from 'node:fs';
import serverless from '@sparticuz/chromium';
import axe, { type RunOptions } from 'axe-core';
import { chromium, type Browser, type Page } from 'playwright-core';
import { expect } from 'vitest';

const SYSTEM_CHROMIUM = '/usr/bin/chromium';
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The machine's Chromium, or else the packaged one. One per test file; whoever launches it closes it. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = existsSync(SYSTEM_CHROMIUM)
    ? SYSTEM_CHROMIUM
    : await serverless.executablePath();
  return chromium.launch({ executablePath, args: FLAGS });
}

export type PageOptions = {
  /** Every page works without it; enhancements are tested with it. */
  javaScript?: boolean;
  scheme?: 'light' | 'dark';
  /** In CSS pixels; 320 is WCAG's narrowest. */
  width?: number;
  height?: number;
  /** With a finger, as on a tablet. */
  touch?: boolean;
  forcedColors?: boolean;
  /** So that `page.goto('/learn')` is enough. */
  baseURL?: string;
};

/**
 * A page in a fresh context (no cookies), and `close()`, which ends the context and fails on whatever
 * the browser complained of meanwhile: a policy violation, a script error, a missing file. Answers of
 * 400 and more to the page itself are not complaints: refusals are pages, too.
 */
export async function newPage(
  browser: Browser,
  {
    javaScript = true,
    scheme = 'light',
    width = 1280,
    height = width < 600 ? 720 : 900,
    touch = false,
    forcedColors = false,
    baseURL,
  }: PageOptions = {},
): Promise<{ page: Page; close: () => Promise<void> }> {
  const context = await browser.newContext({
    javaScriptEnabled: javaScript,
    colorScheme: scheme,
    forcedColors: forcedColors ? 'active' : 'none',
    viewport: { width, height },
    hasTouch: touch,
    ...(baseURL === undefined ? {} : { baseURL }),
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(`script error: ${error.message}`));
  page.on('console', (message) => {
    const ofThePage = message.location().url === page.url();
    const refusal = ofThePage && message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !refusal) complaints.push(message.text());
  });
  return {
    page,
    async close() {
      await context.close();
      expect(complaints, 'the browser console').toEqual([]);
    },
  };
}

/** WCAG 2.2 A and AA, and axe's best practices. */
export const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** No violation of WCAG 2.2 A or AA, nor of axe's best practices, on the page as it stands. */
export async function expectAccessible(page: Page): Promise<void> {
  const found = await violations(page, 'html', { runOnly: AXE_TAGS });
  expect(found, `accessibility of ${page.url()}`).toEqual([]);
}

/** What axe finds wrong inside `within`. Run in the page itself, which takes a fifth of the time of its driver. */
export async function violations(page: Page, within: string, rules: RunOptions): Promise<string[]> {
  // Pages have no frames, no videos and no style sheets of another origin.
  const quick: RunOptions = { resultTypes: ['violations'], preload: false, iframes: false };
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  return page.evaluate(
    async ({ within: context, options }) => {
      const { axe: here } = window as unknown as { axe: typeof axe };
      const { violations: found } = await here.run(context, options);
      return found.flatMap(({ id, help, nodes }) =>
        nodes.map(({ target }) => `${id} (${help}) ${target.join(' ')}`),
      );
    },
    { within, options: { ...quick, ...rules } },
  );
}

/** The page is never wider than the window; tables may scroll within themselves. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const { content, view } = await page.evaluate(() => ({
    content: document.documentElement.scrollWidth,
    view: document.documentElement.clientWidth,
  }));
  expect(content, `width of ${page.url()}`).toBeLessThanOrEqual(view);
}
