import { expect, test } from "vitest";
import { createGate } from "../../../../receiver/sources/gate.ts";

const { signal } = new AbortController();

test("lets in as many as there are places, first come, first served", async () => {
	const gate = createGate(2);
	const order: string[] = [];
	const first = await gate.enter(signal);
	const second = await gate.enter(signal);
	const third = gate.enter(signal).then((leave) => {
		order.push("third");
		return leave;
	});
	const fourth = gate.enter(signal).then((leave) => {
		order.push("fourth");
		return leave;
	});
	expect(order).toEqual([]);
	expect(gate.isCrowded).toBe(true);
	first();
	// Leaving twice frees one place.
	first();
	(await third)();
	await fourth;
	expect(order).toEqual(["third", "fourth"]);
	expect(gate.isCrowded).toBe(false);
	second();
});

test("who gives up waiting takes no place", async () => {
	const gate = createGate(1);
	const leave = await gate.enter(signal);
	const stop = new AbortController();
	const waiting = gate.enter(stop.signal);
	const behind = gate.enter(signal);
	stop.abort(new Error("stopped"));
	await expect(waiting).rejects.toThrow("stopped");
	leave();
	await behind;
	await expect(gate.enter(stop.signal)).rejects.toThrow("stopped");
});
