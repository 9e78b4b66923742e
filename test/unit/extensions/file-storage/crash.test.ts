// With a real second process, and a real kill -9.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { expect, test } from "vitest";
import { open, temporaryDirectory } from "./state-directories.ts";

/** Commits in a child process until it has said `commits` of them; gives the last. */
async function commitUntil(directory: string, commits: number) {
	const child = spawn(
		process.execPath,
		[
			"--disable-warning=ExperimentalWarning",
			`${import.meta.dirname}/committing-process.ts`,
			directory,
		],
		{ stdio: ["ignore", "pipe", "inherit"] },
	);
	if (child.stdout === null) throw new Error("no stdout");
	let last = 0;
	let said = 0;
	const enough = Promise.withResolvers<void>();
	createInterface(child.stdout).on("line", (line) => {
		last = Number(line);
		said += 1;
		if (said >= commits) enough.resolve();
	});
	child.on("exit", () => enough.resolve());
	await enough.promise;
	return { child, last: () => last };
}

async function kill(child: ChildProcess) {
	const exit = once(child, "close");
	child.kill("SIGKILL");
	await exit;
}

test("kill -9 in the middle of commits: checkpoint and queue agree, nothing said is lost", async () => {
	const directory = temporaryDirectory();
	for (const commits of [1, 7, 20]) {
		const { child, last } = await commitUntil(directory, commits);
		await kill(child);

		const storage = await open(directory);
		const checkpoint = Number(await storage.checkpoint("stream"));
		expect(checkpoint).toBeGreaterThanOrEqual(last());
		const queued = await storage.queue("kept").next(undefined, 10_000);
		expect(queued.map(({ body }) => body.byteLength)).toEqual(
			queued.map(() => 20_000),
		);
		expect(
			queued.map(
				({ body }) => Buffer.from(body).toString().trim().split(" ")[0],
			),
		).toEqual(
			Array.from({ length: checkpoint }, (_, index) => [
				`${index}/0`,
				`${index}/1`,
			]).flat(),
		);
		expect(storage.queue("kept").depth).toEqual({
			requests: 2 * checkpoint,
			records: 2 * checkpoint,
			bytes: 2 * checkpoint * 20_000,
		});
		await storage.close();
	}
});

test("a second process is refused with directory and pid, until kill -9 of the first", async () => {
	const directory = temporaryDirectory();
	const { child } = await commitUntil(directory, 1);
	await expect(open(directory)).rejects.toMatchObject({
		code: "in_use",
		message: expect.stringMatching(
			new RegExp(`${directory}.*pid ${child.pid}`),
		),
	});
	await kill(child);
	await open(directory);
});
