// Debian's Chromium, without a window.

import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const PATHS = [
	process.env.CHROMIUM_PATH,
	"/usr/bin/chromium",
	"/usr/bin/chromium-browser",
	"/usr/bin/google-chrome",
];

export function startBrowser(): Promise<Browser> {
	const executablePath = PATHS.find((path) => path && existsSync(path));
	if (executablePath === undefined) {
		throw new Error(
			"there is no Chromium: install Debian's package chromium, or set CHROMIUM_PATH",
		);
	}
	return chromium.launch({
		executablePath,
		// As root, and where /dev/shm is small.
		args: ["--no-sandbox", "--disable-dev-shm-usage"],
	});
}
