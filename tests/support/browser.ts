import { existsSync } from "node:fs";
import { type Browser, type BrowserContextOptions, chromium } from "playwright-core";

/** Our own flags: the package's defaults switch the web's security off. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

/**
 * A real Chromium: the one CHROMIUM_PATH names, else the one that came with npm, else one of the system's. Throws a
 * sentence where there is none: browser tests are never skipped in silence. `more`: further flags of Chromium's.
 */
export async function openBrowser(more: readonly string[] = []): Promise<Browser> {
  const tried: string[] = [];
  for (const find of [named, fromNpm, fromSystem]) {
    const path = await find();
    if (!path) continue;
    try {
      return await chromium.launch({ executablePath: path, args: [...FLAGS, ...more] });
    } catch (error) {
      tried.push(`${path}: ${error instanceof Error ? error.message.split("\n")[0] : error}`);
    }
  }
  throw new Error(
    `No Chromium could be started. Name one in CHROMIUM_PATH. Tried: ${tried.join("; ") || "none found"}`,
  );
}

async function named(): Promise<string | undefined> {
  return process.env.CHROMIUM_PATH || undefined;
}

async function fromNpm(): Promise<string | undefined> {
  if (process.platform !== "linux" || process.arch !== "x64") return undefined;
  // makes the package unpack the libraries it needs, which it otherwise does in one cloud only
  process.env.AWS_EXECUTION_ENV ??= "AWS_Lambda_nodejs22.x";
  const { default: packed } = await import("@sparticuz/chromium");
  return packed.executablePath();
}

async function fromSystem(): Promise<string | undefined> {
  const places = [
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  ];
  return places.find((place) => existsSync(place));
}

/** A visitor without JavaScript: what the site promises to work for. */
export const WITHOUT_SCRIPT: BrowserContextOptions = {
  javaScriptEnabled: false,
  locale: "en-GB",
  viewport: { width: 1280, height: 900 },
};
