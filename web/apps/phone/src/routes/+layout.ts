/** A page app: the server only hands out files, so nothing is drawn there. */
export const ssr = false;
export const prerender = false;
