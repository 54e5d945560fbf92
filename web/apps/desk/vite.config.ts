import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';

/** Where `hadir serve` listens while the pages are being worked on. */
const server = 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [sveltekit()],
  server: { proxy: { '/api': server, '/log': server } },
  build: { target: ['chrome109', 'safari16', 'firefox115'] },
});
