import { api, type Info } from '@hadir/api';

/** What the server says of itself to anyone. Pages work without it, so a failure stays silent. */
class About {
  info = $state.raw<Info | null>(null);

  constructor() {
    api.info().then(
      (info) => (this.info = info),
      () => undefined,
    );
  }
}

export const about = new About();
