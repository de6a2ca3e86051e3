import type { Browser, BrowserContext, Page } from "playwright-core";

/** Someone with JavaScript on, all of whose scripts, complaints and foreign requests are noted. */
export type Watched = {
  page: Page;
  /** Scripts that ran, rules that were broken, requests to strangers, with the page they came from. */
  noted: string[];
  context: BrowserContext;
};

/** @param bypassCSP takes the policy away, so that what is left to keep a script from running is how we write pages */
export async function watch(browser: Browser, site: string, bypassCSP = false): Promise<Watched> {
  const context = await browser.newContext({ bypassCSP, locale: "en-GB", acceptDownloads: false });
  const noted: string[] = [];
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const note = (what: string) => noted.push(`${new URL(page.url()).pathname.slice(0, 60)}: ${what}`);
  page.on("dialog", (dialog) => {
    note("a script ran");
    void dialog.dismiss();
  });
  page.on("pageerror", () => note("a script failed"));
  page.on("console", (message) => {
    const text = message.text();
    // a page that is refused or is not there is said to be so
    if (message.type() === "error" && !/status of 4\d\d/.test(text)) note(text.slice(0, 200));
    if (message.type() === "warning") note(text.slice(0, 200));
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(site) && !/^(data|about|chrome)/.test(request.url()))
      note(`asked ${new URL(request.url()).host}`);
  });
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      console.error(`policy: ${event.effectiveDirective} ${event.blockedURI}`);
    });
  });
  return { page, noted, context };
}

/** Opens a page; a file that a browser only saves is opened by nobody. */
export async function visit({ page }: Watched, address: string): Promise<void> {
  await page.goto(address, { waitUntil: "load" }).catch((error: Error) => {
    if (!/Download is starting|ERR_ABORTED/.test(error.message)) throw error;
  });
}

/** What stands in the page and could run, fetch or lead away by a press, whether it has done so or not. */
export function dangers({ page }: Watched): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    for (const element of document.querySelectorAll("*")) {
      const tag = element.tagName.toLowerCase();
      const type = element.getAttribute("type");
      if (["iframe", "object", "embed", "base", "style", "math", "frame"].includes(tag)) found.push(tag);
      if (
        tag === "script" &&
        type !== "application/ld+json" &&
        !element.getAttribute("src")?.startsWith("/assets/save-texts-")
      )
        found.push(`script ${element.textContent?.slice(0, 40)}`);
      for (const { name, value } of element.attributes) {
        if (name.startsWith("on") || name === "srcdoc" || name === "style" || name === "http-equiv")
          found.push(`${tag} ${name}`);
        if (/^\s*(j\s*a\s*v\s*a\s*s|data:|vbs|\/\/)/i.test(value) && /href|src|action|data|content/.test(name))
          found.push(`${tag} ${name}=${value.slice(0, 40)}`);
      }
    }
    return found;
  });
}
