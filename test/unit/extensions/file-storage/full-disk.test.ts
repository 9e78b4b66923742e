// A disk that is really full: a file system of 800 KB in a mount namespace of the
// child process. Needs root, or user namespaces.

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { temporaryDirectory } from "./state-directories.ts";

const MOUNT = 'mount -t tmpfs -o size=800k,mode=700 tmpfs "$1"';

const NAMESPACE =
	process.getuid?.() === 0
		? ["--mount"]
		: ["--mount", "--map-root-user", "--user"];

/** Why no small file system can be made here, undefined when it can. */
function obstacle(): string | undefined {
	const { status, stderr, error } = spawnSync("unshare", [
		...NAMESPACE,
		"sh",
		"-c",
		MOUNT,
		"sh",
		temporaryDirectory(),
	]);
	return status === 0
		? undefined
		: `no small file system can be mounted here: ${error?.message ?? String(stderr).trim()}`;
}

/** What the process has said, by event. */
async function run(mode: string) {
	const directory = temporaryDirectory();
	const script = `${import.meta.dirname}/full-disk-process.ts`;
	const child = spawn(
		"unshare",
		[
			...NAMESPACE,
			"sh",
			"-c",
			`${MOUNT} && exec "$2" --disable-warning=ExperimentalWarning "$3" "$1" "$4"`,
			"sh",
			directory,
			process.execPath,
			script,
			mode,
		],
		{ stdio: ["ignore", "pipe", "inherit"] },
	);
	const [output, [code]] = await Promise.all([
		text(child.stdout),
		once(child, "exit"),
	]);
	expect(code).toBe(0);
	const events = output
		.trim()
		.split("\n")
		.map((line) => JSON.parse(line));
	return (event: string) => events.find((each) => each.event === event);
}

test.for([
	["delivered", "what was queued is delivered"],
	["freed", "somebody else makes room"],
	["filled", "somebody else had taken all of it, and makes room"],
] as const)(
	"%s: at a full disk a commit waits, and goes on by itself when %s",
	async ([mode], { skip }) => {
		const reason = obstacle();
		if (reason) skip(reason);

		const said = await run(mode);
		if (mode === "filled") expect(said("filled").code).toBe("ENOSPC");
		const { committed, checkpoint, queued } = said("full");
		expect(committed).toBeGreaterThanOrEqual(mode === "filled" ? 0 : 3);
		// The one that waits has left nothing behind.
		expect(checkpoint).toBe(committed === 0 ? undefined : String(committed));
		expect(queued).toBe(committed);

		expect(said("went on").checkpoint).toBe(String(committed + 1));
		expect(said("drained").delivered).toEqual(
			Array.from({ length: committed + 1 }, (_, index) => index),
		);
		expect(said("closed")).toMatchObject({
			warnings: [expect.stringMatching(/no room on the disk.*receivers wait/)],
			infos: [expect.stringContaining("receivers go on")],
			errors: [],
		});
	},
);
