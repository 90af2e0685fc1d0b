/* A report in a browser that can reach nothing. */
import { chromium } from "playwright-core";

export const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-dev-shm-usage"],
});

/* The page of a file, and what went wrong on it: requests, errors of the console and of
   scripts. */
export async function open(file, options = {}) {
  const context = await browser.newContext({ offline: true, viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const faults = [];
  page.on("request", (request) => {
    if (!request.url().startsWith("data:") && request.url() !== `file://${file}`)
      faults.push(`request: ${request.url().slice(0, 200)}`);
  });
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) faults.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`script: ${error.message}`));
  page.on("dialog", (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  await page.goto(`file://${file}`);
  return { page, faults, close: () => context.close() };
}

export const choose = (page, group, value) => page.check(`#${group}-${value}`);
