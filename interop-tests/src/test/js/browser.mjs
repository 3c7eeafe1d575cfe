// A real browser, headless. Options: engine (chrome or firefox), executable, profile (a folder of the test).
import { launch } from 'puppeteer-core';
import { emit, options, serve } from './lines.mjs';

// No sandbox: the tests run as root on build machines. The rest keeps the browser from talking to anybody.
const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
// Firefox and Chromium that both hide their addresses behind mDNS do not always find each other.
const firefoxPreferences = { 'media.peerconnection.ice.obfuscate_host_addresses': false };

const browser = await launch({
  browser: options.engine,
  executablePath: options.executable,
  userDataDir: options.profile,
  headless: true,
  ...(options.engine === 'firefox' ? { extraPrefsFirefox: firefoxPreferences } : { args: chromiumArguments }),
  // Signals are the test's to send; the driver would close the browser in an orderly way.
  handleSIGINT: false,
  handleSIGTERM: false,
  handleSIGHUP: false,
});
const pages = new Map();

browser.on('disconnected', () => emit('disconnected'));

serve({
  /** Opens a page. Whatever it hands to the function {@code tell} becomes an event. */
  open: async ({ page: name, url, width = 1280, height = 900, apart = false, media = {}, isMobile = false, prelude }) => {
    const page = await (apart ? await browser.createBrowserContext() : browser).newPage();
    pages.set(name, page);
    if (prelude) {
      await page.evaluateOnNewDocument(prelude);
    }
    await page.exposeFunction('tell', (told) => emit('on', { page: name, ...told }));
    page.on('console', (message) => emit('console', { page: name, level: message.type(), text: message.text() }));
    page.on('pageerror', (fault) => emit('fault', { page: name, text: String(fault?.stack ?? fault) }));
    page.on('requestfailed', (request) => emit('fault', { page: name, text: `not loaded: ${request.url()}` }));
    await page.setViewport({ width, height, isMobile, hasTouch: isMobile });
    if (Object.keys(media).length) {
      await page.emulateMediaFeatures(Object.entries(media).map(([feature, value]) => ({ name: feature, value })));
    }
    await page.goto(url, { waitUntil: 'load' });
  },
  /** Runs a JavaScript expression in the page; promises are awaited, what it yields must be JSON. */
  evaluate: ({ page, script }) => pages.get(page).evaluate(script),
  reload: ({ page }) => pages.get(page).reload({ waitUntil: 'load' }).then(() => null),
  type: ({ page, selector, text }) => pages.get(page).type(selector, text),
  press: ({ page, key }) => pages.get(page).keyboard.press(key),
  click: ({ page, selector }) => pages.get(page).click(selector),
  screenshot: ({ page, file, whole = false }) => pages.get(page).screenshot({ path: file, fullPage: whole }).then(() => null),
  leave: ({ page }) => pages.get(page).close(),
  close: () => browser.close(),
});

emit('ready', { pid: browser.process().pid, version: await browser.version() });
