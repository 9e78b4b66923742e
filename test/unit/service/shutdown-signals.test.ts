import { expect, test } from "vitest";
import { listenForShutdown } from "../../../service/shutdown-signals.ts";

function listening() {
	const exits: number[] = [];
	const signals = listenForShutdown((code) => exits.push(code));
	return { signals, exits, [Symbol.dispose]: () => signals.release() };
}

test.each(["SIGTERM", "SIGINT"] as const)(
	"the first %s asks for the end, and is named",
	async (signal) => {
		using listener = listening();
		process.emit(signal, signal);
		expect(await listener.signals.received).toBe(signal);
		expect(listener.exits).toEqual([]);
	},
);

test("a second signal, of either kind, ends the process at once with 1", async () => {
	using listener = listening();
	process.emit("SIGINT", "SIGINT");
	await listener.signals.received;
	process.emit("SIGTERM", "SIGTERM");
	expect(listener.exits).toEqual([1]);
});

test("nothing listens after the release", () => {
	const before = process.listenerCount("SIGTERM");
	const listener = listening();
	expect(process.listenerCount("SIGTERM")).toBe(before + 1);
	listener.signals.release();
	expect(process.listenerCount("SIGTERM")).toBe(before);
	expect(process.listenerCount("SIGINT")).toBe(before);
});
