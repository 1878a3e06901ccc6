import { defineConfig, passthroughImageService } from 'astro/config';
import mdx from '@astrojs/mdx';
import node from '@astrojs/node';
import { checkContent } from './src/policies/check-content.ts';

/** The portal's own server (src/server) stands in front: static files, headers, limits, drain. */
export default defineConfig({
  output: 'server',
  session: false,
  cacheDir: './.astro',
  trailingSlash: 'never',
  adapter: node({
    mode: 'middleware',
    staticHeaders: true,
    // src/server/body.ts is stricter: a scan on one form, a roster on another, and 64 KB on every other.
    bodySizeLimit: 17_000_000,
    // Without it a page that throws half-way is a 200 with cut HTML.
    experimentalDisableStreaming: true,
  }),
  integrations: [checkContent(), mdx()],
  build: { inlineStylesheets: 'never' },
  image: { service: passthroughImageService() },
  markdown: { syntaxHighlight: false },
  security: { checkOrigin: true, actionBodySizeLimit: 17_000_000 },
  vite: {
    build: { assetsInlineLimit: 0 },
    css: {
      preprocessorOptions: {
        scss: { loadPaths: ['node_modules/@uswds/uswds/packages'], quietDeps: true },
      },
    },
  },
  devToolbar: { enabled: false },
});
