// The status page in a real browser, of a receiver that runs: what an operator sees
// when all is well, when a backend dies, and when the process itself is gone.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startBrowser } from "./browser.ts";
import { type ServedPage, servePage } from "./served-page.ts";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const WAIT_MS = 30_000;

let browser: Browser;
let served: ServedPage;

beforeAll(async () => {
	browser = await startBrowser();
	served = await servePage();
}, 60_000);

afterAll(async () => {
	await browser?.close();
	await served?.[Symbol.asyncDispose]();
});

/** A page that is live, and all that its console complained about. */
async function visit(options: BrowserContextOptions = {}) {
	const context = await browser.newContext(options);
	const page = await context.newPage();
	const complaints: string[] = [];
	page.on("console", (message) => {
		if (message.type() === "error" || message.type() === "warning") {
			complaints.push(message.text());
		}
	});
	page.on("pageerror", (error) => complaints.push(error.message));
	page.on("request", (request) => {
		if (new URL(request.url()).origin !== new URL(served.url).origin) {
			complaints.push(`asked for ${request.url()}`);
		}
	});
	await page.goto(served.url);
	await page.waitForSelector('#live[data-live="live"]', { timeout: WAIT_MS });
	return { page, complaints, close: () => context.close() };
}

function settled(page: Page, state: string): Promise<unknown> {
	return page.waitForSelector(`#verdict[data-state="${state}"]`, {
		timeout: WAIT_MS,
	});
}

function rowOf(id: string): string {
	return `tr[data-id="${id}"]`;
}

/** The digits of what a page shows there. */
async function numberIn(page: Page, selector: string): Promise<number> {
	const text = await page.locator(selector).first().innerText();
	return Number(text.replace(/,/g, "").match(/\d+/)?.[0]);
}

async function violations(page: Page): Promise<string[]> {
	// As a debugger does it, because the page's own policy forbids foreign scripts.
	await page.evaluate(await readFile(AXE, "utf8"));
	return page.evaluate(async () => {
		// biome-ignore lint/suspicious/noExplicitAny: axe is there since the line above
		const { violations } = await (globalThis as any).axe.run();
		return violations.map(
			({ id, nodes }: { id: string; nodes: { html: string }[] }) =>
				`${id}: ${nodes.map(({ html }) => html).join(" ")}`,
		);
	});
}

test("it loads, says that all is well, and its numbers move by themselves", async () => {
	const { page, complaints, close } = await visit();
	await settled(page, "ok");
	expect(await page.innerText("#verdict-text")).toBe(
		"Nothing is lost, and nothing is late.",
	);
	for (const stream of ["login", "logout", "apex", "setup_audit_trail"]) {
		expect(await page.locator(rowOf(stream)).innerText()).toContain("Works");
	}
	const budgets = await page.locator(".budget").allInnerTexts();
	expect(budgets).toEqual([
		expect.stringMatching(/^Own API calls in 24 hours: \d+ of [\d,]+, /),
		expect.stringMatching(/^Everybody's API calls in 24 hours: \d+ of /),
	]);
	const sent = `${rowOf("otlp_http/elastic")} .sent`;
	const rows = `${rowOf("login")} .rows`;
	const before = [await numberIn(page, sent), await numberIn(page, rows)];
	await expect
		.poll(() => numberIn(page, sent), { timeout: WAIT_MS })
		.toBeGreaterThan(before[0] as number);
	await expect
		.poll(() => numberIn(page, rows), { timeout: WAIT_MS })
		.toBeGreaterThan(before[1] as number);
	expect(complaints).toEqual([]);
	await close();
});

describe.each([
	["light", 1280],
	["dark", 1280],
	["light", 375],
	["dark", 375],
] as const)("in %s, %i pixels wide", (colorScheme, width) => {
	test("axe finds no violation, and nothing is wider than the screen", async () => {
		const { page, complaints, close } = await visit({
			colorScheme,
			viewport: { width, height: 800 },
		});
		await settled(page, "ok");
		await page.click("summary");
		expect(await violations(page)).toEqual([]);
		const overflow = await page.evaluate<number>(
			"document.documentElement.scrollWidth - innerWidth",
		);
		expect(overflow).toBeLessThanOrEqual(0);
		expect(complaints).toEqual([]);
		await close();
	});
});

test("the configuration is there without its secrets, and the keyboard reaches it", async () => {
	const { page, close } = await visit();
	await settled(page, "ok");
	for (let tabs = 0; tabs < 20; tabs++) {
		await page.keyboard.press("Tab");
		const tag = await page.evaluate("document.activeElement?.tagName");
		if (tag === "SUMMARY") break;
	}
	await page.keyboard.press("Enter");
	const configuration = await page.innerText("#configuration-text");
	expect(configuration).toContain("otlp_http/elastic");
	expect(configuration).toContain("[REDACTED]");
	expect(configuration).not.toContain("PRIVATE KEY");
	await close();
});

test("a backend that dies turns its row and the verdict, and both turn back", async () => {
	const { page, complaints, close } = await visit();
	await settled(page, "ok");
	await served.killBackend();
	await settled(page, "late");
	const row = page.locator(rowOf("otlp_http/elastic"));
	expect(await row.getAttribute("data-state")).toBe("recoverable_error");
	expect(await row.innerText()).toContain("Trying again");
	expect(
		await page.locator(rowOf("otlp_http/collector")).innerText(),
	).toContain("Works");
	const finding = await page.locator("#findings li").first().innerText();
	expect(finding).toContain("otlp_http/elastic");
	expect(finding).toMatch(/for \d+ s/);
	expect(await page.innerText("#verdict-text")).toBe(
		"Nothing is lost. Some events are late.",
	);
	expect(await page.innerText("#problem-list")).toContain("delivery fails");
	expect(await violations(page)).toEqual([]);
	await served.reviveBackend();
	await settled(page, "ok");
	expect(await row.innerText()).toContain("Works");
	expect(complaints).toEqual([]);
	await close();
});

test("when the process is gone, the page does not go on saying that all is well", async () => {
	const { page, close } = await visit();
	await settled(page, "ok");
	await served.endReceiver();
	await settled(page, "silent");
	expect(await page.innerText("#verdict-text")).toBe(
		"The process does not answer.",
	);
	expect(await page.innerText("#live")).toContain("No answer");
	await close();
});
