import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

/** `$lib` is the folder of the app whose file imports it, as SvelteKit has it. */
function libOfEachApp(): Plugin {
  return {
    name: 'lib-of-each-app',
    enforce: 'pre',
    resolveId(source, importer) {
      const app = importer?.match(/^.*\/apps\/[^/]+\//)?.[0];
      if (!app || !source.startsWith('$lib/')) return null;
      return this.resolve(`${app}src/lib/${source.slice('$lib/'.length)}`, importer);
    },
  };
}

export default defineConfig({
  plugins: [libOfEachApp(), svelte({ configFile: false })],
  resolve: { conditions: ['browser'] },
  test: {
    // A test that needs a page says so in its first line; making one costs more than most tests.
    environment: 'node',
    // Style sheets are read as they are: the colours have tests of their own.
    css: true,
    include: ['packages/*/src/**/*.test.ts', 'apps/*/src/**/*.test.ts'],
  },
});
