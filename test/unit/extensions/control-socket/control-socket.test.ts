import { statSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { expect, test } from "vitest";
import { askControl } from "../../../../extensions/control-socket/ask.ts";
import { MAX_LINE_BYTES } from "../../../../extensions/control-socket/messages.ts";
import {
	type ControlTask,
	serveControl,
} from "../../../../extensions/control-socket/serve.ts";
import { recordingTelemetry } from "../../exporters/recording-telemetry.ts";
import { temporaryDirectory } from "../file-storage/state-directories.ts";

const NEVER = new AbortController().signal;

async function setUp(task: ControlTask, directory = temporaryDirectory()) {
	const telemetry = recordingTelemetry();
	const server = await serveControl(directory, task, telemetry.logger);
	return {
		directory,
		path: join(directory, "control.sock"),
		telemetry,
		[Symbol.asyncDispose]: () => server.close(),
	};
}

/** Ends when it is asked to, and tells how. */
const untilAborted: ControlTask = (_, tell, signal) =>
	new Promise((_, reject) => {
		tell("working");
		signal.addEventListener("abort", () => reject(signal.reason));
	});

test("a question is answered with progress and a result, by a socket that only the owner may use", async () => {
	const asked: unknown[] = [];
	await using scene = await setUp(async (question, tell) => {
		asked.push(question);
		tell({ done: 1 });
		return { done: 2 };
	});
	const told: unknown[] = [];
	expect(
		await askControl(scene.directory, { a: 1 }, (x) => told.push(x), NEVER),
	).toEqual({ kind: "result", result: { done: 2 } });
	expect(asked).toEqual([{ a: 1 }]);
	expect(told).toEqual([{ done: 1 }]);
	expect(statSync(scene.path).mode & 0o777).toBe(0o600);
});

test("what the task throws is the refusal", async () => {
	await using scene = await setUp(async () => {
		throw new Error("not now");
	});
	expect(await askControl(scene.directory, {}, () => {}, NEVER)).toEqual({
		kind: "refused",
		message: "not now",
	});
});

test("a command that wants to stop gets the last word, and the service's end is told", async () => {
	await using scene = await setUp(untilAborted);
	const stop = new AbortController();
	expect(
		await askControl(scene.directory, {}, () => stop.abort(), stop.signal),
	).toEqual({ kind: "stopped", by: "asked" });

	const working = Promise.withResolvers<void>();
	const answer = askControl(
		scene.directory,
		{},
		() => working.resolve(),
		NEVER,
	);
	await working.promise;
	await scene[Symbol.asyncDispose]();
	expect(await answer).toEqual({ kind: "stopped", by: "service" });
});

test("a command that is gone ends its task", async () => {
	const ended = Promise.withResolvers<void>();
	await using scene = await setUp((_, tell, signal) => {
		signal.addEventListener("abort", () => ended.resolve());
		return untilAborted(_, tell, signal);
	});
	const socket = connect(scene.path);
	socket.write("{}\n");
	socket.once("data", () => socket.destroy());
	await ended.promise;
});

test.each([
	["no JSON", "what?\n"],
	["a line without an end", "x".repeat(MAX_LINE_BYTES + 1)],
])(
	"%s closes the connection, and the next command is served",
	async (_, text) => {
		await using scene = await setUp(async () => "fine");
		const socket = connect(scene.path);
		socket.on("error", () => {});
		socket.write(text);
		const said = await buffer(socket).catch(() => Buffer.alloc(0));
		expect(said.toString()).toBe("");
		expect(await askControl(scene.directory, {}, () => {}, NEVER)).toEqual({
			kind: "result",
			result: "fine",
		});
	},
);

test("nobody listens where no service runs, nor at what a killed one left", async () => {
	const directory = temporaryDirectory();
	expect(await askControl(directory, {}, () => {}, NEVER)).toBeUndefined();
	writeFileSync(join(directory, "control.sock"), "");
	expect(await askControl(directory, {}, () => {}, NEVER)).toBeUndefined();
	await using scene = await setUp(async () => 1, directory);
	expect(await askControl(scene.directory, {}, () => {}, NEVER)).toEqual({
		kind: "result",
		result: 1,
	});
});

test("a directory that can't hold a socket is told, and the service goes on", async () => {
	const directory = join(temporaryDirectory(), "x".repeat(120));
	await using scene = await setUp(async () => 1, directory);
	expect(scene.telemetry.lines.map(({ level }) => level)).toEqual(["warn"]);
});
