import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';

/** Where `hadir serve` listens while the pages are being worked on. */
const server = 'http://127.0.0.1:8080';

/** Parts the first screen is made of. */
const FIRST = /packages\/(api|ui)\/src|apps\/phone\/src\/lib/;

/** Parts that come when they are asked for. */
const LATER = new RegExp(
  [
    'api/src/(allowance|posts|discipline)',
    'api/src/ledger/(checkpoint|index|log|mark|note|proof|trust)',
    'ui/src/(account|allowance|attendance|discipline|public|requests)/',
    'lib/(scan|qr|post|station|map|phone|requests|check|spot|cross|roll)/',
    'lib/(allowance|apel|cases|doubts|follow|public|sidak|visits|witness)/',
    'lib/outbox/proofs',
    'lib/home/(ReasonForm|PhotoField|DemoPlace|TodayPart)',
    'lib/history/(ReceiptDialog|TapLine|export)',
    'lib/(BackHead|LinkRows|TodayCard|UpdateNotice|day|punch/photo)',
  ].join('|'),
);

export default defineConfig({
  plugins: [sveltekit()],
  server: { proxy: { '/api': server, '/log': server } },
  build: {
    target: ['chrome109', 'safari16', 'firefox115'],
    rolldownOptions: {
      output: {
        // On a slow line every file costs a round trip: what the first screen needs comes in two.
        codeSplitting: {
          groups: [
            { name: 'base', test: /node_modules\/(svelte|@sveltejs|idb|esm-env|clsx)\// },
            { name: 'first', test: (id: string) => FIRST.test(id) && !LATER.test(id) },
          ],
        },
      },
    },
  },
});
