// SvelteKit's own types; this app adds none to them.
declare global {
  namespace App {}
}

export {};
