import { expect, test } from "vitest";
import type { BacklogPace } from "../../../../../receiver/budget/pace.ts";
import { createBacklogTurns } from "../../../../../receiver/sources/event-log-file/backlog-turns.ts";

const { signal } = new AbortController();

function setUp(sliceMs: number, pace: () => BacklogPace) {
	const clock = {
		time: 0,
		now: () => clock.time,
		async sleep(ms: number) {
			clock.time += ms;
		},
	};
	return { clock, begin: createBacklogTurns({ clock, sliceMs, pace }) };
}

test("files come in slices, one at least, and the next slice may follow at once", async () => {
	const { clock, begin } = setUp(100, () => ({ kind: "read", pauseMs: 0 }));
	let turns = begin();
	for (let n = 0; n < 10; n++) {
		expect(await turns.next(signal)).toBe(true);
		clock.time += 10;
	}
	expect(await turns.next(signal)).toBe(false);
	expect(turns.timeIsUp).toBe(true);

	turns = begin();
	clock.time += 500;
	expect(await turns.next(signal)).toBe(true);
	expect(await turns.next(signal)).toBe(false);
});

test("between two files there is the pause, over slices, and no poll waits for one beyond its slice", async () => {
	const { clock, begin } = setUp(100, () => ({ kind: "read", pauseMs: 60 }));
	const first = begin();
	expect(await first.next(signal)).toBe(true);
	expect(clock.time).toBe(0);
	expect(await first.next(signal)).toBe(true);
	expect(clock.time).toBe(60);
	expect(await first.next(signal)).toBe(false);
	expect(first.timeIsUp).toBe(false);

	clock.time = 110;
	const second = begin();
	expect(await second.next(signal)).toBe(true);
	expect(clock.time).toBe(120);
});

test("a pause that is longer than a slice lets a file come by and by", async () => {
	const { clock, begin } = setUp(100, () => ({ kind: "read", pauseMs: 1000 }));
	const read: number[] = [];
	for (let poll = 0; poll < 30; poll++) {
		const turns = begin();
		while (await turns.next(signal)) read.push(clock.time);
		expect(turns.timeIsUp).toBe(false);
		clock.time += 100;
	}
	expect(read).toEqual([0, 1000, 2000]);
});

test("nothing is read while API calls are short", async () => {
	const { begin } = setUp(100, () => ({ kind: "wait" }));
	const turns = begin();
	expect(await turns.next(signal)).toBe(false);
	expect(turns.timeIsUp).toBe(false);
});
