import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createLogSync } from "../../../../extensions/file-storage/log-sync.ts";
import { temporaryDirectory } from "./state-directories.ts";

function newLog() {
	const directory = temporaryDirectory();
	const file = join(directory, "state.db");
	const log = `${file}-wal`;
	writeFileSync(log, "");
	const sync = createLogSync(file, directory);
	onTestFinished(() => sync.close());
	return { log, sync };
}

test("whoever asks while nothing is under way, or while a sync is, shares the next one", async () => {
	const { log, sync } = newLog();
	const first = sync.synced();
	expect(sync.synced()).toBe(first);
	await Promise.resolve();
	// The first one has begun, and knows nothing of what is written now.
	appendFileSync(log, "more");
	const second = sync.synced();
	expect(second).not.toBe(first);
	expect(sync.synced()).toBe(second);
	const order: string[] = [];
	await Promise.all([
		first.then(() => order.push("first")),
		second.then(() => order.push("second")),
	]);
	expect(order).toEqual(["first", "second"]);
});

test("a log that can't be opened is told to each who asks, until it can", async () => {
	const directory = temporaryDirectory();
	const file = join(directory, "state.db");
	const sync = createLogSync(file, directory);
	onTestFinished(() => sync.close());
	await expect(sync.synced()).rejects.toMatchObject({ code: "ENOENT" });
	expect(() => sync.syncNow()).toThrow("ENOENT");
	writeFileSync(`${file}-wal`, "");
	await sync.synced();
	sync.syncNow();
});

test("closing waits for the sync that is under way, and what asks afterwards has nothing to wait for", async () => {
	const { sync } = newLog();
	const running = sync.synced();
	await Promise.resolve();
	sync.close();
	await running;
	await sync.synced();
});
