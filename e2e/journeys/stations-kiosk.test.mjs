import assert from 'node:assert/strict';
import { test } from 'node:test';
import { camera } from '../lib/camera.mjs';
import { city } from '../lib/city.mjs';
import { looksRight } from '../lib/looks.mjs';
import { claim, enrolledPhone, invite } from '../lib/stations.mjs';

const lens = camera();
const as = city(lens.args);

/** What the server notices about the next punch a page sends. */
async function nextLabels(page) {
  const answer = await page.waitForResponse((response) => response.url().endsWith('/api/v1/punches'), {
    timeout: 40_000,
  });
  return (await answer.json()).results[0].labels;
}

const tablet = { serviceWorkers: 'allow', permissions: ['camera'], viewport: { width: 1280, height: 800 } };

test('a tablet reads the codes of employees with and without a network, each once', async () => {
  const phone = await enrolledPhone('pegawai');

  await as('bkpsdm', async (desk) => {
    const code = await invite(desk, 'Tablet pembaca', 'Tablet uji');

    await as(
      null,
      async (kiosk, context) => {
        const feedback = kiosk.locator('.feedback');
        const waiting = (count) => kiosk.locator(`[data-waiting="${count}"]`).waitFor({ timeout: 40_000 });
        /** The camera is put out, sees these from then on, and is opened anew. */
        async function hold(texts) {
          await kiosk.goto('about:blank');
          lens.show(texts);
          await kiosk.goto('/kiosk');
        }

        // Typed at the wrong page, it becomes what it is.
        lens.show([phone.code()]);
        const noticed = nextLabels(kiosk);
        await claim(kiosk, '/screen', code);
        await feedback.getByText(phone.person.name).waitFor({ timeout: 30_000 });
        await feedback.getByText('Diterima server').waitFor();
        assert.ok((await noticed).includes('person_code_ok'), String(await noticed));
        await kiosk.waitForURL('**/kiosk');
        await looksRight(kiosk, 'kiosk-noted');
        assert.equal(await kiosk.locator('[data-punch]').count(), 1);

        await hold([phone.code(100_000), null]);
        await feedback.getByText('Kode ini sudah lama').waitFor({ timeout: 30_000 });
        await looksRight(kiosk, 'kiosk-old-code');

        await kiosk.evaluate(() => navigator.serviceWorker.ready);
        await context.setOffline(true);
        await hold([phone.code(), null, null]);
        await feedback.getByText('Tercatat di tablet').waitFor({ timeout: 30_000 });
        await waiting(1);
        await looksRight(kiosk, 'kiosk-offline');
        // The same code comes round again.
        await feedback.getByText('Sudah tercatat pukul').waitFor({ timeout: 30_000 });
        await waiting(1);

        await context.setOffline(false);
        await waiting(0);
        await kiosk.locator('[data-punch="arrived"]').waitFor();

        // Revoked while it holds something: nothing of it is lost.
        await context.setOffline(true);
        await hold([phone.code()]);
        await waiting(1);
        await desk.goto('/desk/stations');
        await desk.getByRole('button', { name: 'Cabut Tablet uji' }).click();
        await desk.getByLabel('Alasan').fill('Tablet diganti');
        await desk.getByRole('button', { name: 'Cabut sekarang' }).click();
        await desk.getByText('Tablet uji dicabut.').waitFor();
        await context.setOffline(false);
        await kiosk.getByText('"Tablet uji" sudah dicabut petugas').waitFor({ timeout: 40_000 });
        await kiosk.getByText('1 catatan masih tersimpan di tablet ini.').waitFor();
        await looksRight(kiosk, 'kiosk-revoked');

        await kiosk.goto('about:blank');
        lens.show([null]);
        await claim(kiosk, '/kiosk', await invite(desk, 'Tablet pembaca', 'Tablet baru'));
        await waiting(0);
      },
      tablet,
    );
  });
});

test('an employee scans the code of the office screen, or types it', async () => {
  let place;
  await as('pegawai', async (page) => {
    place = await page.evaluate(
      async () => (await (await fetch('/api/v1/me/punching')).json()).sites[0].code,
    );
  });
  await as('bkpsdm', async (desk) => {
    const invited = await invite(desk, 'Layar kode kantor', 'Layar pindai', { value: place });
    await as(null, async (screen) => {
      await claim(screen, '/screen', invited);
      const shown = screen.locator('[data-office-code]');
      await shown.waitFor();

      await as(
        'pegawai',
        async (page) => {
          lens.show([await shown.innerText()]);
          const scanned = nextLabels(page);
          await page.getByRole('button', { name: 'Pindai kode kantor' }).click();
          await page
            .getByText(/tersimpan/i)
            .first()
            .waitFor({ timeout: 30_000 });

          assert.ok((await scanned).includes('office_code_ok'), String(await scanned));

          lens.show([null]);
          await page.getByRole('button', { name: 'Pindai kode kantor' }).click();
          const scanner = page.getByRole('dialog', { name: 'Pindai kode kantor' });
          await scanner.getByText('Arahkan kamera').waitFor();
          await looksRight(page, 'scanner', { fullPage: false });
          await scanner.getByRole('button', { name: 'Ketik kodenya' }).click();
          await looksRight(page, 'scanner-typing', { fullPage: false });
          const typed = nextLabels(page);
          await scanner.getByLabel('Kode di bawah gambar QR').fill(await shown.innerText());
          await scanner.getByRole('button', { name: 'Pakai kode ini' }).click();
          await scanner.waitFor({ state: 'hidden' });
          assert.ok((await typed).includes('office_code_ok'), String(await typed));
        },
        { at: '/', viewport: { width: 390, height: 800 }, permissions: ['camera'] },
      );
    });
  });
});
